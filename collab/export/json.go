package export

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode"

	"parley/collab/delta"
	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
)

// The form of the JSON that is written. The number grows when a field changes
// its meaning or goes; that one comes does not count.
const (
	jsonFormat  = "parley-log"
	jsonVersion = 1
)

// JSON writes the log from event from to event to, 0: the last, as one object
// with one event a line, as DESIGN.md describes it.
func JSON(ctx context.Context, w io.Writer, log Log, name string, from, to meeting.Version) error {
	j := &writer{w: w}
	j.print("{\"format\":%q,\"version\":%d,\"meeting\":%q,\"events\":[", jsonFormat, jsonVersion, name)
	var last *meeting.State
	first := true
	err := walk(ctx, log, name, to, func(s step) error {
		if last = s.state; s.Number < from {
			return nil
		}
		line, err := marshal(s)
		if err != nil {
			return err
		}
		if !first {
			j.print(",")
		}
		first = false
		j.print("\n%s", line)
		return j.err
	})
	if err != nil {
		return err
	}
	if from > last.Head() {
		return fmt.Errorf("version %d of %d: %w", from, last.Head(), ErrNoVersion)
	}
	title, err := plain(last.Title())
	if err != nil {
		return err
	}
	text, err := plain(last.Text().String())
	if err != nil {
		return err
	}
	j.print("\n],\"title\":%s,\"head\":%d,\"text\":%s}\n", title, last.Head(), text)
	return j.err
}

// A writer keeps its first error.
type writer struct {
	w   io.Writer
	err error
}

func (w *writer) print(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.w, format, args...)
	}
}

// marshal writes a step as one object.
func marshal(s step) ([]byte, error) {
	o := object{}
	o.put("number", s.Number)
	o.put("at", s.At)
	o.put("kind", snake(reflect.TypeOf(s.What).Name()))
	if s.By != 0 {
		o.put("by", s.By)
		p, _ := s.state.Person(s.By)
		o.put("name", p.Name)
		if p.Delegation != "" {
			o.put("delegation", p.Delegation)
		}
	}
	if s.Command != 0 {
		o.put("command", s.Command)
		o.put("base", s.Base)
	}
	switch what := s.What.(type) {
	case meeting.DocumentOpened: // its number is another than the event's
		o.put("document", what.Number)
		o.put("title", what.Title)
	case meeting.DocumentBefore:
		o.put("document", what.Number)
	case meeting.DocumentClosed:
		o.put("document", what.Number)
		o.put("on", what.On)
	case meeting.Proposed: // which number it got is only known by what was proposed before
		o.put("proposal", len(s.state.Overlay().Proposals()))
		o.own(reflect.ValueOf(s.What))
	default:
		o.own(reflect.ValueOf(s.What))
	}
	if s.did.Changes() {
		o.put("effect", s.did)
	}
	return o.bytes()
}

// renamed are the fields of events whose names every event has for something
// else: what a proposal asks for, and where a bracket or a word is.
var renamed = map[string]string{"kind": "change", "at": "place"}

// own puts the fields of what happened, none under a name that is taken.
func (o *object) own(v reflect.Value) {
	var what object
	what.fields(v)
	for i, name := range what.names {
		if slices.Contains(o.names, name) {
			if name = renamed[name]; name == "" {
				name = "its_" + what.names[i]
			}
		}
		o.add(name, what.values[i])
	}
}

// An object is a JSON object whose fields keep their order.
type object struct {
	names  []string
	values []reflect.Value
}

func (o *object) put(name string, v any) { o.add(name, reflect.ValueOf(v)) }

func (o *object) add(name string, v reflect.Value) {
	o.names, o.values = append(o.names, name), append(o.values, v)
}

// fields puts the fields of a struct, those of embedded ones as its own.
func (o *object) fields(v reflect.Value) {
	t := v.Type()
	if t.Kind() != reflect.Struct {
		return
	}
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			o.fields(v.Field(i))
		case f.IsExported():
			o.add(snake(f.Name), v.Field(i))
		}
	}
}

func (o *object) bytes() ([]byte, error) {
	var b strings.Builder
	b.WriteByte('{')
	n := 0
	for i, name := range o.names {
		v := value(o.values[i])
		if v == nil {
			continue // a moment that never was, or nobody
		}
		encoded, err := plain(v)
		if err != nil {
			return nil, err
		}
		if n++; n > 1 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", name, encoded)
	}
	b.WriteByte('}')
	return []byte(b.String()), nil
}

// MarshalJSON writes the object.
func (o *object) MarshalJSON() ([]byte, error) { return o.bytes() }

// value returns what a value is in JSON. Numbers that have a word are that word;
// durations are seconds; a value of one of several types is an object that says
// which.
func value(v reflect.Value) any {
	switch {
	case !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil():
		return nil
	case v.Kind() == reflect.Interface && v.Elem().Kind() == reflect.Struct:
		o := &object{}
		o.put("type", snake(v.Elem().Type().Name()))
		o.fields(v.Elem())
		return o
	}
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return nil
		}
		return x.UTC().Format("2006-01-02T15:04:05.000Z")
	case time.Duration:
		return x.Seconds()
	case delta.Delta:
		return steps(x)
	case draft.Stance:
		return [...]string{"neutral", "support", "object", "sponsor"}[x%4]
	case floor.Kind:
		return [...]string{"speak", "point_of_order", "question", "right_of_reply"}[x%4]
	}
	if word, ok := v.Interface().(fmt.Stringer); ok && v.CanInt() || ok && v.CanUint() {
		return word.String()
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return value(v.Elem())
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			b := make([]byte, v.Len())
			reflect.Copy(reflect.ValueOf(b), v)
			return hex.EncodeToString(b)
		}
	case reflect.Slice:
		all := make([]any, v.Len())
		for i := range all {
			all[i] = value(v.Index(i))
		}
		return all
	case reflect.Struct:
		o := &object{}
		o.fields(v)
		return o
	}
	return v.Interface()
}

// steps are a change as JSON has it: {"keep":3}, {"delete":2}, {"insert":"x"},
// counted in code points.
func steps(d delta.Delta) []map[string]any {
	all := []map[string]any{}
	for op := range d.Ops() {
		switch {
		case op.Keep > 0:
			all = append(all, map[string]any{"keep": op.Keep})
		case op.Delete > 0:
			all = append(all, map[string]any{"delete": op.Delete})
		default:
			all = append(all, map[string]any{"insert": op.Insert})
		}
	}
	return all
}

// plain encodes a value without HTML's escapes.
func plain(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return []byte(strings.TrimSuffix(b.String(), "\n")), err
}

// snake writes a Go name as JSON's names are: HandsAsked is hands_asked.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
