// Parleyd serves one meeting without a terminal: the draft, the log, the voices
// of others, but no sound card and no screen. It prints the links that lets
// people in on standard output and its own complaints on standard error, and
// ends cleanly on SIGTERM or SIGINT. Exit codes: 0 done, 1 failed, 2 wrong
// usage.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
