package draft

import (
	"strings"
	"unicode"
)

// preambles are how the paragraphs, or the headings, of a preamble begin. In a
// resolution nothing else is what it is in the form of a participle.
var preambles = []string{
	"acknowledging", "affirming", "aware", "bearing in mind", "believing", "cognizant", "concerned", "confirming", "conscious", "considering",
	"convinced", "deeply", "deploring", "desiring", "desirous", "emphasizing", "encouraged", "expressing", "fully", "further recalling",
	"guided", "having", "highlighting", "in view", "mindful", "noting", "observing", "reaffirming", "realizing", "recalling", "recognizing",
	"referring", "reiterating", "stressing", "taking into account", "taking note", "underlining", "underscoring", "welcoming",
}

// acts are how the operative part, or a paragraph of it, begins, and the letter
// that the ITU's own labels have.
var acts = []struct{ words, prefix string }{
	{"resolves further", "RF"}, {"further resolves", "RF"}, {"resolves", "R"}, {"decides", "DE"}, {"agrees", "A"}, {"recommends", "RC"},
	{"instructs the director", "D"}, {"instructs the secretary-general", "SG"}, {"instructs the council", "C"}, {"instructs", "I"},
	{"invites member states", "MS"}, {"invites the council", "IC"}, {"invites", "IN"}, {"requests", "RQ"}, {"urges", "U"}, {"encourages", "E"},
	{"calls upon", "CU"}, {"appeals", "AP"}, {"authorizes", "AU"}, {"adopts", "AD"}, {"approves", "AV"}, {"endorses", "EN"}, {"welcomes", "W"},
	{"takes note", "TN"}, {"notes", "N"}, {"stresses", "S"}, {"reaffirms", "RA"}, {"affirms", "AF"}, {"recognizes", "RG"}, {"emphasizes", "EM"},
	{"expresses", "EX"}, {"commends", "CM"}, {"supports", "SU"}, {"acknowledges", "AK"}, {"condemns", "CD"}, {"declares", "DC"}, {"also requests", "RQ"},
	{"also encourages", "E"}, {"also invites", "IN"}, {"further requests", "RQ"},
}

// heading reports whether a paragraph begins a section, or is one by itself:
// the letter of the section, and whether it is of the preamble.
func (l *labeller) heading(s string) (prefix string, pre, ok bool) {
	_, rest, _ := itemOf(s)
	first := strings.ToLower(strings.Trim(rest, "*_# \t,:"))
	for _, a := range acts {
		if begins(first, a.words) {
			return a.prefix, false, true
		}
	}
	if l.acts {
		return "", false, false
	}
	for _, p := range preambles {
		if begins(first, p) {
			return "", true, true
		}
	}
	return "", false, false
}

// begins reports whether s begins with whole words.
func begins(s, words string) bool {
	rest, ok := strings.CutPrefix(s, words)
	return ok && (rest == "" || !unicode.IsLetter(rune(rest[0])))
}

// wordsBehind reports whether a paragraph that begins a section says something
// itself, and is not its heading alone: a heading ends without a sign, and says
// no more than to whom it goes.
func (l *labeller) wordsBehind(s string) bool {
	bare := strings.TrimRight(s, " \t*_:,")
	if n := len(strings.Fields(bare)); n <= 1 {
		return false
	}
	if l.profile == UNRes || strings.HasSuffix(bare, ";") || strings.HasSuffix(bare, ".") {
		return true
	}
	return strings.Contains(bare, " that ") || strings.HasSuffix(strings.TrimRight(s, " \t*_"), ",")
}
