package replay

import (
	"fmt"
	"time"

	"parley/collab/delta"
	"parley/collab/meeting"
	"parley/collab/text"
)

// runSequential replays the edits of one author, each of which is written into
// the log and applied.
func (t *Trace) runSequential(r *Report) (*server, error) {
	deltas, times, err := t.deltas()
	if err != nil {
		return nil, err
	}
	s, err := open(t.Start, 1)
	if err != nil {
		return nil, err
	}
	r.Edits = len(deltas)
	first := s.state.Head()
	err = r.time(func() error {
		for i, d := range deltas {
			e := meeting.Event{At: times[i], By: 1, Command: uint64(i + 1), Base: s.state.Head(), What: meeting.Edited{Delta: d}}
			if err := s.happen(e); err != nil {
				return fmt.Errorf("edit %d: %w", i, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r.OK = true
	if r.WireBytesSingle, err = weigh(commands(deltas, first, 1)); err != nil {
		return nil, err
	}
	batches, err := batched(deltas)
	if err != nil {
		return nil, err
	}
	r.WireBytesBatched, err = weigh(commands(batches, first, 1))
	return s, err
}

// deltas returns the edits, with their times.
func (t *Trace) deltas() (all []delta.Delta, times []time.Time, err error) {
	made := t.times()
	length := text.New(t.Start, 0).Len()
	for i, txn := range t.Txns {
		for _, p := range txn.Patches {
			d, err := p.delta(length)
			if err != nil {
				return nil, nil, fmt.Errorf("transaction %d: %w", i, err)
			}
			if !d.Changes() {
				continue
			}
			all, times, length = append(all, d), append(times, made[i]), d.NewLen()
		}
	}
	return all, times, nil
}

// commands returns what a client sends for the edits when every one was
// accepted before the next is made. Numbers and bases count up by step.
func commands(deltas []delta.Delta, base meeting.Version, step uint64) []meeting.Command {
	all := make([]meeting.Command, len(deltas))
	for i, d := range deltas {
		all[i] = meeting.Command{Number: uint64(i + 1), Base: base, Ask: meeting.Edit{Delta: d}}
		base += step
	}
	return all
}

// batched puts together what is typed within a batch's time, at the pace of
// typing.
func batched(deltas []delta.Delta) (all []delta.Delta, err error) {
	const each = int(meeting.BatchFor / pace)
	for i, d := range deltas {
		if i%each > 0 {
			if d, err = all[len(all)-1].Compose(d); err != nil {
				return nil, err
			}
			all = all[:len(all)-1]
		}
		all = append(all, d)
	}
	return all, nil
}
