//go:build race

package main

// So long is spoken at most, and silent, over a weak link under the race detector, which
// takes six times as much of the processor: it looks for races; the figures are
// measured without it.
const speechSeconds, silenceSeconds = 30, 20
