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

// proxyAnswer bounds what a proxy may say before it connects us, in bytes.
const proxyAnswer = 16 << 10

// overTCP makes a connection without a proxy.
var overTCP = hedged(func(ctx context.Context, address string) (net.Conn, error) {
	d := net.Dialer{KeepAlive: -1} // our own pings notice sooner
	return d.DialContext(ctx, "tcp", address)
})

// direct makes a connection over TCP, or through the proxy that HTTPS_PROXY
// names, if NO_PROXY does not say otherwise.
func direct(ctx context.Context, address string) (net.Conn, error) {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: address}})
	if err != nil {
		return nil, fmt.Errorf("%w: HTTPS_PROXY is not the address of one", ErrProxy) // which may have a password in it
	}
	return dialThrough(ctx, proxy, address)
}

// dialThrough makes a connection through a proxy (RFC 9110 section 9.3.6), or
// without if it is nil.
func dialThrough(ctx context.Context, proxy *url.URL, address string) (net.Conn, error) {
	if proxy == nil {
		return overTCP(ctx, address)
	}
	c, err := dialProxy(ctx, proxy)
	if err != nil {
		return nil, fmt.Errorf("%w: connect to the proxy %s: %w", ErrProxy, proxy.Host, err)
	}
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Unix(1, 0)) })
	err = ask(c, proxy, address)
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("%w: ask the proxy %s for a connection: %w", ErrProxy, proxy.Host, err)
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

// ask wants a connection to the address from the proxy at the other end.
func ask(c net.Conn, proxy *url.URL, address string) error {
	request := "CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n"
	if user := proxy.User; user != nil {
		password, _ := user.Password() // none is an empty one
		request += "Proxy-Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)) + "\r\n"
	}
	if _, err := io.WriteString(c, request+"\r\n"); err != nil {
		return err
	}
	in := bufio.NewReader(io.LimitReader(c, proxyAnswer))
	answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodConnect})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("it answered %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
	case in.Buffered() > 0: // we speak first under TLS
		return errors.New("it said more than was asked")
	}
	return nil
}
