package wire

import (
	"fmt"
	"time"

	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
)

// The kinds of messages about proposals that are not in the log.
const (
	kindInquiry byte = iota + 64 // client to server
	kindReceipts
	_       // was the text of a version, which is asked about beside the line
	kindHas // client to server
)

// InquiryFrame asks what a meeting.Inquiry says.
type InquiryFrame struct{ meeting.Inquiry }

// HasFrame says that the sender's person has the log up to a version before
// them: a receipt.
type HasFrame struct{ Version meeting.Version }

type inquiryBody struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
}

type receiptsBody struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Seen    uint32
	Of      uint32
	Behind  []behindBody
}

type behindBody struct {
	_     struct{} `cbor:",toarray"`
	Voice string
	Has   uint64
	Lost  uint32 // seconds
}

func inquiryIn(b []byte) (InquiryFrame, error) {
	var body inquiryBody
	err := decode(b, &body)
	return InquiryFrame{meeting.Inquiry{Version: body.Version}}, err
}

func receiptsOut(r meeting.Receipts) receiptsBody {
	body := receiptsBody{Version: r.Version, Seen: uint32(r.Seen), Of: uint32(r.Of), Behind: []behindBody{}}
	for _, x := range r.Behind {
		body.Behind = append(body.Behind, behindBody{Voice: string(x.Voice), Has: x.Has, Lost: uint32(x.Lost / time.Second)})
	}
	return body
}

func receiptsIn(b []byte) (meeting.Receipts, error) {
	var body receiptsBody
	if err := decode(b, &body); err != nil {
		return meeting.Receipts{}, err
	}
	if len(body.Behind) > meeting.MostBehind || body.Seen > body.Of || body.Of > 1<<20 {
		return meeting.Receipts{}, fmt.Errorf("receipts of %d of %d, %d named: %w", body.Seen, body.Of, len(body.Behind), ErrMalformed)
	}
	r := meeting.Receipts{Version: body.Version, Seen: int(body.Seen), Of: int(body.Of)}
	for _, x := range body.Behind {
		r.Behind = append(r.Behind, meeting.Behind{Voice: draft.Voice(text.CleanLine(x.Voice, meeting.MaxName)), Has: x.Has, Lost: time.Duration(x.Lost) * time.Second})
	}
	return r, nil
}
