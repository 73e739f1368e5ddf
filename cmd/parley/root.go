package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"parley/cmd/internal/manual"
	"parley/cmd/internal/serve"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// A usage is an error in how the program was called.
type usage struct{ error }

// Unwrap returns what is wrong.
func (u usage) Unwrap() error { return u.error }

// wrongUsage makes an error of how the program was called.
func wrongUsage(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// run runs one command line and returns the exit code.
func run(ctx context.Context, args []string, t terminal) int {
	root := newRoot(t)
	root.SetArgs(args)
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errUnreachable) { // its sentence has been said
		_, _ = fmt.Fprintln(t.err, "parley: "+sentence(err))
	}
	var wrong usage
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &wrong), errors.Is(err, serve.ErrNoAddress), errors.Is(err, serve.ErrNoPublic):
		return exitUsage
	}
	return exitFailed
}

func newRoot(t terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "parley",
		Short: "A meeting in a terminal for people who negotiate wording over bad links",
		Long: "Parley is a meeting in a terminal: voices, and one draft that everybody sees and amends.\n" +
			"Text comes first; it keeps working when the sound does not.",
		Example: "parley host draft.md\nparley join parley://...\nparley join parley://... --linear",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			hint := ""
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = fmt.Sprintf(" (did you mean %s?)", strings.Join(near, " or "))
			}
			return wrongUsage("there is no command %q%s: parley --help lists those there are", args[0], hint)
		},
		SuggestionsMinimumDistance: 2,
		Version:                    manual.Version(),
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if words, _, technical := strings.Cut(err.Error(), ": strconv."); technical {
			return wrongUsage("%s: %s --help lists the flags", words, cmd.CommandPath())
		}
		return wrongUsage("%w: %s --help lists the flags", err, cmd.CommandPath())
	})
	root.AddCommand(hostCommand(t), joinCommand(t), inviteCommand(t), exportCommand(t), importCommand(t), demoCommand(t), checkCommand(t), devicesCommand(t), micCommand(t), configCommand(t), benchCommand(t), keysTopic(), accessibilityTopic())
	root.AddCommand(historyCommand(t))
	manual.Use(root, wrongUsage)
	manual.Complete(root, choices(), wrongUsage)
	return root
}

// exactly wants n arguments and says in words which.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return wrongUsage("%s is missing: %s", what, cmd.UseLine())
		case len(args) > n:
			return wrongUsage("%q is one word too many: %s", args[n], cmd.UseLine())
		}
		return nil
	}
}
