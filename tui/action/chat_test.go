package action_test

import (
	"strings"
	"testing"

	"parley/collab/meeting"
	"parley/tui/action"
)

func TestHelpTellsHowALineOfChatIsForTheChairOrForTheDelegationAlone(t *testing.T) {
	for address, to := range map[string]meeting.To{"to chair:": meeting.ToChair, "to delegation:": meeting.ToDelegation} {
		if got, _ := meeting.ParseLine(address + " not now"); got != to {
			t.Errorf("a line that begins with %q is for %v, want %v", address, got, to)
		}
		for _, a := range action.All() {
			if (a.Name == "chat" || a.Name == "send") && !strings.Contains(a.Help, address) {
				t.Errorf("the help of %s does not tell of %q", a.Name, address)
			}
		}
	}
}
