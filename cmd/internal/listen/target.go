package listen

import (
	"time"

	"parley/cmd/internal/weaklink"
)

// A Target is what a figure is to reach.
type Target struct {
	Name string  `json:"name"`
	Most float64 `json:"most"` // the figure at most
	Got  float64 `json:"got"`
	Met  bool    `json:"met"`
}

// most adds a target to the report.
func (r *Report) most(name string, most, got float64) {
	r.Targets = append(r.Targets, Target{name, most, got, got <= most})
}

// A Case is a setting with what it is to reach.
type Case struct {
	Config
	judge func(*Report)
}

// Judge puts into the report what the setting was to reach.
func (c Case) Judge(r *Report) {
	r.Targets = []Target{}
	if c.judge != nil {
		c.judge(r)
	}
}

// within judges a lossy link: so much may be concealed, in 40 kbit/s and 400 ms.
func within(concealed float64) func(*Report) {
	return func(r *Report) {
		r.most("concealed_share", concealed, r.Share)
		r.most("kbit_in", 40, r.KbitIn)
		r.heardWithin(400)
	}
}

// saidWithin judges likewise what is said over a lossy link.
func saidWithin(concealed float64) func(*Report) {
	return func(r *Report) {
		r.most("concealed_share", concealed, r.Share)
		r.most("kbit_out", 40, r.KbitOut)
		r.heardWithin(400)
	}
}

func (r *Report) heardWithin(ms float64) {
	if r.MouthToEarMS != nil {
		r.most("mouth_to_ear_ms", ms, *r.MouthToEarMS)
	}
}

// settles is how long the ladders take to find what a link bears.
const settles = 15 * time.Second

// Cases are the settings that the sound is to stand, each with its targets.
func Cases() []Case {
	const half = 50 * time.Millisecond // of a round trip of 100 ms
	weather := func(loss float64, burst time.Duration) weaklink.Weather {
		return weaklink.Weather{Loss: loss, Burst: burst, Delay: half, Seed: 1}
	}
	return []Case{
		{Config{Setting: "clean", Settle: settles}, func(r *Report) {
			r.most("kbit_in", 60, r.KbitIn)
			r.heardWithin(120)
		}},
		{Config{Setting: "speech in 60 ms packets", Room: 20000, Settle: settles}, func(r *Report) { r.most("kbit_in", 20, r.KbitIn) }},
		{Config{Setting: "speech in 120 ms packets", Room: 15000, Settle: settles}, func(r *Report) { r.most("kbit_in", 16, r.KbitIn) }},
		{Config{Setting: "silence", Silent: true, Settle: settles}, func(r *Report) { r.most("kbit_in+kbit_out", 1.5, r.KbitIn+r.KbitOut) }},
		{Config{Setting: "10 % lost", Weather: weather(0.1, 0), Settle: settles}, within(0.01)},
		{Config{Setting: "20 % lost", Weather: weather(0.2, 0), Settle: settles}, within(0.02)},
		{Config{Setting: "30 % lost", Weather: weather(0.3, 0), Settle: settles}, within(0.03)},
		{Config{Setting: "20 % lost in bursts of 120 ms", Weather: weather(0.2, 120*time.Millisecond), Settle: settles}, within(0.05)},
		{Config{Setting: "10 % lost of what is said", Weather: weather(0.1, 0), Speaks: true, Settle: settles}, saidWithin(0.01)},
		{Config{Setting: "complete, 30 % lost", Weather: weaklink.Weather{Loss: 0.3, Delay: 3 * half, Seed: 1}, Complete: true, Settle: settles},
			func(r *Report) { r.most("concealed_share", 0, r.Share) }},
		{Config{Setting: "32 kbit/s and 10 % lost", Weather: weaklink.Weather{Loss: 0.1, Delay: half, Kbit: 32, Seed: 1}, Settle: settles}, within(0.01)},
		{Config{Setting: "32 kbit/s and 10 % lost of what is said", Weather: weaklink.Weather{Loss: 0.1, Delay: half, Kbit: 32, Seed: 1}, Speaks: true, Settle: settles}, saidWithin(0.01)},
	}
}

// Client is the setting that measures a client in a call.
func Client(program string) Case {
	return Case{Config{Setting: "a client in a call", Program: program, Settle: settles}, func(r *Report) {
		if r.CPU != nil {
			r.most("cpu_pct", 5, *r.CPU)
			r.most("rss_mb", 60, *r.RSS)
		}
	}}
}
