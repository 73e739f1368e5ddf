package keep_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/collab/keep"
)

func letter(n uint64) keep.Letter {
	return keep.Letter{Number: n, Base: n + 10, At: time.UnixMilli(int64(1000 * n)), Frame: fmt.Appendf(nil, "frame of %d", n)}
}

func letters(from, to uint64) (all []keep.Letter) {
	for n := from; n <= to; n++ {
		all = append(all, letter(n))
	}
	return all
}

func numbers(f *keep.File) (all []uint64) {
	for _, l := range f.Letters() {
		all = append(all, l.Number)
	}
	return all
}

func open(t *testing.T, path string) *keep.File {
	t.Helper()
	f, err := keep.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasKeptIsThereAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "unsent")
	f := open(t, path)
	nonce := f.Nonce()
	must(t, f.Keep(keep.Change{Person: 7, Letters: letters(1, 3)}))
	must(t, f.Keep(keep.Change{Letters: letters(4, 5), Answered: []uint64{1, 3, 99}}))
	must(t, f.Close())

	f = open(t, path)
	if f.Nonce() != nonce || nonce == [16]byte{} || f.Person() != 7 || f.Last() != 5 || f.Damage() != nil {
		t.Errorf("got nonce %x, person %d, last %d, damage %v; want %x, 7, 5, none", f.Nonce(), f.Person(), f.Last(), f.Damage(), nonce)
	}
	if got, want := numbers(f), []uint64{2, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("got letters %v, want %v", got, want)
	}
	if got, want := f.Letters()[1], letter(4); got.Base != want.Base || !got.At.Equal(want.At) || !bytes.Equal(got.Frame, want.Frame) {
		t.Errorf("got letter %+v, want %+v", got, want)
	}
}

func TestAFileWithNothingUnansweredIsRemoved(t *testing.T) {
	dir := t.TempDir()
	f := open(t, filepath.Join(dir, "unsent"))
	must(t, f.Keep(keep.Change{Letters: letters(1, 2)}))
	must(t, f.Keep(keep.Change{Answered: []uint64{1, 2}}))
	must(t, f.Close())
	if left := names(t, dir); len(left) != 0 {
		t.Errorf("%v is left, want nothing", left)
	}
}

func TestNothingIsWrittenForThoseWhoOnlyRead(t *testing.T) {
	dir := t.TempDir()
	f := open(t, filepath.Join(dir, "unsent"))
	must(t, f.Keep(keep.Change{Person: 7}))
	if left := names(t, dir); !slices.Equal(left, []string{"unsent.lock"}) {
		t.Errorf("%v is there, want only the lock", left)
	}
}

func names(t *testing.T, dir string) (all []string) {
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestOneProcessHasTheFileAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	first := open(t, path)
	if _, err := keep.Open(path); !errors.Is(err, keep.ErrHeld) {
		t.Errorf("while it is open: got %v, want ErrHeld", err)
	}
	must(t, first.Close())
	open(t, path)
}

func TestAFileDoesNotGrowWithWhatIsAnswered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	f := open(t, path)
	must(t, f.Keep(keep.Change{Letters: letters(1, 1)}))
	most := int64(0)
	for n := uint64(2); n < 400; n++ {
		l := letter(n)
		l.Frame = bytes.Repeat([]byte{byte(n)}, 10_000)
		must(t, f.Keep(keep.Change{Letters: []keep.Letter{l}, Answered: []uint64{n - 1}}))
		info, err := os.Stat(path)
		must(t, err)
		most = max(most, info.Size())
	}
	if most > 300_000 {
		t.Errorf("4 MB went through and the file grew to %d bytes", most)
	}
	must(t, f.Close())
	if f = open(t, path); f.Last() != 399 || !slices.Equal(numbers(f), []uint64{399}) {
		t.Errorf("got letters %v, last %d, want 399", numbers(f), f.Last())
	}
}

func TestNumbersGrow(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "unsent"))
	must(t, f.Keep(keep.Change{Letters: letters(5, 6)}))
	for _, bad := range [][]keep.Letter{letters(6, 6), {letter(8), letter(7)}, {{Number: 9, Frame: make([]byte, keep.MaxFrame+1)}}} {
		if err := f.Keep(keep.Change{Letters: bad}); err == nil {
			t.Errorf("letters %d and so on were taken", bad[0].Number)
		}
	}
	must(t, f.Keep(keep.Change{Letters: []keep.Letter{{Number: 9, Frame: make([]byte, keep.MaxFrame)}}}))
	if got := numbers(f); !slices.Equal(got, []uint64{5, 6, 9}) {
		t.Errorf("got %v, want 5 6 9", got)
	}
}

// written returns a file with five letters, two of them answered, as bytes.
func written(t *testing.T) []byte {
	path := filepath.Join(t.TempDir(), "unsent")
	f := open(t, path)
	must(t, f.Keep(keep.Change{Person: 7, Letters: letters(1, 3)}))
	must(t, f.Keep(keep.Change{Letters: letters(4, 5), Answered: []uint64{1, 2}}))
	b, err := os.ReadFile(path)
	must(t, err)
	return b
}

// reopened puts a file with that content in place and opens it.
func reopened(t *testing.T, b []byte) (*keep.File, string) {
	path := filepath.Join(t.TempDir(), "unsent")
	must(t, os.WriteFile(path, b, 0o600))
	return open(t, path), path
}

// sound wants the letters to be such that were written, in order.
func sound(t *testing.T, f *keep.File) {
	t.Helper()
	for _, l := range f.Letters() {
		if want := letter(l.Number); l.Number < 1 || l.Number > 5 || l.Base != want.Base || !bytes.Equal(l.Frame, want.Frame) {
			t.Errorf("got letter %+v, never written", l)
		}
	}
	if n := numbers(f); !slices.IsSorted(n) {
		t.Errorf("got letters %v out of order", n)
	}
}

func TestAFileCutAnywhereIsFoundOut(t *testing.T) {
	whole := written(t)
	for cut := range whole {
		f, path := reopened(t, whole[:cut])
		d := f.Damage()
		if d == nil {
			t.Fatalf("cut at %d of %d: not noticed", cut, len(whole))
		}
		sound(t, f)
		if b, err := os.ReadFile(d.Aside); err != nil || !bytes.Equal(b, whole[:cut]) || !strings.HasPrefix(d.Aside, path+".damaged-") {
			t.Fatalf("cut at %d: it lies at %q, %v", cut, d.Aside, err)
		}
		f.Close()
	}
}

func TestAFlippedBitIsFoundOut(t *testing.T) {
	whole := written(t)
	for at := range whole {
		b := bytes.Clone(whole)
		b[at] ^= 1 << rand.N(8)
		f, _ := reopened(t, b)
		if f.Damage() == nil {
			t.Fatalf("bit flipped in byte %d of %d: not noticed", at, len(whole))
		}
		sound(t, f)
		f.Close()
	}
}

func TestWhatIsGoodBeforeTheDamageIsUsedAndGoesOn(t *testing.T) {
	whole := written(t)
	at := bytes.Index(whole, []byte("frame of 3"))
	whole[at] = 'F'
	f, path := reopened(t, whole)
	if got := numbers(f); !slices.Equal(got, []uint64{1, 2}) || f.Person() != 7 {
		t.Errorf("got letters %v of person %d, want 1 and 2 of 7", got, f.Person())
	}
	nonce := f.Nonce()
	must(t, f.Keep(keep.Change{Letters: letters(6, 6)}))
	must(t, f.Close())
	if f = open(t, path); f.Damage() != nil || f.Nonce() != nonce || !slices.Equal(numbers(f), []uint64{1, 2, 6}) {
		t.Errorf("afterwards: letters %v, damage %v", numbers(f), f.Damage())
	}
}

func TestDamagedFilesDoNotReplaceEachOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	for _, content := range []string{"first", "second"} {
		must(t, os.WriteFile(path, []byte(content), 0o600))
		f := open(t, path)
		if b, _ := os.ReadFile(f.Damage().Aside); string(b) != content {
			t.Errorf("aside is %q, want %q", b, content)
		}
		must(t, f.Close())
	}
}

func TestAHalfWrittenEndIsFoundOut(t *testing.T) {
	f, _ := reopened(t, append(written(t), 0, 0, 0, 40, 1, 2))
	if f.Damage() == nil || !slices.Equal(numbers(f), []uint64{3, 4, 5}) {
		t.Errorf("got letters %v, damage %v", numbers(f), f.Damage())
	}
}

func TestADirectoryThatCannotBeMadeIsSaid(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	if _, err := keep.Open(filepath.Join(dir, "file", "unsent")); err == nil {
		t.Error("opened in a directory that is a file")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("parley unsent 1\n"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "unsent")
		must(t, os.WriteFile(path, b, 0o600))
		file, err := keep.Open(path)
		must(t, err)
		must(t, file.Keep(keep.Change{Letters: []keep.Letter{{Number: file.Last() + 1, Frame: []byte("x")}}}))
		want := numbers(file)
		must(t, file.Close())
		file = open(t, path)
		if got := numbers(file); !slices.Equal(got, want) || file.Damage() != nil {
			t.Errorf("got %v (%v), want %v", got, file.Damage(), want)
		}
	})
}

func BenchmarkKeepOneLetter(b *testing.B) {
	f, err := keep.Open(filepath.Join(b.TempDir(), "unsent"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for n := range uint64(b.N) {
		if err := f.Keep(keep.Change{Letters: []keep.Letter{{Number: n + 1, Frame: make([]byte, 30)}}, Answered: []uint64{n}}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAFileFarTooLongIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent")
	must(t, os.WriteFile(path, written(t), 0o600))
	must(t, os.Truncate(path, 192<<20+1))
	f := open(t, path)
	if f.Damage() == nil || f.Damage().Aside == "" || len(f.Letters()) != 0 {
		t.Errorf("got damage %v, %d letters", f.Damage(), len(f.Letters()))
	}
}

func TestAFileOfAnotherSessionIsPutAside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "unsent.2")
	theirs := [16]byte{1}
	f, err := keep.OpenAs(path, theirs)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Keep(keep.Change{Letters: letters(1, 1)}); err != nil {
		t.Fatal(err)
	}
	f.Close()
	again, err := keep.OpenAs(path, theirs)
	if err != nil || again.Damage() != nil || len(again.Letters()) != 1 {
		t.Errorf("to the same session it has %v, %v, %v", again.Letters(), again.Damage(), err)
	}
	again.Close()
	other, err := keep.OpenAs(path, [16]byte{2})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if d := other.Damage(); d == nil || d.Aside == "" || len(other.Letters()) != 0 || other.Last() != 0 || other.Nonce() != [16]byte{2} {
		t.Errorf("to another session it has %v, damage %v", other.Letters(), d)
	}
}
