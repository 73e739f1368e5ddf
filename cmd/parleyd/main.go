// Parleyd serves meetings without a terminal: the drafts, the logs, the voices
// of others, but no sound card and no screen. It prints the links that let
// people in on standard output and its own log on standard error, and ends
// cleanly on SIGTERM, SIGINT or SIGHUP; a second one ends it at once. Exit codes: 0 done, 1 failed, 2 wrong
// usage.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := untilAsked(context.Background())
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// untilAsked returns a context that ends with the first signal to end; the next
// one ends the program at once. Where SIGHUP is ignored from the start, as
// under nohup, it stays so.
func untilAsked(ctx context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(ctx, signals...)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
