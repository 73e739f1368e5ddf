package linear

import (
	"context"
	"errors"
	"time"

	"parley/tui/word"
)

// elsewhere has something asked of the server beside the line, for so long at
// most, and goes on with what came. Until then the next command waits. The
// goroutine that asks ends with its context.
func elsewhere[T any](f *front, what string, within time.Duration, now time.Time, ask func(context.Context) (T, error), then func(T)) {
	type answer struct {
		got T
		err error
	}
	ctx, cancel := context.WithTimeout(context.Background(), within)
	came := make(chan answer, 1)
	go func() {
		defer cancel()
		got, err := ask(ctx)
		came <- answer{got, err}
	}()
	var a answer
	f.wait(&pause{
		what: what, until: now.Add(within + time.Second), looks: true,
		met: func() bool {
			select {
			case a = <-came:
				return true
			default:
				return false
			}
		},
		then: func(time.Time) {
			if a.err != nil {
				f.fail(what, errors.New(f.Explain(a.err)))
				return
			}
			then(a.got)
		},
		late: func(time.Time) { f.fail(what, errors.New(word.Say("the server did not answer: try again"))) },
	}, now)
}
