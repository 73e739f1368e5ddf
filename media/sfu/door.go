package sfu

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"parley/media/offer"
	"parley/media/slot"
)

// Door is where browsers and other WebRTC clients bring an offer and get the
// answer (WHIP, RFC 9725). Our own clients do without.
const Door = "/v1/sound"

// Offers says how offers are answered. All of it is needed.
type Offers struct {
	// Grant checks the token of a request and returns the ICE name under which a
	// client with that certificate is admitted.
	Grant func(token string, client Fingerprint) (iceName string, err error)
	// At returns where a client who sent this request reaches the UDP socket.
	At func(*http.Request) []netip.AddrPort
	// Fingerprint is that of Config.Certificate.
	Fingerprint Fingerprint
}

// Offers returns the door. It keeps nothing of an offer: the proof of its right
// is in the ICE name that the answer gives to the client, and what ends the
// connection is in the address that the answer comes with.
func (s *Server) Offers(c Offers) http.Handler { return &door{s, c} }

type door struct {
	server *Server
	Offers
}

// ServeHTTP takes an offer (POST), or ends what came of one (DELETE).
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*") // the token is in a header, not in a cookie
	w.Header().Set("Access-Control-Expose-Headers", "Location")
	w.Header().Set("Cache-Control", "no-store")
	name, one := strings.CutPrefix(r.URL.Path, Door+"/")
	methods := "POST, OPTIONS"
	if one {
		methods = "DELETE, OPTIONS"
	}
	switch {
	case r.Method == http.MethodOptions:
		w.Header().Set("Access-Control-Allow-Methods", methods)
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		w.Header().Set("Accept-Post", sdp)
		w.WriteHeader(http.StatusNoContent)
	case one && r.Method == http.MethodDelete:
		d.end(w, r, name)
	case !one && r.Method == http.MethodPost:
		d.answer(w, r)
	default: // PATCH too: there is nothing to trickle, and no restart but a new offer
		w.Header().Set("Allow", methods)
		http.Error(w, "This is not done here.", http.StatusMethodNotAllowed)
	}
}

const sdp = "application/sdp"

// answer answers an offer.
func (d *door) answer(w http.ResponseWriter, r *http.Request) {
	token, ok := bearer(w, r)
	if !ok {
		return
	}
	// Of a stranger nothing is read, and nothing said of what it brings. A name for
	// no certificate lets nobody in.
	if _, err := d.Grant(token, Fingerprint{}); err != nil {
		unknown(w)
		return
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != sdp {
		http.Error(w, "An offer has the content type "+sdp+".", http.StatusUnsupportedMediaType)
		return
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, offer.MaxSize))
	if err != nil {
		http.Error(w, "The offer is too long or was cut off.", http.StatusRequestEntityTooLarge)
		return
	}
	o, err := offer.Parse(b)
	switch {
	case errors.Is(err, offer.ErrMalformed):
		http.Error(w, fmt.Sprintf("The offer cannot be read: %v.", err), http.StatusBadRequest)
		return
	case err != nil:
		http.Error(w, fmt.Sprintf("The offer cannot be answered: %v.", err), http.StatusUnprocessableEntity)
		return
	}
	name, err := d.Grant(token, o.Fingerprint)
	var admitted Admission
	if err == nil {
		admitted, err = d.server.admit(name)
	}
	if err != nil {
		unknown(w)
		return
	}
	name += kind{plain: !o.RED(), opus: o.Opus()}.String()
	w.Header().Set("Content-Type", sdp)
	w.Header().Set("Location", Door+"/"+handle(name, admitted.Password))
	w.WriteHeader(http.StatusCreated)
	io.WriteString(w, o.Answer(offer.Side{
		IceName: name, Password: admitted.Password, Fingerprint: d.Fingerprint, At: d.At(r),
	}))
}

// A kind is what the server has to know of a client besides its proof. It is behind
// the proof in the ICE name, as the server has kept nothing of the offer when the
// client comes.
type kind struct {
	plain bool  // its offer has no RED; our own can read it
	opus  uint8 // the payload type of Opus
}

// ours is the kind of our own client, of which nothing is said.
var ours = kind{opus: slot.PayloadType}

// plainOnly is said of a client without RED; behind it is how it numbers Opus, if
// not as ours.
const plainOnly = "/plain"

// String is what is said of the kind. Who numbers Opus otherwise reads no RED.
func (k kind) String() string {
	switch {
	case !k.plain:
		return ""
	case k.opus == slot.PayloadType:
		return plainOnly
	}
	return plainOnly + strconv.Itoa(int(k.opus))
}

// parseKind returns the proof and the kind that an ICE name has.
func parseKind(name string) (proof string, k kind) {
	at := strings.LastIndex(name, plainOnly)
	if at < 0 {
		return name, ours
	}
	k = kind{plain: true, opus: slot.PayloadType}
	if number := name[at+len(plainOnly):]; number != "" {
		n, err := strconv.ParseUint(number, 10, 8)
		if k.opus = uint8(n); err != nil || !offer.Dynamic(k.opus) || name[at:] != k.String() {
			return name, ours
		}
	}
	return name[:at], k
}

// admission checks the proof in an ICE name, and says what kind of client has it.
func (s *Server) admission(name string) (a Admission, k kind, err error) {
	if a, err = s.admit(name); err == nil { // a proof may look as if a kind were behind it
		return a, ours, nil
	}
	if proof, k := parseKind(name); proof != name {
		a, err = s.admit(proof)
		return a, k, err
	}
	return a, ours, err
}

// end ends the connection that an answer led to, if there is one.
func (d *door) end(w http.ResponseWriter, r *http.Request, given string) {
	token, ok := bearer(w, r)
	if !ok {
		return
	}
	name := plain.Replace(given[:max(strings.LastIndexByte(given, '.'), 0)])
	admitted, _, err := d.server.admission(name)
	if err != nil || subtle.ConstantTimeCompare([]byte(given), []byte(handle(name, admitted.Password))) != 1 {
		http.Error(w, "There is nothing here.", http.StatusNotFound)
		return
	}
	if _, err := d.Grant(token, admitted.Fingerprint); err != nil {
		unknown(w)
		return
	}
	d.server.hangUp(admitted.Meeting, admitted.Fingerprint, name)
	w.WriteHeader(http.StatusOK)
}

// handle is what an ICE name is in the address of its connection. The name can be
// seen on the wire, so there is a part that follows from the password besides.
func handle(name, password string) string {
	sum := sha256.Sum256([]byte("parley 1 hang up\x00" + password))
	return plainly.Replace(name) + "." + base64.RawURLEncoding.EncodeToString(sum[:16])
}

// ICE names have two letters that paths have not.
var (
	plainly = strings.NewReplacer("+", "-", "/", "_")
	plain   = strings.NewReplacer("-", "+", "_", "/")
)

// bearer returns the token of a request (RFC 6750 section 2.1).
func bearer(w http.ResponseWriter, r *http.Request) (token string, ok bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		unknown(w)
		return "", false
	}
	return token, true
}

func unknown(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	http.Error(w, "The token was not made for this meeting, or is not good any more.", http.StatusUnauthorized)
}

// hangUp ends the connection with that name of a person, who may come again.
func (s *Server) hangUp(meeting string, who Fingerprint, name string) {
	s.mu.Lock()
	var l *member
	if m, ok := s.meetings[meeting]; ok {
		l = m.member(who)
	}
	s.mu.Unlock()
	if l != nil && l.peer.Name() == name {
		l.peer.Control(goodbye)
		l.peer.Close()
	}
}
