package meeting

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"parley/collab/text"
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

// The roles, in the order of what they may do. They travel in tickets: never renumber them.
const (
	Observer Role = iota // listens and reads
	Delegate             // speaks, chats and writes
	Editor               // holds the pen
	Chair                // runs the meeting
)

var roleNames = [...]string{Observer: "observer", Delegate: "delegate", Editor: "editor", Chair: "chair"}

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
	return 0, fmt.Errorf("role %q is not one of %s", s, strings.Join(roleNames[:], ", "))
}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return int(r) < len(roleNames) }

// Writes reports whether the role may change the draft, chat and speak.
func (r Role) Writes() bool { return r >= Delegate && r.Valid() }

// A Person is somebody in the meeting. Number is the author number of what the
// person writes and the CSRC of what the person says; it is never given twice
// in a meeting and never 0.
type Person struct {
	Number     text.Author
	Session    Session
	Name       string // as claimed, cleaned; never empty
	Delegation string // as claimed, cleaned; may be empty
	Role       Role
}

// String is how lists and lines name a person: the name, and the delegation
// where there is one.
func (p Person) String() string {
	if p.Delegation == "" {
		return p.Name
	}
	return p.Name + " (" + p.Delegation + ")"
}
