package main

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors lists the packages from the ground up. A package imports only floors
// below its own.
var floors = [][]string{
	{"collab/delta", "collab/text", "collab/phrase", "media/pcm", "tui/cells", "tui/bidi", "tui/word"},
	{"collab/merge", "collab/floor", "collab/ticket", "collab/paper", "collab/patch", "collab/lock", "media/jitter", "media/echo", "media/red", "media/slot", "media/pipe", "tui/theme"},
	{"tui/podium", "collab/draft"},
	{"collab/meeting"},
	{"collab/redline",
		"collab/wire", "collab/archive", "collab/eventlog", "collab/keep", "collab/parcel", "collab/critic", "collab/docx", "media/plane", "media/link", "media/lite", "media/offer", "media/opus", "media/device", "tui/action", "tui/statusbar", "tui/away", "tui/editor", "tui/frame", "tui/entry", "tui/alert"},
	{"tui/wording", "collab/session", "collab/hub", "collab/history", "collab/export", "collab/brought", "media/voice", "media/sfu", "cmd/internal/metrics", "cmd/internal/weaklink",
		"tui/draftpane", "tui/queuepane", "tui/proposalpane", "tui/captionpane", "tui/chatpane", "tui/peoplepane", "tui/palette", "tui/page", "tui/sound"},
	{"tui/app", "tui/linear", "cmd/internal/serve", "cmd/internal/delegate", "cmd/internal/replay", "cmd/internal/load", "cmd/internal/check", "cmd/internal/pedal", "cmd/internal/listen", "cmd/internal/roam", "cmd/internal/settings", "cmd/internal/manual"},
	{"cmd/parley", "cmd/parleyd"},
}

// benches help tests and stand on no floor: no package imports them.
var benches = []string{"collab/collabtest", "media/device/pulsetest", "media/pcm/pcmtest", "media/plane/planetest", "tui/tuitest"}

// homes names the one package that may import a foreign module, tests apart.
var homes = map[string][]string{
	"github.com/sergi/go-diff":      {"collab/delta"},
	"github.com/nats-io/":           {"collab/eventlog"},
	"github.com/coder/websocket":    {"collab/session", "collab/hub"},
	"github.com/fxamacker/cbor":     {"collab/wire"},
	"github.com/klauspost/compress": {"collab/wire"},
	"github.com/gen2brain/malgo":    {"media/device"},
	"gopkg.in/hraban/opus":          {"media/opus"},
	"github.com/pion/webrtc":        {"media/link"},
	"github.com/pion/dtls":          {"media/plane", "media/link", "media/lite"},
	"github.com/pion/srtp":          {"media/plane", "media/lite"},
	"github.com/prometheus/":        {"cmd/internal/metrics"},
	"golang.org/x/crypto":           {"cmd/internal/serve"},
	"github.com/spf13/cobra":        {"cmd/parley", "cmd/parleyd", "cmd/internal/manual"},
	"github.com/pelletier/go-toml":  {"cmd/internal/settings", "cmd/internal/manual"},
}

type pkg struct {
	name    string // under the module
	dir     string
	imports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}|{{.Dir}}|{{join .Imports " "}}`, "parley/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for line := range strings.Lines(string(out)) {
		path, rest, _ := strings.Cut(strings.TrimSpace(line), "|")
		dir, imports, _ := strings.Cut(rest, "|")
		all = append(all, pkg{strings.TrimPrefix(path, "parley/"), dir, strings.Fields(imports)})
	}
	return all
}

func TestAPackageImportsOnlyFloorsBelowItsOwn(t *testing.T) {
	floor := map[string]int{}
	for i, names := range floors {
		for _, name := range names {
			floor[name] = i + 1
		}
	}
	for _, p := range packages(t) {
		if slices.Contains(benches, p.name) {
			continue
		}
		if floor[p.name] == 0 {
			t.Errorf("%s is on no floor", p.name)
			continue
		}
		for _, path := range p.imports {
			name, ours := strings.CutPrefix(path, "parley/")
			if ours && (floor[name] >= floor[p.name] || floor[name] == 0) {
				t.Errorf("%s (floor %d) imports %s (floor %d)", p.name, floor[p.name], name, floor[name])
			}
			if ours && !neighbours(p.name, name, floor[name]) {
				t.Errorf("%s imports %s: they must not know each other", p.name, name)
			}
		}
	}
}

// neighbours reports whether a package may know the other at all: collab,
// media and tui keep to themselves, except that tui knows collab's words and
// rules, which end with the floor of the edges.
func neighbours(from, to string, floor int) bool {
	a, _, _ := strings.Cut(from, "/")
	b, _, _ := strings.Cut(to, "/")
	return a == b || a == "cmd" || a == "tui" && b == "collab" && floor <= 5
}

func TestEachForeignModuleHasOneHome(t *testing.T) {
	for _, p := range packages(t) {
		for _, path := range p.imports {
			for module, at := range homes {
				if strings.HasPrefix(path, module) && !slices.Contains(at, p.name) && !slices.Contains(benches, p.name) {
					t.Errorf("%s imports %s, whose home is %s", p.name, path, strings.Join(at, " and "))
				}
			}
		}
	}
}

func TestEveryPackageHasAComment(t *testing.T) {
	for _, p := range packages(t) {
		files, err := filepath.Glob(filepath.Join(p.dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !commented(t, files) {
			t.Errorf("%s has no package comment", p.name)
		}
	}
}

func commented(t *testing.T, files []string) bool {
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if f.Doc != nil && len(f.Doc.Text()) > 40 {
			return true
		}
	}
	return false
}

func TestParleydIsLean(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "parley/cmd/parleyd").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.Lines(string(out)) {
		for _, heavy := range []string{"malgo", "hraban/opus", "bubbletea", "lipgloss", "pion/webrtc", "parley/tui"} {
			if strings.Contains(path, heavy) {
				t.Errorf("parleyd contains %s", strings.TrimSpace(path))
			}
		}
	}
}

// The same build shows that an int of 32 bits is enough.
func TestParleydBuildsWithoutC(t *testing.T) {
	build := exec.Command("go", "build", "-o", filepath.Join(t.TempDir(), "parleyd"), "parley/cmd/parleyd")
	build.Env = append(build.Environ(), "CGO_ENABLED=0", "GOARCH=386")
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, out)
	}
}
