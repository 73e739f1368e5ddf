package ticket

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var (
	noon    = time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	testKey = Key{secret: [32]byte{1, 2, 3}}
	host    = "meeting.example.org:7443"
)

func testTicket(expires time.Time) Ticket {
	return testKey.Issue(Payload{Meeting: [8]byte{0xfe, 2, 3, 4, 5, 6, 7, 8}, Role: 2, Expires: expires, Nonce: [4]byte{9, 8, 7, 6}})
}

func TestAPayloadComesBackAsItWas(t *testing.T) {
	for _, tt := range []struct {
		name       string
		give, want time.Time
	}{
		{"never expires", time.Time{}, time.Time{}},
		{"whole seconds", noon, noon},
		{"parts of a second are cut", noon.Add(999 * time.Millisecond), noon},
		{"another zone", noon.In(time.FixedZone("Nairobi", 3*3600)), noon},
		{"before 1970 is long ago, not never", time.Unix(-5, 0), time.Unix(1, 0).UTC()},
		{"1970 itself is not never", time.Unix(0, 0), time.Unix(1, 0).UTC()},
		{"past what five bytes hold", time.Unix(1<<41, 0), time.Unix(1<<40-1, 0).UTC()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ticket := testTicket(tt.give)
			if got := ticket.Payload.Expires; !got.Equal(tt.want) || got.IsZero() != tt.want.IsZero() {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			got, err := testKey.CheckText(ticket.TextProof("hello"), "hello", Holder{}, time.Unix(0, 0))
			if err != nil || got != ticket.Payload {
				t.Errorf("got %v, %v, want %v", got, err, ticket.Payload)
			}
		})
	}
}

func TestTheTextDoor(t *testing.T) {
	ticket := testTicket(noon)
	proof := ticket.TextProof("hello")
	otherRole := ticket
	otherRole.Payload.Role = 3
	for _, tt := range []struct {
		name, proof, hello string
		key                Key
		now                time.Time
		want               error
	}{
		{"true proof", proof, "hello", testKey, noon.Add(-time.Second), nil},
		{"just expired", proof, "hello", testKey, noon, ErrExpired},
		{"another hello", proof, "hello!", testKey, noon, ErrForged},
		{"another server's key", proof, "hello", Key{}, noon, ErrForged},
		{"a role nobody gave", otherRole.TextProof("hello"), "hello", testKey, noon, ErrForged},
		{"a ticket without its secret", Ticket{Payload: ticket.Payload}.TextProof("hello"), "hello", testKey, noon, ErrForged},
		{"forged is said before expired", Ticket{Payload: ticket.Payload}.TextProof("hello"), "hello", testKey, noon.Add(time.Hour), ErrForged},
		{"nothing", "", "hello", testKey, noon, ErrMangled},
		{"another scheme", "Bearer " + proof[7:], "hello", testKey, noon, ErrMangled},
		{"one letter short", proof[:len(proof)-1], "hello", testKey, noon, ErrMangled},
		{"a newline inside", proof[:20] + "\n" + proof[21:], "hello", testKey, noon, ErrMangled},
		{"a version to come", "Parley Ag" + proof[9:], "hello", testKey, noon, ErrMangled},
		{"the sound door's proof", "Parley " + soundName(ticket), "hello", testKey, noon, ErrMangled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.key.CheckText(tt.proof, tt.hello, Holder{}, tt.now)
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if err != nil && !errors.Is(err, ErrExpired) && got != (Payload{}) {
				t.Errorf("got payload %v with %v", got, err)
			}
		})
	}
}

func soundName(ticket Ticket) string {
	name, _ := ticket.SoundProof([32]byte{7}, [8]byte{5})
	return name
}

func TestTheSoundDoor(t *testing.T) {
	ticket := testTicket(noon)
	name, password := ticket.SoundProof([32]byte{0xff, 7}, [8]byte{5})
	if len(name) != 100 || len(password) != 32 {
		t.Errorf("got a name of %d and a password of %d characters, want 100 and 32", len(name), len(password))
	}
	p, fingerprint, gotPassword, err := testKey.CheckSound(name, noon.Add(-time.Second))
	if err != nil || p != ticket.Payload || fingerprint != [32]byte{0xff, 7} || gotPassword != password {
		t.Errorf("got %v, %x, %q, %v", p, fingerprint, gotPassword, err)
	}
	if _, again := ticket.SoundProof([32]byte{0xff, 7}, [8]byte{6}); again == password {
		t.Error("another attempt has the same password")
	}
	forged, _ := Ticket{Payload: ticket.Payload}.SoundProof([32]byte{0xff, 7}, [8]byte{5})
	changed := []byte(name)
	copy(changed[50:], "Q7")
	for _, tt := range []struct {
		name, ice string
		now       time.Time
		want      error
	}{
		{"expired", name, noon, ErrExpired},
		{"without the secret", forged, noon.Add(time.Hour), ErrForged},
		{"another fingerprint", string(changed), noon, ErrForged},
		{"short", name[1:], noon, ErrMangled},
		{"long", name + "A", noon, ErrMangled},
		{"empty", "", noon, ErrMangled},
		{"url letters", strings.Repeat("-", 100), noon, ErrMangled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, password, err := testKey.CheckSound(tt.ice, tt.now)
			if !errors.Is(err, tt.want) || password != "" {
				t.Errorf("got %q, %v, want %v", password, err, tt.want)
			}
		})
	}
}

func TestAKeyDoesNotPrintItself(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, testKey); got != "ticket key (not shown)" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func FuzzCheckText(f *testing.F) {
	ticket := testTicket(noon)
	f.Add(ticket.TextProof("hello"), "hello")
	f.Add("Parley ", "")
	f.Fuzz(func(t *testing.T, proof, hello string) {
		p, err := testKey.CheckText(proof, hello, Holder{}, noon.Add(-time.Hour))
		if err == nil && testKey.Issue(p).TextProof(hello) != proof {
			t.Errorf("took %q, which was not issued", proof)
		}
	})
}

func FuzzCheckSound(f *testing.F) {
	f.Add(soundName(testTicket(noon)))
	f.Add("")
	f.Fuzz(func(t *testing.T, name string) {
		p, fingerprint, password, err := testKey.CheckSound(name, noon.Add(-time.Hour))
		if err != nil {
			return
		}
		b, _ := decode(iceCode, name, soundNameSize)
		issued, want := testKey.Issue(p).SoundProof(fingerprint, [8]byte(b[payloadSize:]))
		if name != issued || password != want {
			t.Errorf("took %q, which was not issued", name)
		}
	})
}

func BenchmarkCheckSound(b *testing.B) {
	name := soundName(testTicket(noon))
	for b.Loop() {
		if _, _, _, err := testKey.CheckSound(name, noon.Add(-1)); err != nil {
			b.Fatal(err)
		}
	}
}
