package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/collab/ticket"
	"parley/media/device"
	"parley/media/pcm"
)

// A longWay is a meeting in which somebody speaks all the time, seen from afar.
type longWay struct {
	*hearing
	link ticket.Link
	env  []string
}

// speaksAllTheTime opens a meeting whose host speaks.
func speaksAllTheTime(t testing.TB) *longWay {
	t.Helper()
	w := &longWay{hearing: &hearing{t: t, dir: t.TempDir()}}
	w.env = append(os.Environ(), "XDG_DATA_HOME="+w.dir, "XDG_STATE_HOME="+w.dir)
	port, err := freePortNumber()
	if err != nil {
		t.Fatal(err)
	}
	w.host = w.start("host", w.env, "host", "--linear", "--mic", "file:"+hum(t, time.Minute), "--ear", "none",
		"--listen", fmt.Sprint("127.0.0.1:", port), "--data", "meeting")
	if w.link, err = ticket.ParseLink(w.hears(w.host, `^(parley://\S+)$`)[1]); err != nil {
		t.Fatal(err)
	}
	w.asks(w.host, "wait sound", `^Sound is connected`)
	w.asks(w.host, "talk on", `^Microphone ON`)
	return w
}

// hum writes a file that sounds for so long.
func hum(t testing.TB, long time.Duration) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "hum.wav")
	out, err := device.CreateWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := range int(long / pcm.FrameTime) {
		var frame pcm.Frame
		for i := range frame { // a voice's pitch, and it comes and goes four times a second
			second := float64(at*len(frame)+i) / pcm.Rate
			frame[i] = int16(6000 * math.Sin(2*math.Pi*150*second) * math.Sin(2*math.Pi*4*second))
		}
		if err := out.Write(&frame); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// joins lets a listener in over a relay, and returns it with the time of its start.
func (w *longWay) joins(r *relay, name string) (*program, time.Time) {
	w.t.Helper()
	link := w.link
	link.Host = r.address()
	began := time.Now()
	return w.start(name, w.env, "join", link.String(), "--json", "--name", name, "--mic", "none",
		"--ear", "file:"+filepath.Join(w.t.TempDir(), "heard.wav")), began
}

// BenchmarkDoors starts parley join at the far end of a long way and measures, from
// the start of the process, until the text is there and until the first packet of
// sound is. The line through these times at several round trips says how
// many of those each door takes (slope), and what it takes besides (at_0).
func BenchmarkDoors(b *testing.B) {
	for b.Loop() {
		w := speaksAllTheTime(b)
		var trips, text, sound []float64
		for i, roundTrip := range []time.Duration{0, 100, 300, 600, 0, 100, 300, 600} {
			r := newRelay(b, w.link.Host, roundTrip*time.Millisecond)
			p, began := w.joins(r, fmt.Sprint("Far", i))
			w.hears(p, `"event":"joined"`)
			texted := time.Since(began)
			w.asks(p, "wait speech", `^\{"event":"wait","for":"speech"`)
			_, sounded := r.heard()
			if code, err := p.finish(); code != 0 || err != nil {
				b.Fatal(code, err)
			}
			trips = append(trips, r.roundTrip.Seconds())
			text, sound = append(text, texted.Seconds()), append(sound, sounded.Sub(began).Seconds())
			b.Logf("round trip %4d ms: text after %4d ms, sound after %4d ms", roundTrip, texted.Milliseconds(), sounded.Sub(began).Milliseconds())
		}
		for name, times := range map[string][]float64{"text": text, "sound": sound} {
			slope, at0 := line(trips, times)
			b.ReportMetric(slope, name+"_round_trips")
			b.ReportMetric(at0*1000, name+"_ms_at_0")
		}
	}
}

// line fits y = slope·x + at0 with least squares.
func line(x, y []float64) (slope, at0 float64) {
	mean := func(v []float64) (m float64) {
		for _, f := range v {
			m += f / float64(len(v))
		}
		return m
	}
	mx, my := mean(x), mean(y)
	var xy, xx float64
	for i := range x {
		xy += (x[i] - mx) * (y[i] - my)
		xx += (x[i] - mx) * (x[i] - mx)
	}
	return xy / xx, my - xy/xx*mx
}

func TestSoundGoesOnFromANewAddress(t *testing.T) {
	t.Parallel()
	w := speaksAllTheTime(t)
	r := newRelay(t, w.link.Host, 20*time.Millisecond)
	p, _ := w.joins(r, "Roamer")
	w.asks(p, "wait speech", `^\{"event":"wait","for":"speech"`)
	r.rebind() // the server learns of it by the client's next check, within 2 s
	for end := time.Now().Add(patienceWithPrograms); ; time.Sleep(10 * time.Millisecond) {
		if packets, _ := r.heard(); packets > 25 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("no sound from the new address; the program said:\n%s", p.out.all())
		}
	}
	if code, err := p.finish(); code != 0 || err != nil {
		t.Fatal(code, err)
	}
	if said := p.out.all(); strings.Count(said, `"event":"sound"`) != 1 {
		t.Errorf("the sound was connected anew instead of being moved:\n%s", said)
	}
}
