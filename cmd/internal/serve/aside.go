package serve

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"parley/collab/eventlog"
	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
)

// Reach makes a link, good on this machine alone, to a meeting that is kept in a
// directory. name is the meeting's ID; empty: the only one that is open. Where no
// server has the directory it is served for this process, until done is called;
// no link that others have is changed by that.
func Reach(ctx context.Context, dir, name string, role meeting.Role) (link ticket.Link, done func() error, err error) {
	id, err := keptIn(dir, name)
	if err != nil {
		return link, nil, err
	}
	if !gone(filepath.Join(dir, closedDir, hub.Name(id))) {
		return link, nil, fmt.Errorf("the meeting %s in %s is closed: reopen it with parleyd reopen", hub.Name(id), dir)
	}
	s, err := Open(ctx, Config{Data: dir, Listen: "127.0.0.1:0", Many: true, Aside: true})
	if errors.Is(err, eventlog.ErrInUse) {
		link, err = OwnLink(dir, name, role, time.Now())
		return link, func() error { return nil }, err
	}
	if err != nil {
		return link, nil, err
	}
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan error, 1)
	go func() { served <- s.Run(serving) }()
	return s.link(id, role, s.local()), func() error { end(); return <-served }, nil
}
