package parcel_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"

	"parley/collab/parcel"
)

// A post is a connection that remembers each write.
type post struct {
	net.Conn
	wrote  []string
	broken error
}

func (p *post) Write(b []byte) (int, error) {
	p.wrote = append(p.wrote, string(b))
	return len(b), p.broken
}

func TestWhatIsWrittenInOneMomentLeavesInOnePiece(t *testing.T) {
	p := &post{}
	c := parcel.New(p)
	write := func(s string) {
		t.Helper()
		if n, err := c.Write([]byte(s)); n != len(s) || err != nil {
			t.Fatalf("got %d, %v", n, err)
		}
	}
	write("alone")
	c.Hold()
	write("one ")
	write("two ")
	write("three")
	if len(p.wrote) != 1 {
		t.Errorf("%q left before it was released", p.wrote[1:])
	}
	if err := c.Release(); err != nil {
		t.Fatal(err)
	}
	if err := c.Release(); err != nil {
		t.Fatal(err)
	}
	write("alone again")
	if want := []string{"alone", "one two three", "alone again"}; !slices.Equal(p.wrote, want) {
		t.Errorf("got %q, want %q", p.wrote, want)
	}
}

func TestMoreThanARecordIsNotHeldBack(t *testing.T) {
	p := &post{}
	c := parcel.New(p)
	c.Hold()
	for range 5 {
		if _, err := c.Write([]byte(strings.Repeat("x", 10<<10))); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.wrote) != 2 {
		t.Errorf("%d pieces left of 50 kB, want 2 of 20", len(p.wrote))
	}
	if err := c.Release(); err != nil {
		t.Fatal(err)
	}
	if got := len(strings.Join(p.wrote, "")); got != 50<<10 {
		t.Errorf("%d bytes left, want all", got)
	}
}

func TestABrokenConnectionIsToldAtTheRelease(t *testing.T) {
	p := &post{broken: net.ErrClosed}
	c := parcel.New(p)
	c.Hold()
	if _, err := c.Write([]byte("x")); err != nil {
		t.Errorf("got %v before anything was sent", err)
	}
	if err := c.Release(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want ErrClosed", err)
	}
}
