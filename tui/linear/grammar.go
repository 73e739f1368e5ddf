package linear

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
	"parley/tui/action"
	"parley/tui/sound"
	"parley/tui/word"
)

// A ref names a paragraph by its place: a line number from 1, or last. Where
// it is left out it is 0.
type ref int

// last is the reference "$": the last line.
const last ref = -1

// A request is what one line of input asks for. Which fields count depends on
// the verb.
type request struct {
	verb string
	ref  ref                // edit, add, delete
	old  string             // edit: the words to be replaced
	text string             // edit and add: the new words; chat: the line; admit and such: whom; write: the file; wait: the event; help: the command
	on   bool               // talk, waiting-room
	link meeting.Invitation // invite: what for
	made bool               // invite: a new link
	time time.Duration      // wait: how long at most; sleep: how long
	act  floor.Act          // floor, time and mode
	n    int                // move: the place; item, hand and captions: which; urgency: which
	to   meeting.To         // chat

	place  string // a paragraph as it is named: 14, R2bis, id7; amend: joined, apart or rebase; lift: which alternative
	note   string // of a proposal
	behalf string // on whose behalf that is

	document int // the one that the place is in; 0: that in view
}

// patience is how long wait waits when it is not told.
const patience = 30 * time.Second

// maxTime bounds wait and sleep: a meeting is not longer than this.
const maxTime = 24 * time.Hour

var errFromOne = errors.New(word.Mark("lines are counted from 1"))

// parse reads one line of input. The error is a sentence for the person, with
// what to do. An empty line and a comment (#) are the zero request; #2 alone is
// a bracket.
func parse(line string) (request, error) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") && !isBracket(line) {
		return request{}, nil
	}
	verb, rest, _ := strings.Cut(line, " ")
	verb, rest = strings.ToLower(verb), strings.TrimSpace(rest)
	how, known := arguments[verb]
	if !known && rest == "" && isPlace(verb) { // a place alone is gone to
		verb, rest, how, known = "goto", verb, parseGoto, true
	}
	if !known {
		return request{}, errors.New(word.Say("%q is not a command here: help lists those that are", shorten(verb)))
	}
	document := 0
	if slices.Contains(ofOnePlace, verb) {
		document, rest = floor.CutDocument(rest)
	}
	r, err := how(rest)
	r.document = max(r.document, document)
	if err != nil {
		return request{}, errors.New(word.Say("%s: type %s", word.Err(err), usage(verb)))
	}
	if r.verb == "" { // else more than one command begins so
		r.verb = verb
	}
	return r, nil
}

// arguments are the readers of what follows each command's name. The names are
// those of the table of actions.
var arguments = map[string]func(rest string) (request, error){
	"read":           parseRead,
	"blame":          parseRead,
	"write":          parseFile,
	"edit":           parseEdit,
	"add":            parseAdd,
	"delete":         parseDelete,
	"undo":           parseNothing,
	"editor":         parseEditor,
	"redo":           parseNothing,
	"chat":           parseChat,
	"who":            parsePeople,
	"invite":         parseInvite,
	"waiting":        parseNothing,
	"admit":          parseWho,
	"turn-away":      parseWho,
	"remove":         parseWho,
	"revoke":         parseWho,
	"waiting-room":   parseRoom,
	"talk":           parseTalk,
	"mic":            parseDevice,
	"ear":            parseDevice,
	"devices":        parseNothing,
	"try-sound":      parseNothing,
	"echo":           parseEcho,
	"data-cap":       parseAmount,
	"floor":          parseFloor,
	"withdraw":       parseMaybeProposal,
	"queue":          parseNothing,
	"give":           parseAnyone,
	"pass":           parseNothing,
	"end":            parseNothing,
	"move":           parseMove,
	"drop":           parseWho,
	"close-list":     parseNothing,
	"open-list":      parseNothing,
	"time":           parseLimit,
	"mode":           parseMode,
	"statement":      parseAnyone,
	"statements":     parseNothing,
	"prepare":        parseAnyone,
	"deliver":        parseNothing,
	"agenda":         parseAnyone,
	"item":           parseItem,
	"hands":          parseAnyone,
	"hand":           parseHand,
	"caption":        parseCaption,
	"captions":       parseCount,
	"close":          parseNothing,
	"open":           parseOpen,
	"listen":         parseListen,
	"status":         parseNothing,
	"away":           parseNothing,
	"changes":        parseNothing,
	"find":           parseWords,
	"where":          parseNothing,
	"again":          parseNothing,
	"urgency":        parseUrgency,
	"wait":           parseWait,
	"sleep":          parseSleep,
	"propose":        parsePropose,
	"propose-add":    parseProposeAdd,
	"propose-delete": parseProposeOf,
	"propose-move":   parseProposeMove,
	"propose-keep":   parseProposeOf,
	"proposals":      parseWhich,
	"proposal":       parseProposal,
	"support":        parseProposal,
	"object":         parseProposal,
	"sponsor":        parseProposal,
	"neutral":        parseProposal,
	"comment":        parseComment,
	"amend":          parseAmend,
	"accept":         parseProposal,
	"reject":         parseProposal,
	"bracket":        parseProposal,
	"alternatives":   parseProposal,
	"agree":          parseAgree,
	"park":           parseProposal,
	"editorial":      parseProposal,
	"reopen":         parseAgree,
	"objection":      parseObjection,
	"undecide":       parseMaybeProposal,
	"brackets":       parseNothing,
	"hold":           parseHold,
	"lift":           parseLift,
	"view":           parseView,
	"next-open":      parseNothing,
	"follow":         parseNothing,
	"previous-open":  parseNothing,
	"goto":           parseGoto,
	"compare":        parseCompare,
	"receipts":       parseMaybeProposal,
	"profile":        parseProfile,
	"writers":        parseWriters,
	"help":           parseHelp,
	"quit":           parseNothing,

	"documents":       parseNothing,
	"document":        parseDocument,
	"document-follow": parseNothing,
	"document-before": parseDocumentNumber,
	"document-close":  parseDocumentNumber,
	"document-reopen": parseDocumentNumber,
	"open-document":   parseFile,
}

// usage is how the command is written.
func usage(verb string) string {
	a, _ := action.Named(action.All(), verb)
	return a.Usage()
}

func parseNothing(rest string) (request, error) {
	if rest != "" {
		return request{}, errors.New(word.Say("nothing may follow this command, and %q does", shorten(rest)))
	}
	return request{}, nil
}

func parseFile(rest string) (request, error) {
	if rest == "" {
		return request{}, errors.New(word.Say("the file's name is missing"))
	}
	return request{text: rest}, nil
}

// parseEdit reads LINE OLD => NEW. Either side may stand in double quotes, so
// that blanks at its ends count.
func parseEdit(rest string) (request, error) {
	r, after, err := parseSpot(rest)
	if err != nil {
		return request{}, err
	}
	if r == (request{}) {
		return request{}, errFromOne
	}
	old, text, found := cutArrow(after)
	if !found {
		return request{}, errors.New(word.Say("there is no => between the old words and the new"))
	}
	old, text = unquote(old), unquote(text)
	switch old {
	case "":
		return request{}, errors.New(word.Say("the words to replace are missing (add puts in a new line)"))
	case text:
		return request{}, errors.New(word.Say("the old words and the new are the same"))
	}
	r.old, r.text = old, text
	return r, nil
}

// parseSpot reads a reference at the start of s, a line's number or a name of a
// paragraph, and returns what follows it.
func parseSpot(s string) (request, string, error) {
	at, after, err := parseRef(s)
	if err == nil {
		return request{ref: at}, after, nil
	}
	name, after, _ := strings.Cut(s, " ")
	if _, id := draft.ParseID(name); id || floor.IsRef(strings.ToUpper(name)) && !strings.ContainsAny(name[:1], "0123456789") {
		return request{place: name}, strings.TrimSpace(after), nil
	}
	return request{}, "", err
}

// cutArrow splits "OLD => NEW"; the arrow stands between blanks or at the end.
func cutArrow(s string) (old, text string, found bool) {
	if old, text, found = strings.Cut(s, " => "); found {
		return strings.TrimSpace(old), strings.TrimSpace(text), true
	}
	if old, found = strings.CutSuffix(s, " =>"); found {
		return strings.TrimSpace(old), "", true
	}
	if s == "=>" || strings.HasPrefix(s, "=> ") {
		return "", strings.TrimSpace(s[2:]), true
	}
	return "", "", false
}

// unquote takes off the double quotes that keep blanks at the ends of s.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func parseAdd(rest string) (request, error) {
	r, after, err := parseSpot(rest)
	if err != nil {
		return request{}, err
	}
	if after == "" {
		return request{}, errors.New(word.Say("the new line's text is missing"))
	}
	r.text = after
	return r, nil
}

func parseDelete(rest string) (request, error) {
	r, after, err := parseSpot(rest)
	switch {
	case err != nil:
		return request{}, err
	case after != "":
		return request{}, errors.New(word.Say("a whole line is deleted, and %q follows its number (edit takes out single words)", shorten(after)))
	case r == (request{}):
		return request{}, errFromOne
	}
	return r, nil
}

func parseEditor(rest string) (request, error) {
	switch rest {
	case "", "sweep", "keep":
		return request{text: rest}, nil
	}
	return request{}, errors.New(word.Say("what was saved is swept or kept, and %q is neither", shorten(rest)))
}

func parseRoom(rest string) (request, error) {
	r, err := parseTalk(rest)
	if err != nil {
		err = errors.New(word.Say("the waiting room is on or off"))
	}
	return r, err
}

func parseWords(rest string) (request, error) {
	if rest == "" {
		return request{}, errors.New(word.Say("the words to find are missing"))
	}
	return request{text: unquote(rest)}, nil
}

// parsePeople reads [WORDS].
func parsePeople(rest string) (request, error) { return request{text: unquote(rest)}, nil }

func parseUrgency(rest string) (request, error) {
	written := strings.ToLower(rest)
	if _, known := urgencies[written]; !known {
		return request{}, errors.New(word.Say("what is announced is off, turn or all"))
	}
	return request{text: written}, nil
}

func parseWho(rest string) (request, error) {
	if rest == "" {
		return request{}, errors.New(word.Say("it is not said who or what"))
	}
	return request{text: rest}, nil
}

func parseInvite(rest string) (request, error) {
	if rest == "" {
		return request{}, nil
	}
	i, err := meeting.ParseInvitation(rest)
	return request{link: i, made: true}, err
}

func parseTalk(rest string) (request, error) {
	switch strings.ToLower(rest) {
	case "on":
		return request{on: true}, nil
	case "off":
		return request{on: false}, nil
	}
	return request{}, errors.New(word.Say("the microphone goes on or off"))
}

// parseDevice reads the name of a sound device.
func parseDevice(rest string) (request, error) {
	switch rest = unquote(rest); strings.ToLower(rest) {
	case "":
		return request{}, errors.New(word.Say("the device's name is missing (devices lists them)"))
	case "on", "off", "toggle":
		return request{}, errors.New(word.Say("this chooses a device, and talk opens and closes the microphone"))
	}
	return request{text: rest}, nil
}

func parseAmount(rest string) (request, error) {
	_, err := sound.ParseAmount(rest)
	return request{text: rest}, err
}

func parseEcho(rest string) (request, error) {
	switch rest = strings.ToLower(rest); rest {
	case "auto", "on", "off":
		return request{text: rest}, nil
	}
	return request{}, errors.New(word.Say("the echo guard is auto, on or off"))
}

func parseListen(rest string) (request, error) {
	switch strings.ToLower(rest) {
	case "complete":
		return request{on: true}, nil
	case "low":
		return request{on: false}, nil
	}
	return request{}, errors.New(word.Say("one listens complete, without loss, or low, without delay"))
}

func parseWait(rest string) (request, error) {
	name, after, _ := strings.Cut(rest, " ")
	name = strings.ToLower(name)
	if !slices.Contains(awaited, name) {
		return request{}, errors.New(word.Say("%q is nothing to wait for (%s are)", shorten(name), strings.Join(awaited, ", ")))
	}
	r := request{text: name, time: patience}
	if after = strings.TrimSpace(after); after != "" {
		d, err := parseTime(after)
		if err != nil {
			return request{}, err
		}
		r.time = d
	}
	return r, nil
}

func parseSleep(rest string) (request, error) {
	d, err := parseTime(rest)
	return request{time: d}, err
}

func parseHelp(rest string) (request, error) {
	return request{text: strings.ToLower(rest)}, nil
}

// parseRef reads a reference at the start of s and returns what follows it.
func parseRef(s string) (ref, string, error) {
	written, after, _ := strings.Cut(s, " ")
	after = strings.TrimSpace(after)
	if written == "" {
		return 0, "", errors.New(word.Say("the line's number is missing"))
	}
	if written == "$" {
		return last, after, nil
	}
	n, err := strconv.ParseUint(written, 10, 31)
	if err != nil {
		return 0, "", errors.New(word.Say("%q is not a line number", shorten(written)))
	}
	return ref(n), after, nil
}

// parseTime reads a duration as Go writes it, or plain seconds.
func parseTime(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if seconds, e := strconv.ParseFloat(s, 64); e == nil && seconds <= maxTime.Seconds() {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || d < 0 || d > maxTime {
		return 0, errors.New(word.Say("%q is not a time such as 5s, 200ms or 1m", shorten(s)))
	}
	return d, nil
}

// shorten keeps a person's own words short enough to be said back.
func shorten(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
