// Package away gathers what a person missed while there was no link, so that
// it can be read at once, on one screen: who changed what in the draft, as a
// redline between the text as it was left and as it is, and what was said in
// the chat. Both fronts say it in the words made here.
package away
