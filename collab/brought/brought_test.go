package brought_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parley/collab/brought"
	"parley/collab/docx"
	"parley/collab/draft"
	"parley/collab/paper"
	"parley/collab/patch"
)

const now = "resolves\n1 that States should act;\n2 to report;\n3 to meet.\n"

// asked says what changes are asked for, one a line.
func asked(all []brought.Change) string {
	var b strings.Builder
	for _, c := range all {
		fmt.Fprintf(&b, "%s %d: %s", c.Kind, c.Line, c.Was)
		if c.Text != "" {
			b.WriteString(" => " + c.Text)
		}
		if len(c.By) > 0 {
			b.WriteString(" (" + strings.Join(c.By, ", ") + ")")
		}
		if c.Note != "" {
			b.WriteString(" [" + c.Note + "]")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// word is a Word file with changes by Kenya and Japan, and a comment.
func word(t *testing.T) []byte {
	mark := func(k paper.Kind, by string) paper.Mark { return paper.Mark{Kind: k, By: by, At: time.Unix(1e9, 0)} }
	d := paper.Of([]paper.Span{
		{Text: "resolves\n1 that States "}, {Mark: mark(paper.Deleted, "Kenya"), Text: "should"}, {Mark: mark(paper.Inserted, "Kenya"), Text: "shall"},
		{Text: " act;\n"}, {Mark: mark(paper.Inserted, "Japan"), Text: "1bis to invite academia;\n"}, {Text: "2 to report;\n"},
		{Mark: mark(paper.Deleted, "Canada"), Text: "3 to meet.\n"},
	})
	d.Comments = []paper.Comment{{Paragraph: 1, From: 2, To: 6, By: "Brazil", Text: "Why?"}}
	var b bytes.Buffer
	if err := docx.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWhatAFileAsksFor(t *testing.T) {
	const marked = "change 2: 1 that States should act; => 1 that States shall act; (Kenya) [Brazil: Why?]\n" +
		"new paragraph 2:  => 1bis to invite academia; (Japan)\ndelete 4: 3 to meet. (Canada)\n"
	for _, tt := range []struct {
		name string
		file []byte
		kind brought.Kind
		now  string
		want string
	}{
		{"a text", []byte("resolves\n1 that States shall act;\n2 to report;\n2bis to publish;\n3 to meet.\n"), brought.Text, now,
			"change 2: 1 that States should act; => 1 that States shall act;\nnew paragraph 3:  => 2bis to publish;\n"},
		{"the same text", []byte(now), brought.Text, now, ""},
		{"a text without its last line break", []byte(strings.TrimSuffix(now, "\n")), brought.Text, now, ""},
		{"line ends of another system", []byte(strings.ReplaceAll(now, "\n", "\r\n")), brought.Text, now, ""},
		{"CriticMarkup", []byte("resolves\n1 that States {~~should~>shall~~}{>>as in 37<<} act;\n2 to report;\n{--3 to meet.\n--}"), brought.Critic, now,
			"change 2: 1 that States should act; => 1 that States shall act; [as in 37]\ndelete 4: 3 to meet.\n"},
		{"CriticMarkup that says who", []byte("resolves\n1 that States {~~should~>shall~~}{>>@Kenya<<}{>>as in 37<<} act;\n{++1bis to invite academia;\n++}{>>@Japan<<}2 to report;\n3 to meet.\n"), brought.Critic, now,
			"change 2: 1 that States should act; => 1 that States shall act; (Kenya) [as in 37]\nnew paragraph 2:  => 1bis to invite academia; (Japan)\n"},
		{"two delegations in one paragraph", []byte("resolves\n1 that {++Member ++}{>>@Japan<<}States {~~should~>shall~~}{>>@Kenya<<} act;\n2 to report;\n3 to meet.\n"), brought.Critic, now,
			"change 2: 1 that States should act; => 1 that Member States should act; (Japan)\nchange 2: 1 that States should act; => 1 that States shall act; (Kenya)\n"},
		{"a paragraph put in before one that was taken out and one that was changed", []byte("resolves\n{++1bis new;\n++}{>>@Japan<<}{--1 that States should act;\n--}{>>@Canada<<}2 to {++always ++}{>>@Kenya<<}report;\n3 to meet.\n"), brought.Critic, now,
			"delete 2: 1 that States should act; (Canada)\nnew paragraph 1:  => 1bis new; (Japan)\nchange 3: 2 to report; => 2 to always report; (Kenya)\n"},
		{"two paragraphs made one", []byte("resolves\n1 that States should act;{--\n2 --}{++ and ++}to report;\n3 to meet.\n"), brought.Critic, now,
			"change 2: 1 that States should act; => 1 that States should act; and to report;\ndelete 3: 2 to report;\n"},
		{"a plain diff", []byte("--- a\n+++ b\n@@ -2,2 +2 @@\n 1 that States should act;\n-2 to report;\n"), brought.Diff, now, "delete 3: 2 to report;\n"},
		{"a Word file", word(t), brought.Word, now, marked},
		{"a Word file of a draft that has gone on", word(t), brought.Word, "A new title\n" + now + "and more\n",
			strings.NewReplacer(" 2:", " 3:", " 4:", " 5:").Replace(marked)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := brought.Read(tt.file)
			if err != nil {
				t.Fatal(err)
			}
			all, err := f.Changes(tt.now)
			if got := asked(all); err != nil || got != tt.want || f.Kind != tt.kind {
				t.Errorf("%s: got\n%s%v, want\n%s", f.Kind, got, err, tt.want)
			}
		})
	}
}

func TestAFileForAnotherTextIsRefused(t *testing.T) {
	for _, tt := range []struct {
		file  []byte
		now   string
		err   error
		words string
	}{
		{word(t), "resolves\n2 to report;\n", brought.ErrElsewhere, `the file was made for another text: the draft has no paragraph "1 that States should act;"`},
		{word(t), now + "1 that States should act;\n", brought.ErrElsewhere, "the file was made for another text: the draft has the paragraph"},
		{[]byte("--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n"), now, patch.ErrUnfit, "line 1 of the draft"},
	} {
		f, err := brought.Read(tt.file)
		if err == nil {
			_, err = f.Changes(tt.now)
		}
		if !errors.Is(err, tt.err) || !strings.HasPrefix(err.Error(), tt.words) {
			t.Errorf("got %v, want %s", err, tt.words)
		}
	}
	if _, err := brought.Read([]byte("r\xe9solution")); !errors.Is(err, brought.ErrNotUTF8) {
		t.Errorf("Latin 1: got %v", err)
	}
}

// TestMarkedChangesMakeTheCleanText: what is asked for, taken at its word, makes
// the text in which all changes are accepted; and nobody asks for a paragraph
// that is somebody else's.
func TestMarkedChangesMakeTheCleanText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []paper.Span
		for range rapid.IntRange(1, 14).Draw(t, "spans") {
			s := paper.Span{Text: rapid.StringOfN(rapid.RuneFrom([]rune("ab \n")), 1, 6, -1).Draw(t, "text")}
			if s.Kind = paper.Kind(rapid.IntRange(0, 2).Draw(t, "kind")); s.Kind != paper.Kept {
				s.By = "Kenya"
			}
			spans = append(spans, s)
		}
		d := paper.Of(spans)
		if !d.Changed() {
			return
		}
		all, err := brought.File{Kind: brought.Word, Document: d}.Changes(d.Original())
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(d.Original(), "\n")
		behind, now := make([][]string, len(lines)+1), slices.Clone(lines)
		for _, c := range all {
			switch c.Kind {
			case draft.Insert:
				behind[c.Line] = append(behind[c.Line], c.Text)
				continue
			case draft.Change:
				now[c.Line-1] = c.Text
			default:
				now[c.Line-1] = ""
			}
			if c.Was != lines[c.Line-1] || !slices.Equal(c.By, []string{"Kenya"}) {
				t.Errorf("line %d was %q: %+v", c.Line, lines[c.Line-1], c)
			}
		}
		got := slices.Clone(behind[0])
		for i, l := range now {
			got = append(append(got, l), behind[i+1]...)
		}
		empty := func(s string) bool { return s == "" } // an empty paragraph is not proposed
		got = slices.DeleteFunc(got, empty)
		if want := slices.DeleteFunc(strings.Split(d.Clean(), "\n"), empty); !slices.Equal(got, want) {
			t.Errorf("%+v make %q, want %q", all, got, want)
		}
	})
}

// TestTheChangesMakeTheOtherText takes each change at its word, from the last
// on, and must come to the text that was asked for.
func TestTheChangesMakeTheOtherText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e f"}), 1, 9)
		old, new := some.Draw(t, "old"), some.Draw(t, "new")
		f, err := brought.Read([]byte(strings.Join(new, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		all, err := f.Changes(strings.Join(old, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Clone(old)
		for _, c := range slices.Backward(all) {
			switch c.Kind {
			case draft.Change:
				got[c.Line-1] = c.Text
			case draft.Insert:
				got = slices.Insert(got, c.Line, c.Text)
			case draft.Remove:
				got = slices.Delete(got, c.Line-1, c.Line)
			}
			if c.Kind != draft.Insert && c.Was != old[c.Line-1] {
				t.Errorf("line %d was %q, not %q", c.Line, old[c.Line-1], c.Was)
			}
		}
		if !slices.Equal(got, new) {
			t.Errorf("got %q, want %q", got, new)
		}
	})
}
