package linear

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/tui/word"
)

// parseCaption reads [for NAME] [TEXT].
func parseCaption(rest string) (request, error) {
	r := request{text: rest}
	if after, ok := strings.CutPrefix(rest, "for "); ok {
		r.old, r.text = floor.CutName(after)
	}
	return r, nil
}

func parseCount(rest string) (request, error) {
	if rest == "" {
		return request{n: 10}, nil
	}
	n, err := strconv.Atoi(rest)
	if err != nil || n < 1 || n > meeting.CaptionsKept {
		return request{}, errors.New(word.Say("captions are read from 1 to %d at a time", meeting.CaptionsKept))
	}
	return request{n: n}, nil
}

func (f *front) caption(speaker, words string, now time.Time) error {
	words = text.CleanLine(words, len(words))
	if words == "" {
		return nil
	}
	for _, part := range parts(words, meeting.MaxCaption) {
		if err := f.seat.Act(meeting.Captioned{Speaker: text.CleanLine(speaker, meeting.MaxName), Text: part}, now); err != nil {
			return err
		}
	}
	return nil
}

// parts cuts words into pieces of at most so many code points, between words
// where there is a blank.
func parts(words string, most int) (all []string) {
	for {
		r := []rune(words)
		if len(r) <= most {
			return append(all, words)
		}
		piece := string(r[:most])
		if i := strings.LastIndexByte(piece, ' '); i > 0 {
			piece = piece[:i]
		}
		all, words = append(all, piece), strings.TrimLeft(words[len(piece):], " ")
	}
}

// captionSaid is a caption.
type captionSaid struct {
	Event   string `json:"event"` // "caption"
	Number  uint64 `json:"number"`
	Speaker string `json:"speaker"`
	By      string `json:"by"`
	Text    string `json:"text"`
}

func (s captionSaid) words() string {
	if s.Speaker == "" {
		return word.Say("Caption: ") + s.Text
	}
	return word.Say("Caption, ") + s.Speaker + word.Say(": ") + s.Text
}

func (f *front) newCaption(c meeting.Caption) captionSaid {
	return captionSaid{"caption", uint64(c.Number), text.CleanLine(c.Speaker, meeting.MaxName), f.name(c.By), text.CleanLine(c.Text, meeting.MaxCaption)}
}

func (f *front) captions(n int) {
	all := f.seat.Proceedings().Captions
	if len(all) == 0 {
		f.out.say(done{Event: "done", Command: "captions", spoken: word.Say("No captions yet.")})
	}
	for _, c := range all[max(0, len(all)-n):] {
		f.out.say(f.newCaption(c))
	}
}

// captionLine takes in a line of a captioner's program, or the dot that ends
// them.
func (f *front) captionLine(line string, now time.Time) {
	if line = strings.TrimSpace(text.Clean(line)); line == "." {
		f.captioning = nil
		f.out.say(done{Event: "done", Command: "caption", spoken: word.Say("Lines are commands again.")})
		return
	}
	if err := f.caption(*f.captioning, line, now); err != nil {
		f.fail("caption", err)
	}
}
