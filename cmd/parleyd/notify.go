package main

import (
	"net"
	"os"
)

// notify tells systemd, if it started us and wants to know (sd_notify(3)), how
// far we are. It is best effort: nothing here depends on it.
func notify(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"}) // @ is Go's sign for abstract, too
	if err != nil {
		return
	}
	defer c.Close()
	c.Write([]byte(state))
}
