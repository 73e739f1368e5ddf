package wire

import (
	"fmt"

	"parley/collab/meeting"
	"parley/collab/text"
)

type documentBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint32
	Title  string
	Text   string
}

// A listedBody is a document of a snapshot's list, whose place is its number.
type listedBody struct {
	_      struct{} `cbor:",toarray"`
	Title  string
	Opener uint32
}

type documentClosedBody struct {
	_      struct{} `cbor:",toarray"`
	Number uint32
	On     bool
}

func documentOut(d meeting.DocumentOpened) documentBody {
	return documentBody{Number: uint32(d.Number), Title: d.Title, Text: d.Text}
}

func documentIn(b []byte) (meeting.What, error) {
	body, err := in[documentBody](b)
	switch {
	case err != nil:
	case body.Number > meeting.MaxDocuments, body.Number == 1, !isLine(body.Title, meeting.MaxTitle):
		err = fmt.Errorf("document %d is opened: %w", body.Number, ErrMalformed)
	case len(body.Text) > meeting.MaxInsert, !text.IsClean(body.Text):
		err = fmt.Errorf("a document of %d bytes: %w", len(body.Text), ErrMalformed)
	}
	return meeting.DocumentOpened{Number: int(body.Number), Title: body.Title, Text: body.Text}, err
}

func documentBeforeIn(b []byte) (meeting.What, error) {
	n, err := in[uint32](b)
	if err == nil && !isDocument(n) {
		err = fmt.Errorf("document %d before the meeting: %w", n, ErrMalformed)
	}
	return meeting.DocumentBefore{Number: int(n)}, err
}

func documentClosedIn(b []byte) (meeting.What, error) {
	body, err := in[documentClosedBody](b)
	if err == nil && !isDocument(body.Number) {
		err = fmt.Errorf("document %d closed: %w", body.Number, ErrMalformed)
	}
	return meeting.DocumentClosed{Number: int(body.Number), On: body.On}, err
}

func isDocument(n uint32) bool { return n >= 1 && n <= meeting.MaxDocuments }

// closedIn reads which of so many documents are closed.
func closedIn(numbers []uint32, documents int) (all []int, err error) {
	last := uint32(0)
	for _, n := range numbers {
		if n <= last || int(n) > documents {
			return nil, fmt.Errorf("document %d of %d is closed: %w", n, documents, ErrMalformed)
		}
		last = n
		all = append(all, int(n))
	}
	return all, nil
}

func listedOut(all []meeting.Document) (list []listedBody) {
	for _, d := range all {
		list = append(list, listedBody{Title: d.Title, Opener: uint32(d.Opener)})
	}
	return list
}

func listedIn(list []listedBody) (all []meeting.Document, err error) {
	if len(list)+1 > meeting.MaxDocuments {
		return nil, fmt.Errorf("a meeting of %d documents: %w", len(list)+1, ErrMalformed)
	}
	for i, b := range list {
		if !isLine(b.Title, meeting.MaxTitle) {
			return nil, fmt.Errorf("the title of document %d: %w", i+2, ErrMalformed)
		}
		all = append(all, meeting.Document{Number: i + 2, Title: b.Title, Opener: text.Author(b.Opener)})
	}
	return all, nil
}
