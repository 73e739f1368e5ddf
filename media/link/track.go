package link

import (
	"sync/atomic"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// A track is our voice as pion sees it. Unlike pion's own, it sends packets of
// two payload types, as they come.
type track struct {
	bound atomic.Pointer[binding]
}

// A binding is where a track's packets go.
type binding struct {
	ssrc uint32
	to   webrtc.TrackLocalWriter
}

// Bind is told by pion where to send.
func (t *track) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	for _, codec := range c.CodecParameters() {
		if codec.MimeType == opus.MimeType {
			t.bound.Store(&binding{uint32(c.SSRC()), c.WriteStream()})
			return codec, nil
		}
	}
	return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
}

// Unbind is told by pion that nothing more can be sent.
func (t *track) Unbind(webrtc.TrackLocalContext) error {
	t.bound.Store(nil)
	return nil
}

// ID, RID, StreamID and Kind say what it is called.
func (t *track) ID() string                { return "voice" }
func (t *track) RID() string               { return "" }
func (t *track) StreamID() string          { return "me" }
func (t *track) Kind() webrtc.RTPCodecType { return webrtc.RTPCodecTypeAudio }

// write sends a packet. Before the track is bound it goes nowhere.
func (t *track) write(h *rtp.Header, payload []byte) error {
	b := t.bound.Load()
	if b == nil {
		return nil
	}
	h.SSRC = b.ssrc
	_, err := b.to.WriteRTP(h, payload)
	return err
}
