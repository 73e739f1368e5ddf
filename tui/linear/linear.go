package linear

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/editor"
	"parley/tui/sound"
	"parley/tui/word"
	"parley/tui/wording"
)

// Line is the person's line to the meeting. Its methods return at once; what
// comes of them arrives as notices.
type Line interface {
	Send(meeting.Command)
	Talk(on bool)
	AskRoster(from int, words string)
	Resync(need meeting.Version)
	Answer(admit bool, who ...uint32)
	Inquire(meeting.Inquiry)
	Point(base meeting.Version, at, anchor int, left bool)
}

// Config is what the front is made of. In, Out, Notices and Line must be there.
type Config struct {
	In          io.Reader // commands, one a line
	Out         io.Writer // events, one a line
	JSON        bool      // events as JSON objects
	Interactive bool      // a person types at In: there is a prompt, and mistakes do not count
	Notices     <-chan meeting.Notice
	Line        Line
	Document    func(n int) Line                                               // the line of document n of the meeting, dialled at the first call; nil: only the first can be read
	Open        func(file string) (wording.Opened, error)                      // reads what is to become a document; nil: this client cannot
	Sound       sound.Voice                                                    // nil: text only
	DataCap     uint64                                                         // how many bytes text and sound may use; 0: no limit
	Orders      <-chan sound.Order                                             // what is to be done with the microphone from outside; nil: nothing is
	Invite      string                                                         // the link that lets delegates in; empty where this client has none
	MakeLink    func(context.Context, meeting.Invitation) (ticket.Link, error) // asks the server for a link; nil: this client cannot
	Versions    ReadVersions                                                   // nil: older versions cannot be read
	Editor      editor.Command                                                 // the person's own editor, which reads In and draws on Out
	NoEditor    string                                                         // why the draft cannot be opened in one, in words; empty: it can
	Explain     func(error) string                                             // what ended the line, in words for the person; nil: the error's own
	Now         func() time.Time                                               // nil: time.Now
}

var (
	// ErrFailed reports that commands could not be done, or that something was
	// not received before the end. Run wraps it, saying how many.
	ErrFailed = errors.New(word.Mark("not everything was done"))
	// ErrEnded reports that the meeting ended by itself: the notices ran out
	// before the person left.
	ErrEnded = errors.New(word.Mark("the meeting has ended"))
	// ErrUnheard reports that the output could not be written.
	ErrUnheard = errors.New(word.Mark("nobody reads what is said"))
)

// ReadVersions asks the server how a document's draft read at two versions.
type ReadVersions func(ctx context.Context, document int, one, other meeting.Version) (text.Text, text.Text, error)

// MaxLine is how many bytes a line of input may have.
const MaxLine = 1 << 20

// farewell is how long leaving waits for what is not received yet; where the
// person breaks off, hurry.
const (
	farewell = 20 * time.Second
	hurry    = time.Second
)

// Run reads commands and tells events until the person leaves, the input ends,
// ctx ends or the notices run out. The goroutine that reads In ends with In.
//
// Where the meeting ends before the person was ever in it, only a program is
// told why by an event: the caller says it, as nothing else came of the run.
//
// Where no person types (Interactive is false) a command that fails does not
// stop the ones after it, and Run returns ErrFailed at the end.
func Run(ctx context.Context, c Config) error {
	f := newFront(c)
	lines := make(chan input, 1) // so that scan can always give what was wanted, and end
	wanted := make(chan struct{}, 1)
	defer close(wanted)
	go scan(c.In, lines, wanted)
	reading := false // a line is wanted and has not come
	clock := newClock()
	defer clock.Stop()
	if c.Invite != "" {
		f.out.say(invitedWith(c.Invite))
	}
	done, notices := ctx.Done(), c.Notices
	var news <-chan struct{}
	if c.Sound != nil {
		news = c.Sound.News()
	}
	for !f.over {
		typed := lines
		if f.pause != nil {
			typed = nil // one command at a time
		} else {
			f.out.ask()
		}
		if !reading {
			wanted <- struct{}{}
			reading = true
		}
		if f.out.flush() != nil {
			return ErrUnheard
		}
		select {
		case in := <-typed:
			reading = false
			f.out.answered()
			f.typed(in, f.Now())
		case n, open := <-notices:
			if !open {
				notices = nil
				f.ended(f.Now())
				break
			}
			f.heardOf(n, f.Now())
		case o := <-c.Orders:
			f.order(o)
		case <-news:
		case <-clock.C:
		case <-done:
			done = nil
			f.leave(hurry, f.Now())
		}
		f.proceed(f.Now())
		clock.set(f, f.Now())
	}
	if f.out.flush() != nil {
		return ErrUnheard
	}
	return f.outcome()
}

// An input is a line as it was typed, or what ended the input.
type input struct {
	line string
	long bool  // the line was longer than MaxLine, and nothing of it was kept
	err  error // io.EOF, or what went wrong
}

// scan reads a line for each that is wanted, until in ends or wanted is closed.
// The next is wanted once a line was acted upon: until then the terminal may be
// an editor's.
func scan(in io.Reader, lines chan<- input, wanted <-chan struct{}) {
	r := bufio.NewReader(in)
	var end error
	for range wanted {
		if end != nil {
			lines <- input{err: end}
			return
		}
		var i input
		if i.line, i.long, end = readLine(r); end != nil && i.line == "" && !i.long {
			lines <- input{err: end}
			return
		}
		lines <- i
	}
}

// readLine returns the next line without its end. Of one that is longer than
// MaxLine nothing is kept, but it is read to its end, so that what follows is
// taken for what it is. With an error there may be a last line, too.
func readLine(r *bufio.Reader) (line string, long bool, err error) {
	var kept []byte
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(kept)+len(part) > MaxLine+len("\n"); long {
			kept = nil
		} else {
			kept = append(kept, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return strings.TrimSuffix(strings.TrimSuffix(string(kept), "\n"), "\r"), long, err
		}
	}
}

// A front is one run: the person's seat and what is told of it. Everything in
// it belongs to Run's goroutine.
type front struct {
	Config
	out            *output
	seat           *meeting.Seat   // the meeting's: its people, its floor and what goes on beside the drafts
	*document                      // the one in view, or that is dealt with just now
	inView         *document       // what read, edit and the others are about
	documents      []*document     // that this person has been to; the first is the draft in the meeting's own log
	looksElsewhere bool            // this person has gone to another document than the one before the meeting
	opening        wording.Opening // asked for, with changes marked in them
	heading        *document       // where one is going, as soon as it is here; nil: nowhere
	following      following
	carried        time.Time // when somebody else put another document before the meeting; zero: not since the last command
	pause          *pause    // what is waited for before the next command; nil: nothing
	anew           bool      // a pause has ended, and what came of it is to be looked at
	announced      announcements
	meter          meter
	asked          *present       // the list of people being gathered
	queued         meeting.Queued // the place in the waiting room, as told
	called         uint32         // the last caller who was told of

	dialled   bool                // the line's state was told at least once
	last      meeting.LinkChanged // the state told last
	reached   bool                // the line was up once
	barred    string              // what was said last of a line that brought no text yet
	lost      time.Time           // since when the line is down; zero: it is up, or never was
	budget    sound.Budget
	soundGone time.Time // since when the sound is gone without a word; zero: it is not
	soundUp   bool
	muted     bool              // the microphone was told to bring nothing but silence
	soundPath string            // by which way, as last told
	broken    map[string]string // of the microphone and the ear: what was told to be wrong
	came      map[string]int    // how often each event came
	waited    map[string]int    // how many of those were waited for
	speech    uint64            // frames of speech heard when it was last waited for

	failed  int  // commands that could not be done
	unsent  int  // own commands not received at the end
	safe    bool // they are all kept on this machine
	leaving bool // the person, or the input's end, asked to leave
	cut     bool // the notices ran out
	over    bool

	soundWaits bool         // the server lets others in first
	heardAs    sound.Status // the last, for whether the link carried our speech

	turn       turnWatch
	captioning *string // every line is a caption, of this speaker; nil: none is
}

func newFront(c Config) *front {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Explain == nil {
		c.Explain = error.Error
	}
	if len(c.Editor.Args) == 0 && c.NoEditor == "" {
		c.NoEditor = word.Err(editor.ErrNone)
	}
	first := &document{number: 1, draft: meeting.NewSeat(c.Line.Send), line: c.Line}
	return &front{
		budget: sound.Budget{Cap: c.DataCap},
		Config: c, out: newOutput(c.Out, c.JSON, c.Interactive),
		seat: first.draft, document: first, inView: first, documents: []*document{first}, came: map[string]int{}, waited: map[string]int{}, broken: map[string]string{},
	}
}
