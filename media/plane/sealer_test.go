package plane

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"pgregory.net/rapid"
)

var (
	masterKey  = []byte("sixteen byte key")
	masterSalt = []byte("twelve bytes")
)

// theirs makes the other end, of another hand.
func theirs(t testing.TB, options ...srtp.ContextOption) *srtp.Context {
	t.Helper()
	c, err := srtp.CreateContext(masterKey, masterSalt, srtp.ProtectionProfileAeadAes128Gcm, options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sealing(t testing.TB) *sealer {
	t.Helper()
	s, err := newSealer(masterKey, masterSalt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// numbered makes an RTP packet of the slots' kind.
func numbered(t testing.TB, ssrc uint32, sequence uint16, payload ...byte) []byte {
	t.Helper()
	b, err := (&rtp.Packet{
		Header:  rtp.Header{Version: 2, PayloadType: 111, SSRC: ssrc, SequenceNumber: sequence, CSRC: []uint32{7}},
		Payload: payload,
	}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAPacketIsProtectedAsAnotherImplementationDoesIt(t *testing.T) {
	ours, other := sealing(t), theirs(t)
	receiver := theirs(t, srtp.SRTPReplayProtection(replayWindow), srtp.SRTCPReplayProtection(replayWindow))
	for i := range 200_000 { // three times around the 16-bit numbers
		plain := numbered(t, uint32(1+i%2), uint16(1000+i/2), byte(i), byte(i>>8))
		got, err := ours.packet(nil, plain)
		if err != nil {
			t.Fatalf("packet %d: %v", i, err)
		}
		want, err := other.EncryptRTP(nil, plain, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("packet %d: got %x, want %x", i, got, want)
		}
		if back, err := receiver.DecryptRTP(nil, got, nil); err != nil || !bytes.Equal(back, plain) {
			t.Fatalf("packet %d: received %x, %v", i, back, err)
		}
	}
}

func TestAReportIsReceivedByAnotherImplementation(t *testing.T) {
	ours := sealing(t)
	receiver := theirs(t, srtp.SRTCPReplayProtection(replayWindow))
	for i := range uint32(1000) {
		plain, err := rtcp.Marshal([]rtcp.Packet{&rtcp.SenderReport{SSRC: 1 + i%4, PacketCount: i}, &rtcp.Goodbye{Sources: []uint32{1, 2}}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := ours.control(nil, plain)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := receiver.DecryptRTCP(nil, got, nil); err != nil || !bytes.Equal(back, plain) {
			t.Fatalf("report %d: received %x, %v", i, back, err)
		}
		if _, err := receiver.DecryptRTCP(nil, got, nil); err == nil {
			t.Fatalf("report %d: it was received twice", i)
		}
	}
	ours.index = maxIndex
	if _, err := ours.control(nil, []byte{0x80, 201, 0, 1, 0, 0, 0, 1}); !errors.Is(err, errUsedUp) {
		t.Errorf("a key that is used up: got %v", err)
	}
}

func TestNoNonceIsUsedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var o outgoing
		o.newest = rapid.SampledFrom([]uint64{3, 100, 65_500, 131_000}).Draw(t, "begin")
		o.sent = 1
		used := map[uint64]bool{o.newest: true}
		newest := o.newest
		for _, step := range rapid.SliceOf(rapid.IntRange(-80, 80)).Draw(t, "steps") {
			want := int64(newest) + int64(step)
			index, ok := o.take(uint16(want))
			fresh := want >= 0 && !used[uint64(want)] && step > -keptNumbers
			if ok != fresh || ok && index != uint64(want) {
				t.Fatalf("%d after %d: got %d, %v, want %v", want, newest, index, ok, fresh)
			}
			if ok {
				used[index] = true
				newest = max(newest, index)
			}
		}
	})
}

func TestTheSealerRefusesWhatItMustNotSend(t *testing.T) {
	s := sealing(t)
	first := numbered(t, 1, 100, 1)
	if _, err := s.packet(nil, first); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]struct {
		packet []byte
		want   error
	}{
		"the same number":                {first, errRepeated},
		"too old a number":               {numbered(t, 1, 36, 1), errRepeated},
		"a number before the first turn": {numbered(t, 1, 65_530, 1), errRepeated},
		"no packet":                      {make([]byte, 40), errNoPacket},
		"half a header":                  {first[:14], errNoPacket},
		"half an extension":              {append([]byte{0x90}, first[1:12]...), errNoPacket},
	} {
		if got, err := s.packet(nil, bad.packet); !errors.Is(err, bad.want) || len(got) > 0 {
			t.Errorf("%s: got %x, %v, want %v", name, got, err, bad.want)
		}
	}
	for ssrc := uint32(2); ssrc <= maxStreams; ssrc++ {
		if _, err := s.packet(nil, numbered(t, ssrc, 1, 1)); err != nil {
			t.Errorf("stream %d: %v", ssrc, err)
		}
	}
	if _, err := s.packet(nil, numbered(t, 1000, 1, 1)); !errors.Is(err, errStreams) {
		t.Errorf("one stream too many: got %v", err)
	}
	if _, err := s.control(nil, first[:7]); !errors.Is(err, errNoPacket) {
		t.Errorf("half a report: got %v", err)
	}
}

// FuzzSealer protects anything, and has another implementation undo it.
func FuzzSealer(f *testing.F) {
	f.Add(numbered(f, 1, 1, 1, 2, 3), false)
	f.Add(append([]byte{0x90, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0xbe, 0xde, 0, 1, 1, 2, 3, 4}, 5, 6), false)
	f.Add([]byte{0x80, 201, 0, 1, 0, 0, 0, 1}, true)
	f.Fuzz(func(t *testing.T, plain []byte, report bool) {
		s := sealing(t)
		protect, undo := s.packet, func(b []byte) ([]byte, error) { return theirs(t).DecryptRTP(nil, b, nil) }
		if report {
			protect, undo = s.control, func(b []byte) ([]byte, error) { return theirs(t).DecryptRTCP(nil, b, nil) }
		}
		got, err := protect(nil, plain)
		if err != nil {
			return
		}
		if !report {
			var h rtp.Header
			if n, err := h.Unmarshal(plain); err != nil || n != len(got)-tagLen-(len(plain)-n) || h.ExtensionProfile == 0xc0de || h.ExtensionProfile == 0xc2de {
				return // what it refuses itself, such as a malformed extension, or takes for one of RFC 9335
			}
			if binary.BigEndian.Uint16(plain[2:]) > 1<<15 {
				return // an end that hears of the stream now may take it for an older one
			}
		}
		if back, err := undo(got); err != nil || !bytes.Equal(back, plain) {
			t.Errorf("%x became %x and then %x, %v", plain, got, back, err)
		}
	})
}

// BenchmarkSeal measures what one packet costs before the system has it, with
// 600 keys that take turns, as listeners do.
func BenchmarkSeal(b *testing.B) {
	var all []*sealer
	for range 600 {
		all = append(all, sealing(b))
	}
	packet := numbered(b, 1, 1, make([]byte, 60)...)
	dst := make([]byte, 0, maxDatagram)
	for i := 0; b.Loop(); i++ {
		binary.BigEndian.PutUint16(packet[2:], uint16(i/len(all)))
		if _, err := all[i%len(all)].packet(dst, packet); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAPacketIsSentAgainAsItWas(t *testing.T) {
	ours := sealing(t)
	sent := map[uint16][]byte{}
	for i := range uint16(1000) {
		if i == 990 { // one that was never sent
			continue
		}
		sequence := 65000 + i // it wraps
		sent[sequence], _ = ours.packet(nil, numbered(t, 1, sequence, byte(i)))
	}
	for _, tt := range []struct {
		name string
		back uint16
		ok   bool
	}{{"the newest", 0, true}, {"another", 40, true}, {"an old one", 400, true}, {"one that is too old", 600, false},
		{"one that was never sent", 9, false}, {"one to come", 65535, false}} {
		sequence := uint16(65999-1<<16) - tt.back
		got, err := ours.again(nil, numbered(t, 1, sequence, byte(999-tt.back)))
		if (err == nil) != tt.ok || tt.ok && !bytes.Equal(got, sent[sequence]) {
			t.Errorf("%s: got %x, %v; want %x", tt.name, got, err, sent[sequence])
		}
	}
	if _, err := ours.again(nil, numbered(t, 2, 5, 1)); !errors.Is(err, errRepeated) {
		t.Errorf("of a stream that sent nothing: got %v", err)
	}
}
