package link

import (
	"io"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/transport/v5/packetio"

	"parley/media/red"
	"parley/media/slot"
)

// An inlet is where pion puts what it has opened of a stream. It is taken at once, on
// pion's goroutine: nothing waits to be read, and nobody has to be woken to read it.
type inlet struct {
	take func(now time.Time, b []byte)
	done chan struct{} // closed by Close
	once sync.Once
}

// inlet makes the inlet of a stream, as pion asks for it.
func (l *Link) inlet(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	i := &inlet{done: make(chan struct{}), take: func(time.Time, []byte) {}}
	at, isSlot := slot.OfSSRC(ssrc)
	switch {
	case kind == packetio.RTCPBufferPacket:
		i.take = l.listen
	case isSlot:
		var packet rtp.Packet
		i.take = func(now time.Time, b []byte) { l.hear(at, &packet, now, b) }
	}
	return i
}

// Write takes a packet.
func (i *inlet) Write(b []byte) (int, error) {
	select {
	case <-i.done:
		return 0, io.ErrClosedPipe
	default:
		i.take(time.Now(), b)
		return len(b), nil
	}
}

// Read waits for the end: there is nothing to read.
func (i *inlet) Read([]byte) (int, error) {
	<-i.done
	return 0, io.EOF
}

// Close ends the stream.
func (i *inlet) Close() error {
	i.once.Do(func() { close(i.done) })
	return nil
}

// hear hands a packet of a slot to the caller of Dial. packet is where it is parsed.
func (l *Link) hear(at int, packet *rtp.Packet, now time.Time, b []byte) {
	defer l.opened.Add(1)
	if l.Err() != nil || packet.Unmarshal(b) != nil || packet.PayloadType != slot.PayloadType && packet.PayloadType != red.PayloadType {
		return
	}
	h := &l.slots[at]
	arrived := now
	if now = h.stamps.of(packet.SequenceNumber, now); l.collecting.Load() {
		arrived = now
	}
	if l.sounded.Swap(now.UnixNano()) < now.Add(-lively/2).UnixNano() {
		l.stir()
	}
	if h.note(now, packet.SequenceNumber, packet.Timestamp) {
		l.tellOfQueue()
	}
	out := Packet{
		Sequence: packet.SequenceNumber, Timestamp: packet.Timestamp, Marker: packet.Marker,
		RED: packet.PayloadType == red.PayloadType, Payload: packet.Payload, Arrived: arrived,
	}
	if len(packet.CSRC) > 0 {
		out.Speaker = packet.CSRC[0]
	}
	l.config.OnPacket(at, out)
}

// listen takes the server's reports.
func (l *Link) listen(now time.Time, b []byte) {
	packets, err := rtcp.Unmarshal(b)
	if err != nil {
		return
	}
	for _, p := range packets {
		l.reported(now, p)
	}
}
