package meeting

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"parley/collab/phrase"
	"parley/collab/text"
	"parley/collab/ticket"
)

// A Session names one run of one person's client. It is public: the hash of a
// nonce that only that client and the server know.
type Session [16]byte

// A Nonce is the secret by which a client proves that it is the same session
// as before.
type Nonce [16]byte

// Session returns the public name that goes with the nonce.
func (n Nonce) Session() Session {
	sum := sha256.Sum256(append([]byte("parley session\x00"), n[:]...))
	return Session(sum[:16])
}

// A Role says what a person may do.
type Role uint8

// The roles. They travel in tickets: never renumber them.
const (
	Observer  Role = iota // listens and reads
	Delegate              // speaks, chats and writes
	Editor                // holds the pen
	Chair                 // runs the meeting
	Captioner             // puts down what is said: listens, reads and chats
)

var roleNames = [...]string{Observer: "observer", Delegate: "delegate", Editor: "editor", Chair: "chair", Captioner: "captioner"}

// Roles are all the roles, the one that may do most first.
var Roles = []Role{Chair, Editor, Delegate, Captioner, Observer}

func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return fmt.Sprintf("role %d", uint8(r))
}

// ParseRole reads the name of a role as String writes it.
func ParseRole(s string) (Role, error) {
	for r, name := range roleNames {
		if strings.EqualFold(name, s) {
			return Role(r), nil
		}
	}
	return 0, phrase.New("%q is no role: there are %s", text.CleanLine(s, 40), RoleNames())
}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return int(r) < len(roleNames) }

// Writes reports whether the role may change the draft.
func (r Role) Writes() bool { return r == Delegate || r == Editor || r == Chair }

// Speaks reports whether the role may be heard.
func (r Role) Speaks() bool { return r.Writes() }

// Chats reports whether the role may put lines into the chat.
func (r Role) Chats() bool { return r.Writes() || r == Captioner }

// Captions reports whether the role may put down what is said.
func (r Role) Captions() bool { return r == Captioner || r.Runs() }

// Runs reports whether the role may say who takes part: let in, take out, make
// links and end them.
func (r Role) Runs() bool { return r == Chair }

// May says in words what the role may do.
func (r Role) May() string {
	switch {
	case r.Runs():
		return "you can do everything"
	case r.Writes():
		return "you can read, listen, speak, chat and write"
	case r.Chats():
		return "you can read, listen, chat and put down captions"
	}
	return "you can read and listen"
}

// A Person is somebody in the meeting. Number is the author number of what the
// person writes and the CSRC of what the person says; it is never given twice
// in a meeting and never 0.
type Person struct {
	Number     text.Author
	Session    Session
	Name       string // cleaned; never empty
	Delegation string // cleaned; may be empty
	Role       Role
	Fixes      ticket.Fixes // what of the two above the ticket says; the rest is as the person claims
}

// Vouched says in words whether name and delegation are as the person claims
// or as the person's link says.
func (p Person) Vouched() string {
	name, delegation := p.Fixes&ticket.FixesName != 0, p.Fixes&ticket.FixesDelegation != 0
	switch {
	case name && (delegation || p.Delegation == ""):
		return "by link"
	case name:
		return "name by link"
	case delegation:
		return "delegation by link"
	}
	return "as claimed"
}

// String is how lists and lines name a person: the name, and the delegation
// where there is one.
func (p Person) String() string {
	if p.Delegation == "" {
		return p.Name
	}
	return p.Name + " (" + p.Delegation + ")"
}
