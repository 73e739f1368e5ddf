package session

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func TestWordsThatAreNotAnsweredAreProddedUntilTheyAre(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pace  pace
		after time.Duration // the answer comes
		want  int           // nothings
	}{
		{"answered at once", hurried(time.Millisecond), time.Millisecond, 0},
		{"answered after one round trip of 600 ms, and the time that 3 kB take", unhurried(600 * time.Millisecond), 990 * time.Millisecond, 0},
		{"when it is said by nobody else", hurried(600 * time.Millisecond), 990 * time.Millisecond, 2},
		{"answered two round trips later", hurried(600 * time.Millisecond), 1190 * time.Millisecond, 4},
		{"when nothing else is said meanwhile", pressing(600 * time.Millisecond), 990 * time.Millisecond, 6},
		{"answered after one of 2 s and a little", pressing(2 * time.Second), 2050 * time.Millisecond, 6},
		{"not answered for long", hurried(600 * time.Millisecond), time.Minute, prods},
	} {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			defer far.Close()
			p := &prodding{Conn: near, nothing: []byte{7}, pace: tt.pace}
			got := make(chan byte, 64)
			go func() {
				defer close(got)
				for b := make([]byte, 1); ; got <- b[0] {
					if _, err := io.ReadFull(far, b); err != nil {
						return
					}
				}
			}()
			if _, err := p.Write([]byte{1}); err != nil {
				t.Fatal(err)
			}
			go func() {
				time.Sleep(tt.after)
				far.Write([]byte{2})
			}()
			if n, err := p.Read(make([]byte, 8)); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			if _, err := p.Write([]byte{3}); err != nil { // what is written after an answer stands for itself
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			p.Close()
			var nothings int
			for b := range got {
				if b == 7 {
					nothings++
				}
			}
			if nothings != tt.want {
				t.Errorf("%s: nothing was said %d times, want %d", tt.name, nothings, tt.want)
			}
		})
	}
}
