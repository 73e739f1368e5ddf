package sfu

import "testing"

func TestAKindIsReadBehindAnIceName(t *testing.T) {
	for _, tt := range []struct {
		name, proof string
		want        kind
	}{
		{"abc", "abc", ours},
		{"abc/plain", "abc", kind{plain: true, opus: 111}},
		{"abc/plain109", "abc", kind{plain: true, opus: 109}},
		{"abc/plain111", "abc/plain111", ours},
		{"abc/plain0109", "abc/plain0109", ours},
		{"abc/plain365", "abc/plain365", ours},
		{"abc/plain63", "abc/plain63", ours},
		{"abc/plain8", "abc/plain8", ours},
		{"abc/plain-1", "abc/plain-1", ours},
		{"abc/plain/plain109", "abc/plain", kind{plain: true, opus: 109}},
	} {
		if proof, got := parseKind(tt.name); proof != tt.proof || got != tt.want {
			t.Errorf("%s: got %s and %+v, want %s and %+v", tt.name, proof, got, tt.proof, tt.want)
		}
	}
}
