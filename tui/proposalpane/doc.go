// Package proposalpane shows what is proposed, with the redline of the one that
// is marked, and is the form in which a proposal is made: the paragraph to
// change, how others will see the change, a note and on whose behalf. It knows
// no meeting: the app gives it values and keys and acts on what it returns.
package proposalpane
