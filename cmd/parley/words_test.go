package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"

	"parley/collab/session"
)

func TestWhatGoesWrongIsOneSentence(t *testing.T) {
	unreached := func(err error) error { return fmt.Errorf("%w at x:1 within 20s: %w", session.ErrNoAnswer, err) }
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a name nobody knows", unreached(&net.DNSError{Err: "no such host", Name: "meet.example", IsNotFound: true}),
			"nobody let us in: the name meet.example is not known: check the link and your connection"},
		{"no answer about a name", unreached(&net.DNSError{Err: "i/o timeout", Name: "meet.example", IsTimeout: true, UnwrapErr: context.DeadlineExceeded}),
			"nobody let us in: the name meet.example could not be looked up: check the link and your connection"},
		{"nobody there", unreached(context.DeadlineExceeded),
			"nobody let us in: the server did not answer in time; check that the meeting is open and the link is its newest one, then try again"},
		{"one change lost", unreceived{1, nil}, "1 change or line of yours was not received by the server: join again and write it anew"},
		{"changes lost with the meeting", unreceived{3, session.ErrRemoved},
			"the chair has taken you out of this meeting: ask the chair for a new link; and 3 changes or lines of yours were not received by the server: join again and write them anew"},
		{"anything else", errors.New("the moon is full"), "the moon is full"},
	} {
		if got := sentence(tt.err); got != tt.want {
			t.Errorf("%s: got  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}
