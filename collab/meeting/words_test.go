package meeting_test

import (
	"testing"

	"parley/collab/meeting"
)

func TestALineOfChatIsForWhomItsAddressSaysHoweverThatIsSpaced(t *testing.T) {
	for _, tt := range []struct {
		line  string
		to    meeting.To
		words string
	}{
		{"to chair: ten minutes", meeting.ToChair, "ten minutes"},
		{"To The Chair:ten: minutes", meeting.ToChair, "ten: minutes"},
		{" to  chair:  ten minutes ", meeting.ToChair, "ten minutes"},
		{"to chair : dix minutes", meeting.ToChair, "dix minutes"},
		{"to chair\u00a0: dix minutes", meeting.ToChair, "dix minutes"},
		{"to delegation\u202f: attendez", meeting.ToDelegation, "attendez"},
		{"to us\uff1a\u7b49\u4e00\u4e0b", meeting.ToDelegation, "\u7b49\u4e00\u4e0b"},
		{"to my\tdelegation:", meeting.ToDelegation, ""},
		{"to chair", meeting.ToAll, "to chair"},
		{"to sum up: to chair: no", meeting.ToAll, "to sum up: to chair: no"},
		{"thanks to chair: well done", meeting.ToAll, "thanks to chair: well done"},
		{": to chair:", meeting.ToAll, ": to chair:"},
		{"", meeting.ToAll, ""},
	} {
		if to, words := meeting.ParseLine(tt.line); to != tt.to || words != tt.words {
			t.Errorf("%q is %q for %v, want %q for %v", tt.line, words, to, tt.words, tt.to)
		}
	}
}
