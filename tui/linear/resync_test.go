package linear_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"parley/collab/meeting"
)

// A refusal that comes while a fresh copy of the meeting is awaited: the outbox
// has dropped the command, so nobody will ever send it again.
func TestARefusalWhileResyncingIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := enter(t, nil).welcome()
		defer func() { r.in.Close(); <-r.ended }()
		r.mu.Lock()
		r.silent = true
		r.mu.Unlock()
		r.in.Write([]byte("edit 3 should => shall\n"))
		synctest.Wait()
		r.notices <- meeting.Happened{Event: meeting.Event{Number: 99, What: meeting.Said{Text: "x"}}} // does not fit
		r.notices <- meeting.Refused{Command: 1, Why: meeting.TooBig}
		r.notices <- meeting.Welcome{You: amina, Head: r.log.Head(), Snapshot: r.log.Snapshot(r.log.Head()), Present: 2}
		synctest.Wait()
		r.in.Write([]byte("read 3\nstatus\n"))
		synctest.Wait()
		out := r.out.text.String()
		if strings.Contains(out, "Line 3. that Member States shall act;") || strings.Contains(out, "not received yet") {
			t.Errorf("this copy differs from the server's for ever:\n%s", out)
		}
	})
}
