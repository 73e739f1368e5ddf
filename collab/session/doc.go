// Package session is a client's line to its meeting: it dials, proves the
// ticket, takes in what happens, sends what is asked, and when the line is lost
// dials again and goes on where it was, so that no command is lost or happens
// twice. It knows nothing of drafts and screens: Commands go in at Send,
// Notices come out at Notices.
package session
