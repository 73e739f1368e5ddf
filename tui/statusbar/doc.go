// Package statusbar is the one line at the top of the screen: the meeting, who
// is heard, the microphone, the link, all in words, so that nothing depends on
// colour. It is given facts and a width and says what fits, the most important
// first.
package statusbar
