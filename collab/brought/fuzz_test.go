package brought_test

import (
	"strings"
	"testing"

	"parley/collab/brought"
	"parley/collab/draft"
)

// FuzzChanges: whatever file is brought to whatever draft, what it asks for is
// about paragraphs that are there, as they read.
func FuzzChanges(f *testing.F) {
	f.Add([]byte("a\n{++b\n++}{>>@K<<}{--c--}\nd {~~e~>f~~}"), "a\nc\nd e")
	f.Add([]byte("--- a\n+++ b\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), "a\nb\n")
	f.Add([]byte("a{--\n--}b{++\n++}c"), "a\nbc\n")
	f.Add([]byte("one\ntwo"), "one\nthree\n\n")
	f.Fuzz(func(t *testing.T, file []byte, now string) {
		now = strings.ToValidUTF8(now, "?")
		read, err := brought.Read(file)
		if err != nil {
			return
		}
		all, err := read.Changes(now)
		if err != nil {
			return
		}
		lines := strings.Split(now, "\n")
		for _, c := range all {
			switch {
			case c.Line < 0 || c.Line > len(lines) || c.Line == 0 && c.Kind != draft.Insert:
				t.Fatalf("%+v is about no line of %d", c, len(lines))
			case c.Kind != draft.Insert && c.Was != lines[c.Line-1]:
				t.Fatalf("%+v, and the line reads %q", c, lines[c.Line-1])
			case c.Kind != draft.Remove && strings.Contains(c.Text, "\n"), c.Kind == draft.Insert && c.Text == "", c.Kind == draft.Change && c.Text == c.Was:
				t.Fatalf("%+v cannot be proposed", c)
			}
		}
	})
}
