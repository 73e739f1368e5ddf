package collabtest

import (
	"fmt"
	"strings"
	"unicode"
)

// Hostile are strings that do something to a terminal, or make it show what is
// not so, if they reach it as they are.
var Hostile = []string{
	"\x1b[2J",                     // clears the screen
	"\x1b[31mred\x1b[0m",          // colours
	"\x1b[1000;1000H",             // moves the cursor
	"\x1b]0;title\a",              // sets the window's title
	"\x1b]52;c;cm0gLXJmIC8=\a",    // puts a command on the clipboard
	"\x1b]8;;http://evil\x1b\\x",  // makes a link
	"\x1bP$q\"p\x1b\\",            // asks the terminal to type an answer
	"\x1b[6n\x1b[c",               // so do these
	"\x1b[?1049l\x1b[?2004l\x1bc", // leave the other screen, end pasting, reset
	"\x9b2J\u009b2J\u0085\u0090x", // the same in the upper controls
	"\x00\x01\x02\a\b\b\b\v\f\x0e\x0f\x7f",
	"one\rtwo\r\nthree\u2028four\u2029five",
	"abc\u202edef\u202c", // overrides the direction
	"a\u2066b\u2067c\u2068d\u2069e\u200e\u200f\u061c\u202a\u202b\u202d",
	"\xff\xfe\x1b\xc0\x80\xed\xa0\x80",
	"\x18\x1a\x1b\x1b\x1b[\x1b]",
	strings.Repeat("\x1b[5m", 100),
}

// Raw returns what in a text that was put on a terminal line by line must not
// be there, "" if nothing is: controls other than line breaks, bytes that are no
// UTF-8, and the characters that set a direction.
func Raw(s string) string {
	for i, r := range s {
		switch {
		case r == '\n':
		case unicode.IsControl(r), r == unicode.ReplacementChar && !strings.HasPrefix(s[i:], "\ufffd"),
			r == 0x2028, r == 0x2029, r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return fmt.Sprintf("%q in %q", r, s[max(0, i-20):min(len(s), i+20)])
		}
	}
	return ""
}
