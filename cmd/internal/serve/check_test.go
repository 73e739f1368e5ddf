package serve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/ticket"
)

// left makes a meeting in a directory, ends it, and returns the directory and
// the meeting's link.
func left(t *testing.T) (dir string, link ticket.Link) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(t.Context(), Config{Data: dir, Listen: "127.0.0.1:0", Title: "Left"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := s.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return dir, s.Link(meeting.Delegate)
}

// refused wants Open to fail with these words.
func refused(t *testing.T, c Config, want string) {
	t.Helper()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	s, err := Open(t.Context(), c)
	if err == nil {
		s.close()
		t.Fatalf("opened, want %s", want)
	}
	got, known := Sentence(err)
	if !known {
		got = err.Error()
	}
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, file string) {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
}

func TestALinkIsNotMadeWorthlessInSilence(t *testing.T) {
	dir, link := left(t)
	key, certificate := filepath.Join(dir, keyFile), filepath.Join(dir, certificateFile)
	kept, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}

	remove(t, key)
	refused(t, Config{Data: dir}, key+" is missing, and without it the links of the meeting are worthless: put back a copy of it, or remove "+certificate+" too to go on with new links")
	write(t, key, "not a key")
	refused(t, Config{Data: dir}, key+" is damaged or not a file of Parley's: put back a copy of it, or open another meeting with another --data")
	write(t, key, string(kept))

	remove(t, certificate)
	refused(t, Config{Data: dir}, certificate+" is missing, and without it the links of the meeting are worthless: put back a copy of it, or remove "+key+" too to go on with new links")
	write(t, certificate, "not a certificate")
	refused(t, Config{Data: dir}, certificate+" is damaged or not a file of Parley's: put back a copy of it, or open another meeting with another --data")

	remove(t, certificate)
	remove(t, key)
	s := open(t, Config{Data: dir, Listen: link.Host})
	if got := s.Link(meeting.Delegate); !s.Continued || !s.NewLinks || got.Ticket.Secret == link.Ticket.Secret || got.Ticket.Payload != link.Ticket.Payload {
		t.Errorf("continued %v, new links %v, %v; want the same meeting under a new link", s.Continued, s.NewLinks, got)
	}
}

func TestAMeetingWhoseLogIsGoneIsNotBegunAnew(t *testing.T) {
	dir, link := left(t)
	if err := os.RemoveAll(filepath.Join(dir, "log")); err != nil {
		t.Fatal(err)
	}
	words := dir + " has the keys of a meeting, and its log is gone: put back a copy of the whole directory, or remove tickets.key and server.pem to open another meeting with other links"
	refused(t, Config{Data: dir}, words)
	remove(t, filepath.Join(dir, keyFile))
	refused(t, Config{Data: dir}, words)
	remove(t, filepath.Join(dir, certificateFile))
	if s := open(t, Config{Data: dir}); s.Continued || s.Link(meeting.Delegate).Fingerprint == link.Fingerprint {
		t.Error("the new meeting goes by the old one's name")
	}
}

func TestALogOfANewerParleyIsToldApartFromADamagedOne(t *testing.T) {
	dir, link := left(t)
	log, err := openLog(dir)
	if err != nil {
		t.Fatal(err)
	}
	name, head := hub.Name(link.Ticket.Payload.Meeting), uint64(0)
	err = log.Read(t.Context(), name, 0, func(number uint64, _ []byte) error { head = number; return nil })
	if err == nil {
		_, err = log.Append(t.Context(), name, head, []byte{99, 1, 2, 3})
	}
	if err := errors.Join(err, log.Close()); err != nil {
		t.Fatal(err)
	}
	refused(t, Config{Data: dir}, fmt.Sprintf("open the meeting in %s: take up meeting %s: event %d is of kind 99: written by a newer parley: open it with that one, or a newer one", dir, name, head+1))
}

func TestADamagedLogIsToldWithWhatToDo(t *testing.T) {
	dir, _ := left(t)
	blocks, err := filepath.Glob(filepath.Join(dir, "log", "jetstream", "*", "streams", "*", "msgs", "*.blk"))
	if err != nil || len(blocks) == 0 {
		t.Fatalf("the log has the files %v, %v", blocks, err)
	}
	for _, file := range blocks {
		remove(t, file)
	}
	s, err := Open(t.Context(), Config{Data: dir, Listen: "127.0.0.1:0"})
	if err == nil {
		s.close()
		t.Fatal("opened")
	}
	words, known := Sentence(err)
	if !known || !strings.HasPrefix(words, "the log of the meeting is damaged: ") || !strings.HasSuffix(words, ": put back a copy of the whole directory, or open another meeting with another --data") {
		t.Errorf("got %v: %s", known, words)
	}
}

func TestAMeetingIsNotMixedWithOtherFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "letter.txt"), "Dear Amina")
	refused(t, Config{Data: dir}, dir+" has no meeting, but other files, such as letter.txt: give an empty directory, or one that is not there yet, with --data")
	if there, err := os.ReadDir(dir); len(there) != 1 || err != nil {
		t.Errorf("left behind %v, %v", there, err)
	}

	kept, link := left(t)
	write(t, filepath.Join(kept, "letter.txt"), "a meeting may have a letter beside it")
	open(t, Config{Data: kept, Listen: link.Host})
}

func TestABadDraftForANewMeetingLeavesNothingBehind(t *testing.T) {
	bad := errors.New("this draft is bad")
	draft := func() (string, error) { return "", bad }
	dir := filepath.Join(t.TempDir(), "meeting")
	if _, err := Open(t.Context(), Config{Data: dir, Listen: "127.0.0.1:0", Draft: draft}); !errors.Is(err, bad) {
		t.Errorf("got %v, want that the draft is bad", err)
	}
	if !gone(dir) {
		t.Error("the directory was made")
	}

	if err := os.MkdirAll(filepath.Join(dir, "log", "jetstream"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{Data: dir, Listen: "127.0.0.1:0", Draft: draft}); !errors.Is(err, bad) {
		t.Errorf("a log without a meeting: got %v, want that the draft is bad", err)
	}
}

func TestAddressesToListenOn(t *testing.T) {
	for _, tt := range []struct{ address, want string }{
		{"nonsense", `listen on "nonsense": this is no address to listen on: give HOST:PORT, or :PORT for every address of this machine`},
		{":99999", `listen on ":99999": this is no address to listen on: give HOST:PORT, or :PORT for every address of this machine`},
		{"127.0.0.1:", `listen on "127.0.0.1:": this is no address to listen on: give HOST:PORT, or :PORT for every address of this machine`},
		{"192.0.2.1:7443", "listen on 192.0.2.1:7443: this machine has no such address: give one of its own, or :PORT for all of them"},
	} {
		refused(t, Config{Data: t.TempDir(), Listen: tt.address}, tt.want)
	}
}

func TestWithoutAHomeThereIsNoPlaceForMeetings(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	if got := Home(); got != "" {
		t.Errorf("got %s", got)
	}
}

func TestATitleThatIsTooLongIsCountedWhole(t *testing.T) {
	_, err := CheckTitle(strings.Repeat("x", 5000))
	if want := "--title has 5000 characters and 120 are the most: give a shorter one"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
