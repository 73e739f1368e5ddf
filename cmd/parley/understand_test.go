package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley/media/device"
	"parley/media/pcm"
	"parley/media/pcm/pcmtest"
)

// grammar is what the recogniser may hear.
const grammar = `#JSGF V1.0;
grammar words;
public <s> = <w>+;
<w> = council | broadband | access | article | seven | twenty | delegate | amendment | agree | object | chairman | report | national | regional;
`

// alikeAtLeast is how alike a part must be to count as heard: a codec for speech
// keeps the sound, not the wave. Of other words in the same voice, one in
// six is as alike.
const alikeAtLeast = 0.7

// compare wants the words in what was heard: those that a recogniser
// understands, and, in any case, the sound itself.
func compare(t *testing.T, speech, heard string) {
	t.Helper()
	if err := likened(t, speech, heard); err != nil {
		t.Error(err)
	}
}

// likened reports what is missing in what was heard. A busy machine leaves
// holes, each of which spoils the part of the sound that it falls into and shifts
// those behind it: so the parts are short, and each is looked for by itself.
func likened(t *testing.T, speech, heard string) error {
	t.Helper()
	const part = pcm.Rate / 10
	said := samples(t, speech)
	likenesses := pcmtest.Parts(said, samples(t, heard), len(said)/part)
	found := 0
	for _, likeness := range likenesses {
		if likeness > alikeAtLeast {
			found++
		}
	}
	t.Logf("%d of %d parts, the likeness of the middle one is %.2f", found, len(likenesses), likenesses[len(likenesses)/2])
	if found < len(likenesses)/2 {
		return fmt.Errorf("got %d of %d parts of the speech", found, len(likenesses))
	}
	words, err := understand(t, heard)
	if err != nil {
		t.Logf("without a recogniser: %v", err)
		return nil
	}
	t.Logf("understood %q", words)
	if n := inOrder(words, spoken); n < 3 { // even of the file itself it sometimes misses one
		return fmt.Errorf("understood %q, want %q", words, spoken)
	}
	return nil
}

// samples are the whole of a WAV file.
func samples(t *testing.T, file string) (all []int16) {
	t.Helper()
	w, err := device.OpenWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for {
		var f pcm.Frame
		ok, err := w.Read(&f)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil || !ok {
			t.Fatalf("read %s: %v", file, err)
		}
		all = append(all, f[:]...)
	}
}

// understand has pocketsphinx write down the words in a file.
func understand(t *testing.T, file string) ([]string, error) {
	t.Helper()
	for _, program := range []string{"pocketsphinx_continuous", "sox"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, err
		}
	}
	dir := t.TempDir()
	wav, jsgf := filepath.Join(dir, "16k.wav"), filepath.Join(dir, "words.jsgf")
	if out, err := exec.Command("sox", file, "-r", "16000", "-c", "1", "-b", "16", wav).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("sox: %w: %s", err, out)
	}
	if err := os.WriteFile(jsgf, []byte(grammar), 0o600); err != nil {
		return nil, err
	}
	out, err := exec.Command("pocketsphinx_continuous", "-infile", wav, "-jsgf", jsgf).Output()
	if err != nil {
		return nil, fmt.Errorf("pocketsphinx: %w", err)
	}
	return strings.Fields(string(out)), nil
}

// inOrder is how many of want stand in got in their order.
func inOrder(got, want []string) int {
	n := make([]int, len(want)+1)
	for _, w := range got {
		for i, before := len(want)-1, 0; i >= 0; i-- {
			if before = slices.Max(n[:i+1]); want[i] == w {
				n[i+1] = max(n[i+1], before+1)
			}
		}
	}
	return slices.Max(n)
}
