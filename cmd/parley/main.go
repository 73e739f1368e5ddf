// Parley is a meeting in a terminal for people who negotiate wording over bad
// links: parley host opens one, parley join enters it.
//
// Data goes to standard output, words about the run go to standard error. What
// goes wrong is one sentence with what to do. Exit codes: 0 done, 1 failed, 2
// wrong usage.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr}))
}
