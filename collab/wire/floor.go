package wire

import (
	"fmt"
	"time"

	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/collab/text"
)

// The kinds of the proceedings' log entries. They are on disks: never renumber
// them.
const (
	kindFloored byte = iota + 50
	kindAdjourned
	kindAgendaSet
	kindItemTaken
	kindHandsAsked
	kindHandsEnded
	kindHandShown
	kindCaptioned
	kindStated
	kindConfided
	kindWithheld
	kindPrepared
	kindDelivered
	kindDocumentOpened
	kindDocumentBefore
	kindDocumentClosed

	kindProceedings = kindDocumentClosed // the last of them
)

// kindMissing is a message to a client.
const kindMissing byte = 72

// The acts at the floor. They are on disks: never renumber them.
const (
	actAsk uint8 = iota
	actWithdraw
	actGive
	actPass
	actEnd
	actMove
	actList
	actLimit
	actSet
	actExpire
	actLeave
)

// An actBody has the fields of all acts; most are zero, and then one byte each.
type actBody struct {
	_      struct{} `cbor:",toarray"`
	Act    uint8
	Kind   uint8 // of a request; a mode
	Number uint32
	To     uint32 // a place; seconds
	On     string
	Note   string
	For    string
}

func actOut(a floor.Act) actBody {
	switch a := a.(type) {
	case floor.Ask:
		return actBody{Act: actAsk, Kind: uint8(a.Kind), On: a.On, Note: a.Note, For: a.For}
	case floor.Withdraw:
		return actBody{Act: actWithdraw, Number: a.Number}
	case floor.Give:
		return actBody{Act: actGive, Number: a.Number}
	case floor.Pass:
		return actBody{Act: actPass}
	case floor.End:
		return actBody{Act: actEnd}
	case floor.Move:
		return actBody{Act: actMove, Number: a.Number, To: uint32(a.To)}
	case floor.List:
		body := actBody{Act: actList}
		if a.Open {
			body.Kind = 1
		}
		return body
	case floor.Limit:
		return actBody{Act: actLimit, To: uint32(a.Per / time.Second)}
	case floor.Set:
		return actBody{Act: actSet, Kind: uint8(a.Mode)}
	case floor.Expire:
		return actBody{Act: actExpire}
	case floor.Leave:
		return actBody{Act: actLeave, Number: uint32(a.Person)}
	}
	panic(fmt.Sprintf("an act of unknown kind %T", a))
}

func actIn(b actBody) (floor.Act, error) {
	if b.To > floor.MaxList && b.Act != actLimit || b.To > uint32(floor.MaxLimit/time.Second) {
		return nil, fmt.Errorf("an act at the floor with %d: %w", b.To, ErrMalformed)
	}
	switch b.Act {
	case actAsk:
		a := floor.Ask{Kind: floor.Kind(b.Kind), On: b.On, Note: b.Note, For: b.For}
		if !a.Sound() {
			return nil, fmt.Errorf("a request for the floor: %w", ErrMalformed)
		}
		return a, nil
	case actWithdraw:
		return floor.Withdraw{Number: b.Number}, nil
	case actGive:
		return floor.Give{Number: b.Number}, nil
	case actPass:
		return floor.Pass{}, nil
	case actEnd:
		return floor.End{}, nil
	case actMove:
		return floor.Move{Number: b.Number, To: int(b.To)}, nil
	case actList:
		return floor.List{Open: b.Kind != 0}, nil
	case actLimit:
		return floor.Limit{Per: time.Duration(b.To) * time.Second}, nil
	case actSet:
		if floor.Mode(b.Kind) <= floor.Chaired {
			return floor.Set{Mode: floor.Mode(b.Kind)}, nil
		}
	case actExpire:
		return floor.Expire{}, nil
	case actLeave:
		return floor.Leave{Person: text.Author(b.Number)}, nil
	}
	return nil, fmt.Errorf("an act of kind %d at the floor: %w", b.Act, ErrMalformed)
}

type captionedBody struct {
	_       struct{} `cbor:",toarray"`
	Speaker string
	Text    string
}

type statedBody struct {
	_     struct{} `cbor:",toarray"`
	Erase uint32
	Text  string
	Done  bool
}

type preparedBody struct {
	_       struct{} `cbor:",toarray"`
	Request uint32
	Ready   bool
	Text    string
}

type deliveredBody struct {
	_       struct{} `cbor:",toarray"`
	Request uint32
	By      memberBody
	On      string
	Text    string
}

type confidedBody struct {
	_    struct{} `cbor:",toarray"`
	For  audienceBody
	Text string
}

type audienceBody struct {
	_          struct{} `cbor:",toarray"`
	To         uint8
	Delegation string
	Vouched    bool
}

func audienceOut(a meeting.Audience) audienceBody {
	return audienceBody{To: uint8(a.To), Delegation: a.Delegation, Vouched: a.Vouched}
}

func audienceIn(b audienceBody) (meeting.Audience, error) {
	a := meeting.Audience{To: meeting.To(b.To), Delegation: b.Delegation, Vouched: b.Vouched}
	if a.To > meeting.ToDelegation || text.CleanLine(b.Delegation, meeting.MaxName) != b.Delegation {
		return a, fmt.Errorf("a line to nobody: %w", ErrMalformed)
	}
	return a, nil
}

// proceedingOut returns the kind of an event of the proceedings and its body.
func proceedingOut(w meeting.What) (kind byte, v any, ok bool) {
	switch w := w.(type) {
	case meeting.Floored:
		return kindFloored, actOut(w.Act), true
	case meeting.Adjourned:
		return kindAdjourned, w.On, true
	case meeting.AgendaSet:
		return kindAgendaSet, append([]string{}, w.Items...), true
	case meeting.ItemTaken:
		return kindItemTaken, uint32(w.Item), true
	case meeting.HandsAsked:
		return kindHandsAsked, w.Question, true
	case meeting.HandsEnded:
		return kindHandsEnded, true, true
	case meeting.HandShown:
		return kindHandShown, uint8(w.Choice), true
	case meeting.Captioned:
		return kindCaptioned, captionedBody{Speaker: w.Speaker, Text: w.Text}, true
	case meeting.Stated:
		return kindStated, statedBody{Erase: uint32(w.Erase), Text: w.Text, Done: w.Done}, true
	case meeting.Confided:
		return kindConfided, confidedBody{For: audienceOut(w.For), Text: w.Text}, true
	case meeting.Withheld:
		return kindWithheld, true, true
	case meeting.Prepared:
		return kindPrepared, preparedBody{Request: w.Request, Ready: w.Ready, Text: w.Text}, true
	case meeting.Delivered:
		return kindDelivered, deliveredBody{Request: w.Request, By: memberOut(w.By), On: w.On, Text: w.Text}, true
	case meeting.DocumentOpened:
		return kindDocumentOpened, documentOut(w), true
	case meeting.DocumentBefore:
		return kindDocumentBefore, uint32(w.Number), true
	case meeting.DocumentClosed:
		return kindDocumentClosed, documentClosedBody{Number: uint32(w.Number), On: w.On}, true
	}
	return 0, nil, false
}

// proceedingIn reads the body of an event of the proceedings.
func proceedingIn(kind byte, b []byte) (meeting.What, error) {
	switch kind {
	case kindFloored:
		body, err := in[actBody](b)
		if err != nil {
			return nil, err
		}
		act, err := actIn(body)
		return meeting.Floored{Act: act}, err
	case kindAdjourned:
		on, err := in[bool](b)
		return meeting.Adjourned{On: on}, err
	case kindAgendaSet:
		return agendaIn(b)
	case kindItemTaken:
		n, err := in[uint32](b)
		if n > meeting.MaxAgenda {
			err = fmt.Errorf("item %d of an agenda: %w", n, ErrMalformed)
		}
		return meeting.ItemTaken{Item: int(n)}, err
	case kindHandsAsked:
		question, err := wordsIn(b, meeting.MaxItem)
		return meeting.HandsAsked{Question: question}, err
	case kindHandsEnded:
		_, err := in[bool](b)
		return meeting.HandsEnded{}, err
	case kindHandShown:
		c, err := in[uint8](b)
		if err == nil && !meeting.Choice(c).Valid() {
			err = fmt.Errorf("a hand that says %d: %w", c, ErrMalformed)
		}
		return meeting.HandShown{Choice: meeting.Choice(c)}, err
	case kindCaptioned:
		return captionedIn(b)
	case kindStated:
		return statedIn(b)
	case kindConfided:
		return confidedIn(b)
	case kindWithheld:
		_, err := in[bool](b)
		return meeting.Withheld{}, err
	case kindPrepared:
		body, err := in[preparedBody](b)
		if err == nil {
			err = checkStatement(body.Text)
		}
		return meeting.Prepared{Request: body.Request, Ready: body.Ready, Text: body.Text}, err
	case kindDelivered:
		return deliveredIn(b)
	case kindDocumentOpened:
		return documentIn(b)
	case kindDocumentBefore:
		return documentBeforeIn(b)
	case kindDocumentClosed:
		return documentClosedIn(b)
	}
	return nil, fmt.Errorf("kind %d: %w", kind, ErrMalformed)
}

// in reads a body.
func in[T any](b []byte) (v T, err error) {
	err = decode(b, &v)
	return v, err
}

// wordsIn reads one clean line that is not empty.
func wordsIn(b []byte, most int) (string, error) {
	words, err := in[string](b)
	if err == nil && !isLine(words, most) {
		err = fmt.Errorf("a line: %w", ErrMalformed)
	}
	return words, err
}

func isLine(s string, most int) bool { return s != "" && text.CleanLine(s, most) == s }

func agendaIn(b []byte) (meeting.What, error) {
	items, err := in[[]string](b)
	if err == nil {
		err = checkAgenda(items)
	}
	if len(items) == 0 {
		items = nil
	}
	return meeting.AgendaSet{Items: items}, err
}

func checkAgenda(items []string) error {
	if len(items) > meeting.MaxAgenda {
		return fmt.Errorf("an agenda of %d items: %w", len(items), ErrMalformed)
	}
	for _, item := range items {
		if !isLine(item, meeting.MaxItem) {
			return fmt.Errorf("an item of the agenda: %w", ErrMalformed)
		}
	}
	return nil
}

func captionedIn(b []byte) (meeting.What, error) {
	body, err := in[captionedBody](b)
	if err == nil && (!isLine(body.Text, meeting.MaxCaption) || body.Speaker != "" && !isLine(body.Speaker, meeting.MaxName)) {
		err = fmt.Errorf("a caption: %w", ErrMalformed)
	}
	return meeting.Captioned{Speaker: body.Speaker, Text: body.Text}, err
}

func statedIn(b []byte) (meeting.What, error) {
	body, err := in[statedBody](b)
	if err == nil && (body.Erase > meeting.MaxStatement || len(body.Text) > 4*meeting.MaxTyped || !text.IsClean(body.Text)) {
		err = fmt.Errorf("a part of a statement: %w", ErrMalformed)
	}
	return meeting.Stated{Erase: int(body.Erase), Text: body.Text, Done: body.Done}, err
}

func deliveredIn(b []byte) (meeting.What, error) {
	body, err := in[deliveredBody](b)
	if err == nil {
		err = checkStatement(body.Text)
	}
	return meeting.Delivered{Request: body.Request, By: memberIn(body.By), On: text.CleanLine(body.On, floor.MaxOn), Text: body.Text}, err
}

// checkStatement says whether words can be a whole statement.
func checkStatement(words string) error {
	if !text.IsClean(words) || len(words) > 4*meeting.MaxStatement {
		return fmt.Errorf("a statement: %w", ErrMalformed)
	}
	return nil
}

func confidedIn(b []byte) (meeting.What, error) {
	body, err := in[confidedBody](b)
	if err != nil {
		return nil, err
	}
	to, err := audienceIn(body.For)
	if err == nil && (to.To == meeting.ToAll || !isLine(body.Text, meeting.MaxChat)) {
		err = fmt.Errorf("a line to some: %w", ErrMalformed)
	}
	return meeting.Confided{For: to, Text: body.Text}, err
}

type missingBody struct {
	_      struct{} `cbor:",toarray"`
	Person uint32
	Since  int64
}

func missingOut(m meeting.Missing) []missingBody {
	body := make([]missingBody, len(m.People))
	for i, l := range m.People {
		body[i] = missingBody{Person: uint32(l.Person), Since: l.Since.UnixMilli()}
	}
	return body
}

func missingIn(b []byte) (meeting.Missing, error) {
	body, err := in[[]missingBody](b)
	if err != nil || len(body) > floor.MaxList+1 {
		return meeting.Missing{}, fmt.Errorf("%d lost lines: %w", len(body), ErrMalformed)
	}
	var m meeting.Missing
	for _, l := range body {
		m.People = append(m.People, meeting.Lost{Person: text.Author(l.Person), Since: time.UnixMilli(l.Since).UTC()})
	}
	return m, nil
}
