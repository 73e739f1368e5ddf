package red

// mostJoined is how many frames a Joiner takes: 120 ms of 20 ms each.
const mostJoined = 6

// A Joiner gathers the frames of packets that follow one another until they are
// sent as one. It has a fixed size. The zero Joiner is empty. One goroutine owns
// it.
type Joiner struct {
	toc    byte
	frames [mostJoined][]byte // parts of bytes
	n      int
	bytes  [1500]byte
	used   int
	split  [MaxFrames][]byte
}

// Add takes the frames of an Opus packet, which is not kept, and reports whether
// it could: there is room, and they are of the same kind as those before.
func (j *Joiner) Add(packet []byte) bool {
	toc, frames, err := Split(j.split[:0], packet)
	switch {
	case err != nil, j.n > 0 && toc != j.toc, j.n+len(frames) > mostJoined:
		return false
	case (j.n+len(frames))*FrameSamples(toc) > MaxSamples, j.used+len(packet) > len(j.bytes):
		return false
	}
	j.toc = toc
	for _, f := range frames {
		size := copy(j.bytes[j.used:], f)
		j.frames[j.n] = j.bytes[j.used : j.used+size]
		j.n, j.used = j.n+1, j.used+size
	}
	return true
}

// Len returns how many frames there are.
func (j *Joiner) Len() int { return j.n }

// Take appends to out the packet of all frames, and forgets them. Without frames
// it appends nothing.
func (j *Joiner) Take(out []byte) []byte {
	if j.n > 0 {
		out, _ = Join(out, j.toc, j.frames[:j.n]...) // Add has seen to it that they fit
	}
	j.n, j.used = 0, 0
	return out
}
