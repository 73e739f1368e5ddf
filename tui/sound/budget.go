package sound

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"parley/tui/word"
)

// A Budget is how much data the meeting may use. Where it is used up the meeting
// goes on as text only, which needs next to nothing. The zero Budget has no end.
type Budget struct {
	Cap    uint64 // bytes; 0: no end
	warned bool
	Over   bool // it is used up
}

// warnAt is the share of the budget at which the person is warned.
const warnAt = 0.8

// Set changes the budget. What was used counts on.
func (b *Budget) Set(most uint64) { *b = Budget{Cap: most} }

// Look takes in how many bytes have been used, and returns what is new about that
// in words, "" for nothing.
func (b *Budget) Look(used uint64) string {
	switch {
	case b.Cap == 0 || b.Over:
		return ""
	case used >= b.Cap:
		b.Over = true
		return word.Say("%s MB are used, which is your limit: text only from here", MB(used))
	case !b.warned && float64(used) >= warnAt*float64(b.Cap):
		b.warned = true
		return word.Say("%s of %s MB are used: at the limit the meeting goes on as text only", MB(used), MB(b.Cap))
	}
	return ""
}

// Words say what was used of the budget.
func (b Budget) Words(used uint64) string {
	switch {
	case b.Cap == 0:
		return word.Say("used %s MB", MB(used))
	case b.Over:
		return word.Say("used %s MB of %s; text only from here", MB(used), MB(b.Cap))
	}
	return word.Say("used %s MB of %s", MB(used), MB(b.Cap))
}

// MB is a number of bytes in megabytes: 0.3, 14.
func MB(bytes uint64) string {
	mb := float64(bytes) / 1e6
	if mb < 10 {
		if mb = math.Round(10*mb) / 10; mb != math.Trunc(mb) {
			return word.Decimal(mb, 1)
		}
	}
	return strconv.FormatFloat(mb, 'f', 0, 64)
}

var errAmount = errors.New(word.Mark("an amount of data is a number of MB such as 50, 50MB or 1.5GB, or none"))

// mostAmount is more than any meeting uses, in bytes.
const mostAmount = 1e15

// ParseAmount reads an amount of data: a number of megabytes, with or without MB,
// or with kB or GB; none is 0. The error is a sentence.
func ParseAmount(s string) (uint64, error) {
	s = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	if s == "none" {
		return 0, nil
	}
	unit := 1e6
	for _, u := range []struct {
		name string
		is   float64
	}{{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}} {
		if number, ok := strings.CutSuffix(s, u.name); ok {
			s, unit = number, u.is
			break
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || !(n*unit >= 1) || n*unit > mostAmount {
		return 0, errAmount
	}
	return uint64(n * unit), nil
}
