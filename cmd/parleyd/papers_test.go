package main

import "testing"

func TestAMeetingIsCalledAfterItsFirstFileAndNeverNothing(t *testing.T) {
	for _, tt := range []struct {
		files papers
		want  string
	}{
		{nil, "Meeting"},
		{papers{"papers/Resolution 50.md", "annex.md"}, "Resolution 50"},
	} {
		if got := tt.files.title(); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.files, got, tt.want)
		}
	}
}
