package sfu

// lengths are the packets that a listener may get, in frames of 20 ms.
var lengths = [...]int{1, 2, 3, 6}

// A shape is the form in which a listener gets its packets.
type shape struct {
	length uint8 // which of lengths
	depth  uint8 // copies in each packet, 0 to red.MaxDepth
}

// code is what a slot.View remembers of a shape.
func (f shape) code() uint8 { return f.length<<2 | f.depth }

// shaped is the shape with that code.
func shaped(code uint8) shape { return shape{code >> 2, code & 3} }

// frames is how long the packets are.
func (f shape) frames() int { return lengths[f.length] }

// perPacket is what a packet to a listener costs beside its frames and copies, in
// bytes: IPv4, UDP, RTP with one CSRC, and the tag of SRTP.
const perPacket = 20 + 8 + headerLen + 16

// rate returns how many bits a second speech costs in that shape, with all
// headers, if a frame has that many bytes.
func (f shape) rate(frame float64) float64 {
	n, depth := float64(f.frames()), float64(f.depth)
	bytes := perPacket + n*(frame+1)*(1+depth)
	if depth > 0 {
		bytes += 1 + 4*depth
	}
	return bytes * 8 * 50 / n
}
