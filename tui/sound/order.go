package sound

// An Order is what is to be done with the microphone from outside of the front: by
// a pedal, a headset's button, a desktop's shortcut. The front answers it once.
type Order struct {
	Do     Do
	Answer chan<- Answer // has room for it
}

// A Do is what an order asks for.
type Do string

// What can be asked for. Ask changes nothing.
const (
	TurnOn  Do = "on"
	TurnOff Do = "off"
	Turn    Do = "toggle"
	Ask     Do = "ask"
)

// An Answer is what came of an order.
type Answer struct {
	Title   string // of the meeting
	Person  string // whose microphone it is
	Talking bool
	Refused string // why it was not done, or could not be opened if that was asked, in words
}

// Wants reports whether the microphone, which is open or not, is to be turned.
func (d Do) Wants(talking bool) bool {
	return d == Turn || d == TurnOn && !talking || d == TurnOff && talking
}
