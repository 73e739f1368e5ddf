package linear

import (
	"parley/tui/sound"
	"parley/tui/word"
)

// A spent is what data was used.
type spent struct {
	Event    string  `json:"event"` // "data"
	Used     float64 `json:"used_mb"`
	Cap      float64 `json:"cap_mb"` // 0: no limit
	TextOnly bool    `json:"text_only"`

	spoken string
}

func (s spent) words() string { return s.spoken + "." }

// used is how many bytes have gone to and fro, text and sound together.
func (f *front) used() uint64 {
	link := f.seat.Link()
	used := link.In + link.Out
	if f.Sound != nil {
		s := f.Sound.Status()
		used += s.BytesIn + s.BytesOut
	}
	return used
}

func (f *front) spentNow(spoken string) spent {
	return spent{"data", tenths(float64(f.used()) / 1e6), tenths(float64(f.budget.Cap) / 1e6), f.budget.Over, spoken}
}

// spend looks what has been used, and lets the sound rest where it is enough.
func (f *front) spend() {
	if news := f.budget.Look(f.used()); news != "" {
		f.announce(pressing, f.spentNow(news))
		if f.budget.Over {
			f.rest(true)
		}
	}
}

// rest has the meeting go on without sound, or with it again.
func (f *front) rest(on bool) {
	if on && f.Sound.Talking() {
		f.Sound.Talk(false)
		f.Line.Talk(false)
	}
	f.Sound.Rest(on)
}

// limit sets how much data may be used.
func (f *front) limit(amount string) error {
	most, err := sound.ParseAmount(amount)
	if err != nil {
		return err
	}
	was := f.budget.Over
	f.budget.Set(most)
	f.budget.Look(f.used())
	f.out.say(f.spentNow(word.Say("Data: ") + f.budget.Words(f.used())))
	if was != f.budget.Over {
		f.rest(f.budget.Over)
	}
	return nil
}
