package session

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// proxied asks a proxy that answers so for a connection, and returns what it
// was asked.
func proxied(t *testing.T, proxy, answer string) (asked *http.Request, err error) {
	t.Helper()
	u, err := url.Parse(proxy)
	if err != nil {
		t.Fatal(err)
	}
	near, far := net.Pipe()
	heard := make(chan *http.Request, 1)
	go func() {
		defer far.Close()
		r, err := http.ReadRequest(bufio.NewReader(far))
		if err != nil {
			t.Error(err)
		}
		heard <- r
		io.WriteString(far, answer)
	}()
	_, err = ask(near, u, "meeting.test:7443")
	near.Close()
	return <-heard, err
}

func TestAnAddressThatIsNoneIsNoProxy(t *testing.T) {
	for proxy, want := range map[string]bool{"http://a b:1": true, "http:// proxy.test": true, "proxy.test:3128": false, "https://proxy.test": false} {
		u, err := url.Parse(proxy)
		if err != nil {
			u, err = url.Parse("http://" + proxy) // as package http does
		}
		if err != nil || misspelt(u) != want {
			t.Errorf("%s: %v, %v, want %v", proxy, misspelt(u), err, want)
		}
	}
}

func TestAProxyIsAskedForAConnection(t *testing.T) {
	asked, err := proxied(t, "http://proxy.test:3128", "HTTP/1.1 200 Connection established\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if asked.Method != "CONNECT" || asked.Host != "meeting.test:7443" || asked.Header.Get("Proxy-Authorization") != "" {
		t.Errorf("asked %s %s %v", asked.Method, asked.Host, asked.Header)
	}
	asked, err = proxied(t, "http://amina:secret@proxy.test:3128", "HTTP/1.0 200 OK\r\nVia: x\r\n\r\n")
	if want := "Basic YW1pbmE6c2VjcmV0"; err != nil || asked.Header.Get("Proxy-Authorization") != want {
		t.Errorf("got %v, %v, want %s", asked.Header, err, want)
	}
}

func TestAProxyThatDoesNotConnectSaysWhy(t *testing.T) {
	for _, tt := range []struct{ name, answer, says string }{
		{"it wants a password", "HTTP/1.1 407 \x1b[2J\r\n\r\n", "407 Proxy Authentication Required"},
		{"it forbids", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", "403 Forbidden"},
		{"it is none", "\x1b[2J220 mail.test\r\n", "malformed"},
		{"it talks on", "HTTP/1.1 200 OK\r\n\r\nhello", "more than was asked"},
		{"it hangs up", "", "EOF"},
		{"it never ends", "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", proxyAnswer/6), "malformed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := proxied(t, "http://proxy.test", tt.answer)
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "\x1b") {
				t.Errorf("got %q, want %q in it and no escape", err, tt.says)
			}
		})
	}
}

func TestAProxyThatCannotBeUsedIsNamedWithoutItsPassword(t *testing.T) {
	for _, proxy := range []string{"socks5://amina:secret@192.0.2.1:1080", "http://amina:secret@127.0.0.1:1"} {
		u, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		_, err = dialThrough(context.Background(), u, "meeting.test:7443")
		if !errors.Is(err, ErrProxy) || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v", err)
		}
	}
}
