package jitter

import (
	"time"
)

const (
	shortest = 20 * time.Millisecond  // the least delay ever aimed at
	longest  = 400 * time.Millisecond // the most: ITU-T G.114 calls more than this one way unfit to talk over

	enough  = 0.97                  // the share of packets that should be in time, where what is late is mended
	nearAll = 0.98                  // the same where it is not
	bucket  = 5 * time.Millisecond  // how finely lateness is told apart
	margin  = 10 * time.Millisecond // on top: playout looks only every 20 ms
	memory  = 6 * time.Second       // of speech, after which an observation has lost 63 % of its weight,
	least   = 100                   // but so many packets at least, or one late packet would be more than it takes to count
	window  = 300                   // packets among which the fastest is looked for
	lately  = 8 * time.Second       // of speech, after which nothing as late as the latest is waited for any more
	kept    = 400                   // packets whose lateness is kept: so many of 20 ms are lately
	guess   = 40 * time.Millisecond // lateness assumed before anything is known
	weight  = 3                     // packets that guess is worth: six seconds of speech until nearAll are known to come sooner
	buckets = int(longest/bucket) + 1
)

// An arrival keeps how late packets come compared with the fastest of the last
// few seconds. The zero value must be set up by forget(true).
type arrival struct {
	transit [window]time.Duration // of the last packets: arrival minus sending, on two clocks that are not set alike
	filled  int
	at      int
	fastest time.Duration // the least of transit

	late   [buckets]float64 // a histogram that forgets; its sum is 1
	seen   float64          // packets in the histogram, at most as many as memory has
	recent [kept]uint8      // the buckets of the last packets
	next   int              // place of the one to come
	noted  int              // how many there are
}

// forget drops the time base, because the sender's clock jumped or another
// sender speaks. What is known of the link's jitter is kept unless all is set.
func (a *arrival) forget(all bool) {
	a.filled, a.at = 0, 0
	if all {
		a.late = [buckets]float64{int(guess / bucket): 1}
		a.seen = weight
		a.noted = 0
	}
}

// known reports whether there is a time base to compare with.
func (a *arrival) known() bool { return a.filled > 0 }

// lateness is how much later than the fastest a packet of that transit time
// came: negative if it is faster than all.
func (a *arrival) lateness(transit time.Duration) time.Duration {
	if a.filled == 0 {
		return 0
	}
	return transit - a.fastest
}

// note takes in a packet that sounds for so long.
func (a *arrival) note(transit, length time.Duration) {
	a.transit[a.at] = transit
	a.at = (a.at + 1) % window
	a.filled = min(a.filled+1, window)
	a.fastest = a.transit[0]
	for _, t := range a.transit[1:a.filled] {
		a.fastest = min(a.fastest, t)
	}

	i := min(int((transit-a.fastest)/bucket), buckets-1)
	a.seen = min(a.seen+1, max(float64(memory/length), least))
	keep := 1 - 1/a.seen
	for j := range a.late {
		a.late[j] *= keep
	}
	a.late[i] += 1 - keep
	a.outlive(i, min(int(lately/length), kept))
}

// outlive takes in the bucket of a packet, and forgets what is later than all of lately, which is so many packets.
func (a *arrival) outlive(i, some int) {
	a.recent[a.next] = uint8(i)
	a.next = (a.next + 1) % kept
	if a.noted = min(a.noted+1, kept); a.noted < some {
		return
	}
	last := i
	for back := 2; back <= some; back++ {
		last = max(last, int(a.recent[(a.next-back+kept)%kept]))
	}
	for j := last + 1; j < buckets; j++ {
		a.late[last] += a.late[j]
		a.late[j] = 0
	}
}

// target is the delay, counted from the arrival of the fastest packets, at
// which that share of them is in time. It is between shortest and longest.
func (a *arrival) target(share float64) time.Duration {
	sum := 0.0
	for i, some := range a.late {
		if sum += some; sum >= share {
			return min(max(time.Duration(i+1)*bucket+margin, shortest), longest)
		}
	}
	return longest
}
