package listen

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"parley/media/device"
	"parley/media/pcm"
)

// A process is a client that runs beside this one, in a call: it speaks and
// listens.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
}

// start starts the client over the weak link.
func (m *meeting) start(ctx context.Context) (*process, error) {
	speech := filepath.Join(m.dir, "client.wav")
	if err := write(speech, m.config.Speech, m.config.Settle+m.config.For+upWithin); err != nil {
		return nil, err
	}
	to := m.link
	to.Host = m.weak.Address()
	cmd := exec.CommandContext(ctx, m.config.Program, "join", to.String(), "--json", "--name", "Client",
		"--mic", "file:"+speech, "--ear", "file:"+filepath.Join(m.dir, "client-heard.wav"))
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+m.dir, "XDG_DATA_HOME="+m.dir, "XDG_RUNTIME_DIR="+m.dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the client: %w", err)
	}
	_, err = io.WriteString(in, "wait sound\ntalk on\nsleep 1h\n")
	return &process{cmd, in}, err
}

// write writes so much of what is said, over and over, as a file.
func write(file string, samples []int16, length time.Duration) error {
	w, err := device.CreateWAV(file)
	if err != nil {
		return err
	}
	s := &spoken{samples: samples}
	var f pcm.Frame
	for range int(length / pcm.FrameTime) {
		_, _ = s.Read(&f) // there is always more
		if err := w.Write(&f); err != nil {
			return err
		}
	}
	return w.Close()
}

// end ends the client.
func (p *process) end() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// A taken is what a process has taken so far.
type taken struct {
	known bool
	cpu   time.Duration // of user and system
	rss   int64         // bytes in memory now
}

// clockTick is the unit of time in /proc/PID/stat.
const clockTick = 10 * time.Millisecond

// taken is what the client has taken so far, where the system tells (proc(5)).
func (p *process) taken() (t taken) {
	if p == nil {
		return t
	}
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "stat"))
	if err != nil {
		return t
	}
	_, rest, found := bytes.Cut(stat, []byte(") "))
	f := bytes.Fields(rest)
	const user, system, resident = 14 - 3, 15 - 3, 24 - 3 // counted from the third field
	if !found || len(f) <= resident {
		return t
	}
	a, err1 := strconv.ParseInt(string(f[user]), 10, 64)
	b, err2 := strconv.ParseInt(string(f[system]), 10, 64)
	pages, err3 := strconv.ParseInt(string(f[resident]), 10, 64)
	return taken{err1 == nil && err2 == nil && err3 == nil, time.Duration(a+b) * clockTick, pages * int64(os.Getpagesize())}
}
