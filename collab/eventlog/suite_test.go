package eventlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// log is what the suite asks of every implementation.
type log interface {
	Append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error)
	Read(ctx context.Context, meeting string, after uint64, f func(number uint64, entry []byte) error) error
	Meetings(ctx context.Context) ([]string, error)
	SaveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error
	Snapshot(ctx context.Context, meeting string) (at uint64, b []byte, err error)
	Close() error
}

func TestMemory(t *testing.T) {
	suite(t, func(*testing.T) log { return NewMemory() })
}

func TestEmbedded(t *testing.T) {
	suite(t, func(t *testing.T) log { return open(t, t.TempDir()) })
}

func TestDialled(t *testing.T) {
	outside, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(),
		SyncAlways: true, NoSigs: true, NoLog: true, MaxPayload: 16 << 20})
	if err != nil {
		t.Fatal(err)
	}
	outside.Start()
	t.Cleanup(func() { outside.Shutdown(); outside.WaitForShutdown() })
	var made int
	suite(t, func(t *testing.T) log {
		j, err := Dial(outside.ClientURL())
		if err != nil {
			t.Fatal(err)
		}
		made++
		return renamed{j, fmt.Sprintf("%d-", made)}
	})
}

// renamed gives every test its own meetings on one shared server.
type renamed struct {
	*Jet
	prefix string
}

func (r renamed) Append(ctx context.Context, meeting string, after uint64, entry []byte) (uint64, error) {
	return r.Jet.Append(ctx, r.name(meeting), after, entry)
}

func (r renamed) Read(ctx context.Context, meeting string, after uint64, f func(uint64, []byte) error) error {
	return r.Jet.Read(ctx, r.name(meeting), after, f)
}

func (r renamed) SaveSnapshot(ctx context.Context, meeting string, at uint64, b []byte) error {
	return r.Jet.SaveSnapshot(ctx, r.name(meeting), at, b)
}

func (r renamed) Snapshot(ctx context.Context, meeting string) (uint64, []byte, error) {
	return r.Jet.Snapshot(ctx, r.name(meeting))
}

func (r renamed) name(meeting string) string {
	if checkName(meeting) != nil {
		return meeting
	}
	return r.prefix + meeting
}

func (r renamed) Meetings(ctx context.Context) ([]string, error) {
	all, err := r.Jet.Meetings(ctx)
	var own []string
	for _, m := range all {
		if m, ok := strings.CutPrefix(m, r.prefix); ok {
			own = append(own, m)
		}
	}
	return own, err
}

func open(t testing.TB, dir string) *Jet {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func suite(t *testing.T, open func(*testing.T) log) {
	for _, tt := range []struct {
		name string
		test func(*testing.T, log)
	}{
		{"entries come back in order, numbered from 1", inOrder},
		{"an append after anything but the end is stale", stale},
		{"meetings do not know each other", apart},
		{"of many who append at once one wins each number", race},
		{"an entry may be empty, binary or big", shapes},
		{"reading stops where its reader says", stops},
		{"a long log is read whole", long},
		{"the newest snapshot comes back", snapshots},
		{"a long snapshot comes back whole", longSnapshot},
		{"names that are none are refused", names},
		{"a cancelled context appends nothing", cancelled},
		{"a closed log says so", closed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := open(t)
			defer l.Close()
			tt.test(t, l)
		})
	}
}

func fill(t *testing.T, l log, meeting string, entries ...string) {
	t.Helper()
	for i, e := range entries {
		number, err := l.Append(t.Context(), meeting, uint64(i), []byte(e))
		if err != nil || number != uint64(i)+1 {
			t.Fatalf("append %d: got %d, %v", i+1, number, err)
		}
	}
}

func read(t *testing.T, l log, meeting string, after uint64) (got []string) {
	t.Helper()
	err := l.Read(t.Context(), meeting, after, func(number uint64, entry []byte) error {
		if after++; number != after {
			t.Errorf("got number %d, want %d", number, after)
		}
		got = append(got, string(entry))
		return nil
	})
	if err != nil {
		t.Fatalf("read %s: %v", meeting, err)
	}
	return got
}

func inOrder(t *testing.T, l log) {
	if got := read(t, l, "m", 0); len(got) != 0 {
		t.Errorf("an unknown meeting has entries %q", got)
	}
	fill(t, l, "m", "a", "b", "c")
	if got, want := read(t, l, "m", 0), []string{"a", "b", "c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := read(t, l, "m", 2), []string{"c"}; !slices.Equal(got, want) {
		t.Errorf("after 2 got %q, want %q", got, want)
	}
	if got := read(t, l, "m", 3); len(got) != 0 {
		t.Errorf("after the end got %q", got)
	}
	if got := read(t, l, "m", 99); len(got) != 0 {
		t.Errorf("far after the end got %q", got)
	}
}

func stale(t *testing.T, l log) {
	for _, after := range []uint64{1, 7} {
		if _, err := l.Append(t.Context(), "m", after, []byte("x")); !errors.Is(err, ErrStale) {
			t.Errorf("empty log, after %d: got %v, want ErrStale", after, err)
		}
	}
	fill(t, l, "m", "a", "b")
	for _, after := range []uint64{0, 1, 3} {
		if _, err := l.Append(t.Context(), "m", after, []byte("x")); !errors.Is(err, ErrStale) {
			t.Errorf("log of 2, after %d: got %v, want ErrStale", after, err)
		}
	}
	if got, want := read(t, l, "m", 0), []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func apart(t *testing.T, l log) {
	fill(t, l, "one", "a", "b")
	fill(t, l, "two", "c")
	if got, want := read(t, l, "two", 0), []string{"c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, err := l.Meetings(t.Context()); err != nil || !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("got meetings %q, %v", got, err)
	}
}

func race(t *testing.T, l log) {
	const people, each = 4, 25
	var wg sync.WaitGroup
	for p := range people {
		wg.Go(func() {
			after := uint64(0)
			for range each {
				for {
					number, err := l.Append(t.Context(), "m", after, []byte{byte(p)})
					if err == nil {
						after = number
						break
					}
					if !errors.Is(err, ErrStale) {
						t.Error(err)
						return
					}
					after += uint64(len(read(t, l, "m", after)))
				}
			}
		})
	}
	wg.Wait()
	count := map[string]int{}
	for _, e := range read(t, l, "m", 0) {
		count[e]++
	}
	for p := range people {
		if got := count[string(rune(p))]; got != each {
			t.Errorf("person %d has %d entries, want %d", p, got, each)
		}
	}
}

func shapes(t *testing.T, l log) {
	big := bytes.Repeat([]byte("0123456789abcdef"), MaxEntry/16)
	fill(t, l, "m", "", "\r\n\x00NATS/1.0\r\n\r\n", string(big))
	got := read(t, l, "m", 0)
	if len(got) != 3 || got[0] != "" || got[1] != "\r\n\x00NATS/1.0\r\n\r\n" || got[2] != string(big) {
		t.Errorf("got %d entries, not what was put in", len(got))
	}
	if _, err := l.Append(t.Context(), "m", 3, make([]byte, MaxEntry+1)); !errors.Is(err, ErrTooBig) {
		t.Errorf("got %v, want ErrTooBig", err)
	}
}

func stops(t *testing.T, l log) {
	fill(t, l, "m", "a", "b", "c")
	enough := errors.New("enough")
	var got int
	err := l.Read(t.Context(), "m", 0, func(uint64, []byte) error { got++; return enough })
	if !errors.Is(err, enough) || got != 1 {
		t.Errorf("got %v after %d entries, want %v after 1", err, got, enough)
	}
	fill(t, l, "n", "the log is usable afterwards")
}

func long(t *testing.T, l log) {
	const n = batchEntries + 10
	want := make([]string, n)
	for i := range want {
		want[i] = fmt.Sprint("entry ", i)
	}
	fill(t, l, "m", want...)
	if got := read(t, l, "m", 0); !slices.Equal(got, want) {
		t.Errorf("got %d entries, want %d, or others", len(got), n)
	}
	if got := read(t, l, "m", 7); !slices.Equal(got, want[7:]) {
		t.Errorf("after 7 got %d entries, want %d, or others", len(got), n-7)
	}
}

func snapshots(t *testing.T, l log) {
	if at, b, err := l.Snapshot(t.Context(), "m"); at != 0 || b != nil || err != nil {
		t.Errorf("of an unknown meeting: got %d, %q, %v", at, b, err)
	}
	fill(t, l, "m", "a", "b")
	for at := range uint64(5) {
		if err := l.SaveSnapshot(t.Context(), "m", at, fmt.Append(nil, "at ", at)); err != nil {
			t.Fatal(err)
		}
		got, b, err := l.Snapshot(t.Context(), "m")
		if want := fmt.Sprint("at ", at); got != at || string(b) != want || err != nil {
			t.Errorf("got %d, %q, %v, want %d, %q", got, b, err, at, want)
		}
	}
	if _, b, err := l.Snapshot(t.Context(), "n"); b != nil || err != nil {
		t.Errorf("of another meeting: got %q, %v", b, err)
	}
	if got, want := read(t, l, "m", 0), []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("the entries are %q, want %q", got, want)
	}
	if got, err := l.Meetings(t.Context()); err != nil || !slices.Equal(got, []string{"m"}) {
		t.Errorf("got meetings %q, %v", got, err)
	}
}

func longSnapshot(t *testing.T, l log) {
	want := bytes.Repeat([]byte("0123456789abcdef"), 3*partSize/16+1)
	if err := l.SaveSnapshot(t.Context(), "m", 7, want); err != nil {
		t.Fatal(err)
	}
	if at, got, err := l.Snapshot(t.Context(), "m"); at != 7 || !bytes.Equal(got, want) || err != nil {
		t.Errorf("got %d bytes at %d, %v, want %d at 7", len(got), at, err, len(want))
	}
	if err := l.SaveSnapshot(t.Context(), "m", 8, make([]byte, MaxSnapshot+1)); !errors.Is(err, ErrTooBig) {
		t.Errorf("got %v, want ErrTooBig", err)
	}
}

func names(t *testing.T, l log) {
	for _, name := range []string{"", "a.b", "a b", ">", "*", "é", "../x", strings.Repeat("x", MaxName+1)} {
		if _, err := l.Append(t.Context(), name, 0, nil); err == nil {
			t.Errorf("appended to a meeting named %q", name)
		}
		if err := l.Read(t.Context(), name, 0, nil); err == nil {
			t.Errorf("read a meeting named %q", name)
		}
	}
}

func cancelled(t *testing.T, l log) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Append(ctx, "m", 0, []byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if got := read(t, l, "m", 0); len(got) != 0 {
		t.Errorf("got %q, want nothing", got)
	}
}

func closed(t *testing.T, l log) {
	fill(t, l, "m", "a")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(t.Context(), "m", 1, []byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("append: got %v, want ErrClosed", err)
	}
	if err := l.Read(t.Context(), "m", 0, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("read: got %v, want ErrClosed", err)
	}
	if err := l.SaveSnapshot(t.Context(), "m", 1, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("save a snapshot: got %v, want ErrClosed", err)
	}
	if _, _, err := l.Snapshot(t.Context(), "m"); !errors.Is(err, ErrClosed) {
		t.Errorf("read a snapshot: got %v, want ErrClosed", err)
	}
	if _, err := l.Meetings(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("meetings: got %v, want ErrClosed", err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
}
