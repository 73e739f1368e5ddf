package manual

import (
	"io"
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

// Choices are the words that a flag takes, by the flag's name.
type Choices map[string][]string

// Complete gives the root its command for completion, with help as that of the
// others; what the flags of its commands take is completed as choices have it. wrong
// is for a shell that there is none for.
func Complete(root *cobra.Command, choices Choices, wrong Wrong) {
	choices.offer(root)
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
		shell.Args = bare(wrong)
		shells = append(shells, shell.Name())
		if shell.Name() == "bash" {
			alone(shell)
		}
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

// offer has the flags of a command, and of those below it, completed.
func (choices Choices) offer(c *cobra.Command) {
	for name, words := range choices {
		if c.Flags().Lookup(name) != nil {
			_ = c.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // fails only where it is known already
		}
	}
	for _, sub := range c.Commands() {
		choices.offer(sub)
	}
}

// lent is what a bash without the package bash-completion lacks for the script: the
// words of the line, of which bash alone breaks a link at its colon.
const lent = `# What is needed of the package bash-completion, where it is not installed.
if ! declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
    _get_comp_words_by_ref() {
        local line="${COMP_LINE:0:COMP_POINT}"
        read -ra words <<<"$line"
        [[ $line == *[[:space:]] || ${#words[@]} -eq 0 ]] && words+=("")
        cword=$((${#words[@]} - 1))
        cur=${words[cword]} prev=${words[cword > 0 ? cword - 1 : 0]}
    }
fi
if ! declare -F _filedir >/dev/null 2>&1; then
    _filedir() { mapfile -t COMPREPLY < <(compgen -f -- "$cur"); }
fi

`

// alone has the script for bash work without the package, too.
func alone(bash *cobra.Command) {
	write := bash.RunE
	bash.RunE = func(c *cobra.Command, args []string) error {
		if _, err := io.WriteString(c.Root().OutOrStdout(), lent); err != nil {
			return err
		}
		return write(c, args)
	}
}
