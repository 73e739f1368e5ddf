// Package draft is what people do to a document, said as deltas: replace these
// words in that paragraph, add a paragraph, delete one, take back what I did
// last. A line of the text is a paragraph; lines are counted from 1, as people
// read them. The package knows no people, sockets or clocks.
package draft
