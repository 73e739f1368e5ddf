package eventlog

import _ "unsafe" // for go:linkname

// usageFile is what nats-server reads once a second, in every process that it is
// linked into, for a figure of its monitoring that nobody here asks for. It stops
// when it cannot.
//
//go:linkname usageFile github.com/nats-io/nats-server/v2/server/pse.procStatFile
var usageFile string

// init comes a second before the first of these readings after the one that was
// made while the program was loaded, and only the race detector, which knows no
// clock, could think that they meet.
//
//go:norace
func init() { usageFile = "" }
