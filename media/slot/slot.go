// Package slot decides who is heard, and keeps what listeners receive in one
// piece when the answer changes.
//
// A listener has Count receive slots, offered once and never renegotiated. A
// Chooser says which talker is in which slot. A Stream renumbers the packets of
// the talkers that follow one another in a slot, so that they look like one
// source that never stopped. A View shifts those numbers for one listener, for
// whom packets may be missing because it sent them itself.
//
// The package is pure: it starts no goroutine, does no I/O, and is told the
// time. None of its types may be used by two goroutines at once.
package slot

// The constants of the protocol between Parley's client and server. No SDP
// carries them: both ends are built from this file.
const (
	// Count is the number of receive slots of every listener.
	Count = 4
	// PayloadType is the RTP payload type of Opus, in both directions.
	PayloadType = 111
	// ClockRate is the RTP clock of Opus in samples a second (RFC 7587 section 4.1).
	ClockRate = 48000
	// LevelExtension is the id of the header extension in which a client tells
	// the server how loud a packet is (RFC 6464). It is not sent to listeners.
	LevelExtension = 1
	// PlaceAttribute is the type of the STUN attribute in which the server tells a
	// client that has to wait for its DTLS handshake how many turns it is until
	// then: 32 bits, 1 is the next. Who does not know it may ignore it (RFC 8489
	// section 14).
	PlaceAttribute = 0xC0F1
)

const firstSSRC = 0x70617200 // "par" and the slot's number

// SSRC returns the synchronisation source of a slot, 0 to Count-1. It is the
// same for every listener, in every meeting, for ever.
func SSRC(slot int) uint32 { return firstSSRC + uint32(slot) }

// OfSSRC returns the slot that ssrc belongs to, and whether there is one.
func OfSSRC(ssrc uint32) (slot int, ok bool) {
	slot = int(ssrc - firstSSRC)
	return slot, ssrc >= firstSSRC && slot < Count
}
