package red

const (
	// MaxDepth is how many copies a packet carries at most.
	MaxDepth = 2

	kept = 4 // packets remembered: a power of two, more than the farthest copy
)

// A Trail is what one stream has sent of late, of which its next packets carry
// copies. It has a fixed size of 4 kB. The zero Trail is ready to use. One
// goroutine owns it.
type Trail struct {
	sent [kept]past
	next int
}

// A past packet is one that was sent.
type past struct {
	timestamp uint32
	size      int // 0: there is none, or it is not worth a copy
	payload   [MaxCopy]byte
}

// Pack appends to out the RED payload of an Opus packet of the given RTP
// timestamp, with up to depth copies of those that were noted before it. The packet
// itself is still to be noted.
func (t *Trail) Pack(out []byte, opus uint8, timestamp uint32, packet []byte, depth int) []byte {
	var copies [MaxDepth]Block
	n := 0
	for _, back := range distances(Samples(packet), depth) {
		p := &t.sent[(t.next-back)&(kept-1)]
		c := Block{int(int32(timestamp - p.timestamp)), p.payload[:p.size]}
		if c.Fits() {
			copies[n] = c
			n++
		}
	}
	return Pack(out, opus, packet, copies[:n]...)
}

// Note remembers a packet. One that is not worth a copy, because nobody speaks in
// it, may carry some, but is not copied itself.
func (t *Trail) Note(timestamp uint32, packet []byte, worth bool) {
	p := &t.sent[t.next&(kept-1)]
	p.timestamp, p.size = timestamp, 0
	if worth && len(packet) <= MaxCopy {
		p.size = copy(p.payload[:], packet)
	}
	t.next = (t.next + 1) & (kept - 1)
}

// Forget says that what comes next is somebody else's.
func (t *Trail) Forget() {
	for i := range t.sent {
		t.sent[i].size = 0
	}
}

// distances returns which packets are copied, counted back from the newest, the
// oldest first. Copies keep a distance, because losses come in bursts: a burst of
// two packets takes no packet together with its only copy. Packets of more than
// 60 ms are a distance by themselves, and farther ones would not fit.
func distances(samples, depth int) []int {
	long := samples > 60*ms
	switch {
	case depth <= 0:
		return nil
	case depth == 1 && long:
		return near[:]
	case depth == 1:
		return apart[:]
	case long:
		return nearBoth[:]
	}
	return apartBoth[:]
}

var (
	near      = [...]int{1}
	apart     = [...]int{2}
	nearBoth  = [...]int{2, 1}
	apartBoth = [...]int{3, 1}
)
