package main

import (
	"strings"
	"testing"
)

func TestANameThatIsTooLongIsCountedWhole(t *testing.T) {
	_, err := checkName("name", strings.Repeat("é", 2000))
	if want := "--name has 2000 characters and 64 are the most: give a shorter one"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
