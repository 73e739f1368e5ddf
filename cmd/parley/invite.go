package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"parley/cmd/internal/serve"
	"parley/collab/meeting"
	"parley/collab/session"
	"parley/collab/ticket"
	"parley/media/sfu"
	"parley/tui/linear"
)

// An inviting is what invite was told.
type inviting struct {
	role, name, delegation, expires string
	data, meeting, public           string
	json, browser                   bool
}

func inviteCommand(t terminal) *cobra.Command {
	var v inviting
	cmd := &cobra.Command{
		Use:   "invite --role ROLE (LINK | --data DIR)",
		Short: "Make a link to a meeting: with its chair's link, or beside its server",
		Long: "Make a link that lets people in with a role, and print it alone on a line. With a chair's link the meeting's server\n" +
			"makes it; with --data it is made from the directory that keeps the meeting, which need not be served just now.\n" +
			"As many people as have the link may use it, unless it is made for one with --name.",
		Example: "parley invite --browser --role observer --data ./meeting\nparley invite --role delegate --delegation Kenya 'parley://...'\nparley invite --role observer --expires 24h --data ./meeting",
		RunE: func(cmd *cobra.Command, args []string) error {
			return v.run(cmd.Context(), t, args, cmd.Flags().Changed)
		},
	}
	f := cmd.Flags()
	f.StringVar(&v.role, "role", "", "what they may do: "+meeting.RoleNames())
	f.StringVar(&v.name, "name", "", "the one person the link is for: nobody comes in with it under another name")
	f.StringVar(&v.delegation, "delegation", "", "the delegation of whoever comes with the link")
	f.StringVar(&v.expires, "expires", "", "how long it lets people in, such as 24h or 7d (default: for ever)")
	f.StringVar(&v.data, "data", "", "the directory that keeps the meeting")
	f.StringVar(&v.meeting, "meeting", "", "with --data: the ID of the meeting (default: the only one that is open)")
	f.StringVar(&v.public, "public", "", "with --data: the address by which others reach the server, HOST or HOST:PORT (default: as it was served last)")
	f.BoolVar(&v.browser, "browser", false, "print what a browser, or another program that speaks WHIP, needs for the sound instead: the URL and the bearer token")
	f.BoolVar(&v.json, "json", false, "print the link as a JSON object, with what it is for")
	return cmd
}

// run makes the link and prints it.
func (v inviting) run(ctx context.Context, t terminal, args []string, given func(flag string) bool) error {
	i, err := v.invitation(given)
	if err != nil {
		return usage{err}
	}
	link, err := v.make(ctx, i, args)
	if err != nil {
		return err
	}
	if v.browser {
		return v.printForBrowser(t, link)
	}
	if !v.json {
		_, err = fmt.Fprintln(t.out, link)
		return err
	}
	return json.NewEncoder(t.out).Encode(linear.Invited(link))
}

// forBrowser is what a program that speaks WHIP (RFC 9725) is given.
type forBrowser struct {
	linear.Link
	URL   string `json:"whip"`
	Token string `json:"bearer"`
}

// printForBrowser prints the address to which a browser brings its offer, and
// the token that goes with it. The token is worth what the link is, for the
// sound alone.
func (v inviting) printForBrowser(t terminal, link ticket.Link) error {
	b := forBrowser{linear.Invited(link), "https://" + link.Host + sfu.Door, link.Ticket.OfferProof()}
	if v.json {
		return json.NewEncoder(t.out).Encode(b)
	}
	_, err := fmt.Fprintf(t.out, "URL: %s\nBearer token: %s\n", b.URL, b.Token)
	return err
}

// invitation reads what the link is to be for.
func (v inviting) invitation(given func(flag string) bool) (i meeting.Invitation, err error) {
	if v.role == "" {
		return i, fmt.Errorf("--role is missing: give one of %s", meeting.RoleNames())
	}
	if i.Role, err = meeting.ParseRole(v.role); err != nil {
		return i, fmt.Errorf("--role: %w", err)
	}
	if v.expires != "" {
		if i.Lasts, err = meeting.ParseLasts(v.expires); err != nil {
			return i, fmt.Errorf("--expires: %w", err)
		}
	}
	if v.browser && v.name+v.delegation != "" {
		return i, errors.New("--browser gives the sound alone, in which nobody has a name: leave out --name and --delegation")
	}
	for _, f := range []struct{ flag, value string }{{"name", v.name}, {"delegation", v.delegation}} {
		if f.value == "" && given(f.flag) { // a variable that a script did not set: others would come in, too
			return i, fmt.Errorf("--%s is empty: give one, or leave it out for a link that fixes none", f.flag)
		}
	}
	i.For = ticket.Holder{Name: v.name, Delegation: v.delegation}
	return i, i.Check()
}

func (v inviting) make(ctx context.Context, i meeting.Invitation, args []string) (ticket.Link, error) {
	none := ticket.Link{}
	switch {
	case len(args) > 1:
		return none, wrongUsage("%q is one word too many: give one chair's link, in quotes", args[1])
	case len(args) == 1 && v.data != "":
		return none, wrongUsage("a chair's link and --data do not go together: leave one out")
	case len(args) == 0 && v.data == "":
		return none, wrongUsage("there is nothing to invite to: give a chair's link, or the meeting's directory with --data")
	case len(args) == 1 && v.public != "":
		return none, wrongUsage("--public goes with --data only: a link made with a chair's link leads to the same address")
	case len(args) == 1 && v.meeting != "":
		return none, wrongUsage("--meeting goes with --data only: a chair's link is of one meeting")
	case v.data != "":
		return serve.Invite(v.data, v.meeting, v.public, i, time.Now())
	}
	chair, err := ticket.ParseLink(args[0])
	if err != nil {
		return none, usage{err}
	}
	return session.Invite(ctx, session.Config{Link: chair}, i)
}
