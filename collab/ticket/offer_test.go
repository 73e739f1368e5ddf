package ticket

import (
	"errors"
	"testing"
	"time"
)

func TestTheOfferDoor(t *testing.T) {
	ticket := testTicket(noon)
	token := ticket.OfferProof()
	if got, err := testKey.CheckOffer(token, noon.Add(-time.Second)); err != nil || got != ticket {
		t.Errorf("got %v, %v", got, err)
	}
	text := ticket.TextProof("")
	for _, tt := range []struct {
		name, token string
		key         Key
		now         time.Time
		want        error
	}{
		{"just expired", token, testKey, noon, ErrExpired},
		{"another server's key", token, Key{}, noon, ErrForged},
		{"a ticket without its secret", Ticket{Payload: ticket.Payload}.OfferProof(), testKey, noon, ErrForged},
		{"the text door's proof", text[len(textScheme):], testKey, noon, ErrForged},
		{"one letter short", token[1:], testKey, noon, ErrMangled},
		{"nothing", "", testKey, noon, ErrMangled},
	} {
		got, err := tt.key.CheckOffer(tt.token, tt.now)
		if !errors.Is(err, tt.want) || got != (Ticket{}) {
			t.Errorf("%s: got %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

func FuzzCheckOffer(f *testing.F) {
	f.Add(testTicket(noon).OfferProof())
	f.Add("")
	f.Fuzz(func(t *testing.T, token string) {
		got, err := testKey.CheckOffer(token, noon.Add(-time.Hour))
		if err == nil && (got.OfferProof() != token || testKey.Issue(got.Payload) != got) {
			t.Errorf("took %q, which was not issued", token)
		}
	})
}
