//go:build !race

package app_test

// oncePerAction has an action done from the first of its panes only.
const oncePerAction = false
