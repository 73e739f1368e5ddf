package eventlog

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

func TestALogFromWhichEntriesWereTakenIsNotRead(t *testing.T) {
	for name, take := range map[string]func(jetstream.Stream) error{
		"from the middle": func(s jetstream.Stream) error { return s.DeleteMsg(t.Context(), 2) },
		"from the start":  func(s jetstream.Stream) error { return s.Purge(t.Context(), jetstream.WithPurgeSequence(2)) },
	} {
		t.Run(name, func(t *testing.T) {
			j := open(t, t.TempDir())
			s, err := j.js.CreateStream(t.Context(), jetstream.StreamConfig{ // one that lets them be taken, as ours does not
				Name: streamPrefix + "m", Subjects: []string{subjectPrefix + "m"}, AllowDirect: true,
			})
			if err != nil {
				t.Fatal(err)
			}
			fill(t, j, "m", "a", "b", "c")
			if err := take(s); err != nil {
				t.Fatal(err)
			}
			err = j.Read(t.Context(), "m", 0, func(number uint64, entry []byte) error {
				return fmt.Errorf("entry %d was handed out: %q", number, entry)
			})
			if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "has 2 of 3 entries") {
				t.Errorf("got %v, want ErrDamaged, and how many are missing", err)
			}
		})
	}
}

func TestAnEntryThatIsNotThereIsDamage(t *testing.T) {
	j := open(t, t.TempDir())
	fill(t, j, "m", "a")
	if _, err := j.batch(t.Context(), "m", 7); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want ErrDamaged", err)
	}
}

func TestAnAnswerWithFewerEntriesThanItSaysIsDamage(t *testing.T) {
	j := open(t, t.TempDir())
	inbox := nats.NewInbox()
	sub, err := j.conn.SubscribeSync(inbox)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		last    string
		damaged bool
	}{{"6", false}, {"7", true}, {"many", true}} {
		end := nats.NewMsg(inbox)
		end.Header.Set("Status", "204")
		end.Header.Set("Nats-Last-Sequence", tt.last)
		if err := errors.Join(j.conn.Publish(inbox, []byte("the sixth")), j.conn.PublishMsg(end)); err != nil {
			t.Fatal(err)
		}
		if got, err := collect(t.Context(), sub, 5); errors.Is(err, ErrDamaged) != tt.damaged || !tt.damaged && len(got) != 1 {
			t.Errorf("the last is said to be %s: got %q, %v", tt.last, got, err)
		}
	}
}
