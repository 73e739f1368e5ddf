package meeting

import "parley/collab/text"

// Pieces returns the text as pieces, each by one author.
func Pieces(t text.Text) []Piece { return pieces(t) }

// Whole returns the text that the pieces make.
func Whole(all []Piece) text.Text { return whole(all) }
