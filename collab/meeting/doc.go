// Package meeting is a meeting as a value: who takes part, one draft and the
// chat, reduced from a totally ordered log of events. Commands are asked,
// events have happened; State.Check says whether a command may become an event
// and State.Apply is the one function that takes an event in, the same on the
// server, on every client, in replay and in tests. A Seat is one person's
// place: the State and what this person did that the log does not have yet.
// The package does no I/O, starts no goroutine and reads no clock.
package meeting
