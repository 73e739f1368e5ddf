package linear

import (
	"strings"
	"testing"
	"time"

	"parley/tui/action"
)

func TestLinesAreReadAsCommands(t *testing.T) {
	for _, tt := range []struct {
		line string
		want request
	}{
		{"", request{}},
		{"   # what a script says to its reader", request{}},
		{"#2", request{verb: "goto", n: 2, on: true}},
		{"#2 what a script says", request{}},
		{"read", request{verb: "read"}},
		{"  READ 3 ", request{verb: "read", place: "3"}},
		{"read $", request{verb: "read", place: "$"}},
		{"write my draft.md", request{verb: "write", text: "my draft.md"}},
		{"edit 3 should => shall", request{verb: "edit", ref: 3, old: "should", text: "shall"}},
		{"edit $ a => b => c", request{verb: "edit", ref: last, old: "a", text: "b => c"}},
		{`edit 2 "very " => ""`, request{verb: "edit", ref: 2, old: "very ", text: ""}},
		{"edit 2 very =>", request{verb: "edit", ref: 2, old: "very", text: ""}},
		{"add 0 The General Assembly,", request{verb: "add", text: "The General Assembly,"}},
		{`add $ "quoted"`, request{verb: "add", ref: last, text: `"quoted"`}},
		{"delete 7", request{verb: "delete", ref: 7}},
		{"undo", request{verb: "undo"}},
		{"chat  we could live with that ", request{verb: "chat", text: "we could live with that"}},
		{"talk on", request{verb: "talk", on: true}},
		{"talk OFF", request{verb: "talk"}},
		{"wait draft", request{verb: "wait", text: "draft", time: 30 * time.Second}},
		{"wait sound 5s", request{verb: "wait", text: "sound", time: 5 * time.Second}},
		{"wait chat 0.5", request{verb: "wait", text: "chat", time: 500 * time.Millisecond}},
		{"sleep 200ms", request{verb: "sleep", time: 200 * time.Millisecond}},
		{"help edit", request{verb: "help", text: "edit"}},
		{"quit", request{verb: "quit"}},
	} {
		got, err := parse(tt.line)
		if err != nil || got != tt.want {
			t.Errorf("%q: got %+v, %v, want %+v", tt.line, got, err, tt.want)
		}
	}
}

func TestWrongLinesSayWhatToDo(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"shout hello", `"shout" is not a command here: help lists those that are`},
		{strings.Repeat("x", 100), `"` + strings.Repeat("x", 40) + `..." is not a command here: help lists those that are`},
		{"read 0", "lines are counted from 1: type read [REF]"},
		{"read 1 2", `one line at a time can be read, and "2" follows: type read [REF]`},
		{"write", "the file's name is missing: type write FILE"},
		{"edit", "the line's number is missing: type edit REF OLD => NEW"},
		{"edit 3 should shall", "there is no => between the old words and the new: type edit REF OLD => NEW"},
		{"edit 3 => shall", "the words to replace are missing (add puts in a new line): type edit REF OLD => NEW"},
		{"edit 3 shall => shall", "the old words and the new are the same: type edit REF OLD => NEW"},
		{"add 3", "the new line's text is missing: type add REF TEXT"},
		{"delete 0", "lines are counted from 1: type delete REF"},
		{"delete 3 words", `a whole line is deleted, and "words" follows its number (edit takes out single words): type delete REF`},
		{"undo everything", `nothing may follow this command, and "everything" does: type undo`},
		{"chat", "there is nothing to say: type chat TEXT"},
		{"talk", "the microphone goes on or off: type talk on|off"},
		{"wait", `"" is nothing to wait for (draft, sound, speech, spoken, edit, chat, kept, sent, link, lost, waiting, caller, end, floor, turn, request, hands, statement, caption, proposal, decision, document are): type wait EVENT [TIMEOUT]`},
		{"wait chat soon", `"soon" is not a time such as 5s, 200ms or 1m: type wait EVENT [TIMEOUT]`},
		{"sleep -1s", `"-1s" is not a time such as 5s, 200ms or 1m: type sleep DURATION`},
		{"sleep NaN", `"NaN" is not a time such as 5s, 200ms or 1m: type sleep DURATION`},
		{"sleep 9999h", `"9999h" is not a time such as 5s, 200ms or 1m: type sleep DURATION`},
	} {
		_, err := parse(tt.line)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q: got %v, want %s", tt.line, err, tt.want)
		}
	}
}

func TestTheCommandsAreThoseOfTheTableOfActions(t *testing.T) {
	for _, c := range commands() {
		if arguments[c.Name] == nil {
			t.Errorf("the table has %s, the grammar has not", c.Name)
		}
	}
	for name := range arguments {
		if a, ok := action.Named(action.All(), name); !ok || a.Where&action.Linear == 0 {
			t.Errorf("the grammar has %s, the table has not", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, line := range []string{"edit 3 a => b", `edit $ "" => ""`, "wait sound 1e300", "add 0 \x00\xff", "sleep 1h", "read $ "} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, err := parse(line)
		switch {
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("%q: the error has more than one line: %v", line, err)
		case err == nil && (r.time < 0 || r.time > maxTime):
			t.Errorf("%q: waits %v", line, r.time)
		case err == nil && (r.ref < last || r.verb == "edit" && r.ref == 0):
			t.Errorf("%q: line %d", line, r.ref)
		}
	})
}
