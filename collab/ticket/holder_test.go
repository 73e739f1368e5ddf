package ticket

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestATicketHoldsForItsHolderOnly(t *testing.T) {
	amina := Holder{"Amina Odhiambo", "Kenya"}
	for _, tt := range []struct {
		name          string
		fixed, claims Holder
		want          error
	}{
		{"as fixed", amina, amina, nil},
		{"another name", amina, Holder{"Ben", "Kenya"}, ErrForged},
		{"another delegation", amina, Holder{"Amina Odhiambo", "Japan"}, ErrForged},
		{"no delegation", amina, Holder{Name: "Amina Odhiambo"}, ErrForged},
		{"name and delegation run together", Holder{"ab", "c"}, Holder{"a", "bc"}, ErrForged},
		{"any name where only the delegation is fixed", Holder{Delegation: "Kenya"}, Holder{"Ben", "Kenya"}, nil},
		{"any delegation where only the name is fixed", Holder{Name: "Ben"}, Holder{"Ben", "Japan"}, nil},
		{"anything where nothing is fixed", Holder{}, amina, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ticket := testKey.IssueTo(Payload{Role: 1}, tt.fixed)
			_, err := testKey.CheckText(ticket.TextProof("hello"), "hello", tt.claims, noon)
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestWhatIsFixedCannotBeTakenOffATicket(t *testing.T) {
	fixed := testKey.IssueTo(Payload{Role: 1}, Holder{Delegation: "Kenya"})
	fixed.Payload.Fixes, fixed.Holder = 0, Holder{}
	if _, err := testKey.CheckText(fixed.TextProof("hello"), "hello", Holder{}, noon); !errors.Is(err, ErrForged) {
		t.Errorf("got %v, want %v", err, ErrForged)
	}
}

func TestALinkCarriesWhatItsTicketFixes(t *testing.T) {
	want := Link{Host: host, Ticket: testKey.IssueTo(Payload{Role: 4, Expires: noon}, Holder{"Амина", "Côte d’Ivoire"})}
	got, err := ParseLink(want.String())
	if err != nil || got != want {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	longest := Link{Host: strings.Repeat("h", hostMax) + ":65535", Ticket: testKey.IssueTo(Payload{}, Holder{strings.Repeat("字", 64), strings.Repeat("字", 64)})}
	if _, err := ParseLink(longest.String()); err != nil {
		t.Errorf("the longest link: %v", err)
	}
}

func TestANameWithAnEscapeInALinkIsDamage(t *testing.T) {
	link := Link{Host: host, Ticket: testKey.IssueTo(Payload{}, Holder{Name: "Ben\x1b[2J"})}
	if _, err := ParseLink(link.String()); !errors.Is(err, ErrMangled) {
		t.Errorf("got %v, want %v", err, ErrMangled)
	}
	if err := (Holder{Name: "Ben\u202e"}).Check(); !errors.Is(err, ErrUnfitHolder) {
		t.Errorf("got %v, want %v", err, ErrUnfitHolder)
	}
}

func TestTheSoundDoorKnowsASealedTicketToo(t *testing.T) {
	ticket := testKey.IssueTo(Payload{Role: 1, Expires: noon}, Holder{"Amina", "Kenya"})
	name, password := ticket.SoundProof([32]byte{1}, [8]byte{2})
	p, _, got, err := testKey.CheckSound(name, noon.Add(-time.Second))
	if err != nil || got != password || p != ticket.Payload {
		t.Errorf("got %v, %v", p, err)
	}
}

func TestAnIDIsReadAsItIsWritten(t *testing.T) {
	want := testTicket(noon).Payload.ID()
	for _, s := range []string{want.String(), strings.ToUpper(want.String()), strings.ReplaceAll(want.String(), "-", "")} {
		if got, err := ParseID(s); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", s, got, err, want)
		}
	}
	if other := testTicket(time.Time{}).Payload.ID(); other == want {
		t.Error("two tickets with one name")
	}
	for _, s := range []string{"", "abcd", "abcd-234!", "abcd-23456"} {
		if _, err := ParseID(s); !errors.Is(err, ErrMangled) {
			t.Errorf("%q: got %v", s, err)
		}
	}
}

func TestAPassIsForOneSessionAndTicket(t *testing.T) {
	p, session := testTicket(noon).Payload, [16]byte{7}
	pass := testKey.Pass(p, session)
	if !testKey.CheckPass(p, session, pass) {
		t.Error("a true pass is not taken")
	}
	if testKey.CheckPass(p, [16]byte{8}, pass) || testKey.CheckPass(testTicket(time.Time{}).Payload, session, pass) ||
		NewKey().CheckPass(p, session, pass) || testKey.CheckPass(p, session, [16]byte{}) {
		t.Error("a pass is taken for another session, ticket or key")
	}
}
