package eventlog

import (
	"errors"
	"testing"
)

// An entry whose bytes JetStream itself finds right, and that are not what was
// written: changed, in another's place, or of another meeting. The checksum of
// ours is the only one that can tell.
func TestOnlyAnEntryWithItsOwnChecksumIsHandedOut(t *testing.T) {
	right := func() []byte { return summed("m", 1, []byte("agreed")) }
	changed := right()
	changed[2] ^= 4
	for name, stored := range map[string][]byte{
		"changed":              changed,
		"in another's place":   summed("m", 2, []byte("agreed")),
		"of another meeting":   summed("n", 1, []byte("agreed")),
		"too short for a sum":  {1, 2, 3},
		"without any checksum": []byte("agreed"),
	} {
		t.Run(name, func(t *testing.T) {
			j := open(t, t.TempDir())
			if err := j.create(t.Context(), "m"); err != nil {
				t.Fatal(err)
			}
			if _, err := j.js.Publish(t.Context(), subjectPrefix+"m", stored); err != nil {
				t.Fatal(err)
			}
			err := j.Read(t.Context(), "m", 0, func(_ uint64, entry []byte) error {
				t.Errorf("%q was handed out", entry)
				return nil
			})
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("got %v, want ErrDamaged", err)
			}
		})
	}
}
