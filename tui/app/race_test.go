//go:build race

package app_test

// oncePerAction has an action done from the first of its panes only: from each it
// takes the race detector a fifth of a second.
const oncePerAction = true
