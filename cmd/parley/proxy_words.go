package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"

	"parley/collab/session"
	"parley/collab/text"
	"parley/tui/word"
)

// proxyTrouble says why the proxy that HTTPS_PROXY names did not connect us,
// and what to do.
func proxyTrouble(err error) string {
	var p *session.ProxyError
	if !errors.As(err, &p) || p.Host == "" {
		return word.Say("HTTPS_PROXY is not the address of a proxy: write it as http://HOST:PORT")
	}
	var unknown *net.DNSError
	host := text.CleanLine(p.Host, 100)
	switch {
	case p.Status == http.StatusProxyAuthRequired && p.Named:
		return word.Say("the proxy %s does not take the name and the password in HTTPS_PROXY", host)
	case p.Status == http.StatusProxyAuthRequired:
		return word.Say("the proxy %s wants a name and a password: write HTTPS_PROXY as http://NAME:PASSWORD@%s", host, host)
	case p.Status == http.StatusForbidden, p.Status == http.StatusMethodNotAllowed:
		return word.Say("the proxy %s does not connect to this server and port: ask those who run it to allow it", host)
	case p.Status >= http.StatusInternalServerError:
		return word.Say("the proxy %s did not reach the server, it answered %s", host, answered(p.Status))
	case p.Status != 0:
		return word.Say("the proxy %s did not connect us, it answered %s: check HTTPS_PROXY and NO_PROXY", host, answered(p.Status))
	case errors.As(err, &unknown), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return word.Say("there is no proxy at %s: check HTTPS_PROXY", host)
	case errors.Is(err, session.ErrDead), errors.Is(err, context.DeadlineExceeded):
		return word.Say("the proxy %s did not answer in time: check HTTPS_PROXY and NO_PROXY", host)
	}
	return word.Say("the proxy %s did not connect us: %s: check HTTPS_PROXY and NO_PROXY", host, text.CleanLine(p.Err.Error(), 300))
}

// answered is what an HTTP status says, 502 Bad Gateway.
func answered(status int) string {
	return text.CleanLine(fmt.Sprint(status, " ", http.StatusText(status)), 100)
}
