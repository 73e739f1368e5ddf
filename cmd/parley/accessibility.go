package main

import "github.com/spf13/cobra"

// accessibilityTopic is the help for people who do without the screen, without
// colours, without many keys, or without sound.
func accessibilityTopic() *cobra.Command {
	return &cobra.Command{
		Use: "accessibility", Short: "Parley with a screen reader, few keys, no colours or no sound",
		Long: `With a screen reader, a braille line or a slow line: --linear, or ACCESSIBLE=1 for
all runs. You type commands and hear one event a line, the most important word first;
no cursor moves, nothing is drawn. A whole meeting can be done in it: join, listen,
take the floor, amend, read the decision.

  help              the commands; help WORD explains one
  where, who        where you are, and who is here
  read, read 12     the draft, or one line of it
  again             what was announced last, once more
  urgency turn      only your turn, decisions, the link and the sound are told;
                    urgency off: nothing, urgency all: everything again
  changes, away     what changed since you last asked, what you missed while
                    there was no link
  documents         the documents of the meeting; document 2 goes to the second,
                    document follow back to the one that the meeting deals with

What others do is announced at most every two seconds, the pressing first, and before
the answer to what you typed, so that the answer is what you hear last.

With few keys, or one switch: on the screen everything can be reached with the arrows,
Tab, Enter, Esc and Space. Enter lists what can be done where you are. Keys can be
changed, and letters switched off as shortcuts: parley help keys.

Without colours: every state is a word. NO_COLOR, or colours = "none" in the settings;
marks = "plain" writes {--taken out--} and {++put in++} whatever the colours, borders =
"ascii" is for fonts without lines. The real cursor is always at what has the keys.

Without sound: --text-only. You can take the floor in writing, and read captions where
somebody puts them down. Without sight of the meeting's bell: alert = "bell", "desktop",
"both" or "off" in the settings.

parley config --init writes the file with all settings, each explained.`,
	}
}
