package manual

import "github.com/spf13/cobra"

// completions are how what a shell needs to complete a command line is put where
// the shell looks for it.
var completions = map[string]string{
	"bash":       "source <(parley completion bash)\nparley completion bash > ~/.local/share/bash-completion/completions/parley",
	"zsh":        "source <(parley completion zsh)\nparley completion zsh > \"${fpath[1]}/_parley\"",
	"fish":       "parley completion fish | source\nparley completion fish > ~/.config/fish/completions/parley.fish",
	"powershell": "parley completion powershell | Out-String | Invoke-Expression",
}

// Complete gives the root its command for completion, with help as that of the
// others.
func Complete(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	c, _, err := root.Find([]string{"completion"})
	if err != nil || c == root {
		return
	}
	c.Short = "Write what a shell needs to complete commands and flags"
	c.Long = "Write what a shell needs to complete parley's commands and flags with Tab."
	c.Example = completions["bash"]
	for _, shell := range c.Commands() {
		shell.Short = "Write it for " + shell.Name()
		shell.Long = "Write what " + shell.Name() + " needs to complete parley's commands and flags: for this session, or for all of them."
		shell.Example = completions[shell.Name()]
	}
}
