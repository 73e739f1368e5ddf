package load

import (
	"bytes"
	"fmt"

	"parley/media/opus"
	"parley/media/pcm"
)

// silence is the length of the longest packet that need not be sent, in bytes
// (RFC 7587 section 3.1.3).
const silence = 2

// Speech encodes what the talkers say, without its pauses: 50 packets a second
// are what is to be measured.
func Speech(samples []int16) (packets [][]byte, err error) {
	e, err := opus.NewEncoder()
	if err != nil {
		return nil, err
	}
	out := make([]byte, opus.MaxPacket)
	for len(samples) >= pcm.FrameSize {
		n, err := e.Encode((*pcm.Frame)(samples), out)
		if err != nil {
			return nil, err
		}
		if n > silence {
			packets = append(packets, bytes.Clone(out[:n]))
		}
		samples = samples[pcm.FrameSize:]
	}
	if len(packets) == 0 {
		return nil, fmt.Errorf("encode speech: there is nothing but silence in it")
	}
	return packets, nil
}
