package eventlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	snapshotStream  = "SNAPSHOT-"
	snapshotSubject = "snapshot."
	// snapshotsKept is how many of a meeting's snapshots are kept: a second,
	// for when the newest is damaged.
	snapshotsKept = 2
)

// SaveSnapshot keeps b as the meeting's snapshot at entry number at, on disk
// when it returns, and lets go of all but the one before. What the bytes mean
// is not known here. The errors are Append's.
func (j *Jet) SaveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error {
	if err := j.saveSnapshot(ctx, meeting, at, b); err != nil {
		return fmt.Errorf("save the snapshot of meeting %s at %d: %w", meeting, at, err)
	}
	return nil
}

func (j *Jet) saveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error {
	if err := checkSnapshot(meeting, b); err != nil {
		return err
	}
	if err := j.ready(ctx); err != nil {
		return err
	}
	if j.embedded != nil {
		var done func()
		ctx, done = j.embedded.watch(ctx)
		defer done()
	}
	err := j.storeSnapshot(ctx, meeting, at, b)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return j.explain(err)
}

func (j *Jet) storeSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error {
	stream, err := j.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:        snapshotStream + meeting,
		Subjects:    []string{snapshotSubject + meeting},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardNew,
		MaxMsgs:     -1,
		MaxBytes:    -1,
		Replicas:    j.replicas,
		AllowDirect: true,
	})
	if err != nil {
		return err
	}
	for _, m := range split(meeting, at, b) {
		if _, err := j.js.Publish(ctx, snapshotSubject+meeting, m, jetstream.WithExpectStream(snapshotStream+meeting), jetstream.WithRetryAttempts(0)); err != nil {
			return err
		}
	}
	whole, _, err := j.shots(ctx, meeting)
	if err != nil || len(whole) <= snapshotsKept {
		return err
	}
	return stream.Purge(ctx, jetstream.WithPurgeSequence(whole[snapshotsKept-1].first))
}

// Snapshot returns the newest snapshot that is whole, and the number of the
// entry it was taken at; no bytes where there is none. When the error wraps
// ErrDamaged, a newer one was found damaged, and the bytes, if there are any,
// are those of the one before.
func (j *Jet) Snapshot(ctx context.Context, meeting string) (at uint64, b []byte, err error) {
	if err := checkName(meeting); err != nil {
		return 0, nil, fmt.Errorf("read the snapshot of meeting %s: %w", meeting, err)
	}
	if j.closed.Load() {
		return 0, nil, fmt.Errorf("read the snapshot of meeting %s: %w", meeting, ErrClosed)
	}
	whole, damaged, err := j.shots(ctx, meeting)
	if err = j.explain(err); err == nil {
		err = damaged
	}
	if err != nil {
		err = fmt.Errorf("read the snapshot of meeting %s: %w", meeting, err)
	}
	if len(whole) == 0 {
		return 0, nil, err
	}
	return whole[0].at, whole[0].bytes, err
}

// shots reads what there is. Parts are asked for one by one, so that one that
// cannot be read does not hide the others.
func (j *Jet) shots(ctx context.Context, meeting string) (whole []shot, damaged, err error) {
	stream, err := j.js.Stream(ctx, snapshotStream+meeting)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	var parts []part
	state := stream.CachedInfo().State
	for sequence := state.FirstSeq; state.Msgs > 0 && sequence <= state.LastSeq; sequence++ {
		m, err := stream.GetMsg(ctx, sequence)
		switch {
		case err == nil:
			parts = append(parts, parsePart(meeting, sequence, m.Data))
		case ctx.Err() != nil:
			return nil, nil, ctx.Err()
		default:
			parts = append(parts, part{sequence: sequence, unreadable: true})
		}
	}
	whole, damaged = assemble(parts)
	return whole, damaged, nil
}

func checkSnapshot(meeting string, b []byte) error {
	if err := checkName(meeting); err != nil {
		return err
	}
	if len(b) > MaxSnapshot {
		return fmt.Errorf("%d bytes: %w", len(b), ErrTooBig)
	}
	return nil
}
