package session

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// ErrProxy says that the proxy that the environment names did not connect us.
var ErrProxy = errors.New("the proxy did not connect us")

// A ProxyError is how the proxy that the environment names did not connect us.
// It is an ErrProxy.
type ProxyError struct {
	Host   string // of the proxy, without name and password; empty: HTTPS_PROXY is not the address of one
	Status int    // what it answered (RFC 9110 section 15), 407 also for another code that wants a password; 0: nothing that is HTTP
	Named  bool   // it was given a name and a password
	Err    error  // what went wrong
}

// Error says what went wrong with which proxy.
func (e *ProxyError) Error() string { return fmt.Sprintf("%v: %s: %v", ErrProxy, e.Host, e.Err) }

// Unwrap returns ErrProxy and what went wrong.
func (e *ProxyError) Unwrap() []error { return []error{ErrProxy, e.Err} }

// proxyAnswer bounds what a proxy may say before it connects us, in bytes.
const proxyAnswer = 16 << 10

// overTCP makes a connection without a proxy.
var overTCP = hedged(func(ctx context.Context, address string) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1} // our own pings notice sooner
	return d.DialContext(ctx, "tcp", address)
})

// Dial makes a connection over TCP, or through the proxy that HTTPS_PROXY names,
// if NO_PROXY does not say otherwise. It is for Config.Dial: a second connection
// may hang on what it returns, which a session uses or ends. Others use Connect.
func Dial(ctx context.Context, address string) (net.Conn, error) {
	proxy, err := proxyFor(address)
	if err != nil {
		return nil, err
	}
	return dialThrough(ctx, proxy, address)
}

// Connect makes a connection as a session does by itself: over TCP, or through
// the proxy that HTTPS_PROXY names, if NO_PROXY does not say otherwise.
func Connect(ctx context.Context, address string) (net.Conn, error) {
	c, err := Dial(ctx, address)
	return alone(c), err
}

// ProxyFor returns the host of the proxy through which Connect goes to an
// address, without name and password; empty: it needs none. The error is an
// ErrProxy: HTTPS_PROXY is not the address of one.
func ProxyFor(address string) (string, error) {
	proxy, err := proxyFor(address)
	if err != nil || proxy == nil {
		return "", err
	}
	return proxy.Host, nil
}

func proxyFor(address string) (*url.URL, error) {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: address}})
	if err != nil || misspelt(proxy) {
		return nil, &ProxyError{Err: errors.New("HTTPS_PROXY is not the address of one")} // err may have a password in it
	}
	return proxy, nil
}

// misspelt reports whether package http made the best of what is no address: of
// http://a b:1 it makes the host "http".
func misspelt(proxy *url.URL) bool {
	return proxy != nil && proxy.Port() == "" && (proxy.Hostname() == "http" || proxy.Hostname() == "https")
}

// dialThrough makes a connection through a proxy (RFC 9110 section 9.3.6), or
// without if it is nil.
func dialThrough(ctx context.Context, proxy *url.URL, address string) (net.Conn, error) {
	if proxy == nil {
		return overTCP(ctx, address)
	}
	c, err := dialProxy(ctx, proxy)
	if err != nil {
		return nil, &ProxyError{Host: proxy.Host, Err: because(ctx, err)}
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	status, err := ask(c, proxy, address)
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		c.Close()
		return nil, &ProxyError{Host: proxy.Host, Status: status, Named: proxy.User != nil, Err: because(ctx, err)}
	}
	return c, nil
}

// dialProxy connects to the proxy itself, under TLS if it wants that.
func dialProxy(ctx context.Context, proxy *url.URL) (net.Conn, error) {
	port := map[string]string{"http": "80", "https": "443"}[proxy.Scheme]
	if port == "" {
		return nil, fmt.Errorf("it is of the kind %q, and only http and https are known", proxy.Scheme)
	}
	if p := proxy.Port(); p != "" {
		port = p
	}
	c, err := overTCP(ctx, net.JoinHostPort(proxy.Hostname(), port))
	c = alone(c) // each would be one more to ask, and a proxy may count them
	if err != nil || proxy.Scheme == "http" {
		return c, err
	}
	secure := tls.Client(c, &tls.Config{MinVersion: tls.VersionTLS12, ServerName: proxy.Hostname()})
	if err := secure.HandshakeContext(ctx); err != nil {
		c.Close()
		return nil, err
	}
	return secure, nil
}

// ask wants a connection to the address from the proxy at the other end. It
// returns the status of the answer, 0 if there is none.
func ask(c net.Conn, proxy *url.URL, address string) (status int, err error) {
	request := "CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n"
	if user := proxy.User; user != nil {
		password, _ := user.Password() // none is an empty one
		request += "Proxy-Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)) + "\r\n"
	}
	if _, err := io.WriteString(c, request+"\r\n"); err != nil {
		return 0, err
	}
	in := bufio.NewReader(io.LimitReader(c, proxyAnswer))
	answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodConnect})
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	status = answer.StatusCode
	switch {
	case status == http.StatusUnauthorized: // so tinyproxy says that the password is wrong
		return http.StatusProxyAuthRequired, fmt.Errorf("it answered %d %s", status, http.StatusText(status))
	case status != http.StatusOK:
		return status, fmt.Errorf("it answered %d %s", status, http.StatusText(status))
	case in.Buffered() > 0: // we speak first under TLS
		return 0, errors.New("it said more than was asked")
	}
	return status, nil
}
