// Package patch reads a plain diff, as diff -u and git write it, and makes its
// changes to a text: at the lines that it names and where they read as it says,
// or not at all. Nothing is looked for elsewhere. The package does no I/O.
package patch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

var (
	// ErrMalformed reports what is no plain diff, or is cut short.
	ErrMalformed = errors.New("it is no plain diff (unified, as diff -u and git write it)")
	// ErrSeveral reports a diff of more than one file.
	ErrSeveral = errors.New("it changes several files, and a draft is one")
	// ErrUnfit reports a diff that was made for another text.
	ErrUnfit = errors.New("the diff does not fit the draft")
)

// A Patch is a diff of one text.
type Patch struct{ hunks []hunk }

// A hunk says how lines read before and after. from counts from 1; of a hunk
// that only puts in, it is the line before, and 0 at the top.
type hunk struct {
	from     int
	old, new []string
}

// Is reports whether a text begins, behind what a mail or git put in front of
// it, as a plain diff does.
func Is(s string) bool {
	minus := false
	for line := range strings.SplitSeq(s, "\n") {
		switch {
		case strings.HasPrefix(line, "--- "):
			minus = true
			continue
		case minus && strings.HasPrefix(line, "+++ "):
			return true
		}
		minus = false
	}
	return false
}

// Parse reads a diff. The error says in which line it is wrong, and wraps
// ErrMalformed or ErrSeveral.
func Parse(s string) (Patch, error) {
	var p Patch
	files := 0
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for i := 0; i < len(lines); {
		switch line := lines[i]; {
		case strings.HasPrefix(line, "--- ") && i+1 < len(lines) && strings.HasPrefix(lines[i+1], "+++ "):
			if files++; files > 1 {
				return Patch{}, fmt.Errorf("line %d: %w", i+1, ErrSeveral)
			}
			i += 2
		case strings.HasPrefix(line, "@@ ") && files == 1:
			h, n, err := parseHunk(lines[i:])
			if err != nil {
				return Patch{}, fmt.Errorf("line %d: %w", i+n+1, err)
			}
			p.hunks = append(p.hunks, h)
			i += n
		default: // what mails and git say around it
			i++
		}
	}
	if len(p.hunks) == 0 {
		return Patch{}, fmt.Errorf("there is no @@ line in it: %w", ErrMalformed)
	}
	return p, nil
}

// parseHunk reads a hunk, and says how many lines it has. With an error that is
// how many were fine.
func parseHunk(lines []string) (h hunk, n int, err error) {
	from, old, new, ok := header(lines[0])
	if !ok {
		return h, 0, fmt.Errorf("%q: %w", lines[0], ErrMalformed)
	}
	h.from = from
	for n = 1; len(h.old) < old || len(h.new) < new; n++ {
		if n == len(lines) {
			return h, n, fmt.Errorf("the diff ends too early: %w", ErrMalformed)
		}
		switch line := lines[n]; {
		case line == "": // an editor took the blank off
			h.old, h.new = append(h.old, ""), append(h.new, "")
		case line[0] == ' ':
			h.old, h.new = append(h.old, line[1:]), append(h.new, line[1:])
		case line[0] == '-':
			h.old = append(h.old, line[1:])
		case line[0] == '+':
			h.new = append(h.new, line[1:])
		case line[0] == '\\': // "No newline at end of file": drafts do not care
		default:
			return h, n, fmt.Errorf("%q begins neither with a blank nor with + or -: %w", line, ErrMalformed)
		}
	}
	if len(h.old) != old || len(h.new) != new {
		return h, n, fmt.Errorf("there are other lines than the @@ line says: %w", ErrMalformed)
	}
	if n < len(lines) && strings.HasPrefix(lines[n], `\`) {
		n++
	}
	return h, n, nil
}

// header reads @@ -12,3 +12,4 @@.
func header(line string) (from, old, new int, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 4 || fields[0] != "@@" || fields[3] != "@@" {
		return 0, 0, 0, false
	}
	from, old, ok = span(fields[1], '-')
	_, new, fine := span(fields[2], '+')
	return from, old, new, ok && fine
}

// span reads -12,3; without a comma it is one line.
func span(s string, sign byte) (at, n int, ok bool) {
	if s == "" || s[0] != sign {
		return 0, 0, false
	}
	first, count, several := strings.Cut(s[1:], ",")
	at, err := strconv.Atoi(first)
	if n = 1; several && err == nil {
		n, err = strconv.Atoi(count)
	}
	return at, n, err == nil && at >= 0 && n >= 0 && at < 1<<30 && n < 1<<30
}

// Apply makes the changes. A line break at the very end of the text stays as
// it is. The error says where the text reads otherwise, and wraps ErrUnfit.
func (p Patch) Apply(text string) (string, error) {
	body, ends := strings.CutSuffix(text, "\n")
	var lines []string
	if text != "" {
		lines = strings.Split(body, "\n")
	}
	var out []string
	at := 0 // lines taken over
	for i, h := range p.hunks {
		from := h.from - 1
		if len(h.old) == 0 {
			from = h.from
		}
		if from < at || from+len(h.old) > len(lines) || from < 0 {
			return "", fmt.Errorf("its change %d is at lines %d to %d, the draft has %d lines: %w", i+1, from+1, from+len(h.old), len(lines), ErrUnfit)
		}
		for j, want := range h.old {
			if got := lines[from+j]; got != want {
				return "", fmt.Errorf("line %d of the draft is %q, and the diff was made where it is %q: %w", from+j+1, shortened(got), shortened(want), ErrUnfit)
			}
		}
		if len(h.old) == 0 && h.from == 0 && len(lines) > 0 {
			return "", fmt.Errorf("the diff makes a new text, and the draft has %d lines already: %w", len(lines), ErrUnfit)
		}
		out = append(append(out, lines[at:from]...), h.new...)
		at = from + len(h.old)
	}
	out = append(out, lines[at:]...)
	made := strings.Join(out, "\n")
	if ends || text == "" && len(out) > 0 {
		made += "\n"
	}
	return made, nil
}

// shortened is what of a line is worth saying.
func shortened(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:57]) + "..."
	}
	return s
}
