package plane

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
)

const (
	tagLen = 16 // AEAD_AES_128_GCM: bytes of the authentication tag (RFC 7714 section 12)
	// maxIndex is the last SRTCP packet that one key may protect (RFC 3711
	// section 9.2).
	maxIndex = 1<<31 - 1
	// encrypted is the E flag beside the SRTCP index (RFC 3711 section 3.4).
	encrypted = 1 << 31
	// keptNumbers is how far behind the newest a packet of a stream may be sent,
	// in packets: receivers look no further back.
	keptNumbers = 64
	// repeatable is how far behind the newest a packet may be sent again.
	repeatable = 512
	// maxStreams bounds the streams that are sent to one peer: one for each slot,
	// and room for more.
	maxStreams = 8
)

// The labels of RFC 3711 section 4.3.2 by which session keys are told apart.
const (
	labelRTPKey   = 0
	labelRTPSalt  = 2
	labelRTCPKey  = 3
	labelRTCPSalt = 5
)

var (
	errNoPacket = errors.New("not an RTP or RTCP packet")
	errRepeated = errors.New("a packet with this number was sent, or is too old to tell")
	errStreams  = errors.New("too many streams")
	errUsedUp   = errors.New("the key has protected all packets that it may")
)

// A sealer is the sending half of SRTP (RFC 3711) with AEAD_AES_128_GCM (RFC
// 7714), made for one packet to each of many: all it touches for a packet lies
// together, and it allocates nothing. It belongs to one goroutine at a time.
type sealer struct {
	rtp, rtcp   cipher.AEAD
	rtpSalt     [12]byte
	rtcpSalt    [12]byte
	nonce       [12]byte // here, because an argument of an interface would be allocated
	header      [12]byte // of an SRTCP packet, with its index: what is authenticated
	index       uint32   // of the newest SRTCP packet; one count for all streams
	streams     [maxStreams]outgoing
	streamCount int
}

// An outgoing stream is how far the numbers of one SSRC have come.
type outgoing struct {
	ssrc   uint32
	newest uint64 // ROC and sequence number of the newest packet
	sent   uint64 // bit i: newest-i was sent
}

// newSealer derives the session keys of one direction.
func newSealer(key, salt []byte) (*sealer, error) {
	master, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("derive SRTP keys: %w", err)
	}
	s := &sealer{}
	copy(s.rtpSalt[:], derived(master, salt, labelRTPSalt))
	copy(s.rtcpSalt[:], derived(master, salt, labelRTCPSalt))
	if s.rtp, err = newGCM(derived(master, salt, labelRTPKey)); err != nil {
		return nil, err
	}
	if s.rtcp, err = newGCM(derived(master, salt, labelRTCPKey)); err != nil {
		return nil, err
	}
	return s, nil
}

// derived returns a session key or, cut short, a session salt: AES in counter
// mode, the index of the packets at 0 (RFC 3711 section 4.3.3, RFC 7714 section
// 11). The master salt is 12 bytes here and counts as 14, with zeros behind.
func derived(master cipher.Block, salt []byte, label byte) []byte {
	var counter [aes.BlockSize]byte
	copy(counter[:], salt)
	counter[7] ^= label
	out := make([]byte, aes.BlockSize)
	master.Encrypt(out, counter[:])
	return out
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make SRTP cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("make SRTP cipher: %w", err)
	}
	return aead, nil
}

// packet appends the protected form of an RTP packet to dst. A packet whose
// number was used before is refused: its nonce would be, too.
func (s *sealer) packet(dst, packet []byte) ([]byte, error) {
	return s.seal(dst, packet, (*outgoing).take)
}

// again is packet for the very packet that was sent under its number before. The
// same in the same nonce is the same again, and tells nobody anything.
func (s *sealer) again(dst, packet []byte) ([]byte, error) {
	return s.seal(dst, packet, (*outgoing).retake)
}

// seal protects a packet under the index that its stream has for its number.
func (s *sealer) seal(dst, packet []byte, number func(o *outgoing, sequence uint16) (index uint64, ok bool)) ([]byte, error) {
	n, ok := headerLength(packet)
	if !ok {
		return dst, errNoPacket
	}
	ssrc := binary.BigEndian.Uint32(packet[8:])
	o, err := s.stream(ssrc)
	if err != nil {
		return dst, err
	}
	index, ok := number(o, binary.BigEndian.Uint16(packet[2:]))
	if !ok {
		return dst, errRepeated
	}
	// RFC 7714 section 8.1: 00 00, SSRC, ROC, sequence number, XOR the salt.
	s.nonce = s.rtpSalt
	xor32(s.nonce[2:], ssrc)
	xor32(s.nonce[6:], uint32(index>>16))
	s.nonce[10] ^= byte(index >> 8)
	s.nonce[11] ^= byte(index)
	dst = append(dst, packet[:n]...)
	return s.rtp.Seal(dst, s.nonce[:], packet[n:], packet[:n]), nil
}

// control appends the protected form of an RTCP compound to dst.
func (s *sealer) control(dst, packet []byte) ([]byte, error) {
	switch {
	case len(packet) < 8 || packet[0]>>6 != 2:
		return dst, errNoPacket
	case s.index == maxIndex:
		return dst, errUsedUp
	}
	s.index++
	// RFC 7714 section 9.1: 00 00, SSRC, 00 00, index, XOR the salt.
	s.nonce = s.rtcpSalt
	xor32(s.nonce[2:], binary.BigEndian.Uint32(packet[4:]))
	xor32(s.nonce[8:], s.index)
	copy(s.header[:], packet[:8])
	binary.BigEndian.PutUint32(s.header[8:], encrypted|s.index)
	dst = append(dst, packet[:8]...)
	dst = s.rtcp.Seal(dst, s.nonce[:], packet[8:], s.header[:])
	return binary.BigEndian.AppendUint32(dst, encrypted|s.index), nil
}

// stream returns where the numbers of an SSRC are kept.
func (s *sealer) stream(ssrc uint32) (*outgoing, error) {
	for i := range s.streams[:s.streamCount] {
		if s.streams[i].ssrc == ssrc {
			return &s.streams[i], nil
		}
	}
	if s.streamCount == len(s.streams) {
		return nil, errStreams
	}
	o := &s.streams[s.streamCount]
	s.streamCount++
	o.ssrc = ssrc
	return o, nil
}

// take returns the packet's index, which is the sequence number with what it
// has in front (RFC 3711 section 3.3.1), and marks it as used. It is not ok if
// it was, or lies before the first packet's round of numbers.
func (o *outgoing) take(sequence uint16) (index uint64, ok bool) {
	if o.sent == 0 {
		o.newest, o.sent = uint64(sequence), 1
		return o.newest, true
	}
	ahead := int64(int16(sequence - uint16(o.newest)))
	switch {
	case ahead > 0:
		o.newest += uint64(ahead)
		o.sent = o.sent<<ahead | 1 // of 64 and more places nothing is left
		return o.newest, o.newest < 1<<48
	case -ahead >= keptNumbers, uint64(-ahead) > o.newest, o.sent&(1<<-ahead) != 0:
		return 0, false
	}
	o.sent |= 1 << -ahead
	return o.newest - uint64(-ahead), true
}

// retake returns the index of a number that was used before. It is not ok if it
// was not, as far as that is known, or too long ago.
func (o *outgoing) retake(sequence uint16) (index uint64, ok bool) {
	behind := uint64(uint16(o.newest) - sequence)
	switch {
	case o.sent == 0, behind >= repeatable, behind > o.newest, behind < keptNumbers && o.sent&(1<<behind) == 0:
		return 0, false
	}
	return o.newest - behind, true
}

// headerLength returns how long the header of an RTP packet is, with its CSRCs
// and its extension (RFC 3550 section 5.1): what stays readable.
func headerLength(b []byte) (n int, ok bool) {
	if len(b) < 12 || b[0]>>6 != 2 {
		return 0, false
	}
	n = 12 + 4*int(b[0]&0x0f)
	if b[0]&0x10 != 0 {
		if len(b) < n+4 {
			return 0, false
		}
		n += 4 + 4*int(binary.BigEndian.Uint16(b[n+2:]))
	}
	return n, len(b) >= n
}

func xor32(b []byte, v uint32) {
	binary.BigEndian.PutUint32(b, binary.BigEndian.Uint32(b)^v)
}
