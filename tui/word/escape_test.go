package word_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// notSaid are the files of which the words are said by their place in the table
// of actions, or before a language is chosen, when the settings are read.
var notSaid = []string{"action/table.go", "action/documents.go", "action/floor.go", "action/negotiation.go", "draftpane/bindings.go", "action/key.go", "action/keymap.go"}

// typed are literals that nobody reads as words: what a person types, names of
// items of lists and of variables of the environment, and words that are said
// elsewhere by their value.
var typed = []string{
	"PP", " off", "for ", // in commands
	"my proposals",                                                                                               // at go to, whatever the language
	"let-in ", "turn-away ", "remove ", "limit data to ", "use ", "hand ", "hand yes", "hand no", "hand abstain", // in lists
	"too loud", "text only", // values
	"Parley", "\x1b]9;Parley: ",
	"a quote is not closed", // told apart, and said by who finds it
}

var placeholder = regexp.MustCompile(`%(?:\[\d+\])?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z%]`)

// reads reports whether a literal looks like words for people: it has a blank
// beside letters, or begins with a capital. A name such as NO_COLOR does not.
func reads(s string) bool {
	words := placeholder.ReplaceAllString(s, "")
	letters := strings.IndexFunc(words, unicode.IsLetter)
	if letters < 0 || slices.Contains(typed, s) || len(strings.TrimFunc(words, func(r rune) bool { return !unicode.IsLetter(r) })) < 2 {
		return false
	}
	name := strings.Contains(words, "_") || strings.ToUpper(words) == words
	return strings.Contains(words, " ") || unicode.IsUpper([]rune(words)[0]) && !name
}

// TestNoSentenceEscapesTheCatalogue reads the code of both fronts: a literal that
// reads like words must be what Say, Mark, Count or a phrase gets.
func TestNoSentenceEscapesTheCatalogue(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		rel := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(rel, "word/") || strings.HasPrefix(rel, "tuitest/") || slices.Contains(notSaid, rel) {
			return err
		}
		file := token.NewFileSet()
		f, err := parser.ParseFile(file, path, nil, 0)
		if err != nil {
			return err
		}
		escapes(t, file, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// escapes finds the literals in a piece of code that nobody puts into the
// person's language.
func escapes(t *testing.T, file *token.FileSet, code ast.Node) {
	ast.Inspect(code, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			n.Tag = nil
		case *ast.CallExpr:
			fun, ok := n.Fun.(*ast.SelectorExpr)
			if x, is := callee(fun, ok); !is || x != "word" && x != "phrase" {
				return true
			}
			for _, arg := range n.Args {
				if _, is := literal(arg); !is {
					escapes(t, file, arg)
				}
			}
			return false
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && reads(s) {
				t.Errorf("%s: %q is said in English only: give it to word.Say, or name it in typed", file.Position(n.Pos()), s)
			}
		}
		return true
	})
}
