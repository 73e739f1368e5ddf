package voice

// perPacket is what a packet of ours costs beside its payload, in bytes: IPv4, UDP, RTP with the
// level, and the tag of SRTP.
const perPacket = 20 + 8 + 12 + 8 + 16

const (
	leastRate = 6000 // wideband is not to be understood below
	rateStep  = 500  // the codec is not tuned for less
	// reaches is how many frames a packet may reach back with its copies: two copies in packets of 120 ms would come
	// when it is too late to speak with each other.
	reaches = 12
)

// cost is what continuous speech takes in a manner, in bit/s, with all headers.
func (m manner) cost() int {
	frame := m.rate/(8*50) + 1
	bytes := perPacket + m.frames*frame*(1+m.depth)
	if m.depth > 0 {
		bytes += 1 + 4*m.depth
	}
	return bytes * 8 * 50 / m.frames
}

// within is the manner that comes nearest to m in so many bit/s; 0: there is no limit. The rate goes
// first, then a copy, then the length that can be borne: one copy in packets of 120 ms mends more than none in
// such of 60, and takes a little longer.
func (m manner) within(room int) manner {
	if room == 0 || m.step == TextOnly || m.cost() <= room {
		return m
	}
	for depth := m.depth; depth >= 0; depth-- {
		for _, r := range rungs[:lowest] {
			to := manner{r.step, r.frames, m.rate, depth}
			if r.frames < m.frames || r.frames*(1+depth) > reaches {
				continue
			}
			least := leastRate
			if r.frames == 1 { // more bits in longer packets are worth more
				least = to.rate
			}
			for to.rate > least && to.cost() > room {
				to.rate = max(to.rate-rateStep, least)
			}
			if to.cost() <= room {
				return to
			}
		}
	}
	return rungs[lowest]
}
