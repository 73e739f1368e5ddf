package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
)

// ask runs a command to the server on the directory.
func ask(t *testing.T, dir string, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, c page
	code = run(t.Context(), append(args, "--data", dir), &o, &c)
	return code, o.String(), c.String()
}

// meetings are what the server lists.
func meetings(t *testing.T, dir string) (all []serve.Meeting) {
	t.Helper()
	code, out, complaints := ask(t, dir, "meetings", "--json")
	if code != 0 {
		t.Fatalf("parleyd meetings ended with %d: %s", code, complaints)
	}
	for line := range strings.Lines(out) {
		var m serve.Meeting
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

func parsed(t *testing.T, link string) ticket.Link {
	t.Helper()
	l, err := ticket.ParseLink(link)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestOneServerHasManyMeetings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("a long name ", 12)) // longer than a socket's path may be
	draft := filepath.Join(t.TempDir(), "second.md")
	if err := os.WriteFile(draft, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, "--listen", "127.0.0.1:0", "--data", dir, "--title", "First")
	first := s.link(t)
	code, out, complaints := ask(t, dir, "open", "--title", "Second", "--draft", draft)
	found := regexp.MustCompile(`^meeting ([0-9a-f]{16}) Second\nchair (\S+)\ndelegate (\S+)\n$`).FindStringSubmatch(out)
	if code != 0 || found == nil {
		t.Fatalf("open: got %d, %q, %q", code, out, complaints)
	}
	second := parsed(t, found[3])
	if w := join(t, second); w.Title != "Second" || w.You.Role != meeting.Delegate || len(w.Snapshot.Text) == 0 {
		t.Errorf("the second link leads to %+v", w)
	}
	if w := join(t, parsed(t, found[2])); w.You.Role != meeting.Chair {
		t.Errorf("the chair's link lets in a %v", w.You.Role)
	}
	if w := join(t, first); w.Title != "First" {
		t.Errorf("the first link leads to %q", w.Title)
	}

	if code, _, complaints := ask(t, dir, "close", found[1]); code != 0 {
		t.Errorf("close: got %d, %s", code, complaints)
	}
	all := meetings(t, dir)
	if len(all) != 2 || all[0].Title != "First" || all[0].Closed || all[1].Title != "Second" || !all[1].Closed {
		t.Errorf("got meetings %+v, want the first and, closed, the second", all)
	}
	if code, _, complaints := ask(t, dir, "close", "0000000000000000"); code != 1 || complaints != "parleyd: the server has no such meeting: parleyd meetings lists those that it has\n" {
		t.Errorf("closing what is not there: got %d, %q", code, complaints)
	}
	if code, _, _ := ask(t, dir, "health"); code != 0 {
		t.Errorf("health: got %d", code)
	}
	s.stop()
	if code := <-s.code; code != 0 {
		t.Fatalf("ended with %d: %s", code, s.log.String())
	}
	if code, _, complaints := ask(t, dir, "health"); code != 1 || !strings.Contains(complaints, "no parleyd is serving this directory") {
		t.Errorf("health of none: got %d, %q", code, complaints)
	}

	s = start(t, "--listen", first.Host, "--data", dir)
	if s.link(t) != first {
		t.Error("started again, the only open meeting has another link")
	}
	if code, _, complaints := ask(t, dir, "reopen", found[1]); code != 0 {
		t.Errorf("reopen: got %d, %s", code, complaints)
	}
	if w := join(t, second); w.Title != "Second" {
		t.Errorf("reopened, the second link leads to %q", w.Title)
	}
	if log := s.log.String(); strings.Contains(log, "Amina") || strings.Contains(log, "Second") {
		t.Errorf("names are in the log:\n%s", log)
	}
}

// As parley host does.
func TestAMeetingIsOpenedWithSeveralDocuments(t *testing.T) {
	dir, papers := t.TempDir(), t.TempDir()
	file := func(name, words string) string {
		name = filepath.Join(papers, name)
		if err := os.WriteFile(name, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	draft, annex, marked := file("draft.md", "one\n"), file("annex.md", "two\n"), file("marked.md", "that {--should--}{++shall++} be\n")
	s := start(t, "--listen", "127.0.0.1:0", "--data", dir, "--draft", draft, "--draft", annex)
	if w := join(t, s.link(t)); w.Title != "draft" {
		t.Errorf("the first meeting is %q", w.Title)
	}
	code, out, complaints := ask(t, dir, "open", draft, annex, marked, "--title", "Second")
	found := regexp.MustCompile(`^meeting ([0-9a-f]{16}) Second\nchair (\S+)\ndelegate (\S+)\ndocument 2 annex\ndocument 3 marked\n$`).FindStringSubmatch(out)
	if want := "parleyd: " + marked + " is the document as it was before the changes marked in it: propose them with parley import " + marked + " LINK\n"; code != 0 || found == nil || complaints != want {
		t.Errorf("open: got %d, %q, %q", code, out, complaints)
	}
	if all := meetings(t, dir); len(all) != 2 || len(all[0].Documents)+len(all[1].Documents) != 3 {
		t.Errorf("the meetings are %+v, want one with two documents and one with three", all)
	}
	if code, out, complaints := ask(t, dir, "open", draft, filepath.Join(papers, "none.md")); code != 1 || out != "" || !strings.Contains(complaints, "there is no file") {
		t.Errorf("a file that is not there: got %d, %q, %q", code, out, complaints)
	}
	if all := meetings(t, dir); len(all) != 2 {
		t.Errorf("an order that was refused opened a meeting: %+v", all)
	}
}

func TestATitleThatNobodySeesIsNone(t *testing.T) {
	dir := t.TempDir()
	start(t, "--listen", "127.0.0.1:0", "--data", dir, "--title", "First").link(t)
	code, out, complaints := ask(t, dir, "open", "--title", "\x1b\a")
	if first, _, _ := strings.Cut(out, "\n"); code != 0 || !strings.HasSuffix(first, " Meeting") {
		t.Fatalf("a title that nobody sees: %s, %s", first, complaints)
	}
}

func TestEachOfSeveralMeetingsHasItsOwnDoor(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--listen", "127.0.0.1:0", "--data", dir, "--title", "First", "--waiting-room")
	s.link(t)
	delegate := meeting.Invitation{Role: meeting.Delegate}
	if l, err := serve.Invite(dir, "", "", delegate, time.Now()); err != nil || !waits(t, l) {
		t.Errorf("the only meeting: %v, or nobody waits", err)
	}
	if code, _, complaints := ask(t, dir, "open", "--title", "Second"); code != 0 {
		t.Fatal(complaints)
	}
	if code, _, complaints := ask(t, dir, "open", "--title", "Third", "--waiting-room"); code != 0 {
		t.Fatal(complaints)
	}
	if _, err := serve.Invite(dir, "", "", delegate, time.Now()); err == nil || !strings.Contains(err.Error(), "there are 3 meetings in "+dir+": say which with --meeting ID; parleyd meetings --data ") {
		t.Errorf("one of three, not said which: %v", err)
	}
	if _, err := serve.Invite(dir, "0000000000000000", "", delegate, time.Now()); err == nil || !strings.Contains(err.Error(), "there is no meeting \"0000000000000000\"") {
		t.Errorf("one that is not there: %v", err)
	}
	for _, m := range meetings(t, dir) {
		l, err := serve.Invite(dir, m.ID, "", delegate, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := waits(t, l), m.Title != "Second"; got != want {
			t.Errorf("%s: waits: %v, want %v", m.Title, got, want)
		}
		l, err = session.Invite(t.Context(), session.Config{Link: parsed(t, m.Chair)}, delegate)
		if err != nil || l.Ticket.Payload.Meeting != parsed(t, m.Chair).Ticket.Payload.Meeting {
			t.Errorf("%s: the chair's own link makes one to another: %v", m.Title, err)
		}
		if m.Title != "Second" {
			if code, _, complaints := ask(t, dir, "close", m.ID); code != 0 {
				t.Error(complaints)
			}
		}
	}
	if l, err := serve.Invite(dir, "", "", delegate, time.Now()); err != nil || waits(t, l) {
		t.Errorf("the only one that is open: %v, or it has a waiting room", err)
	}
}

// waits reports whether who comes with the link is to wait.
func waits(t *testing.T, link ticket.Link) bool {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	s := session.New(session.Config{Link: link, Name: "Amina", GiveUp: 20 * time.Second})
	go s.Run(ctx) // ends with ctx
	for n := range s.Notices() {
		switch n := n.(type) {
		case meeting.Queued:
			return true
		case meeting.Welcome:
			return false
		case meeting.LinkChanged:
			if n.State == meeting.Ended {
				t.Fatal(n.Why)
			}
		}
	}
	t.Fatal("neither a welcome nor a place")
	return false
}

func TestASocketThatAKilledServerLeftIsNoObstacle(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "control"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, "--listen", "127.0.0.1:0", "--data", dir)
	s.link(t)
	if code, _, complaints := ask(t, dir, "health"); code != 0 {
		t.Errorf("got %d, %s", code, complaints)
	}
	info, err := os.Stat(filepath.Join(dir, "control"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket has %v, %v, want 0600", info.Mode(), err)
	}
}

func TestMetricsAndJSONLogs(t *testing.T) {
	s := start(t, "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--metrics", "127.0.0.1:0", "--log-json")
	join(t, s.link(t))
	var at string
	for line := range strings.Lines(s.log.String()) {
		var said struct{ Msg, At string }
		if err := json.Unmarshal([]byte(line), &said); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if said.Msg == "showing metrics" {
			at = said.At
		}
	}
	client := &http.Client{Timeout: 20 * time.Second}
	shown := func() string {
		resp, err := client.Get("http://" + at + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	got := shown()
	for !strings.Contains(got, "\nparley_time_to_text_seconds_count 1\n") { // the client may be told before the numbers
		got = shown()
	}
	for _, want := range []string{
		"\nparley_meetings 1\n", "\nparley_joins_total{kind=\"new\"} 1\n",
		"\nparley_append_seconds_count ", "\nparley_limited_total{limit=\"connections_of_one_address\"} 0\n",
		"\nparley_packets_total{direction=\"in\"} 0\n", "\nparley_sound_lost_ratio 0\n", "\nparley_time_to_sound_seconds_count 0\n",
		"\nprocess_cpu_seconds_total ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", strings.TrimSpace(want), got)
		}
	}
}

func TestAMeetingIsListedWithItsDocuments(t *testing.T) {
	m := serve.Meeting{ID: "0123456789abcdef", Title: "Res. 50", Chair: "parley://c", Delegate: "parley://d", Documents: []serve.Listed{{Number: 2, Title: "Annex A"}}}
	want := "meeting 0123456789abcdef Res. 50\nchair parley://c\ndelegate parley://d\ndocument 2 Annex A\n"
	if got := inWords(m); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheExamplesNameMeetingsAsTheyAreListed(t *testing.T) {
	for _, command := range []string{"close", "reopen"} {
		_, out, _ := ask(t, t.TempDir(), command, "--help")
		if !regexp.MustCompile(`(?m)^  parleyd ` + command + ` [0-9a-f]{16} `).MatchString(out) {
			t.Errorf("the example of %s has no ID of a meeting:\n%s", command, out)
		}
	}
}
