package collabtest

import (
	"parley/collab/draft"
	"parley/collab/floor"
	"parley/collab/meeting"
)

// Says are events in which a person's words travel, with these words in each
// place that takes any. para is the paragraph that they are about, which reads
// was. A log may refuse some.
func Says(words string, para draft.ID, was string) []meeting.What {
	w := draft.Wording{Kind: draft.Change, Para: para, Was: was, Text: was + words, Note: "note " + words, For: "for " + words}
	behind := draft.Wording{Kind: draft.Insert, Para: para, Text: "new " + words}
	return []meeting.What{
		meeting.Said{Text: "hi " + words},
		meeting.Floored{Act: floor.Ask{On: words, Note: "note " + words, For: "for " + words}},
		meeting.Floored{Act: floor.Ask{Note: "note " + words}},
		meeting.AgendaSet{Items: []string{"item " + words, words}},
		meeting.ItemTaken{Item: 1},
		meeting.HandsAsked{Question: "why " + words},
		meeting.Stated{Text: "we " + words},
		meeting.Captioned{Speaker: "who " + words, Text: "what " + words},
		meeting.Proposed{Wording: w},
		meeting.Proposed{Wording: behind},
		meeting.Amended{Proposal: 1, Wording: w},
		meeting.Remarked{Proposal: 1, Text: "but " + words},
		meeting.Remarked{From: 0, To: 1, Text: "but " + words},
		meeting.Reacted{Proposal: 1, Stance: draft.Supporting},
	}
}
