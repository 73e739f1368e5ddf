package sfu

import (
	"github.com/pion/rtcp"

	"parley/media/slot"
)

// What a talker's codec may take, in bit/s, for those who hear it: frames are never
// made smaller here, so the weakest listener decides. With two copies and 60 ms a packet 8.5 kbit/s fit
// into 40 with all headers, and 10 fit into 20 without copies.
const (
	fine   = 16_000 // everybody hears well
	longer = 10_000 // somebody needs longer packets
	copied = 8_500  // somebody needs copies
)

// bears returns what the weakest of the listeners bears.
func (m *meeting) bears() (bitrate int) {
	bitrate = fine
	for _, l := range m.listening() {
		switch s := shaped(uint8(l.code.Load())); {
		case s.depth > 0:
			return copied
		case s.length > 0:
			bitrate = longer
		}
	}
	return bitrate
}

// advice tells a talker what its listeners bear (REMB). Only our own client is told: a browser
// would take it for the bandwidth of its link.
func (l *member) advice(bitrate int, ssrc uint32) rtcp.Packet {
	if !l.ours.Load() {
		return nil
	}
	return &rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: slot.SSRC(0), Bitrate: float32(bitrate), SSRCs: []uint32{ssrc}}
}
