package device

import (
	"runtime"
	"testing"

	"parley/media/pcm"
)

func TestRingKeepsOrderBetweenTwoGoroutines(t *testing.T) {
	const total = 1 << 19
	r := &ring{}
	go func() { // ends when all is put in
		var chunk [481]int16 // never a whole frame, and across the end of the ring
		for n := 0; n < total; {
			k := min(len(chunk), total-n)
			for i := range k {
				chunk[i] = int16(n + i)
			}
			put := r.write(chunk[:k])
			if n += put; put < k {
				runtime.Gosched()
			}
		}
	}()
	var chunk [960]int16
	for n := 0; n < total; {
		k := r.read(chunk[:])
		for i := range k {
			if chunk[i] != int16(n+i) {
				t.Fatalf("sample %d: got %d, want %d", n+i, chunk[i], int16(n+i))
			}
		}
		if n += k; k == 0 {
			runtime.Gosched()
		}
	}
	if got := r.level(); got != 0 {
		t.Errorf("got %d samples left, want 0", got)
	}
}

func TestRingIsBounded(t *testing.T) {
	r := &ring{}
	big := make([]int16, ringSize+1000)
	if got := r.write(big); got != ringSize {
		t.Errorf("got %d samples put in, want %d", got, ringSize)
	}
	if got := r.write(big); got != 0 {
		t.Errorf("full: got %d samples put in, want 0", got)
	}
	r.drop(100)
	if got := r.level(); got != 100 {
		t.Errorf("got %d samples left, want 100", got)
	}
	var f pcm.Frame
	if r.readFrame(&f) {
		t.Error("got a frame out of 100 samples")
	}
}

func TestCallbacksAllocateNothing(t *testing.T) {
	mic, ear := &Mic{}, &Ear{}
	period := make([]byte, 2*480)
	var f pcm.Frame
	got := testing.AllocsPerRun(100, func() {
		mic.hears(nil, period, 480)
		mic.hears(nil, period, 480)
		_, _ = mic.Read(&f)
		_ = ear.Write(&f)
		ear.says(period, nil, 480)
	})
	if got != 0 {
		t.Errorf("got %v allocations, want 0", got)
	}
}

func TestMicLetsOldSoundGo(t *testing.T) {
	m := &Mic{}
	for i := range 20 {
		f := pcm.Frame{int16(i)}
		m.write(f[:])
	}
	var f pcm.Frame
	if ok, err := m.Read(&f); !ok || err != nil || f[0] != 18 {
		t.Errorf("got frame %d, %v, %v; want 18: the last but one", f[0], ok, err)
	}
}

func TestEarAsksForWhatItsDeviceNeeds(t *testing.T) {
	e := &Ear{}
	var f pcm.Frame
	fill := func() (n int) {
		for range e.Due(epoch) {
			_ = e.Write(&f)
			n++
		}
		return n
	}
	e.says(make([]byte, 2*480), nil, 480)
	if got := fill(); got != 2 {
		t.Errorf("at first: got %d frames, want 2", got)
	}
	if got := fill(); got != 0 {
		t.Errorf("full: got %d frames, want 0", got)
	}
	e.says(make([]byte, 2*960), nil, 960)
	if got := fill(); got != 2 {
		t.Errorf("after 20 ms, and with a greedier device: got %d frames, want 2", got)
	}
	e.stop()
	if e.Due(epoch) == 0 || e.Write(&f) != ErrGone {
		t.Error("got no word of the device having stopped")
	}
}
