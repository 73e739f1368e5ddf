package app

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// us are the keys of a keyboard with the United States' layout, and layouts
// what the same keys give with others, place by place. They are for terminals
// that do not say which key it was (Key.BaseCode), so that a shortcut is on its
// key whatever is switched on.
const us = "qwertyuiop" + "asdfghjkl" + "zxcvbnm" + "/"

var layouts = []string{
	"йцукенгшщз" + "фывапролд" + "ячсмить" + ".", // Russian
	";ςερτυθιοπ" + "ασδφγηξκλ" + "ζχψωβνμ" + "/", // Greek
	"ضصثقفغعهخح" + "شسيبلاتنم" + "ئءؤرىةو" + "ظ", // Arabic
	"/'קראטוןםפ" + "שדגכעיחלך" + "זסבהנמצ" + ".", // Hebrew
}

// byLayout finds the key of a character outside ASCII.
var byLayout = func() map[rune]rune {
	found := map[rune]rune{}
	for _, layout := range layouts {
		keys := []rune(us)
		for i, r := range []rune(layout) {
			if _, taken := found[r]; !taken && r >= utf8.RuneSelf {
				found[r] = keys[i]
			}
		}
	}
	return found
}()

// keypad are the keys of the number block that are the same as others.
var keypad = map[rune]rune{
	tea.KeyKpEnter: tea.KeyEnter, tea.KeyKpUp: tea.KeyUp, tea.KeyKpDown: tea.KeyDown, tea.KeyKpLeft: tea.KeyLeft, tea.KeyKpRight: tea.KeyRight,
	tea.KeyKpHome: tea.KeyHome, tea.KeyKpEnd: tea.KeyEnd, tea.KeyKpPgUp: tea.KeyPgUp, tea.KeyKpPgDown: tea.KeyPgDown, tea.KeyKpDelete: tea.KeyDelete,
}

// latin returns the key press as the table of actions knows it. With Ctrl, or
// where letters are shortcuts, a character of another script stands for its
// key; where letters are text, text stays as it is.
func latin(k tea.KeyPressMsg, typing bool) tea.KeyPressMsg {
	if key, ok := keypad[k.Code]; ok && k.Text == "" {
		k.Code = key
	}
	if k.Code < utf8.RuneSelf && unicode.IsPrint(k.Code) {
		k.BaseCode = 0 // a Latin layout: the letter counts, not its place
		return k
	}
	if typing && k.Mod&tea.ModCtrl == 0 || !unicode.IsPrint(k.Code) {
		return k
	}
	key, known := k.BaseCode, k.BaseCode != 0
	if !known {
		key, known = byLayout[unicode.ToLower(k.Code)]
	}
	if !known || strings.ContainsRune("؟\u037e", k.Code) {
		return k
	}
	k.Code, k.BaseCode = key, 0
	if k.Text != "" {
		k.Text = string(key)
		if k.Mod&tea.ModShift != 0 {
			k.Text = strings.ToUpper(k.Text)
		}
	}
	return k
}
