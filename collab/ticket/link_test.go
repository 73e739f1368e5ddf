package ticket

import (
	"errors"
	"strings"
	"testing"
)

func TestALinkComesBackAsItWas(t *testing.T) {
	link := Link{Host: host, Ticket: testTicket(noon), Fingerprint: [32]byte{0xff, 0xee}}
	s := link.String()
	if len(s) > 130 {
		t.Errorf("%d characters are too many to paste: %s", len(s), s)
	}
	for _, tt := range []struct{ name, give string }{
		{"as written", s},
		{"with a newline after it", s + "\n"},
		{"folded by a mail program", s[:60] + "\r\n " + s[60:]},
		{"in angle brackets", "<" + s + ">"},
		{"in quotes", `"` + s + `"`},
		{"with the scheme in capitals", "PARLEY" + s[6:]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := ParseLink(tt.give); err != nil || got != link {
				t.Errorf("got %v, %v, want %v", got, err, link)
			}
		})
	}
	for _, host := range []string{"[::1]:7443", "[fe80::1%eth0]:1", "10.0.0.1:65535", "localhost:7443"} {
		link.Host = host
		if got, err := ParseLink(link.String()); err != nil || got != link {
			t.Errorf("%s: got %v, %v", host, got, err)
		}
	}
}

func TestADamagedLinkSaysWhere(t *testing.T) {
	s := Link{Host: host, Ticket: testTicket(noon)}.String()
	at, hash := strings.LastIndex(s, "/"), strings.Index(s, "#")
	for _, tt := range []struct {
		name, give, says string
		want             error
	}{
		{"nothing", "", "parley://", ErrNotALink},
		{"a web page", "https://example.org/", "parley://", ErrNotALink},
		{"a novel", strings.Repeat("x", 5000), "1280", ErrNotALink},
		{"no ticket", s[:at], "ticket", ErrMangled},
		{"an empty ticket", s[:at+1] + s[hash:], "ticket", ErrMangled},
		{"a short ticket", s[:hash-1] + s[hash:], "ticket", ErrMangled},
		{"a letter that is none", s[:at+3] + "é" + s[at+5:], "ticket", ErrMangled},
		{"no fingerprint", s[:hash], "fingerprint", ErrMangled},
		{"cut short", s[:len(s)-4], "fingerprint", ErrMangled},
		{"grown", s + "A", "fingerprint", ErrMangled},
		{"no port", strings.Replace(s, ":7443", "", 1), "address", ErrMangled},
		{"a port too high", strings.Replace(s, ":7443", ":74430", 1), "address", ErrMangled},
		{"a port by name", strings.Replace(s, ":7443", ":http", 1), "address", ErrMangled},
		{"no host", strings.Replace(s, "meeting.example.org", "", 1), "address", ErrMangled},
		{"an escape in the host", strings.Replace(s, "meeting", "\x1b[2J", 1), "address", ErrMangled},
		{"a name and password in the host", strings.Replace(s, "meeting", "you@meeting", 1), "address", ErrMangled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseLink(tt.give)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %v that names the %s", err, tt.want, tt.says)
			}
			if err != nil && strings.ContainsRune(err.Error(), '\x1b') {
				t.Error("the error carries an escape to the terminal")
			}
		})
	}
}

func FuzzParseLink(f *testing.F) {
	f.Add(Link{Host: host, Ticket: testTicket(noon)}.String())
	f.Add(Link{Host: host, Ticket: testKey.IssueTo(Payload{Role: 1}, Holder{"Amina", "Côte d’Ivoire"})}.String())
	f.Add("parley://[::1]:1/A#B")
	f.Fuzz(func(t *testing.T, s string) {
		link, err := ParseLink(s)
		if err != nil {
			if !errors.Is(err, ErrNotALink) && !errors.Is(err, ErrMangled) {
				t.Errorf("an error nobody knows: %v", err)
			}
			return
		}
		if again, err := ParseLink(link.String()); err != nil || again != link {
			t.Errorf("%q reads as %v, which reads as %v, %v", s, link, again, err)
		}
	})
}
