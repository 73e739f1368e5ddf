package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/link"
	"parley/media/sfu"
	"parley/media/voice"
)

// A pageMeeting is a real meeting, with its text and its rights, to which Chromium and a
// terminal come.
type pageMeeting struct {
	browsing
	link  ticket.Link
	ctx   context.Context
	parts sync.WaitGroup
}

// visits opens a meeting and has Chromium join it with the file as its microphone.
func visits(t *testing.T, microphone string) *pageMeeting {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	ctx, stop := context.WithCancel(context.Background())
	v := &pageMeeting{browsing: browsing{t: t, said: make(chan struct{})}, ctx: ctx}
	var closed func()
	if v.link, closed, err = hostHere(ctx, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	v.ticket, v.print, v.door = v.link.Ticket, v.link.Fingerprint, http.HandlerFunc(v.passOn)
	v.web = httptest.NewServer(v.pages())
	t.Cleanup(func() {
		v.web.Close()
		stop()
		v.parts.Wait()
		closed()
	})
	v.open(chromium, microphone)
	return v
}

// fingerprintLine is where an offer says whose it is (RFC 8122 section 5).
var fingerprintLine = regexp.MustCompile(`(?i)a=fingerprint:sha-256 ([0-9a-f:]{95})`)

// passOn brings a page's offer to the meeting's own door, as the page would that is
// served from there, and opens a text line for whoever holds its certificate: who may speak
// is decided by that.
func (v *pageMeeting) passOn(w http.ResponseWriter, r *http.Request) {
	offer, err := io.ReadAll(r.Body)
	found := fingerprintLine.FindSubmatch(offer)
	if err != nil || found == nil {
		http.Error(w, "there is no fingerprint in the offer", http.StatusBadRequest)
		return
	}
	var print [32]byte
	if _, err := hex.Decode(print[:], bytes.ReplaceAll(found[1], []byte(":"), nil)); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	v.writes("Chromium", print)
	request, err := http.NewRequestWithContext(r.Context(), r.Method, "https://"+v.link.Host+r.URL.Path, bytes.NewReader(offer))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	request.Header = r.Header.Clone()
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}} // it is ours
	answer, err := client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body) // the page says if something is missing
}

// writes opens a text line whose person's voice has that certificate, with talk on.
func (v *pageMeeting) writes(name string, print sfu.Fingerprint) {
	line := session.New(session.Config{Link: v.link, Name: name, Sound: print, GiveUp: patienceWithPrograms})
	v.parts.Go(func() { _ = line.Run(v.ctx) }) // that it is not there shows as no sound
	v.parts.Go(func() {
		for range line.Notices() {
		}
	})
	line.Talk(true)
}

// terminal has a terminal's client come, which says and records files, until the returned
// function is called.
func (v *pageMeeting) terminal(mic, ear string) (sound *voice.Voice, leaves func()) {
	v.t.Helper()
	identity, err := link.NewIdentity()
	if err != nil {
		v.t.Fatal(err)
	}
	v.writes("Terminal", identity.Fingerprint())
	sound, err = voice.Open(voice.Config{Mic: "file:" + mic, Ear: "file:" + ear, Dial: func(ctx context.Context, hear func(int, link.Packet)) (voice.Line, error) {
		l, err := link.Dial(ctx, link.Config{Server: v.link.Host, Fingerprint: v.print, Identity: identity, OnPacket: hear,
			Name: func() (string, string) { return v.prove(identity.Fingerprint()) }})
		if err != nil {
			return nil, err
		}
		return l, nil
	}})
	if err != nil {
		v.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(v.ctx)
	ended := make(chan error, 1)
	go func() { ended <- sound.Run(ctx) }()
	return sound, func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			v.t.Error(err)
		}
	}
}

// Chromium joins a meeting as its own clients do: it comes in by the meeting's door, speaks
// by the right that its person has there, and hears the others.
func TestChromiumTalksInAMeeting(t *testing.T) {
	t.Parallel()
	speech := sayWords(t)
	v := visits(t, speech) // it says the words again and again
	v.until("a connection", func(s pageStats) bool { return s.State == "connected" && s.Sent > 50 })
	dir, tries := t.TempDir(), 0
	attempt := func() error {
		tries++
		heard := filepath.Join(dir, fmt.Sprint("heard", tries, ".wav"))
		sound, leaves := v.terminal(speech, heard)
		sound.Talk(true)
		before := v.next()
		v.until("sound", func(s pageStats) bool { return s.Packets > before.Packets+100 && s.Energy > 0.001 })
		time.Sleep(8 * time.Second) // the words, at least once
		leaves()
		return likened(t, speech, heard)
	}
	if err := onMachineWithTime(t, attempt); err != nil {
		t.Error(err)
	}
}
