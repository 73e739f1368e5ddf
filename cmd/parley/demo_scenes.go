package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"parley/cmd/internal/delegate"
	"parley/media/opus"
)

//go:embed demo.md
var demoDraft string

//go:embed clips/*.opus
var clips embed.FS

// The delegates of the demonstration, in the order in which they sit.
var demoPeople = [...]struct{ name, delegation string }{
	{"Amina Odhiambo", "Kenya"},
	{"Bruno Carvalho", "Brazil"},
	{"Chen Jing", "China"},
}

const (
	amina = iota
	bruno
	chen
)

// A part is what one delegate does in a scene; the parts of a scene are played
// together.
type part struct {
	who  int
	acts []delegate.Act
}

// scenes returns what the delegates do, one scene after the other. In the last
// one everybody takes back what they did, so that it can begin again.
func scenes() ([][]part, error) {
	voices := map[string][]int16{}
	for _, name := range []string{"amina-1", "amina-2", "bruno-1", "bruno-2", "chen-1", "chen-2"} {
		var err error
		if voices[name], err = readClip(name); err != nil {
			return nil, err
		}
	}
	speak := func(name string) delegate.Act { return delegate.Speak(voices[name]) }
	wait := func(s float64) delegate.Act { return delegate.Wait(time.Duration(s * float64(time.Second))) }
	return [][]part{
		{
			{amina, []delegate.Act{speak("amina-1")}},
			{bruno, []delegate.Act{delegate.Write("facilitate ", "affordable ")}},
		},
		{
			{amina, []delegate.Act{delegate.Change("should", "shall")}},
			{bruno, []delegate.Act{wait(0.5), speak("bruno-1")}},
			{chen, []delegate.Act{wait(1), delegate.Chat("China would like a moment to read this.")}},
		},
		{
			{bruno, []delegate.Act{speak("bruno-2")}},
			{bruno, []delegate.Act{delegate.Write("official languages.", "\n3 to invite academia to contribute.")}},
			{amina, []delegate.Act{wait(1), delegate.Write("a report by 2028", ", and to make it public")}},
		},
		{
			{chen, []delegate.Act{speak("chen-1")}},
			{chen, []delegate.Act{delegate.Write("national", " and regional")}},
			{amina, []delegate.Act{wait(2), delegate.Chat("Kenya can support that.")}},
		},
		{
			{amina, []delegate.Act{speak("amina-2")}},
			{bruno, []delegate.Act{delegate.Change("by 2028", "by 2029")}},
		},
		{
			{chen, []delegate.Act{speak("chen-2"), wait(3)}},
		},
		{
			{amina, []delegate.Act{delegate.UndoAll}},
			{bruno, []delegate.Act{wait(0.5), delegate.UndoAll}},
			{chen, []delegate.Act{delegate.Chat("Once more, from the beginning."), delegate.UndoAll}},
		},
	}, nil
}

// readClip returns the samples of a clip.
func readClip(name string) ([]int16, error) {
	b, err := clips.ReadFile("clips/" + name + ".opus")
	if err != nil {
		return nil, err
	}
	samples, err := opus.ReadOgg(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read clip %s: %w", name, err)
	}
	return samples, nil
}

// play has the delegates act, scene after scene and again from the beginning,
// until ctx ends.
func play(ctx context.Context, cast []*delegate.Delegate, all [][]part) error {
	for ctx.Err() == nil {
		for _, scene := range all {
			stage, playing := errgroup.WithContext(ctx)
			for _, p := range scene {
				stage.Go(func() error {
					for _, act := range p.acts {
						if err := act(playing, cast[p.who]); err != nil {
							return err
						}
					}
					return nil
				})
			}
			if err := stage.Wait(); err != nil {
				return err
			}
			if err := delegate.Wait(500*time.Millisecond)(ctx, nil); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
