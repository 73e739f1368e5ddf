package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/wire"
	"parley/tui/away"
)

// A stretchOfLines is the lines asked for, from 1; the zero one is all.
type stretchOfLines struct{ first, last int }

// stretch reads --lines.
func (v looking) stretch() (s stretchOfLines, err error) {
	if v.lines == "" {
		return s, nil
	}
	if !v.blame {
		return s, wrongUsage("--lines goes with --blame")
	}
	first, last, both := strings.Cut(v.lines, "-")
	if !both {
		last = first
	}
	from, err1 := strconv.ParseUint(first, 10, 31)
	to, err2 := strconv.ParseUint(last, 10, 31)
	if err1 != nil || err2 != nil || from == 0 || to < from {
		return s, fmt.Errorf("--lines %q is no line or stretch of lines: give them as 3 or 3-5, counted from 1", v.lines)
	}
	return stretchOfLines{int(from), int(to)}, nil
}

func (s stretchOfLines) has(line int) bool { return s.first == 0 || s.first <= line && line <= s.last }

// A pastReport is an answer about the past, to be printed.
type pastReport struct {
	wire.Past
	asked wire.PastQuery
	lines stretchOfLines
	name  map[text.Author]wire.Writer
}

func newPastReport(p wire.Past, q wire.PastQuery, lines stretchOfLines) pastReport {
	r := pastReport{p, q, lines, map[text.Author]wire.Writer{}}
	for _, w := range p.People {
		r.name[w.Number] = w
	}
	return r
}

// who is a person in words; what the draft began with was written by nobody.
func (r pastReport) who(n text.Author) string {
	w, known := r.name[n]
	switch {
	case known && w.Delegation != "":
		return w.Name + " (" + w.Delegation + ")"
	case known:
		return w.Name
	case n == 0:
		return "the first draft"
	}
	return fmt.Sprint("person ", n)
}

// stamp is a time as it is printed.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func (r pastReport) print(to io.Writer) error {
	out := bufio.NewWriter(to)
	switch r.asked.View {
	case wire.TextAt:
		out.WriteString(meeting.Whole(r.Text).String())
	case wire.Compared:
		r.printCompared(out)
	case wire.Blamed:
		for _, s := range r.blamed() {
			fmt.Fprintf(out, "%d  %s, version %d, %s: %s\n", s.Line, r.who(s.by), s.Version, stamp(s.At), s.Text)
		}
	default:
		r.printBouts(out)
	}
	return out.Flush()
}

func (r pastReport) printBouts(out io.Writer) {
	fmt.Fprintf(out, "%s. Version %d. Times are UTC.\n", r.Title, r.Head)
	for _, b := range r.Bouts {
		versions := fmt.Sprint("version ", b.First)
		if b.Last > b.First {
			versions = fmt.Sprint("versions ", b.First, " to ", b.Last)
		}
		over := ""
		if b.Over.Sub(b.Began) >= time.Second {
			over = " to " + b.Over.UTC().Format("15:04:05")
		}
		fmt.Fprintf(out, "%s, %s%s, %s: %d characters put in, %d taken out\n", versions, stamp(b.Began), over, r.who(b.By), b.Put, b.Took)
	}
	if len(r.Bouts) == 0 {
		fmt.Fprintln(out, "Nobody has changed the draft.")
	}
}

func (r pastReport) printCompared(out io.Writer) {
	rows, places := away.Redline(meeting.Whole(r.Before), meeting.Whole(r.Text), r.Delta)
	switch places {
	case 0:
		fmt.Fprintf(out, "%s: versions %d and %d read the same.\n", r.Title, r.asked.From, r.At)
	case 1:
		fmt.Fprintf(out, "%s: version %d reads otherwise than %d at 1 place.\n", r.Title, r.At, r.asked.From)
	default:
		fmt.Fprintf(out, "%s: version %d reads otherwise than %d at %d places.\n", r.Title, r.At, r.asked.From, places)
	}
	for _, row := range rows {
		where := fmt.Sprintf("Line %d", row.Line)
		if row.Gone {
			where = fmt.Sprintf("Before line %d", row.Line)
		}
		for _, by := range row.By {
			where += ", " + r.who(by)
		}
		fmt.Fprintf(out, "%s. %s\n", where, row.Marked(false))
	}
}

// A blamed is a stretch of one line that one person wrote with one event.
type blamed struct {
	Line       int             `json:"line"`
	By         string          `json:"by"`
	Delegation string          `json:"delegation"`
	Person     uint32          `json:"person"` // 0: it was in the first draft
	Version    meeting.Version `json:"version"`
	At         time.Time       `json:"at"`
	Text       string          `json:"text"`

	by text.Author
}

// blamed are the stretches of the lines asked for.
func (r pastReport) blamed() []blamed {
	all := []blamed{}
	whole := []rune(meeting.Whole(r.Text).String())
	line, at := 1, 0
	for _, b := range r.Blame {
		for _, part := range strings.SplitAfter(string(whole[at:at+b.Len]), "\n") {
			if words := strings.TrimSuffix(part, "\n"); words != "" && r.lines.has(line) {
				w := r.name[b.By]
				all = append(all, blamed{line, w.Name, w.Delegation, uint32(b.By), b.Version, b.At, words, b.By})
			}
			line += strings.Count(part, "\n")
		}
		at += b.Len
	}
	return all
}

// A bout is a wire.Bout for programs.
type bout struct {
	By         string          `json:"by"`
	Delegation string          `json:"delegation"`
	Person     uint32          `json:"person"`
	First      meeting.Version `json:"first"`
	Last       meeting.Version `json:"last"`
	Began      time.Time       `json:"began"`
	Over       time.Time       `json:"over"`
	Inserted   int             `json:"inserted"` // code points
	Deleted    int             `json:"deleted"`
}

// A pastOp is a part of a change: one field is set.
type pastOp struct {
	Keep   int    `json:"keep,omitempty"` // code points
	Delete string `json:"delete,omitempty"`
	Insert string `json:"insert,omitempty"`
}

// json is the answer for programs.
func (r pastReport) json() any {
	switch r.asked.View {
	case wire.TextAt:
		return struct {
			Title   string          `json:"title"`
			Version meeting.Version `json:"version"`
			Newest  meeting.Version `json:"newest"`
			Text    string          `json:"text"`
		}{r.Title, r.At, r.Head, meeting.Whole(r.Text).String()}
	case wire.Compared:
		return struct {
			Title string          `json:"title"`
			From  meeting.Version `json:"from"`
			To    meeting.Version `json:"to"`
			Delta []pastOp        `json:"delta"`
		}{r.Title, r.asked.From, r.At, opsOf(r.Delta, meeting.Whole(r.Before))}
	case wire.Blamed:
		return struct {
			Title   string          `json:"title"`
			Version meeting.Version `json:"version"`
			Spans   []blamed        `json:"spans"`
		}{r.Title, r.At, r.blamed()}
	}
	bouts := []bout{}
	for _, b := range r.Bouts {
		w := r.name[b.By]
		bouts = append(bouts, bout{w.Name, w.Delegation, uint32(b.By), b.First, b.Last, b.Began, b.Over, b.Put, b.Took})
	}
	return struct {
		Title   string          `json:"title"`
		Version meeting.Version `json:"version"`
		Bouts   []bout          `json:"bouts"`
	}{r.Title, r.Head, bouts}
}

func opsOf(d delta.Delta, before text.Text) []pastOp {
	all, at := []pastOp{}, 0
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			all = append(all, pastOp{Keep: op.Keep})
		case op.Delete > 0:
			all = append(all, pastOp{Delete: before.Slice(at, at+op.Delete)})
		default:
			all = append(all, pastOp{Insert: op.Insert})
		}
		at += op.Keep + op.Delete
	}
	return all
}
