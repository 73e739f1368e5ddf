//go:build race

package main

// kills is how often the server is killed in a row.
const kills = 8
