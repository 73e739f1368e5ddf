package main

import (
	"github.com/spf13/pflag"

	"parley/collab/meeting"
)

// addDocument adds the flag that says which document of a meeting is meant.
func addDocument(f *pflag.FlagSet, n *int) {
	f.IntVar(n, "document", 1, "which document of the meeting is meant, by its number")
}

// checkDocument says what is wrong with a document's number.
func checkDocument(n int) error {
	if n < 1 || n > meeting.MaxDocuments {
		return wrongUsage("--document %d is no number of a document: they go from 1, the meeting's own draft, to %d at most", n, meeting.MaxDocuments)
	}
	return nil
}
