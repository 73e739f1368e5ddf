package manual

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// completions are how what a shell needs to complete a command line is put where
// the shell looks for it; meet stands for the program.
var completions = map[string]string{
	"bash":       "source <(meet completion bash)\nmeet completion bash > ~/.local/share/bash-completion/completions/meet",
	"zsh":        "source <(meet completion zsh)\nmeet completion zsh > \"${fpath[1]}/_meet\"",
	"fish":       "meet completion fish | source\nmeet completion fish > ~/.config/fish/completions/meet.fish",
	"powershell": "meet completion powershell | Out-String | Invoke-Expression",
}

// Complete gives the root its command for completion, with help as that of the
// others. wrong is for a shell that there is none for.
func Complete(root *cobra.Command, wrong Wrong) {
	root.InitDefaultCompletionCmd()
	c := below(root, "completion")
	if c == nil {
		return
	}
	example := func(shell string) string { return strings.ReplaceAll(completions[shell], "meet", root.Name()) }
	c.Short = "Write what a shell needs to complete commands and flags"
	c.Long = "Write what a shell needs to complete " + root.Name() + "'s commands and flags with Tab."
	c.Example = example("bash")
	shells := []string{}
	for _, shell := range c.Commands() {
		shell.Short = "Write it for " + shell.Name()
		shell.Long = "Write what " + shell.Name() + " needs to complete " + root.Name() + "'s commands and flags: for this session, or for all of them."
		shell.Example = example(shell.Name())
		shells = append(shells, shell.Name())
	}
	slices.Sort(shells)
	c.Args = cobra.ArbitraryArgs // RunE says more of them
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return c.Help()
		}
		return wrong("there is no completion for %q: %s are the shells it can be written for", args[0], strings.Join(shells, ", "))
	}
}
