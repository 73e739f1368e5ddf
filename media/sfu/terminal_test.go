package sfu_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/vnet"

	"parley/media/plane/planetest"
	"parley/media/red"
	"parley/media/sfu"
	"parley/media/slot"
)

// A terminal is a client of plain parts, which sees every packet as it is on
// the wire, and can send any.
type terminal struct {
	net.PacketConn // of which only what is neither RTP nor RTCP is read
	t              testing.TB
	server         net.Addr
	who            sfu.Fingerprint
	sends          rtp.Header

	mu       sync.Mutex // guards the fields below
	in, out  *srtp.Context
	heard    []arrival
	controls []rtcp.Packet
	slots    [slot.Count]slot.Reception
	onPacket func(arrival)
}

// An arrival is one packet of sound.
type arrival struct {
	rtp.Packet
	at     time.Time
	slot   int
	blocks []red.Block // the newest last
}

// terminal connects one by way of a relay, or directly.
func (w *world) terminal(n *vnet.Net, r *relay) *terminal { return w.named(n, r, "") }

// named is terminal with something behind its ICE name.
func (w *world) named(n *vnet.Net, r *relay, behind string) *terminal {
	w.t.Helper()
	address := w.address
	if r != nil {
		address = r.address
	}
	server, err := net.ResolveUDPAddr("udp4", address)
	if err != nil {
		w.t.Fatal(err)
	}
	conn, err := n.ListenPacket("udp4", "0.0.0.0:0")
	if err != nil {
		w.t.Fatal(err)
	}
	c, fingerprint, err := planetest.Certificate()
	if err != nil {
		w.t.Fatal(err)
	}
	p := &terminal{PacketConn: conn, t: w.t, server: server, who: fingerprint}
	p.sends = rtp.Header{Version: 2, PayloadType: slot.PayloadType, SSRC: 77, SequenceNumber: 1000, Timestamp: 5000}
	name, password := prove("m", fingerprint, "t")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	over, err := planetest.Dial(ctx, p, server, name+behind, password, c)
	if err != nil {
		w.t.Fatal(err)
	}
	state, ok := over.ConnectionState()
	if !ok {
		w.t.Fatal("no state of the handshake")
	}
	m, err := state.ExportKeyingMaterial("EXTRACTOR-dtls_srtp", nil, 2*(16+12))
	if err != nil {
		w.t.Fatal(err)
	}
	p.mu.Lock()
	p.out, _ = srtp.CreateContext(m[:16], m[32:44], srtp.ProtectionProfileAeadAes128Gcm)
	p.in, _ = srtp.CreateContext(m[16:32], m[44:], srtp.ProtectionProfileAeadAes128Gcm, srtp.SRTPNoReplayProtection())
	p.mu.Unlock()
	alive, stop := context.WithCancel(context.Background())
	w.t.Cleanup(func() { stop(); conn.Close(); over.Close() })
	go func() {
		for alive.Err() == nil {
			conn.WriteTo(planetest.Check(name+behind, password).Raw, server)
			time.Sleep(2 * time.Second)
		}
	}()
	p.control(&rtcp.ReceiverReport{SSRC: p.sends.SSRC})
	for w.Stats().Open == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	return p
}

// ReadFrom returns the next datagram of the handshake.
func (p *terminal) ReadFrom(b []byte) (int, net.Addr, error) {
	for {
		n, from, err := p.PacketConn.ReadFrom(b)
		if err != nil {
			return n, from, err
		}
		p.mu.Lock()
		up := p.in != nil
		p.mu.Unlock()
		switch {
		case b[0] >= 128 && b[0] < 192:
			p.take(append([]byte(nil), b[:n]...))
		case up && b[0] < 4: // the answer to a check
		default:
			return n, from, nil
		}
	}
}

// take takes a packet of sound or a report.
func (p *terminal) take(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.in == nil {
		return
	}
	if !sound(b) {
		if plain, err := p.in.DecryptRTCP(nil, b, nil); err == nil {
			all, _ := rtcp.Unmarshal(plain)
			p.controls = append(p.controls, all...)
			for _, c := range all {
				if r, ok := c.(*rtcp.SenderReport); ok {
					if at, ok := slot.OfSSRC(r.SSRC); ok {
						p.slots[at].NoteSender(time.Now(), r.NTPTime)
					}
				}
			}
		}
		return
	}
	plain, err := p.in.DecryptRTP(nil, b, nil)
	if err != nil {
		return
	}
	a := arrival{at: time.Now()}
	if err := a.Unmarshal(plain); err != nil {
		p.t.Error(err)
		return
	}
	a.slot, _ = slot.OfSSRC(a.SSRC)
	a.blocks = []red.Block{{Payload: a.Payload}}
	if a.PayloadType == red.PayloadType {
		if a.blocks, err = red.Unpack(nil, a.Payload, slot.PayloadType); err != nil {
			p.t.Error(err)
			return
		}
	}
	p.slots[a.slot].Note(a.at, a.SequenceNumber, a.Timestamp)
	p.heard = append(p.heard, a)
	if p.onPacket != nil {
		p.onPacket(a)
	}
}

// taken returns what was heard since the last call.
func (p *terminal) taken() (all []arrival) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all, p.heard = p.heard, nil
	return all
}

// said returns the reports that came since the last call.
func (p *terminal) said() (all []rtcp.Packet) {
	p.mu.Lock()
	defer p.mu.Unlock()
	all, p.controls = p.controls, nil
	return all
}

// control sends reports.
func (p *terminal) control(all ...rtcp.Packet) {
	raw, err := rtcp.Marshal(all)
	if err != nil {
		p.t.Error(err)
		return
	}
	p.mu.Lock()
	sealed, err := p.out.EncryptRTCP(nil, raw, nil)
	p.mu.Unlock()
	if err != nil {
		p.t.Error(err)
		return
	}
	p.WriteTo(sealed, p.server)
}

// wishes sends our client's wish.
func (p *terminal) wishes(frames, depth, mode byte, bitrate float32) {
	p.control(&rtcp.ReceiverReport{SSRC: p.sends.SSRC},
		&rtcp.ApplicationDefined{SSRC: p.sends.SSRC, Name: "PRLY", Data: []byte{frames, depth, mode, 0}},
		&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: p.sends.SSRC, Bitrate: bitrate, SSRCs: []uint32{slot.SSRC(0)}})
}

// misses asks for packets again.
func (p *terminal) misses(at int, sequences ...uint16) {
	p.control(&rtcp.TransportLayerNack{SenderSSRC: p.sends.SSRC, MediaSSRC: slot.SSRC(at), Nacks: rtcp.NackPairsFromSequenceNumbers(sequences)})
}

// packet makes the next packet of sound, which covers as many samples as it says,
// as loud as level.
func (p *terminal) packet(level uint8, voice bool, payload []byte) []byte {
	if voice {
		level |= 0x80
	}
	packet := rtp.Packet{Header: p.sends, Payload: payload}
	if err := packet.SetExtension(slot.LevelExtension, []byte{level}); err != nil {
		p.t.Error(err)
	}
	plain, err := packet.Marshal()
	if err != nil {
		p.t.Error(err)
	}
	opus := payload
	if p.sends.PayloadType == red.PayloadType {
		blocks, _ := red.Unpack(nil, payload, slot.PayloadType)
		opus = blocks[len(blocks)-1].Payload
	}
	p.sends.SequenceNumber++
	p.sends.Timestamp += uint32(red.Samples(opus))
	return plain
}

// send sends a packet of sound, maybe not for the first time.
func (p *terminal) send(plain []byte) {
	p.mu.Lock()
	sealed, err := p.out.EncryptRTP(nil, plain, nil)
	p.mu.Unlock()
	if err != nil {
		p.t.Error(err)
		return
	}
	p.WriteTo(sealed, p.server)
}

// opusOf makes an Opus packet of one frame of 20 ms in which the number i can
// be found.
func opusOf(i int, size int) []byte {
	b := make([]byte, max(size, 4))
	b[0], b[1], b[2] = 9<<3, byte(i>>8), byte(i)
	return b
}

// speaks sends frames number from to to-1, each 20 ms.
func (p *terminal) speaks(from, to int) {
	for i := from; i < to; i++ {
		p.send(p.packet(30, true, opusOf(i, 30)))
		time.Sleep(20 * time.Millisecond)
	}
}

// numbersIn returns the numbers of the frames in an Opus packet made of opusOf.
func numbersIn(t testing.TB, opus []byte) (all []int) {
	_, frames, err := red.Split(nil, opus)
	if err != nil {
		t.Error(err)
	}
	for _, f := range frames {
		if len(f) > 0 { // else there is no sound in it
			all = append(all, int(f[0])<<8|int(f[1]))
		}
	}
	return all
}
