package wire_test

import (
	"strings"
	"testing"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/wire"
)

var letter = meeting.Event{Number: 4711, At: time.UnixMilli(1_790_000_000_000).UTC(), By: 3, Command: 812, Base: 4710,
	What: meeting.Edited{Delta: delta.Replace(100_000, 41_000, 0, "e")}}

func BenchmarkEncodeALetter(b *testing.B) {
	var entry []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if entry, err = wire.AppendEvent(entry[:0], letter); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeALetter(b *testing.B) {
	entry, err := wire.EncodeEvent(letter)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.DecodeEvent(letter.Number, entry); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenASnapshot opens what a joiner gets, a draft of 100 kB, up to a
// text to read.
func BenchmarkOpenASnapshot(b *testing.B) {
	state := meeting.New()
	draft := strings.Repeat("The Parties shall consider the report of the Secretariat, as amended.\n", 1500)
	if err := state.Apply(meeting.Event{Number: 1, What: meeting.Opened{Title: "t", Text: draft}}); err != nil {
		b.Fatal(err)
	}
	snapshot, err := wire.EncodeSnapshot(state.Full(1))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		snap, err := wire.DecodeSnapshot(snapshot)
		if err != nil {
			b.Fatal(err)
		}
		opened, err := meeting.FromSnapshot(snap)
		if err != nil || opened.Text().String() != draft {
			b.Fatal("another text", err)
		}
	}
}
