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
	return t.pack(out, opus, timestamp, packet, distances(Samples(packet), depth))
}

// Rest appends to out a RED payload with copies of the last two packets, behind which
// nothing has come that could carry them, and next to nothing of its own: 2.5 ms in
// which there is no sound. It returns out as it was if there is nothing to copy.
func (t *Trail) Rest(out []byte, opus uint8, timestamp uint32) []byte {
	before := len(out)
	out = t.pack(out, opus, timestamp, Nothing, nearBoth[:])
	if len(out) == before+1+len(Nothing) {
		return out[:before]
	}
	return out
}

// Nothing is an Opus packet of 2.5 ms with an empty frame.
var Nothing = []byte{20 << 3}

// pack packs copies of the packets that are so far back.
func (t *Trail) pack(out []byte, opus uint8, timestamp uint32, packet []byte, back []int) []byte {
	var copies [MaxDepth]Block
	n := 0
	for _, k := range back {
		p := &t.sent[(t.next-k)&(kept-1)]
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
// oldest first. Copies of short packets keep a distance, because losses come in bursts: a burst of
// two packets takes no packet together with its only copy. Packets of 60 ms and more are a
// distance by themselves, and who waits for farther copies of them has no time left
// to ask for what has none.
func distances(samples, depth int) []int {
	switch {
	case depth <= 0:
		return nil
	case depth == 1 && samples >= 60*ms:
		return near[:]
	case depth == 1:
		return apart[:]
	case samples >= 60*ms:
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
