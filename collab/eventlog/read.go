package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// One request's answer: bounded so that a long log is read in pieces.
const (
	batchEntries = 2048
	batchBytes   = 4 << 20
)

// A replica may lack what the leader has: then it is asked again after a
// moment, for ten seconds.
const (
	behind = 20 * time.Millisecond
	tries  = int(10 * time.Second / behind)
)

// Read calls f with every entry after the given number, in order, and returns
// at the end of the log, or with the first error of f. A meeting nobody
// appended to has no entries. The entry belongs to f. The error wraps
// ErrDamaged where an entry is missing or not as it was written.
func (j *Jet) Read(ctx context.Context, meeting string, after uint64, f func(number uint64, entry []byte) error) error {
	if err := checkName(meeting); err != nil {
		return fmt.Errorf("read meeting %s: %w", meeting, err)
	}
	if j.closed.Load() {
		return fmt.Errorf("read meeting %s: %w", meeting, ErrClosed)
	}
	head, err := j.head(ctx, meeting)
	if err != nil {
		return fmt.Errorf("read meeting %s: %w", meeting, j.explain(err))
	}
	for after < head {
		entries, err := j.batch(ctx, meeting, after)
		if err != nil {
			return fmt.Errorf("read meeting %s after %d: %w", meeting, after, j.explain(err))
		}
		for _, stored := range entries {
			after++
			entry, err := checked(meeting, after, stored)
			if err != nil {
				return fmt.Errorf("read meeting %s: %w", meeting, err)
			}
			if err := f(after, entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// head asks the stream's leader for the last number; 0 where there is no
// stream.
func (j *Jet) head(ctx context.Context, meeting string) (uint64, error) {
	mark, err := j.acknowledged(meeting) // before the leader is asked: others append
	if err != nil {
		return 0, err
	}
	stream, err := j.js.Stream(ctx, streamPrefix+meeting)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return 0, lacking(0, mark)
	}
	if err != nil {
		return 0, err
	}
	state := stream.CachedInfo().State
	if state.FirstSeq > 1 || state.NumDeleted > 0 {
		return 0, fmt.Errorf("the log has %d of %d entries: %w", state.Msgs, state.LastSeq, ErrDamaged)
	}
	return state.LastSeq, lacking(state.LastSeq, mark)
}

// lacking says that a log does not go as far as it did.
func lacking(head, mark uint64) error {
	if head >= mark {
		return nil
	}
	return fmt.Errorf("the log ends at entry %d of %d: %w", head, mark, ErrDamaged)
}

// A request is JetStream's direct batched get. Without headers the entries
// come as bare payloads: their order is their numbers, and the count is
// checked at the end.
type request struct {
	Seq       uint64 `json:"seq"`
	Batch     int    `json:"batch"`
	MaxBytes  int    `json:"max_bytes"`
	NoHeaders bool   `json:"no_hdr"`
}

// batch returns one or more entries after the given number, which the log is
// known to have.
func (j *Jet) batch(ctx context.Context, meeting string, after uint64) ([][]byte, error) {
	ask, err := json.Marshal(request{Seq: after + 1, Batch: batchEntries, MaxBytes: batchBytes, NoHeaders: true})
	if err != nil {
		return nil, err
	}
	inbox := nats.NewInbox()
	sub, err := j.conn.SubscribeSync(inbox)
	if err != nil {
		return nil, err
	}
	defer sub.Unsubscribe()
	if err := sub.SetPendingLimits(-1, -1); err != nil { // the request bounds the answer
		return nil, err
	}
	for range tries {
		if err := j.conn.PublishRequest("$JS.API.DIRECT.GET."+streamPrefix+meeting, inbox, ask); err != nil {
			return nil, err
		}
		entries, err := collect(ctx, sub, after)
		if err != nil || len(entries) > 0 {
			return entries, err
		}
		if j.embedded != nil { // there is no other that could have it
			break
		}
		select { // a replica that lags
		case <-time.After(behind):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, fmt.Errorf("entry %d cannot be read: %w", after+1, ErrDamaged)
}

// collect takes in one answer to its end.
func collect(ctx context.Context, sub *nats.Subscription, after uint64) ([][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	var entries [][]byte
	for {
		m, err := sub.NextMsgWithContext(ctx)
		if err != nil {
			return nil, err
		}
		switch status := m.Header.Get("Status"); status {
		case "":
			entries = append(entries, m.Data)
		case "204": // the end of the batch
			last, err := strconv.ParseUint(m.Header.Get("Nats-Last-Sequence"), 10, 64)
			if err != nil || last != after+uint64(len(entries)) {
				return nil, fmt.Errorf("%d entries up to number %d: %w", len(entries), last, ErrDamaged)
			}
			return entries, nil
		case "404": // nothing there
			return nil, nil
		default:
			return nil, fmt.Errorf("the log answers %s %s", status, m.Header.Get("Description"))
		}
	}
}
