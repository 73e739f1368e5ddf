//go:build !race

package main

// So long is spoken at most, and silent, over a weak link.
const speechSeconds, silenceSeconds = 90, 60
