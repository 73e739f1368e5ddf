package serve

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"parley/collab/ticket"
	"parley/media/sfu"
)

// doors are what is behind the one port's HTTPS: where browsers bring their
// offers, and the hub for everything else.
func (s *Server) doors() http.Handler {
	offers := s.sound.Offers(sfu.Offers{Grant: s.grant, At: s.reachedAt, Fingerprint: ticket.Fingerprint(s.cert)})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == sfu.Door || strings.HasPrefix(r.URL.Path, sfu.Door+"/") {
			offers.ServeHTTP(w, r)
			return
		}
		s.hub.ServeHTTP(w, r)
	})
}

// grant checks the token that came with an offer, and makes for its client the
// name that our own clients make for themselves.
func (s *Server) grant(token string, client sfu.Fingerprint) (iceName string, err error) {
	t, err := s.key.CheckOffer(token, time.Now())
	if err != nil {
		return "", err
	}
	if err := s.hub.Admits(context.Background(), t.Payload); err != nil {
		return "", err
	}
	var nonce [8]byte
	rand.Read(nonce[:]) // never returns an error
	iceName, _ = t.SoundProof(client, nonce)
	return iceName, nil
}

// reachedAt is where the sender of a request reaches the UDP socket: where the
// links lead if that is an address, and where the request itself came in.
func (s *Server) reachedAt(r *http.Request) (all []netip.AddrPort) {
	if host, port, err := net.SplitHostPort(s.public()); err == nil {
		ip, noAddress := netip.ParseAddr(host)
		n, noPort := strconv.ParseUint(port, 10, 16)
		if noAddress == nil && noPort == nil {
			all = append(all, netip.AddrPortFrom(ip.WithZone(""), uint16(n)))
		}
	}
	if local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		at := local.AddrPort()
		at = netip.AddrPortFrom(at.Addr().Unmap().WithZone(""), at.Port())
		if len(all) == 0 || all[0] != at {
			all = append(all, at)
		}
	}
	return all
}
