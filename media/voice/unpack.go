package voice

import (
	"parley/media/jitter"
	"parley/media/link"
	"parley/media/opus"
	"parley/media/pcm"
	"parley/media/red"
	"parley/media/slot"
)

// An unpacker takes packets apart into frames. It has a fixed size; what it
// returns is valid until the next packet.
type unpacker struct {
	blocks [red.MaxBlocks]red.Block
	parts  [red.MaxFrames][]byte
	frames [jitter.MaxFrames]jitter.Frame
	bytes  [2 * 1500]byte // the frames, each with its first byte
}

// frames returns those of a packet: first the copies of earlier ones, then its
// own.
func (u *unpacker) unpack(p link.Packet) ([]jitter.Frame, error) {
	u.blocks[0] = red.Block{Payload: p.Payload}
	blocks := u.blocks[:1]
	if p.RED {
		var err error
		if blocks, err = red.Unpack(u.blocks[:0], p.Payload, slot.PayloadType); err != nil {
			return nil, err
		}
	}
	frames, bytes := u.frames[:0], u.bytes[:0]
	for i, b := range blocks {
		toc, parts, err := red.Split(u.parts[:0], b.Payload)
		switch {
		case err != nil && i == len(blocks)-1:
			return nil, err
		case err != nil:
			continue // a copy that is broken is no loss
		}
		samples := red.FrameSamples(toc)
		if samples > 3*pcm.FrameSize || samples%120 != 0 {
			continue
		}
		for j, part := range parts {
			offset := j*samples - b.Before
			if len(frames) == cap(frames) || len(bytes)+1+len(part) > cap(bytes) || b.Before > 0 && offset+samples > 0 {
				break
			}
			from := len(bytes)
			bytes = append(append(bytes, toc), part...)
			payload := bytes[from:]
			frames = append(frames, jitter.Frame{Offset: offset, Samples: samples, Coarse: opus.Coarse(payload), Payload: payload})
		}
	}
	return frames, nil
}
