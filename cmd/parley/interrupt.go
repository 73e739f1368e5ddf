package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// untilInterrupted returns a context that ends with the first Ctrl+C or
// request to terminate, or when the terminal is gone; the next one ends the
// program as if nothing was done about it. While another program has the
// terminal, Ctrl+C is that one's.
func untilInterrupted(ctx context.Context, away *atomic.Bool) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		defer signal.Stop(signals)
		for {
			select {
			case s := <-signals:
				if s == os.Interrupt && away.Load() {
					continue
				}
				cancel()
			case <-ctx.Done():
			}
			return
		}
	}()
	return ctx, cancel
}
