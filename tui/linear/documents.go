package linear

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/tui/word"
)

// parseDocument reads N, follow, or before, close or reopen N.
func parseDocument(rest string) (request, error) {
	first, after, _ := strings.Cut(rest, " ")
	switch strings.ToLower(first) {
	case "":
		return request{}, errNoDocument
	case "follow":
		r, err := parseNothing(strings.TrimSpace(after))
		r.verb = "document-follow"
		return r, err
	case "before", "close", "reopen":
		r, err := parseDocumentNumber(strings.TrimSpace(after))
		r.verb = "document-" + strings.ToLower(first)
		return r, err
	}
	return parseDocumentNumber(rest)
}

var errNoDocument = errors.New(word.Mark("it is not said which document: its number, as documents lists it"))

func parseDocumentNumber(rest string) (request, error) {
	n, err := strconv.Atoi(rest)
	switch {
	case rest == "":
		return request{}, errNoDocument
	case err != nil || n < 1:
		return request{}, errors.New(word.Say("%q is no document's number", shorten(rest)))
	}
	return request{n: n}, nil
}

// parseOpen reads [FILE]: without it the meeting is opened, with it a document.
func parseOpen(rest string) (request, error) {
	if rest == "" {
		return request{}, nil
	}
	return request{verb: "open-document", text: rest}, nil
}

// ofDocuments does what is asked about the documents of the meeting, and reports whether it was that.
func (f *front) ofDocuments(r request, now time.Time) (known bool, err error) {
	switch r.verb {
	case "documents":
		f.out.say(f.listDocuments())
	case "document":
		return true, f.goToDocument(r.n, now, nil)
	case "document-follow":
		return true, f.goToDocument(f.seat.Before(), now, nil)
	case "open-document":
		return true, f.openDocument(r.text, now)
	case "document-before":
		if err := f.isThere(r.n); err != nil {
			return true, err
		}
		return true, f.seat.PutBefore(r.n, now)
	case "document-close", "document-reopen":
		return true, f.closeDocument(r.n, r.verb == "document-close", now)
	default:
		return false, nil
	}
	return true, nil
}

// closeDocument has the meeting close document n, or open it again.
func (f *front) closeDocument(n int, on bool, now time.Time) error {
	if err := f.isThere(n); err != nil {
		return err
	}
	switch is := f.seat.ClosedDocument(n); {
	case on && is:
		return errors.New(word.Say("document %d is closed already: document reopen %[1]d opens it again", n))
	case !on && !is:
		return errors.New(word.Say("document %d is not closed", n))
	}
	return f.seat.CloseDocument(n, on, now)
}

// isThere says whether the meeting has document n: nil, or what to do.
func (f *front) isThere(n int) error {
	if all := f.seat.Documents(); n > len(all) {
		return errors.New(word.Say("there is no document %d, the meeting has %s: documents lists them", n, word.Count(len(all), "document", "documents")))
	}
	return nil
}
