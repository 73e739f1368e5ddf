package critic_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/collab/critic"
	"parley/collab/paper"
)

func change(k paper.Kind, by, text string) paper.Span {
	return paper.Span{Mark: paper.Mark{Kind: k, By: by}, Text: text}
}

func TestADraftIsReadableInAnEmail(t *testing.T) {
	const kenya = "Kenya, for ATU"
	d := paper.Of([]paper.Span{
		{Text: "resolves\nthat Member States "}, change(paper.Deleted, kenya, "should"), change(paper.Inserted, kenya, "shall"),
		{Text: " facilitate access [to affordable connectivity],\n"}, change(paper.Inserted, "Japan", "to invite academia to contribute,\n"),
		{Text: "to convene a "}, change(paper.Deleted, "", "large "), {Text: "workshop"},
	})
	d.Comments = []paper.Comment{
		{Paragraph: 1, From: 49, To: 78, Text: "bracket 1, held by Brazil"},
		{Paragraph: 3, From: 19, To: 27, By: "Canada", Text: "Where?"},
	}
	want := "resolves\nthat Member States {~~should~>shall~~}{>>@Kenya, for ATU<<} facilitate access {==[to affordable connectivity],==}{>>bracket 1, held by Brazil<<}\n" +
		"{++to invite academia to contribute,\n++}{>>@Japan<<}to convene a {--large --}{==workshop==}{>>Canada: Where?<<}"
	if got := critic.Format(d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, in, original, clean, comments string }{
		{"nothing", "", "", "", ""},
		{"text without marks", `a \ b \\ {+} [c]`, `a \ b \\ {+} [c]`, `a \ b \\ {+} [c]`, ""},
		{"an insertion", "a{++ b++}", "a", "a b", ""},
		{"a deletion over lines", "a{--\nb--}", "a\nb", "a", ""},
		{"a replacement", "{~~should~>shall~~}", "should", "shall", ""},
		{"a note behind a change", "x {++y++}{>>why not<<}", "x ", "x y", "0:2-3 why not"},
		{"a note on a highlight", "x {==y==}{>>why not<<}", "x y", "x y", "0:2-3 why not"},
		{"a note on nothing", "x {>>why not<<}y", "x y", "x y", "0:2-2 why not"},
		{"a note behind a replacement", "{~~a~>bc~~}{>>n<<}", "a", "bc", "0:0-3 n"},
		{"a note on a paragraph that was put in", "x\n{++y\n++}{>>why not<<}z", "x\nz", "x\ny\nz", "1:0-1 why not"},
		{"who made a change", "x {~~y~>z~~}{>>@Kenya<<}{>>why not<<}", "x y", "x z", "0:2-4 why not"},
		{"nobody made no change", "x {>>@Kenya<<}y", "x y", "x y", "0:2-2 @Kenya"},
		{"a note with a sign of its own", `x {++y++}{>>\@Kenya<<}`, "x ", "x y", "0:2-3 @Kenya"},
		{"signs that are text", `a \{++b \\{++c\\++} \++}`, `a {++b \ \++}`, `a {++b \c\ \++}`, ""},
		{"closing signs outside are text", "a ++} b ~> c", "a ++} b ~> c", "a ++} b ~> c", ""},
		{"opening signs inside are text", "{++a {-- b++}", "", "a {-- b", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := critic.Parse(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Original(); got != tt.original {
				t.Errorf("the original is %q, want %q", got, tt.original)
			}
			if got := d.Clean(); got != tt.clean {
				t.Errorf("the clean text is %q, want %q", got, tt.clean)
			}
			if got := margin(d); got != tt.comments {
				t.Errorf("the comments are %q, want %q", got, tt.comments)
			}
		})
	}
}

func TestAMarkThatIsNotClosedIsNamedWithItsLine(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb {++c":     "line 2: {++ has no ++} behind it",
		"{~~a~~}":       "line 1: {~~ has no ~> behind it",
		"a\n\n{~~a~>b":  "line 3: {~~ has no ~~} behind it",
		"{++a++} {>>b<": "line 1: {>> has no <<} behind it",
	} {
		if _, err := critic.Parse(in); !errors.Is(err, critic.ErrUnclosed) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", in, err, want)
		}
	}
}

func TestOnlyAClosedMarkMakesCriticMarkup(t *testing.T) {
	for in, want := range map[string]bool{"plain": false, "C{++ here": false, "{++a++}": true, "{++ then {--a--}": true, `\{++a++}`: false} {
		if got := critic.Marked(in); got != want {
			t.Errorf("%q: got %v, want %v", in, got, want)
		}
	}
}

func margin(d paper.Document) string {
	var all []string
	for _, c := range d.Comments {
		all = append(all, strings.Join([]string{string(rune('0' + c.Paragraph)), ":", string(rune('0' + c.From)), "-", string(rune('0' + c.To)), " ", c.Text}, ""))
	}
	return strings.Join(all, "; ")
}

// pieces are texts that could be taken for signs.
var pieces = []string{"a", "b c", "\n", "{", "+", "-", "~", ">", "<", "=", "}", `\`, "{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{>>", "<<}", "{==", "==}", "段", "@"}

func someText(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, label), "")
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var spans []paper.Span
		for range rapid.IntRange(0, 8).Draw(t, "spans") {
			k := paper.Kind(rapid.IntRange(0, 2).Draw(t, "kind"))
			spans = append(spans, change(k, rapid.SampledFrom([]string{"", "Kenya"}).Draw(t, "by"), someText(t, "text")))
		}
		d := paper.Of(spans)
		for range rapid.IntRange(0, 3).Draw(t, "comments") {
			c := paper.Comment{Paragraph: rapid.IntRange(0, len(d.Paragraphs)-1).Draw(t, "paragraph"), Text: someText(t, "comment")}
			c.To = rapid.IntRange(0, d.Paragraphs[c.Paragraph].Len()).Draw(t, "to")
			c.From = rapid.IntRange(0, c.To).Draw(t, "from")
			d.Comments = append(d.Comments, c)
		}
		written := critic.Format(d)
		got, err := critic.Parse(written)
		if err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		if got.Original() != d.Original() || got.Clean() != d.Clean() {
			t.Errorf("%q was read as %q and %q, want %q and %q", written, got.Original(), got.Clean(), d.Original(), d.Clean())
		}
		if was, is := changesOf(d), changesOf(got); was != is {
			t.Errorf("%q was read as changes %q, want %q", written, is, was)
		}
		var said []string
		for _, c := range got.Comments {
			said = append(said, c.Text)
		}
		for _, c := range d.Comments {
			if !slices.Contains(said, c.Text) {
				t.Errorf("%q: the comment %q is missing", written, c.Text)
			}
		}
	})
}

// changesOf are a document's changes, with who made them.
func changesOf(d paper.Document) string {
	var b strings.Builder
	for _, s := range d.Spans() {
		if s.Kind != paper.Kept {
			b.WriteString(s.Kind.String() + " by " + s.By + ": " + s.Text + "\n")
		}
	}
	return b.String()
}

func FuzzParse(f *testing.F) {
	f.Add("a {++b++} {--c--} {~~d~>e~~} {==f==}{>>g<<}")
	f.Add(`\{++ \\{++a++} \`)
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		d, err := critic.Parse(s)
		if err != nil {
			return
		}
		again, err := critic.Parse(critic.Format(d))
		if err != nil {
			t.Fatalf("%q is written as what cannot be read: %v", s, err)
		}
		if again.Original() != d.Original() || again.Clean() != d.Clean() {
			t.Errorf("%q changes when it is written: %q", s, critic.Format(d))
		}
	})
}
