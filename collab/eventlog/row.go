package eventlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// AppendRow makes the entries number after+1 and on of the meeting, and returns
// how many of them, from the first on, are on disk. The error, if that is not
// all, is as Append's: of the first that is not, it may not be known whether it
// was kept. The meeting must have entries already. In a cluster they go one
// by one; in this process, where nobody else appends, none waits for the word on
// the one before.
func (j *Jet) AppendRow(ctx context.Context, meeting string, after uint64, entries [][]byte) (kept int, err error) {
	if j.embedded == nil {
		for i, entry := range entries {
			if _, err := j.Append(ctx, meeting, after+uint64(i), entry); err != nil {
				return i, err
			}
		}
		return len(entries), nil
	}
	if kept, err = j.appendRow(ctx, meeting, after, entries); err != nil {
		err = fmt.Errorf("append to meeting %s after %d: %w", meeting, after+uint64(kept), err)
	}
	return kept, err
}

func (j *Jet) appendRow(ctx context.Context, meeting string, after uint64, entries [][]byte) (kept int, err error) {
	for _, entry := range entries {
		if err := checkEntry(meeting, entry); err != nil {
			return 0, err
		}
	}
	if err := j.ready(ctx); err != nil {
		return 0, err
	}
	if mark, err := j.acknowledged(meeting); err != nil {
		return 0, err
	} else if after < mark {
		return 0, ErrStale
	}
	ctx, done := j.embedded.watch(ctx)
	defer done()
	kept, err = j.send(ctx, meeting, after, entries)
	if kept > 0 {
		err = errors.Join(err, j.embedded.marks.set(meeting, after+uint64(kept)))
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return kept, j.explain(err)
}

// send hands all the entries to the server, and then waits for its word on each.
// One that is refused has all behind it refused, as they expect it before them.
func (j *Jet) send(ctx context.Context, meeting string, after uint64, entries [][]byte) (kept int, err error) {
	words := make([]jetstream.PubAckFuture, 0, len(entries))
	for i, entry := range entries {
		number := after + uint64(i)
		word, failed := j.js.PublishAsync(subjectPrefix+meeting, summed(meeting, number+1, entry),
			jetstream.WithExpectStream(streamPrefix+meeting),
			jetstream.WithExpectLastSequence(number),
			jetstream.WithRetryAttempts(0))
		if err = failed; err != nil {
			break
		}
		words = append(words, word)
	}
	for _, word := range words {
		select {
		case <-word.Ok():
			kept++
		case refused := <-word.Err():
			return kept, refused
		case <-ctx.Done():
			return kept, ctx.Err()
		}
	}
	return kept, err
}
