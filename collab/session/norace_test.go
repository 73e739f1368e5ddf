//go:build !race

package session_test

// usualSeeds is how many random meetings a test run holds.
const usualSeeds = 200
