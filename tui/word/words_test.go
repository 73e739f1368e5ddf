package word_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/redline"
	"parley/collab/ticket"
	"parley/tui/app"
	"parley/tui/word"
)

// said are the words that the fronts say: those that the code gives to Say and
// Mark, and what is counted, as one and many.
func said(t *testing.T) (words map[string]string, counted map[[2]string]string) {
	t.Helper()
	words, counted = map[string]string{}, map[[2]string]string{}
	look := func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file := token.NewFileSet()
		f, err := parser.ParseFile(file, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			x, is := callee(fun, ok)
			if !is || x != "word" && x != "phrase" {
				return true
			}
			at := file.Position(call.Pos()).String()
			switch fun.Sel.Name {
			case "Say", "Mark", "New":
				if s, ok := literal(call.Args[0]); ok {
					words[s] = at
				}
			case "Count":
				one, ok := literal(call.Args[1])
				many, both := literal(call.Args[2])
				if ok && both {
					counted[[2]string{one, many}] = at
				}
			}
			return true
		})
		return nil
	}
	for _, dir := range []string{"..", "../../collab", "../../cmd/parley", "../../cmd/internal/check"} {
		if err := filepath.WalkDir(dir, look); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range app.Actions() {
		for _, s := range []string{a.Title, a.Short, a.Help} {
			if s != "" {
				words[s] = "the action " + a.Name
			}
		}
	}
	for _, s := range lent() {
		words[s] = "a package of collab"
	}
	return words, counted
}

// lent are the words of packages that know no language, because client and
// server share them; the fronts put them into the person's.
func lent() (all []string) {
	for r := meeting.Role(0); r.Valid(); r++ {
		all = append(all, r.String(), r.May())
	}
	for r := range 256 {
		if s := meeting.Refusal(r).Error(); !strings.HasPrefix(s, "refused for reason") {
			all = append(all, s)
		}
	}
	for _, fixes := range []ticket.Fixes{0, ticket.FixesName, ticket.FixesDelegation, ticket.FixesName | ticket.FixesDelegation} {
		all = append(all, meeting.Person{Delegation: "Kenya", Fixes: fixes}.Vouched())
	}
	for o := draft.Outcome(0); o.Valid(); o++ {
		all = append(all, o.String())
	}
	for k := draft.Change; k.Valid(); k++ {
		all = append(all, k.String())
	}
	all = append(all, draft.Same.String(), draft.Changed.String(), draft.Missing.String(), draft.Unclosed.String(), draft.Unopened.String(), draft.EmptyPair.String())
	en := redline.English
	all = append(all, en.Insert, en.Delete, en.Blank, en.Open, en.Held, en.Alternative, en.Close, en.And, en.Then)
	all = append(all, "0.0") // how Decimal writes numbers
	return append(all, floor.Chaired.String(), floor.Open.String(), meeting.Yes.String(), meeting.No.String(), meeting.Abstain.String())
}

func callee(fun *ast.SelectorExpr, ok bool) (name string, is bool) {
	if !ok {
		return "", false
	}
	x, is := fun.X.(*ast.Ident)
	if !is {
		return "", false
	}
	return x.Name, true
}

func literal(e ast.Expr) (string, bool) {
	if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		left, a := literal(sum.X)
		right, b := literal(sum.Y)
		return left + right, a && b
	}
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// catalogue reads a language's file for the test, so that it is not read with
// the code that it tests.
func catalogue(t *testing.T, l word.Language) (words map[string]string, counted map[[2]string][]string) {
	t.Helper()
	content, err := os.ReadFile(string(l) + ".po")
	if err != nil {
		t.Fatal(err)
	}
	words, counted = map[string]string{}, map[[2]string][]string{}
	for entry := range strings.SplitSeq(string(content), "\n\n") {
		get := func(name string) string {
			m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (".*")((?:\n".*")*)`).FindStringSubmatch(entry)
			if m == nil {
				return ""
			}
			var whole strings.Builder
			for _, part := range strings.Split(m[1]+m[2], "\n") {
				s, err := strconv.Unquote(part)
				if err != nil {
					t.Errorf("%s: %s: %v", l, part, err)
				}
				whole.WriteString(s)
			}
			return whole.String()
		}
		id, many := get("msgid"), get("msgid_plural")
		switch {
		case many != "":
			for i := 0; get("msgstr["+strconv.Itoa(i)+"]") != ""; i++ {
				counted[[2]string{id, many}] = append(counted[[2]string{id, many}], get("msgstr["+strconv.Itoa(i)+"]"))
			}
		case id != "":
			words[id] = get("msgstr")
		}
	}
	return words, counted
}

var update = flag.Bool("update", false, "write parley.pot, the words to be translated, anew")

// The template is the file that a new language begins with: all words that are said.
func TestTheTemplateHasAllWords(t *testing.T) {
	words, counted := said(t)
	var b strings.Builder
	b.WriteString("# The words of Parley to be translated, written by go test ./tui/word -update.\n# Copy it to LANGUAGE.po, fill in each msgstr, and give word.forms the rule for counting.\nmsgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n")
	for _, w := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(&b, "\nmsgid %s\nmsgstr \"\"\n", strconv.Quote(w))
	}
	order := slices.SortedFunc(maps.Keys(counted), func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) })
	for _, c := range order {
		fmt.Fprintf(&b, "\nmsgid %s\nmsgid_plural %s\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n", strconv.Quote(c[0]), strconv.Quote(c[1]))
	}
	if *update {
		if err := os.WriteFile("parley.pot", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile("parley.pot"); err != nil || string(got) != b.String() {
		t.Errorf("parley.pot is not what is said now (%v): go test ./tui/word -update writes it", err)
	}
}

func TestEveryWordIsInEachLanguage(t *testing.T) {
	words, counted := said(t)
	for _, l := range word.Languages() {
		if l == word.English {
			continue
		}
		own, ownCounted := catalogue(t, l)
		for english, at := range words {
			switch translated := own[english]; {
			case translated == "":
				t.Errorf("%s.po lacks %q, said at %s", l, english, at)
			case !slices.Equal(verbs(english), verbs(translated)):
				t.Errorf("%s.po: %q has other placeholders than %q", l, translated, english)
			case !strings.ContainsAny(english[:1], ":;'") && strings.HasPrefix(english, " ") != strings.HasPrefix(translated, " "), // French has a blank before a colon
				strings.HasSuffix(english, " ") != strings.HasSuffix(translated, " "):
				t.Errorf("%s.po: %q has other blanks at its ends than %q", l, translated, english)
			}
		}
		for english, at := range counted {
			if len(ownCounted[english]) < 1 {
				t.Errorf("%s.po lacks %q, counted at %s", l, english, at)
			}
		}
		for english := range own {
			if _, ok := words[english]; !ok {
				t.Errorf("%s.po has %q, which nobody says any more", l, english)
			}
		}
		for english := range ownCounted {
			if _, ok := counted[english]; !ok {
				t.Errorf("%s.po has %q, which nobody counts any more", l, english)
			}
		}
	}
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*(?:\d+)?(?:\.\d+)?([a-zA-Z%])`)

// verbs are the placeholders of a format with the places of their values, in
// the order of these.
func verbs(format string) (all []string) {
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" || strings.Contains(m[0], "% ") {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		if v := strconv.Itoa(next) + m[2]; !slices.Contains(all, v) {
			all = append(all, v)
		}
		next++
	}
	slices.Sort(all)
	return all
}
