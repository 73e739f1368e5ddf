package redline

import (
	"fmt"
	"strconv"
	"strings"

	"parley/collab/draft"
)

// Plain writes the spans as CriticMarkup: {++added++}, {--deleted--}, with the
// number of each bracket behind it, as in [text]#2.
func Plain(spans []Span) string {
	var s strings.Builder
	for i := 0; i < len(spans); {
		kind, words := spans[i].Kind, ""
		for ; i < len(spans) && spans[i].Kind == kind; i++ {
			words += spans[i].Text
			if p := spans[i]; kind == Kept && p.Bracket > 0 && p.Text == "]" {
				words += "#" + strconv.Itoa(p.Bracket)
			}
		}
		switch kind {
		case Added:
			words = "{++" + words + "++}"
		case Deleted:
			words = "{--" + words + "--}"
		}
		s.WriteString(words)
	}
	return s.String()
}

// A Tongue is how redlines are said in a language: formats in which a front
// can put its own words.
type Tongue struct {
	Insert, Delete string // with what is put in, and taken out
	Blank          string // for nothing but blanks
	Open           string // with the number of the bracket
	Held           string // likewise, and who keeps it
	Alternative    string // with its number, and the bracket's
	Close          string // with the number of the bracket
	And            string // between the last two of several names
	Then           string // between two changes
}

// English is what is written where no person's language is known, as in files
// and for programs.
var English = Tongue{
	Insert: "insert: %s", Delete: "delete: %s", Blank: "a blank",
	Open: "open bracket %d", Held: "open bracket %d, held by %s,", Alternative: "or, alternative %d of bracket %d:", Close: "close bracket %d",
	And: " and ", Then: "; ",
}

// Spoken writes the spans to be read aloud: "that States (delete: should;
// insert: shall) facilitate". Brackets are told by their numbers.
func (t Tongue) Spoken(spans []Span) string {
	var s strings.Builder
	alternative := map[int]int{}
	for i := 0; i < len(spans); i++ {
		p := spans[i]
		if p.Kind == Kept {
			if p.Bracket > 0 {
				say(&s, t.bracket(p, alternative))
			} else {
				say(&s, p.Text)
			}
			continue
		}
		end := i
		for end < len(spans) && spans[end].Kind != Kept {
			end++
		}
		say(&s, "("+t.Changes(spans[i:end])+")")
		i = end - 1
	}
	return strings.Join(strings.Fields(s.String()), " ")
}

// say adds words with a blank before them where they would stick together.
func say(s *strings.Builder, words string) {
	if s.Len() > 0 && words != "" && !strings.ContainsRune(",.;:!?)", rune(words[0])) {
		s.WriteByte(' ')
	}
	s.WriteString(words)
}

func (t Tongue) bracket(p Span, alternative map[int]int) string {
	switch p.Text {
	case "[":
		alternative[p.Bracket] = 1
		if len(p.Holders) > 0 {
			return fmt.Sprintf(t.Held, p.Bracket, t.Voices(p.Holders))
		}
		return fmt.Sprintf(t.Open, p.Bracket)
	case "|":
		alternative[p.Bracket]++
		return fmt.Sprintf(t.Alternative, alternative[p.Bracket], p.Bracket)
	}
	return fmt.Sprintf(t.Close, p.Bracket)
}

// Changes says the changes of the spans alone: "delete: should; insert: shall".
func (t Tongue) Changes(spans []Span) string {
	var all []string
	for i := 0; i < len(spans); {
		kind, words := spans[i].Kind, ""
		for ; i < len(spans) && spans[i].Kind == kind; i++ {
			words += spans[i].Text
		}
		switch words = strings.Join(strings.Fields(words), " "); kind {
		case Added:
			all = append(all, fmt.Sprintf(t.Insert, t.orBlank(words)))
		case Deleted:
			all = append(all, fmt.Sprintf(t.Delete, t.orBlank(words)))
		}
	}
	return strings.Join(all, t.Then)
}

func (t Tongue) orBlank(words string) string {
	if words == "" {
		return t.Blank
	}
	return words
}

// Voices lists delegations: "Kenya, Brazil and Japan".
func (t Tongue) Voices(all []draft.Voice) string {
	var s strings.Builder
	for i, v := range all {
		switch {
		case i > 0 && i == len(all)-1:
			s.WriteString(t.And)
		case i > 0:
			s.WriteString(", ")
		}
		s.WriteString(string(v))
	}
	return s.String()
}
