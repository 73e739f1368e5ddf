// Package linear is Parley's second front end: a command a line in, an event a
// line out, as words to be listened to or as JSON objects to be read by a
// program. It is complete: whatever the screen can do is a command here. It
// holds the person's meeting.Seat and owns it in one goroutine; it knows no
// socket and no sound device, those are a Line and a Sound given to it. It
// never moves a cursor and never draws over what it said.
package linear
