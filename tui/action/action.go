package action

import "slices"

// An Action is one thing a person can do.
type Action struct {
	Name    string   // what it is called in the table, and its word in the linear front
	Title   string   // plain words, starting with a capital
	English string   // the title in English, which the palette finds too; All and With fill it in
	Short   string   // one or two words for the help line
	Args    string   // what follows the name in the linear front: "REF OLD => NEW"
	Help    string   // one full sentence
	Keys    []string // as Bubble Tea names them: "ctrl+t", "f3", "pgup", "?"; safe in every terminal, the first is the one to show
	Also    []string // more keys, which only some terminals send; not shown
	Where   Place

	// Allowed reports whether the action can be done now and, if not, why not
	// in words that follow "not now: ". Nil: always.
	Allowed func(Context) (ok bool, why string)
}

// Can reports whether the action can be done in c, and why not.
func (a Action) Can(c Context) (ok bool, why string) {
	if a.Allowed == nil {
		return true, ""
	}
	return a.Allowed(c)
}

// Usage returns how the action is written in the linear front.
func (a Action) Usage() string {
	if a.Args == "" {
		return a.Name
	}
	return a.Name + " " + a.Args
}

// KeysIn returns the keys to show for the action at place p. Where letters are
// text a letter is never a key.
func (a Action) KeysIn(p Place) []string { return a.keysIn(p, a.Keys) }

// AllKeysIn returns, besides those to show, the keys that only some terminals
// send.
func (a Action) AllKeysIn(p Place) []string {
	return append(a.keysIn(p, a.Keys), a.keysIn(p, a.Also)...)
}

func (a Action) keysIn(p Place, keys []string) []string {
	if a.Where&p == 0 {
		return nil
	}
	return filter(keys, func(key string) bool { return !p.types(key) })
}

// Named returns the action called name.
func Named(table []Action, name string) (Action, bool) {
	i := slices.IndexFunc(table, func(a Action) bool { return a.Name == name })
	if i < 0 {
		return Action{}, false
	}
	return table[i], true
}

// ForKey returns the action that key means at place p.
func ForKey(table []Action, p Place, key string) (Action, bool) {
	for _, a := range table {
		if a.Where&p != 0 && !p.types(key) && (slices.Contains(a.Keys, key) || slices.Contains(a.Also, key)) {
			return a, true
		}
	}
	return Action{}, false
}

// At returns the actions that can be meant at one of the places, in the order
// of the table.
func At(table []Action, p Place) []Action {
	var here []Action
	for _, a := range table {
		if a.Where&p != 0 {
			here = append(here, a)
		}
	}
	return here
}
