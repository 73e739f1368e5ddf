// Package app is the screen: the only Bubble Tea model. It owns this person's
// meeting.Seat and everything that is seen, lays the panes out, sends each key
// to what it is meant for, and turns what the panes return into edits, lines of
// chat and words for the person. Update does no I/O and waits for nothing: the
// line and the sound are a Line and a Sound given to it, whose methods return at
// once, and what they have to say comes in as messages or is read ten times a
// second.
package app
