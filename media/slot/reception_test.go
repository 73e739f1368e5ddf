package slot_test

import (
	"testing"
	"time"

	"parley/media/slot"
)

func TestAReportSaysWhatIsMissing(t *testing.T) {
	var r slot.Reception
	for i := range 100 {
		if i%4 != 3 { // a quarter is lost
			r.Note(after(20*i), 65500+uint16(i), 960*uint32(i))
		}
	}
	r.Note(after(2000), 64, 96000) // 65500+100, wrapped
	got, ok := r.Report(after(2000))
	if !ok || got.Lost != 25 || got.FractionLost != 63 || got.Newest != 65500+100 || got.Jitter != 0 {
		t.Errorf("got %+v, %v", got, ok)
	}
	if got, ok := r.Report(after(2001)); ok {
		t.Errorf("nothing came since: got %+v", got)
	}
	r.Note(after(2020), 65, 96960)
	if got, ok := r.Report(after(2021)); !ok || got.FractionLost != 0 || got.Lost != 25 {
		t.Errorf("after one more: got %+v, %v", got, ok)
	}
}

func TestAReportKnowsTheSendersTime(t *testing.T) {
	var r slot.Reception
	r.Note(noon, 1, 0)
	r.NoteSender(noon, 0x0123456789abcdef)
	got, _ := r.Report(noon.Add(500 * time.Millisecond))
	if got.LastSender != 0x456789ab || got.Delay != 32768 {
		t.Errorf("got %#x after %d", got.LastSender, got.Delay)
	}
}

func TestJitterGrowsWithUnevenArrival(t *testing.T) {
	var even, uneven slot.Reception
	for i := range 100 {
		even.Note(after(20*i), uint16(i), 960*uint32(i))
		uneven.Note(after(20*i+i%2*10), uint16(i), 960*uint32(i))
	}
	a, _ := even.Report(after(2000))
	b, _ := uneven.Report(after(2000))
	if a.Jitter != 0 || b.Jitter < 400 || b.Jitter > 480 { // 10 ms are 480 samples
		t.Errorf("got %d and %d", a.Jitter, b.Jitter)
	}
}
