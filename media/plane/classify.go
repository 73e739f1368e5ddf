package plane

// A kind is what a datagram is, by its first byte (RFC 7983 section 7) and, for
// RTP and RTCP, by its second (RFC 5761 section 4).
type kind int

const (
	unknown kind = iota
	isSTUN
	isDTLS
	isRTP
	isRTCP
)

const (
	minSTUN = 20 // header
	minDTLS = 13 // record header
	minRTP  = 12 + 16
	minRTCP = 8 + 16 + 4 // header, authentication tag, index
)

// classify tells what a datagram is. It promises only that the fixed header,
// and for SRTP the authentication tag, is there.
func classify(b []byte) kind {
	if len(b) < minDTLS || len(b) > maxDatagram {
		return unknown
	}
	switch first := b[0]; {
	case first <= 3 && len(b) >= minSTUN:
		return isSTUN
	case first >= 20 && first <= 63:
		return isDTLS
	case first >= 128 && first <= 191:
		rtcp := b[1] >= 192 && b[1] <= 223
		switch {
		case rtcp && len(b) >= minRTCP:
			return isRTCP
		case !rtcp && len(b) >= minRTP:
			return isRTP
		}
	}
	return unknown
}
