package app

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"parley/collab/meeting"
	"parley/collab/text"
	"parley/collab/ticket"
	"parley/tui/action"
	"parley/tui/alert"
	"parley/tui/captionpane"
	"parley/tui/cells"
	"parley/tui/chatpane"
	"parley/tui/editor"
	"parley/tui/peoplepane"
	"parley/tui/queuepane"
	"parley/tui/sound"
	"parley/tui/theme"
	"parley/tui/word"
	"parley/tui/wording"
)

// Config is what a screen is made of.
type Config struct {
	Line    Line
	DataCap uint64      // how many bytes text and sound may use; 0: no limit
	Sound   sound.Voice // nil: text only
	Invite  string      // the link that lets delegates in, where this person hosts; else ""
	// MakeLink asks the server for a link; its error is in words for the person.
	// Nil: this client cannot.
	MakeLink func(context.Context, meeting.Invitation) (ticket.Link, error)
	// Versions asks the server how a document read at two versions; its error is in
	// words. Nil: this client cannot.
	Versions func(ctx context.Context, document int, one, other meeting.Version) (text.Text, text.Text, error)
	// Document returns the line of another document of the meeting, from number 2.
	// What it says comes as meeting.InDocument. Nil: this client has the first only.
	Document func(number int) Line
	// Open reads a file to be opened as a document; its error is in words. Nil: this
	// client cannot.
	Open     func(file string) (wording.Opened, error)
	Writing  bool             // begin writing, where the role allows it
	Now      func() time.Time // the clock; its place gives the times of the chat
	Terminal theme.Terminal   // what is known of the terminal beforehand
	Editor   editor.Command   // the person's own editor
	NoEditor string           // why there is none, in words; else ""
	Tour     bool             // begin with the guided tour
	Notice   string           // one line to show at the start, "" for none
	Keys     action.Keymap    // the person's own keys
	Alert    alert.Way        // how the person is called who looks elsewhere
	Measure  bool             // the terminal is asked how it counts cells
	Mouse    bool             // clicks and the wheel are taken; the terminal's own selection needs Shift then
}

// A Model is the screen. It belongs to Bubble Tea's loop. Besides Bubble Tea's
// own messages it takes every meeting.Notice of the line, in order, and Closed.
type Model struct {
	*document // the one that words are about: that in view, unless something is told of another
	inView    *document
	documents []*document // that have a line here, the first of the meeting first
	elsewhere int         // the document that the person went to; 0: they go along with the meeting
	errand    errand
	opening   wording.Opening
	following following
	editing   bool // the person's own editor has the terminal
	config    Config
	now       func() time.Time
	seat      *meeting.Seat // the meeting's
	table     []action.Action
	theme     theme.Theme

	chat     *chatpane.Model
	people   *peoplepane.Model
	queue    *queuepane.Model
	captions *captionpane.Model

	width, height int
	focus         action.Place   // Reading for the draft, or that of one of sides
	sides         []side         // the panes beside the draft, in the order of Tab
	recent        []action.Place // the same, those that were chosen last first
	chosen        bool           // the person chose what is to be seen
	letters       bool           // a character alone may be a shortcut
	bare          bool           // nothing is shown but the draft's text
	over          overlay        // what lies over the draft, nil for nothing
	overName      string         // the action that opened it
	ask           *prompt        // the question in the message line, nil for none
	message       message
	footed        foot
	looks         map[text.Author]look
	marks         map[string]bool

	program *tea.Program // that runs this; nil: it keeps its own pace
	pace    pace

	sound     sound.Status
	hold      hold
	budget    sound.Budget
	heard     heard
	traffic   traffic
	atFloor   atFloor
	captioned meeting.Version // the caption shown last
	stating   statement
	probing   probing
	keyed     time.Time // when a key was pressed last
	stirred   time.Time // when the sound had news last, or somebody was heard
	roster    rosterWish
	chatSeen  meeting.Version // the newest line that has been on the screen
	asleep    bool            // the beat is slow
	clock     int             // the number of the beat's clock, which a new one takes over from
	chatTold  meeting.Version // the newest that the person was told of, seen or not
	whole     bool            // the edit that a pane asks for is a step of undo of its own
	sent      bool            // something of this person's was sent in this run
	caller    uint32          // the last in the waiting room who was told of
	wasUp     bool            // the link has been up in this run
	ended     bool
	touring   int    // the step of the tour, from 1; 0: there is none
	ringing   string // to be written to the terminal to call the person
	swept     *back  // saved in an editor and being asked about; nil: nothing
	err       error
}

// New returns the screen of a meeting that is being joined.
func New(c Config) *Model {
	if c.Now == nil {
		c.Now = time.Now
	}
	if len(c.Editor.Args) == 0 && c.NoEditor == "" {
		c.NoEditor = word.Err(editor.ErrNone)
	}
	t := theme.New(c.Terminal)
	seat := meeting.NewSeat(c.Line.Send)
	m := &Model{
		document: newDocument(1, c.Line, seat, t),
		config:   c, now: c.Now, seat: seat, table: Actions(), theme: t,
		chat: chatpane.New(t), people: peoplepane.New(t, meeting.RosterPage), queue: queuepane.New(t), captions: captionpane.New(t),
		focus: action.Reading,
		looks: map[text.Author]look{}, marks: map[string]bool{},
	}
	m.inView, m.documents = m.document, []*document{m.document}
	if err := m.rebind(c.Keys); err != nil { // who reads the settings has told it
		_ = m.rebind(action.Keymap{})
	}
	m.furnish(m.document)
	m.chat.SetWritable(false, word.Say("the text is not here yet"))
	m.people.SetInvite(c.Invite)
	first := action.Chat
	if c.Invite != "" {
		first = action.People
	}
	m.setSides(first, m.chatSide(), m.peopleSide(), m.queueSide(), m.proposalSide(), m.captionSide())
	m.budget.Set(c.DataCap)
	if c.Sound != nil {
		m.sound = c.Sound.Status()
	}
	if c.Tour {
		m.touring = 1
	}
	if c.Notice != "" {
		m.say(note, c.Notice)
	}
	return m
}

// Err returns why the line ended for good, nil where this person left or is
// still there.
func (m *Model) Err() error { return m.err }

// Init asks the terminal for its colours, takes the order of the characters
// over, and starts the beat.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.nextBeat(), m.takeOrder())
}

// Update takes one message in.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	if again := m.rouse(msg); again != nil {
		cmd = tea.Batch(cmd, again)
	}
	m.settle()
	if m.swept != nil && m.overName != "sweep" { // the question was put away
		cmd = tea.Batch(cmd, m.notSwept())
	}
	if ring := m.ring(); ring != nil {
		cmd = tea.Batch(cmd, ring)
	}
	return m, cmd
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.pressed(latin(msg, m.typing()))
	case tea.KeyReleaseMsg:
		m.released(msg)
	case tea.BlurMsg:
		m.letGo()
	case tea.KeyboardEnhancementsMsg:
		m.learnKeyboard(msg)
	case sound.Stirred:
		m.stirred = m.now()
	case sound.Order:
		m.order(msg)
	case tea.PasteMsg:
		return m.paste(msg.Content)
	case meeting.Notice:
		m.take(msg)
	case linkMade:
		return m.showLink(msg)
	case comparison:
		m.compared(msg)
	case devicesFound:
		m.listDevices(msg)
	case fileRead:
		m.openRead(msg)
	case deviceUsed:
		m.tellUsed(msg)
	case back:
		return tea.Batch(m.takeOrder(), m.comeBack(msg))
	case Closed:
		return m.close(msg.Err)
	case tea.MouseClickMsg:
		m.click(tea.Mouse(msg))
	case tea.MouseWheelMsg:
		return m.wheel(tea.Mouse(msg))
	case beat:
		if msg.clock != m.clock {
			return nil
		}
		m.beat()
		return tea.Batch(m.nextBeat(), m.probe())
	case tea.CursorPositionMsg:
		return m.measured(msg)
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.showChat()
		m.pace.stir()
	default:
		m.learn(msg)
		m.pace.stir()
	}
	return nil
}

// learn takes in what the terminal says of itself.
func (m *Model) learn(msg tea.Msg) {
	terminal := m.theme.Terminal
	switch msg := msg.(type) {
	case tea.BackgroundColorMsg:
		terminal = terminal.WithGround(!msg.IsDark())
	case tea.ColorProfileMsg:
		terminal = terminal.WithProfile(msg.Profile)
	case tea.ModeReportMsg:
		if msg.Mode == ansi.ModeUnicodeCore && (msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet) {
			terminal.Widths = cells.ByCluster // Bubble Tea switches it on and counts so from here on
		}
	}
	if terminal != m.theme.Terminal {
		m.setTheme(theme.New(terminal))
	}
}

func (m *Model) setTheme(t theme.Theme) {
	m.theme = t
	for _, d := range m.documents {
		d.setTheme(t)
	}
	for _, s := range m.sides {
		s.pane.SetTheme(t)
	}
	if m.over != nil {
		m.over.SetTheme(t)
	}
}

// place is where the keys go now, as the table of actions knows it.
func (m *Model) place() action.Place {
	if m.focus == action.Reading && m.draft.Writing() {
		return action.Writing
	}
	return m.focus
}

// typing reports whether letters are text where the keys go now.
func (m *Model) typing() bool {
	return m.ask != nil || m.over != nil || m.place() == action.Writing || m.place() == action.Chat
}
