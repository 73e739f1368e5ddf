package link

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/stun/v4"
	"github.com/pion/webrtc/v4"

	"parley/media/red"
	"parley/media/slot"
)

// newAPI puts pion together by hand: one codec, with copies and without, one header extension, no
// interceptors (retransmission and reports are made by the link itself, fewer and
// smaller), and an ICE agent that knows
// exactly one candidate on each side and waits for nothing.
func newAPI(l *Link, password string) (*webrtc.API, error) {
	var media webrtc.MediaEngine
	for _, c := range []webrtc.RTPCodecParameters{
		{RTPCodecCapability: opus, PayloadType: slot.PayloadType},
		{RTPCodecCapability: copies, PayloadType: red.PayloadType},
	} {
		if err := media.RegisterCodec(c, webrtc.RTPCodecTypeAudio); err != nil {
			return nil, fmt.Errorf("register %s: %w", c.MimeType, err)
		}
	}
	if err := media.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: levelURI}, webrtc.RTPCodecTypeAudio,
		webrtc.RTPTransceiverDirectionSendonly); err != nil {
		return nil, fmt.Errorf("register the level extension: %w", err)
	}
	s := webrtc.SettingEngine{LoggerFactory: silence}
	s.SetNet(l.config.Net)
	s.SetICEUDPMux(wires(l.paths))
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetICETimeouts(disconnected, failed, keepalive)
	s.SetICEMaxBindingRequests(checks)
	s.SetHostAcceptanceMinWait(0)
	s.SetPrflxAcceptanceMinWait(0)
	s.SetICECredentials(l.ufrag, password)
	s.SetICEBindingRequestHandler(l.checked)
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM)
	s.SetSRTPReplayProtectionWindow(replayed)
	s.SetDTLSRetransmissionInterval(flightInterval)
	s.SetDTLSExtendedMasterSecret(dtls.RequireExtendedMasterSecret)
	s.SetFireOnTrackBeforeFirstRTP(true)
	s.BufferFactory = l.inlet
	return webrtc.NewAPI(webrtc.WithSettingEngine(s), webrtc.WithMediaEngine(&media),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{})), nil
}

// replayed is how many packets a stream may be ahead of one that comes late: who
// wants everything waits 3 s for it.
const replayed = 512

// copies is how Opus travels with copies of earlier packets.
var copies = webrtc.RTPCodecCapability{MimeType: "audio/red", ClockRate: slot.ClockRate, Channels: 2, SDPFmtpLine: redParameters}

// opus is the only codec.
var opus = webrtc.RTPCodecCapability{
	MimeType: webrtc.MimeTypeOpus, ClockRate: slot.ClockRate, Channels: 2, SDPFmtpLine: opusParameters,
}

// silence keeps the library's own log off the terminal.
var silence = &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled, Writer: io.Discard}

// checked is told of a check that the server sent, authenticated with the
// password that both have. The server sends one along with its answer until the
// handshake is done. The first one proves the path in both directions, so it is
// used at once: pion's own nomination comes up to 200 ms and a round trip later.
// One that comes after we asked for another path says that the server has taken
// it, so that we do, too. Any other that comes long after the handshake says that
// the server, started anew, does not know this connection, although it answers
// for it.
func (l *Link) checked(m *stun.Message, local, _ ice.Candidate, _ *ice.CandidatePair) bool {
	if up := l.upAt.Load(); up != 0 && time.Since(time.Unix(0, up)) > settling {
		if time.Now().UnixNano() < l.moving.Load() {
			p := l.pathAt(local.Port())
			return p != nil && p.wire.probes.wanted()
		}
		l.end(fmt.Errorf("%w: the server does not know it", ErrLost))
	}
	l.placed(m)
	return !l.picked.Swap(true)
}

// placed takes the place in the line for the handshake, if the server's check
// says one.
func (l *Link) placed(m *stun.Message) {
	if l.config.OnPlace == nil || l.upAt.Load() != 0 {
		return
	}
	if b, err := m.Get(slot.PlaceAttribute); err == nil && len(b) == 4 {
		l.config.OnPlace(int(binary.BigEndian.Uint32(b)))
	}
}

// matches reports whether a certificate has a fingerprint.
func matches(der []byte, fingerprint [32]byte) bool { return sha256.Sum256(der) == fingerprint }
