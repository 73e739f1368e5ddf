package lite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"parley/media/slot"
)

// initVoice sets the numbers that our first packet gets: random, as RFC 3550
// section 5.1 wants them, but the sequence in the lower half, so that losing
// the first packets cannot put the SRTP counters out of step (RFC 3711 section
// 3.3.1).
func (l *Conn) initVoice() {
	l.ssrc = rand.Uint32()
	l.packet.Header = rtp.Header{
		Version: 2, PayloadType: slot.PayloadType, SSRC: l.ssrc,
		SequenceNumber: uint16(rand.N(1 << 15)), Timestamp: rand.Uint32(),
	}
}

// Send sends one Opus packet that covers the given number of samples (48 kHz)
// and is as loud as level, in -dBov. first says that it is the first after
// silence. A packet that the network does not take is lost like any other; only
// a connection that is over is an error.
func (l *Conn) Send(opus []byte, samples int, level int, first bool) error {
	if err := l.Err(); err != nil {
		return fmt.Errorf("send sound: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	voice := byte(min(max(level, 0), slot.Quiet)) | 0x80 // 0x80: this is voice
	if err := l.packet.SetExtension(slot.LevelExtension, []byte{voice}); err != nil {
		return fmt.Errorf("send sound: %w", err)
	}
	l.packet.Marker, l.packet.Payload = first, opus
	plain, err := l.packet.Marshal()
	l.packet.SequenceNumber++
	l.packet.Timestamp += uint32(samples)
	if err != nil {
		return fmt.Errorf("send sound: %w", err)
	}
	sealed, err := l.out.EncryptRTP(nil, plain, nil)
	if err != nil {
		return fmt.Errorf("send sound: %w", err)
	}
	l.socket.Write(sealed)
	return nil
}

// read takes what comes until the socket is closed.
func (l *Conn) read() {
	buf, plain := make([]byte, maxPacket), make([]byte, 0, maxPacket)
	for {
		n, err := l.socket.Read(buf)
		switch {
		case errors.Is(err, net.ErrClosed):
			l.end(ErrLost) // if it was not closed here
			return
		case err != nil: // an ICMP error for what was sent before
			time.Sleep(time.Millisecond)
		case n > 0:
			l.take(time.Now(), buf[:n], plain)
		}
	}
}

// take takes one datagram. The first byte tells what it is (RFC 7983).
func (l *Conn) take(now time.Time, b, plain []byte) {
	switch first := b[0]; {
	case first <= 3:
		if l.answered(now, b) {
			l.heard.Store(now.UnixNano())
		}
	case first >= 20 && first <= 63:
		l.report(nil) // the server's last flight once more: it waits to hear that we have the keys
	case first >= 128 && first <= 191 && len(b) > 12:
		if b[1] >= 192 && b[1] <= 223 {
			l.takeControl(now, b, plain)
		} else {
			l.takeSound(now, b, plain)
		}
	}
}

// takeSound counts a packet of sound, if it is authentic.
func (l *Conn) takeSound(now time.Time, b, plain []byte) {
	var h rtp.Header
	if _, err := l.in.DecryptRTP(plain, b, &h); err != nil {
		return
	}
	at, ok := slot.OfSSRC(h.SSRC)
	if !ok || h.PayloadType != slot.PayloadType {
		return
	}
	l.heard.Store(now.UnixNano())
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slots[at].Note(now, h.SequenceNumber, h.Timestamp)
	if l.first.IsZero() {
		l.first = now
	}
}

// takeControl takes the server's reports.
func (l *Conn) takeControl(now time.Time, b, plain []byte) {
	compound, err := l.in.DecryptRTCP(plain, b, nil)
	if err != nil {
		return
	}
	packets, err := rtcp.Unmarshal(compound)
	if err != nil {
		return
	}
	l.heard.Store(now.UnixNano())
	for _, p := range packets {
		switch p := p.(type) {
		case *rtcp.Goodbye:
			l.end(ErrGone)
		case *rtcp.SenderReport:
			if at, ok := slot.OfSSRC(p.SSRC); ok {
				l.mu.Lock()
				l.slots[at].NoteSender(now, p.NTPTime)
				l.mu.Unlock()
			}
		}
	}
}

// received returns what came in the slots since the last report.
func (l *Conn) received(now time.Time) (heard []rtcp.ReceptionReport) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.slots {
		if s, ok := l.slots[i].Report(now); ok {
			heard = append(heard, rtcp.ReceptionReport{
				SSRC: slot.SSRC(i), FractionLost: s.FractionLost, TotalLost: s.Lost, LastSequenceNumber: s.Newest,
				Jitter: s.Jitter, LastSenderReport: s.LastSender, Delay: s.Delay,
			})
		}
	}
	return heard
}

// report sends one receiver report.
func (l *Conn) report(heard []rtcp.ReceptionReport) {
	l.control(&rtcp.ReceiverReport{SSRC: l.ssrc, Reports: heard})
}

// goodbye tells the server that nothing more will come.
func (l *Conn) goodbye() {
	l.control(&rtcp.ReceiverReport{SSRC: l.ssrc}, &rtcp.Goodbye{Sources: []uint32{l.ssrc}})
}

// control sends RTCP packets together.
func (l *Conn) control(packets ...rtcp.Packet) {
	plain, err := rtcp.Marshal(packets)
	if err != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if sealed, err := l.out.EncryptRTCP(nil, plain, nil); err == nil {
		l.socket.Write(sealed)
	}
}
