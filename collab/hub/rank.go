package hub

import (
	"parley/collab/floor"
	"parley/collab/meeting"
)

// A Rank is what a person has of the floor, for the sound: who has more of it is
// heard before others.
type Rank uint8

// The ranks.
const (
	NoRank  Rank = iota // as everybody else
	Speaker             // a member of the delegation that has the floor
	Chair               // the chair
	Holder              // who has the floor
)

// rank returns what a person has of the floor. In a meeting that is open to all
// and in which nobody has the floor, all are equal.
func (l *hall) rank(p meeting.Person) Rank {
	f := l.state.Floor()
	switch {
	case f.Mode == floor.Open && f.Turn == nil:
		return NoRank
	case f.Turn != nil && f.Turn.By.Person == p.Number:
		return Holder
	case p.Role.Runs():
		return Chair
	case f.Holds(p.Member()) && p.Role.Speaks():
		return Speaker
	}
	return NoRank
}

// rankAll tells the sound of those whose rank has changed.
func (l *hall) rankAll() {
	for a := range l.inside {
		l.rankOne(a.person, a.sound)
	}
	for _, gone := range l.absent {
		l.rankOne(gone.person, gone.sound)
	}
}

// rankOne tells the sound of one person's rank, if it has changed.
func (l *hall) rankOne(p meeting.Person, sound [32]byte) {
	if now := l.rank(p); sound != ([32]byte{}) && now != l.ranks[sound] {
		if l.ranks[sound] = now; now == NoRank {
			delete(l.ranks, sound)
		}
		l.config.Rank(l.name, sound, now)
	}
}
