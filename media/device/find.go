package device

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gen2brain/malgo"
)

// ErrSeveral reports a name that fits several sound devices.
var ErrSeveral = errors.New("several sound devices fit")

// An Unfound is what a name was compared with that is not the one of a device.
type Unfound struct {
	Asked string
	There []string // ErrSeveral: those that fit; ErrNone: all there are
	why   error
}

// Error names the devices.
func (u Unfound) Error() string {
	return fmt.Sprintf("%v: %q, there is %s", u.why, u.Asked, strings.Join(u.There, ", "))
}

// Unwrap is ErrNone or ErrSeveral.
func (u Unfound) Unwrap() error { return u.why }

// NamesIn returns the Unfound in err, or the zero one.
func NamesIn(err error) (u Unfound) {
	errors.As(err, &u)
	return u
}

// A Listing is the sound devices of a machine, each by the name that opens it
// and no other.
type Listing struct {
	Mics, Ears []string
	UsualMic   string // what "" opens; "" if there is none
	UsualEar   string
	NoSystem   bool // no sound system answers, so nobody knows
}

// List looks at what sound devices there are. A machine without a sound system
// is no error.
func List(ctx context.Context) (Listing, error) {
	return patiently(ctx, toOpen, func() (l Listing, err error) {
		system, err := openSystem()
		if errors.Is(err, ErrNone) {
			return Listing{NoSystem: true}, nil
		}
		if err != nil {
			return l, err
		}
		defer system.close()
		if l.Mics, l.UsualMic, err = listed(system, malgo.Capture); err != nil {
			return l, fmt.Errorf("list microphones: %w", err)
		}
		if l.Ears, l.UsualEar, err = listed(system, malgo.Playback); err != nil {
			return l, fmt.Errorf("list speakers: %w", err)
		}
		return l, nil
	}, func(Listing) {})
}

// listed names the devices of a kind, and the usual one.
func listed(s system, kind malgo.DeviceType) (all []string, first string, err error) {
	devices, err := s.Devices(kind)
	if err != nil {
		return nil, "", err
	}
	if all = names(devices); len(all) > 0 {
		first = all[usual(all, defaultOf(devices))]
	}
	return all, first, nil
}

// names are what the devices are called. Of several that the system calls the
// same, as with two headsets of one make, the later ones get a number.
func names(devices []malgo.DeviceInfo) []string {
	all := make([]string, len(devices))
	for i, d := range devices {
		all[i] = d.Name()
	}
	return numbered(all)
}

func numbered(all []string) []string {
	times := map[string]int{}
	for i, name := range all {
		times[name]++
		if n := times[name]; n > 1 {
			all[i] = fmt.Sprintf("%s (%d)", name, n)
		}
	}
	return all
}

// defaultOf is the place of the default device: the first if none says so.
func defaultOf(devices []malgo.DeviceInfo) int {
	for i, d := range devices {
		if d.IsDefault != 0 {
			return i
		}
	}
	return 0
}

// usual is the device to take if none was asked for: the system's default,
// unless that is a monitor, which hears what a speaker plays, so that the others
// would hear themselves. PulseAudio has such a default where no microphone is
// plugged in. If there are only monitors, it is what the system says.
func usual(all []string, byDefault int) int {
	if byDefault >= len(all) || !monitors(all[byDefault]) {
		return byDefault
	}
	for i, name := range all {
		if !monitors(name) {
			return i
		}
	}
	return byDefault
}

// monitors reports whether a microphone is a sound server's own, of a speaker.
func monitors(name string) bool { return strings.HasPrefix(name, "Monitor of ") }

// Find returns the name among all that is meant by want, as OpenMic and OpenEar
// have it.
func Find(all []string, want string) (string, error) {
	at, err := find(all, 0, want)
	if err != nil {
		return "", err
	}
	return all[at], nil
}

// find returns the place of the device that is meant by want, in any case of
// letters: the one of this name, or else the only one whose name begins so, or
// else the only one whose name has it anywhere; for "" it is usual. The errors
// wrap ErrNone and ErrSeveral and name the devices there are.
func find(all []string, usual int, want string) (int, error) {
	switch {
	case len(all) == 0:
		return 0, fmt.Errorf("%w: there is none at all", ErrNone)
	case want == "":
		return usual, nil
	}
	for _, fits := range []func(name, want string) bool{
		func(name, want string) bool { return name == want }, strings.HasPrefix, strings.Contains,
	} {
		var at []int
		var fit []string
		for i, name := range all {
			if fits(strings.ToLower(name), strings.ToLower(want)) {
				at, fit = append(at, i), append(fit, name)
			}
		}
		switch {
		case len(at) == 1:
			return at[0], nil
		case len(at) > 1:
			return 0, Unfound{want, fit, ErrSeveral}
		}
	}
	return 0, Unfound{want, all, ErrNone}
}
