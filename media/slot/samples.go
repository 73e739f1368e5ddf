package slot

// maxSamples is the longest packet that Opus allows, 120 ms
// (RFC 6716 section 3.2.5, requirement R5).
const maxSamples = ClockRate * 120 / 1000

// Samples returns how many samples, at 48 kHz and per channel, an Opus packet
// covers, as its first bytes say (RFC 6716 section 3.1). It looks at no audio.
// A packet that cannot be Opus has 0.
func Samples(opus []byte) int {
	if len(opus) == 0 {
		return 0
	}
	frames := 1
	switch opus[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(opus) < 2 {
			return 0
		}
		frames = int(opus[1] & 0x3f)
	}
	if n := frames * frameSamples(opus[0]>>3); n <= maxSamples {
		return n
	}
	return 0
}

// frameSamples returns the length of one frame of an Opus configuration, 0 to
// 31: SILK 10 to 60 ms, hybrid 10 and 20 ms, CELT 2.5 to 20 ms.
func frameSamples(config byte) int {
	const ms = ClockRate / 1000
	switch {
	case config < 12:
		return [...]int{10, 20, 40, 60}[config&3] * ms
	case config < 16:
		return [...]int{10, 20}[config&1] * ms
	default:
		return (5 * ms / 2) << (config & 3)
	}
}
