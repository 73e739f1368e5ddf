package wire

import (
	"fmt"
	"math"
	"time"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/meeting"
	"parley/collab/text"
)

// A recordBody is what lies over a draft, in a snapshot.
type recordBody struct {
	_         struct{} `cbor:",toarray"`
	IDs       []uint32 // runs: an id, and how many count up from it
	Next      uint32
	Gone      []goneBody
	Proposals []proposalBody
	Agreed    []agreedBody
	Marks     []markBody
	Marked    uint32
	Window    *windowBody
	Profile   uint8
	Writers   uint8
	Brackets  uint32
}

type goneBody struct {
	_      struct{} `cbor:",toarray"`
	By     uint32
	Number uint64
	IDs    []uint32
}

type proposalBody struct {
	_        struct{} `cbor:",toarray"`
	Wording  wordingBody
	By       uint32
	Voice    string
	Name     string
	At       int64
	Made     uint64
	Amended  uint32
	Support  []string
	Object   []string
	Sponsors []string
	Comments []commentBody
	Outcome  uint8
	Decided  decisionBody
	Became   uint32
}

type commentBody struct {
	_     struct{} `cbor:",toarray"`
	By    uint32
	Voice string
	At    int64
	Text  string
}

type decisionBody struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	At      int64
	By      uint32
	Left    string
}

type agreedBody struct {
	_       struct{} `cbor:",toarray"`
	ID      uint32
	Version uint64
	At      int64
	By      uint32
}

type markBody struct {
	_        struct{} `cbor:",toarray"`
	Number   uint32
	From, To uint32
	Words    string
	Holders  []string
	Comment  commentBody
	LostBy   uint32
	LostIn   uint64
}

type windowBody struct {
	_        struct{} `cbor:",toarray"`
	Proposal uint32
	Version  uint64
	By       uint32
	Asked    int64
	Opened   int64 // 0: not yet
	Until    int64
	Seen, Of uint32
}

func recordOut(r *draft.Record) *recordBody {
	if r == nil {
		return nil
	}
	b := &recordBody{IDs: idsOut(r.IDs), Next: uint32(r.Next), Marked: uint32(r.Marked), Profile: uint8(r.Settings.Profile), Writers: uint8(r.Settings.Writers), Brackets: uint32(r.Brackets)}
	for _, g := range r.Gone {
		b.Gone = append(b.Gone, goneBody{By: uint32(g.By), Number: g.Number, IDs: idsOut(g.IDs)})
	}
	for _, p := range r.Proposals {
		b.Proposals = append(b.Proposals, proposalOut(p))
	}
	for _, a := range r.Agreed {
		b.Agreed = append(b.Agreed, agreedBody{ID: uint32(a.ID), Version: a.Version, At: milli(a.At), By: uint32(a.By)})
	}
	for _, m := range r.Marks {
		b.Marks = append(b.Marks, markBody{Number: uint32(m.Number), From: uint32(m.From), To: uint32(m.To), Words: m.Words,
			Holders: voicesOut(m.Holders), Comment: commentOut(m.Comment), LostBy: uint32(m.LostBy), LostIn: m.LostIn})
	}
	if w := r.Window; w != nil {
		b.Window = &windowBody{Proposal: uint32(w.Proposal), Version: w.Version, By: uint32(w.By), Asked: milli(w.Asked), Opened: milli(w.Opened),
			Until: milli(w.Until), Seen: uint32(w.Seen), Of: uint32(w.Of)}
	}
	return b
}

// milli is a moment in milliseconds since 1970, 0 for none.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func idsOut(ids []draft.ID) (runs []uint32) {
	for i := 0; i < len(ids); {
		n := 1
		for i+n < len(ids) && ids[i+n] == ids[i]+draft.ID(n) {
			n++
		}
		runs = append(runs, uint32(ids[i]), uint32(n))
		i += n
	}
	return runs
}

// maxLines bounds how many paragraphs a draft has.
const maxLines = delta.MaxLen + 1

// idsIn reads at most so many ids.
func idsIn(runs []uint32, most int) (ids []draft.ID, err error) {
	if len(runs)%2 != 0 {
		return nil, fmt.Errorf("ids: %w", ErrMalformed)
	}
	for ; len(runs) > 0; runs = runs[2:] {
		if uint64(runs[1]) > uint64(most-len(ids)) || uint64(runs[0])+uint64(runs[1]) > math.MaxUint32 {
			return nil, fmt.Errorf("too many ids: %w", ErrMalformed)
		}
		for n := range runs[1] {
			ids = append(ids, draft.ID(runs[0]+n))
		}
	}
	return ids, nil
}

func proposalOut(p draft.Proposal) proposalBody {
	b := proposalBody{Wording: wordingOut(p.Wording), By: uint32(p.By), Voice: string(p.Voice), Name: p.Name, At: milli(p.At), Made: p.Made, Amended: uint32(p.Amended),
		Support: voicesOut(p.Support), Object: voicesOut(p.Object), Sponsors: voicesOut(p.Sponsors), Outcome: uint8(p.Outcome), Became: uint32(p.Became),
		Decided: decisionBody{Version: p.Decided.Version, At: milli(p.Decided.At), By: uint32(p.Decided.By), Left: p.Decided.Left}}
	for _, c := range p.Comments {
		b.Comments = append(b.Comments, commentOut(c))
	}
	return b
}

func commentOut(c draft.Comment) commentBody {
	return commentBody{By: uint32(c.By), Voice: string(c.Voice), At: milli(c.At), Text: c.Text}
}

func commentIn(b commentBody) draft.Comment {
	return draft.Comment{By: text.Author(b.By), Voice: voice(b.Voice), At: moment(b.At), Text: text.CleanLine(b.Text, draft.MaxNote)}
}

func voice(s string) draft.Voice { return draft.Voice(text.CleanLine(s, meeting.MaxName)) }

func voicesOut(all []draft.Voice) []string {
	var out []string
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}

func voicesIn(all []string) (out []draft.Voice, err error) {
	if len(all) > draft.MaxVoices {
		return nil, fmt.Errorf("%d voices: %w", len(all), ErrMalformed)
	}
	for _, s := range all {
		out = append(out, voice(s))
	}
	return out, nil
}

func recordIn(b *recordBody) (*draft.Record, error) {
	if b == nil {
		return nil, nil
	}
	if len(b.Proposals) > draft.MaxProposals || len(b.Marks) > draft.MaxMarks || b.Writers > uint8(draft.Editors) {
		return nil, fmt.Errorf("the record of a draft with %d proposals and %d marks: %w", len(b.Proposals), len(b.Marks), ErrMalformed)
	}
	r := &draft.Record{Next: draft.ID(b.Next), Marked: int(b.Marked), Brackets: int(b.Brackets), Settings: draft.Settings{Profile: draft.Profile(b.Profile), Writers: draft.Writers(b.Writers)}}
	var err error
	if r.IDs, err = idsIn(b.IDs, maxLines); err != nil {
		return nil, err
	}
	room := draft.MaxGone
	for _, g := range b.Gone {
		ids, err := idsIn(g.IDs, room)
		if err != nil {
			return nil, err
		}
		room -= len(ids)
		r.Gone = append(r.Gone, draft.Gone{By: text.Author(g.By), Number: g.Number, IDs: ids})
	}
	for _, p := range b.Proposals {
		proposal, err := proposalIn(p)
		if err != nil {
			return nil, err
		}
		proposal.Number = len(r.Proposals) + 1
		r.Proposals = append(r.Proposals, proposal)
	}
	for _, a := range b.Agreed {
		r.Agreed = append(r.Agreed, draft.AgreedPara{ID: draft.ID(a.ID), Agreement: draft.Agreement{Version: a.Version, At: moment(a.At), By: text.Author(a.By)}})
	}
	for _, m := range b.Marks {
		holders, err := voicesIn(m.Holders)
		if err != nil || !text.IsClean(m.Words) || m.From > delta.MaxLen || m.To > delta.MaxLen {
			return nil, fmt.Errorf("a mark: %w", ErrMalformed)
		}
		r.Marks = append(r.Marks, draft.Mark{Number: int(m.Number), From: int(m.From), To: int(m.To), Words: m.Words, Holders: holders,
			Comment: commentIn(m.Comment), LostBy: text.Author(m.LostBy), LostIn: m.LostIn})
	}
	if w := b.Window; w != nil {
		r.Window = &draft.Window{Proposal: int(w.Proposal), Version: w.Version, By: text.Author(w.By), Asked: moment(w.Asked), Opened: moment(w.Opened),
			Until: moment(w.Until), Seen: int(w.Seen), Of: int(w.Of)}
	}
	return r, nil
}

func proposalIn(b proposalBody) (p draft.Proposal, err error) {
	if p.Wording, err = wordingIn(b.Wording); err != nil {
		return p, err
	}
	if len(b.Comments) > draft.MaxComments || !text.IsClean(b.Decided.Left) {
		return p, fmt.Errorf("a proposal with %d comments: %w", len(b.Comments), ErrMalformed)
	}
	p.By, p.Voice, p.Name, p.At, p.Made, p.Amended = text.Author(b.By), voice(b.Voice), text.CleanLine(b.Name, meeting.MaxName), moment(b.At), b.Made, int(b.Amended)
	p.Outcome, p.Became = draft.Outcome(b.Outcome), draft.ID(b.Became)
	p.Decided = draft.Decision{Version: b.Decided.Version, At: moment(b.Decided.At), By: text.Author(b.Decided.By), Left: b.Decided.Left}
	for _, c := range b.Comments {
		p.Comments = append(p.Comments, commentIn(c))
	}
	for _, v := range []struct {
		to   *[]draft.Voice
		from []string
	}{{&p.Support, b.Support}, {&p.Object, b.Object}, {&p.Sponsors, b.Sponsors}} {
		if *v.to, err = voicesIn(v.from); err != nil {
			return p, err
		}
	}
	return p, nil
}
