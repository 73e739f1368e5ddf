package theme

import "charm.land/lipgloss/v2"

// People is how many people's looks there are before they come round again.
// Initials tell people apart; the looks only help.
const People = 6

// A person is how one person is shown.
type person struct {
	name, wrote, cursor lipgloss.Style
}

// The underlines other than the single one are written in a way that older
// terminals take for something else, so only those with full colour get them.
var underlines = [People]lipgloss.Underline{
	lipgloss.UnderlineSingle, lipgloss.UnderlineDouble, lipgloss.UnderlineDotted,
	lipgloss.UnderlineDashed, lipgloss.UnderlineCurly, lipgloss.UnderlineSingle,
}

func (p palette) persons(fancy bool) (looks [People]person) {
	for i := range looks {
		plain := p.fore(lipgloss.NewStyle(), p.person[i])
		line := lipgloss.UnderlineSingle
		if fancy {
			line = underlines[i]
		}
		looks[i] = person{
			name:   plain.Bold(true),
			wrote:  plain.UnderlineStyle(line),
			cursor: plain.Reverse(true).Underline(true),
		}
	}
	return looks
}

// Person returns the style of a person's name or initials. Any number is a
// person; a person keeps the look that goes with the number.
func (t Theme) Person(i int) lipgloss.Style { return t.people[look(i)].name }

// Wrote returns the style of text that the person wrote.
func (t Theme) Wrote(i int) lipgloss.Style { return t.people[look(i)].wrote }

// Cursor returns the style of the cell where the person's cursor stands.
func (t Theme) Cursor(i int) lipgloss.Style { return t.people[look(i)].cursor }

func look(i int) int { return int(uint(i) % People) }
