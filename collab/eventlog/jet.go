package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Jet is the log in NATS JetStream: one stream for each meeting, so that the
// stream's sequence is the entry's number.
type Jet struct {
	conn     *nats.Conn
	js       jetstream.JetStream
	replicas int
	embedded *embedded // nil: an outside server
	closed   atomic.Bool
}

const (
	streamPrefix  = "MEETING-"
	subjectPrefix = "meeting."
	// answerWithin bounds the wait for a disk that is very slow: past it the
	// outcome of an append is not known.
	answerWithin = 30 * time.Second
)

// Dial connects to an outside JetStream. In a cluster every meeting has three
// replicas. How soon an outside server syncs to its disk is in its own
// configuration (sync_interval: always).
func Dial(url string) (*Jet, error) {
	conn, err := nats.Connect(url, nats.Name("parley"), nats.MaxReconnects(-1), nats.Timeout(10*time.Second))
	if err != nil {
		return nil, fmt.Errorf("connect to the log at %s: %w", url, err)
	}
	j, err := newJet(conn)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("connect to the log at %s: %w", url, err)
	}
	return j, nil
}

func newJet(conn *nats.Conn) (*Jet, error) {
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(answerWithin))
	if err != nil {
		return nil, err
	}
	j := &Jet{conn: conn, js: js, replicas: 1}
	if conn.ConnectedClusterName() != "" {
		j.replicas = 3
	}
	if _, err := js.AccountInfo(context.Background()); err != nil {
		return nil, fmt.Errorf("ask for its JetStream: %w", err)
	}
	return j, nil
}

// Append makes entry number after+1 of the meeting and returns that number
// once it is on disk. The error wraps ErrStale when the log does not end at
// after, ErrFull, ErrTooBig, ErrClosed; after any other error it is not known
// whether the entry was kept: read, and see.
func (j *Jet) Append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	number, err := j.append(ctx, meeting, after, entry)
	if err != nil {
		return 0, fmt.Errorf("append to meeting %s after %d: %w", meeting, after, err)
	}
	return number, nil
}

func (j *Jet) append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	if err := checkEntry(meeting, entry); err != nil {
		return 0, err
	}
	if err := j.ready(ctx); err != nil {
		return 0, err
	}
	if mark, err := j.acknowledged(meeting); err != nil {
		return 0, err
	} else if after < mark {
		return 0, ErrStale // should the log have lost the entries up to there, Read says so
	}
	if j.embedded != nil {
		var done func()
		ctx, done = j.embedded.watch(ctx)
		defer done()
	}
	number, err := j.publish(ctx, meeting, after, entry)
	if errors.Is(err, jetstream.ErrNoStreamResponse) { // nobody takes in this meeting's entries yet
		if err = j.create(ctx, meeting); err == nil {
			number, err = j.publish(ctx, meeting, after, entry)
		}
	}
	if err == nil && j.embedded != nil {
		err = j.embedded.marks.set(meeting, number)
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return number, j.explain(err)
}

func (j *Jet) publish(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	ack, err := j.js.Publish(ctx, subjectPrefix+meeting, summed(meeting, after+1, entry),
		jetstream.WithExpectStream(streamPrefix+meeting),
		jetstream.WithExpectLastSequence(after),
		jetstream.WithRetryAttempts(0))
	if err != nil {
		return 0, err
	}
	return ack.Sequence, nil
}

// acknowledged returns how far the log went when it was last written here, 0
// where that is not known.
func (j *Jet) acknowledged(meeting string) (uint64, error) {
	if j.embedded == nil {
		return 0, nil
	}
	return j.embedded.marks.get(meeting)
}

// create makes the meeting's stream, which nothing ever trims.
func (j *Jet) create(ctx context.Context, meeting string) error {
	_, err := j.js.CreateStream(ctx, jetstream.StreamConfig{
		Name:        streamPrefix + meeting,
		Subjects:    []string{subjectPrefix + meeting},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardNew, // at a limit refuse the new, keep the old
		MaxMsgs:     -1,
		MaxBytes:    -1,
		Replicas:    j.replicas,
		DenyDelete:  true,
		DenyPurge:   true,
		AllowDirect: true, // for Read
	})
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return nil
	}
	return err
}

// ready says whether there is any point in asking the server.
func (j *Jet) ready(ctx context.Context) error {
	if j.closed.Load() {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if j.embedded != nil {
		return j.embedded.room()
	}
	return nil
}

// The server's own error numbers; the rest of them is in nats-server's
// errors.json.
const (
	codeNoMemory     = 10023
	codeNoStorage    = 10047
	codeStoreFailed  = 10077
	codeNotEnabled   = 10076
	codeTooManyBytes = 10054
)

// explain puts the server's errors into this package's words.
func (j *Jet) explain(err error) error {
	if err == nil {
		return nil
	}
	if j.closed.Load() {
		return ErrClosed
	}
	var api *jetstream.APIError
	if errors.As(err, &api) {
		switch api.ErrorCode {
		case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant:
			return ErrStale
		case codeNoMemory, codeNoStorage, codeStoreFailed, codeNotEnabled:
			return j.full(api.Description)
		case codeTooManyBytes:
			return ErrTooBig
		}
	}
	switch {
	case errors.Is(err, nats.ErrMaxPayload):
		return ErrTooBig
	case j.embedded != nil && j.embedded.stopped(): // it stops itself when a write fails
		return j.full("the log has stopped")
	}
	return err
}

// full is ErrFull with what the server last complained of.
func (j *Jet) full(why string) error {
	if j.embedded != nil {
		if last := j.embedded.complaints.last(); last != "" {
			why += " (" + last + ")"
		}
	}
	return fmt.Errorf("%w: %s", ErrFull, why)
}

// Meetings returns the names of all meetings that have entries, sorted; those
// too whose entries are lost.
func (j *Jet) Meetings(ctx context.Context) ([]string, error) {
	if j.closed.Load() {
		return nil, fmt.Errorf("list the meetings: %w", ErrClosed)
	}
	var names []string
	streams := j.js.StreamNames(ctx, jetstream.WithStreamListSubject(subjectPrefix+">"))
	for name := range streams.Name() {
		if meeting, ok := strings.CutPrefix(name, streamPrefix); ok {
			names = append(names, meeting)
		}
	}
	if err := streams.Err(); err != nil {
		return nil, fmt.Errorf("list the meetings: %w", j.explain(err))
	}
	if j.embedded != nil {
		names = append(names, j.embedded.marks.meetings()...)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Close ends the connection and, where the log is embedded, its server. All
// acknowledged entries are on disk already.
func (j *Jet) Close() error {
	if j.closed.Swap(true) {
		return nil
	}
	j.conn.Close()
	if j.embedded != nil {
		return j.embedded.close()
	}
	return nil
}
