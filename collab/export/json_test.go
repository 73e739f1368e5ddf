package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"parley/collab/export"
)

// TestNoFieldOfTheLogIsThereTwice: a program that reads the log would see the last
// alone, and not that an event is a proposal.
func TestNoFieldOfTheLogIsThereTwice(t *testing.T) {
	h := resolution(t)
	var b bytes.Buffer
	if err := export.JSON(context.Background(), &b, h.log, name, 0, 0); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"kind":"proposed"`, `"change":"new paragraph"`, `"kind":"retained"`, `"stance":"support"`, `"stance":"object"`, `"place":`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in the log", want)
		}
	}
	d := json.NewDecoder(&b)
	type level struct {
		object, value bool
		names         map[string]bool
	}
	at := []*level{{}}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		in := at[len(at)-1]
		if name, ok := token.(string); ok && in.object && !in.value {
			if in.names[name] {
				t.Errorf("%q is there twice in one object, before byte %d", name, d.InputOffset())
			}
			in.names[name], in.value = true, true
			continue
		}
		in.value = false
		switch token {
		case json.Delim('{'), json.Delim('['):
			at = append(at, &level{object: token == json.Delim('{'), names: map[string]bool{}})
		case json.Delim('}'), json.Delim(']'):
			at = at[:len(at)-1]
			at[len(at)-1].value = false
		}
	}
}
