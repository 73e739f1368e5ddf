package plane

import (
	"fmt"
	"slices"
	"sync"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
)

const (
	keyLen  = 16 // AEAD_AES_128_GCM: bytes of the master key
	saltLen = 12 // and of its salt (RFC 7714 section 12)
	// replayWindow is how far behind the newest a packet may come, in packets.
	replayWindow = 128
	// maxSources bounds the streams of one peer, each of which costs memory: a
	// talker needs one, a second if it starts anew.
	maxSources = 4
)

// keys are both directions of one peer's SRTP.
type keys struct {
	in *srtp.Context // guarded by plane.turn

	mu  sync.Mutex // guards out: the reader and the reports both send
	out *sealer
}

// newKeys derives the SRTP keys from a finished handshake in which we were the
// server (RFC 5764 section 4.2).
func newKeys(state *dtls.State) (*keys, error) {
	m, err := state.ExportKeyingMaterial("EXTRACTOR-dtls_srtp", nil, 2*(keyLen+saltLen))
	if err != nil {
		return nil, fmt.Errorf("export SRTP keys: %w", err)
	}
	return keysFrom(m)
}

// keysFrom makes the contexts out of the exported key material: both keys, then
// both salts, the client's first.
func keysFrom(m []byte) (*keys, error) {
	clientKey, serverKey := m[:keyLen], m[keyLen:2*keyLen]
	clientSalt, serverSalt := m[2*keyLen:2*keyLen+saltLen], m[2*keyLen+saltLen:]
	in, err := srtp.CreateContext(clientKey, clientSalt, srtp.ProtectionProfileAeadAes128Gcm,
		srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	if err != nil {
		return nil, fmt.Errorf("make SRTP context: %w", err)
	}
	out, err := newSealer(serverKey, serverSalt)
	if err != nil {
		return nil, err
	}
	return &keys{in: in, out: out}, nil
}

// sources are the stream numbers that a peer has used.
type sources struct {
	rtp, rtcp []uint32
}

// allowed reports whether a packet of a stream may be decrypted. It is asked
// before the packet is authentic, so that it enters nothing.
func allowed(known []uint32, ssrc uint32) bool {
	return len(known) < maxSources || slices.Contains(known, ssrc)
}

// noted returns known with ssrc in it.
func noted(known []uint32, ssrc uint32) []uint32 {
	if slices.Contains(known, ssrc) {
		return known
	}
	return append(known, ssrc)
}
