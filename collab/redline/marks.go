package redline

import (
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

// Spoken writes the spans to be read aloud: "that States (delete: should;
// insert: shall) facilitate". Brackets are told by their numbers.
func Spoken(spans []Span) string {
	var s strings.Builder
	alternative := map[int]int{}
	for i := 0; i < len(spans); i++ {
		p := spans[i]
		if p.Kind == Kept {
			if p.Bracket > 0 {
				say(&s, bracketWords(p, alternative))
			} else {
				say(&s, p.Text)
			}
			continue
		}
		end := i
		for end < len(spans) && spans[end].Kind != Kept {
			end++
		}
		say(&s, "("+Changes(spans[i:end])+")")
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

func bracketWords(p Span, alternative map[int]int) string {
	n := strconv.Itoa(p.Bracket)
	switch p.Text {
	case "[":
		alternative[p.Bracket] = 1
		if len(p.Holders) > 0 {
			return "open bracket " + n + ", held by " + Voices(p.Holders) + ","
		}
		return "open bracket " + n
	case "|":
		alternative[p.Bracket]++
		return "or, alternative " + strconv.Itoa(alternative[p.Bracket]) + " of bracket " + n + ":"
	}
	return "close bracket " + n
}

// Changes says the changes of the spans alone: "delete: should; insert: shall".
func Changes(spans []Span) string {
	var all []string
	for i := 0; i < len(spans); {
		kind, words := spans[i].Kind, ""
		for ; i < len(spans) && spans[i].Kind == kind; i++ {
			words += spans[i].Text
		}
		switch words = strings.Join(strings.Fields(words), " "); kind {
		case Added:
			all = append(all, "insert: "+orBlank(words))
		case Deleted:
			all = append(all, "delete: "+orBlank(words))
		}
	}
	return strings.Join(all, "; ")
}

func orBlank(words string) string {
	if words == "" {
		return "a blank"
	}
	return words
}

// Voices lists delegations: "Kenya, Brazil and Japan".
func Voices(all []draft.Voice) string {
	var s strings.Builder
	for i, v := range all {
		switch {
		case i > 0 && i == len(all)-1:
			s.WriteString(" and ")
		case i > 0:
			s.WriteString(", ")
		}
		s.WriteString(string(v))
	}
	return s.String()
}
