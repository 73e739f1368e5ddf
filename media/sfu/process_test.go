package sfu_test

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"parley/media/sfu"
)

// asServer in the environment makes this test's program a server of its own,
// so that what it takes can be told from what its clients take.
const asServer = "SFU_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) == "" {
		os.Exit(m.Run())
	}
	if err := serveAlone(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// figures are what a server has taken so far.
type figures struct {
	CPU        time.Duration // of the process, the system's for it included
	RSS        int           // bytes, after what is free has been given back
	Goroutines int
	Stats      sfu.Stats
}

// serveAlone serves, says where and as whom, and then, for each fingerprint that
// it reads, lets that one speak in meeting m and says its figures.
func serveAlone(in io.Reader, out io.Writer) error {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	h := serve(new(outOfTest), conn, conn.LocalAddr().String(), certificate(new(outOfTest)))
	fmt.Fprintf(out, "%s %x\n", h.address, h.fingerprint)
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if b, err := hex.DecodeString(lines.Text()); err == nil && len(b) == 32 {
			h.Allow("m", [32]byte(b), 1, true)
		}
		if lines.Text() == "gather" {
			runtime.GC()
			debug.FreeOSMemory()
		}
		f := figures{CPU: cpu(), Goroutines: runtime.NumGoroutine(), Stats: h.Stats(), RSS: resident()}
		if err := json.NewEncoder(out).Encode(f); err != nil {
			return err
		}
	}
	return h.stop()
}

// resident returns the process's memory (proc(5), statm), 0 where that is unknown.
func resident() int {
	b, _ := os.ReadFile("/proc/self/statm")
	var all, pages int
	fmt.Sscan(string(b), &all, &pages)
	return pages * os.Getpagesize()
}

// An outOfTest stands for a test in the server's own process.
type outOfTest struct{ testing.TB }

// Helper does nothing.
func (*outOfTest) Helper() {}

// Cleanup does nothing: the process ends.
func (*outOfTest) Cleanup(func()) {}

// Fatal ends the process.
func (*outOfTest) Fatal(why ...any) { panic(fmt.Sprint(why...)) }

// An alone is a server in a process of its own.
type alone struct {
	*host
	b   *testing.B
	in  io.Writer
	out *bufio.Reader
}

// startAlone starts a server that ends with the benchmark.
func startAlone(b *testing.B) *alone {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env, cmd.Stderr = append(os.Environ(), asServer+"=1"), os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	a := &alone{host: &host{}, b: b, in: in, out: bufio.NewReader(out)}
	address, fingerprint, _ := strings.Cut(a.line(), " ")
	a.address = address
	if _, err := hex.Decode(a.fingerprint[:], []byte(fingerprint)); err != nil {
		b.Fatal(err)
	}
	return a
}

func (a *alone) line() string {
	a.b.Helper()
	line, err := a.out.ReadString('\n')
	if err != nil {
		a.b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// tells sends a line to the server and returns its figures.
func (a *alone) tells(line string) (f figures) {
	a.b.Helper()
	fmt.Fprintln(a.in, line)
	if err := json.Unmarshal([]byte(a.line()), &f); err != nil {
		a.b.Fatal(err)
	}
	return f
}

// BenchmarkServer measures a whole server process: what a join, a listener at
// rest and a forwarded packet at 50 a second take of it.
func BenchmarkServer(b *testing.B) {
	const listeners = 600
	for b.Loop() {
		a := startAlone(b)
		connect(b, a.host, "m", 20) // what is only paid once
		for a.tells("").Stats.Open < 20 {
			time.Sleep(time.Millisecond)
		}
		before := a.tells("gather")
		connect(b, a.host, "m", listeners)
		for a.tells("").Stats.Open < 20+listeners {
			time.Sleep(time.Millisecond)
		}
		joined := a.tells("")
		b.ReportMetric(float64((joined.CPU-before.CPU).Microseconds())/listeners, "cpu-us/join")
		b.ReportMetric(float64(joined.RSS-before.RSS)/listeners/1000, "kB/listener-at-once")
		time.Sleep(15 * time.Second) // until the handshakes' goroutines have ended
		rest := a.tells("gather")
		b.ReportMetric(float64(rest.RSS-before.RSS)/listeners/1000, "kB/listener")
		b.ReportMetric(float64(rest.Goroutines), "goroutines")
		talker := arrives(b, a.host, "m", nil)
		a.tells(hex.EncodeToString(fingerprintOf(talker)))
		speaking, stop := context.WithTimeout(context.Background(), 10*time.Second)
		from := a.tells("")
		for tick := time.NewTicker(20 * time.Millisecond); speaking.Err() == nil; <-tick.C {
			talker.link.Send(append([]byte{9 << 3}, make([]byte, 59)...), 960, 30, false)
		}
		stop()
		to := a.tells("")
		b.ReportMetric(float64((to.CPU-from.CPU).Nanoseconds())/float64(to.Stats.Forwarded-from.Stats.Forwarded), "cpu-ns/packet")
	}
}

func fingerprintOf(p *person) []byte {
	f := p.identity.Fingerprint()
	return f[:]
}
