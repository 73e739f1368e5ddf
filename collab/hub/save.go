package hub

import (
	"context"
	"errors"
	"time"

	"parley/collab/archive"
	"parley/collab/eventlog"
	"parley/collab/meeting"
	"parley/collab/wire"
)

// saveWithin bounds how long a snapshot may take to be written.
const saveWithin = 30 * time.Second

// A save is what a snapshot is made of, apart from the hall: nobody else
// touches it.
type save struct {
	at   meeting.Version
	snap *meeting.Snapshot
	past *archive.Past
}

// saveSometimes saves a snapshot every Limits.Snapshot events, beside the
// meeting: it goes on meanwhile.
func (l *hall) saveSometimes() {
	if l.astray || l.state.Head() < l.saved+meeting.Version(l.config.Limits.Snapshot) || l.saving != nil {
		return
	}
	s, done := l.newSave(), make(chan struct{})
	l.saving = done
	go func() {
		l.keep(s)
		close(done)
		l.ask(func() { l.savedOne(s) })
	}()
}

func (l *hall) newSave() save {
	l.saved = l.state.Head()
	return save{l.saved, l.state.Full(l.oldest()), l.past.Part()}
}

// savedOne takes over the past as it was packed.
func (l *hall) savedOne(s save) {
	l.saving = nil
	l.past.Adopt(s.past)
}

// keep packs and writes a snapshot. The meeting does not depend on it: one that
// cannot be written is complained of, and the next tried in its time.
func (l *hall) keep(s save) {
	ctx, cancel := context.WithTimeout(context.Background(), saveWithin)
	defer cancel()
	err := s.past.Seal()
	var inner []byte
	if err == nil {
		inner, err = wire.EncodeSnapshot(s.snap)
	}
	if err == nil {
		err = l.config.Log.SaveSnapshot(ctx, l.name, s.at, archive.Append(nil, inner, s.past))
	}
	if err != nil && !errors.Is(err, eventlog.ErrClosed) {
		l.config.Logger.Warn("a snapshot is not saved; the log has everything", "meeting", l.name, "at", s.at, "why", err)
	}
}

// saveLast saves a snapshot when the meeting's goroutine has ended.
func (l *hall) saveLast() {
	<-l.done
	l.saveDocuments()
	if l.saving != nil {
		<-l.saving
	}
	if !l.astray && l.state.Head() > l.saved {
		l.keep(l.newSave())
	}
}
