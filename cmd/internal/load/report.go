package load

import (
	"math"
	"slices"
	"time"
)

// A Report is what a run showed. Times are from a person's first packet on the
// way in. Figures that cannot be had are null.
type Report struct {
	Asked          int     `json:"asked"`
	JoinedFirstTry int     `json:"joined_first_try"` // text and sound, each at the first try
	Failed         int     `json:"failed"`           // never had both
	Dropped        int     `json:"dropped"`          // were in, and lost text or sound again
	Queued         int     `json:"queued"`           // were told a place in the line for the sound
	PlaceMax       int     `json:"place_max"`        // the farthest back
	Interrupted    bool    `json:"interrupted"`
	TextMS         Spread  `json:"text_ms"`       // until the welcome with the draft
	SoundMS        Spread  `json:"sound_ms"`      // until sound could flow
	Packets        float64 `json:"packets_per_s"` // heard by all together, once all were in
	Loss           float64 `json:"loss"`          // the share of packets missing, 0 to 1
	WelcomeBytes   Sizes   `json:"welcome_bytes"`

	ServerCPU    *float64 `json:"server_cpu_s"`             // of the whole run
	ServerRSS    *float64 `json:"server_rss_mb"`            // at its end
	PerPacket    *float64 `json:"server_cpu_us_per_packet"` // while all were in
	PerJoin      *float64 `json:"server_cpu_ms_per_join"`   // while they came in, less what the packets of that time cost
	RSSPerPerson *float64 `json:"server_rss_kb_per_person"` // grown since the first dialled
}

// A Spread is how long it took, in milliseconds.
type Spread struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// Sizes are lengths in bytes.
type Sizes struct {
	P50 int `json:"p50"`
	Max int `json:"max"`
}

// A tally is what was heard by all people so far.
type tally struct{ packets, lost uint64 }

// heard counts what was heard so far.
func (r *crowd) heard() (t tally) {
	for _, p := range r.all {
		if c := p.sound.Load(); c != nil {
			s := c.Stats()
			t.packets, t.lost = t.packets+s.Heard, t.lost+s.Lost
		}
	}
	return t
}

// report makes the report of people who have been in together for so long,
// after what had been heard before. called says that they were called off
// early. The server's figures are not in it.
func (r *crowd) report(before tally, lasted time.Duration, called bool) Report {
	out := Report{Interrupted: called}
	var text, sound []time.Duration
	var welcomes []int
	for _, p := range r.all {
		s := p.standing()
		if p.began.IsZero() || called && !s.in() && s.why == nil {
			continue // it never dialled, or was called off on the way
		}
		out.Asked++
		if s.welcomed {
			text = append(text, s.text)
			welcomes = append(welcomes, p.session.WelcomeBytes())
		}
		if s.connected {
			sound = append(sound, s.sound)
		}
		switch {
		case !s.in():
			out.Failed++
		case !s.retried:
			out.JoinedFirstTry++
		}
		if s.place > 0 {
			out.Queued++
			out.PlaceMax = max(out.PlaceMax, s.place)
		}
		if s.dropped {
			out.Dropped++
		}
	}
	out.TextMS, out.SoundMS = spread(text), spread(sound)
	slices.Sort(welcomes)
	out.WelcomeBytes = Sizes{at(welcomes, 0.5), at(welcomes, 1)}
	all := r.heard()
	out.Packets = round(float64(all.packets-before.packets) / max(lasted.Seconds(), 1e-3))
	if n := all.packets + all.lost; n > 0 {
		out.Loss = float64(all.lost) / float64(n)
	}
	return out
}

// server fills in what the server's process took: before the first dialled,
// when all were in, and at the end.
func (r *Report) server(before, inside, end usage, arrived, all tally) {
	if !before.known || !inside.known || !end.known {
		return
	}
	r.ServerCPU, r.ServerRSS = figure(end.cpu.Seconds()-before.cpu.Seconds()), figure(float64(end.rss)/1e6)
	perPacket, people := 0.0, float64(max(r.Asked, 1))
	if n := all.packets - arrived.packets; n > 0 {
		perPacket = float64((end.cpu - inside.cpu).Microseconds()) / float64(n)
		r.PerPacket = figure(perPacket)
	}
	joining := float64((inside.cpu - before.cpu).Microseconds()) - float64(arrived.packets)*perPacket
	r.PerJoin = figure(joining / 1000 / people)
	r.RSSPerPerson = figure(float64(end.rss-before.rss) / 1e3 / people)
}

func figure(v float64) *float64 { v = round(v); return &v }

// round keeps two digits behind the point: more would be noise.
func round(v float64) float64 { return math.Round(v*100) / 100 }

// spread sums up durations, which it sorts. Of none it is all zeros.
func spread(d []time.Duration) Spread {
	slices.Sort(d)
	ms := func(share float64) float64 { return round(float64(at(d, share).Microseconds()) / 1000) }
	return Spread{ms(0.5), ms(0.99), ms(1)}
}

// at returns the value below or at which lies that share of the sorted values.
func at[T any](sorted []T, share float64) (v T) {
	if len(sorted) == 0 {
		return v
	}
	return sorted[max(int(math.Ceil(share*float64(len(sorted))))-1, 0)]
}
