package main

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/pflag"

	"parley/cmd/internal/serve"
)

// An asked server is what the flags say of the one to run.
type asked struct {
	serve.Config
	drafts    papers
	level     string // of the log
	asJSON    bool   // the log
	metricsAt string
}

func (a *asked) addFlags(f *pflag.FlagSet) {
	f.StringVar(&a.Listen, "listen", ":7443", "the address to serve at, TCP and UDP")
	f.StringVar(&a.Data, "data", usualData(), "the directory that keeps the meetings")
	f.StringVar(&a.Title, "title", "", "the first meeting's title, when it is opened (default: the first file's name)")
	a.drafts.addFlag(f)
	f.StringVar(&a.Domain.Name, "domain", "", "a name of this machine for which to get a certificate, for browsers; you accept the authority's terms")
	f.StringVar(&a.Domain.Authority, "acme", "", "the ACME directory of the authority for --domain (default Let's Encrypt)")
	f.StringVar(&a.metricsAt, "metrics", "", "an address to show metrics at for Prometheus, such as 127.0.0.1:9464 (default: none)")
	f.IntVar(&a.Limits.People, "people", 2000, "how many people may be connected at a time, in all meetings")
	f.IntVar(&a.Limits.Meetings, "meetings", 1000, "how many meetings may be open")
	f.DurationVar(&a.Drain, "drain", 10*time.Second, "how long saying goodbye may take at the end")
	f.BoolVar(&a.asJSON, "log-json", false, "log as JSON, one object a line")
	f.StringVar(&a.Public, "public", "", "the address by which others reach this machine, HOST or HOST:PORT, for the links (default: --domain, or an address of this machine)")
	f.BoolVar(&a.WaitingRoom, "waiting-room", false, "those who come to the first meeting wait until the chair lets them in")
	f.StringVar(&a.Mode, "mode", "", "who may be heard in the first meeting: chaired is who has the floor, and the chair; open is everybody (default open, or as it was)")
	f.StringVar(&a.level, "log", "info", "how much to log: debug, info, warn or error")
}

// check completes the configuration, or says what is wrong with the flags.
func (a *asked) check(complaints io.Writer) (err error) {
	if a.Log, err = logger(complaints, a.level, a.asJSON); err != nil {
		return err
	}
	if err := a.drafts.check(); err != nil {
		return err
	}
	if a.Title, err = serve.CheckTitle(a.Title); err != nil {
		return usage{err}
	}
	a.Title = cmp.Or(a.Title, a.drafts.title())
	if err := serve.CheckMode(a.Mode); err != nil {
		return usage{err}
	}
	switch {
	case a.Domain.Authority != "" && a.Domain.Name == "":
		return wrongUsage("--acme says who is to vouch for --domain: give that too, or leave both out")
	case a.Drain < 0:
		return wrongUsage("--drain %v is less than nothing: give a time such as 10s", a.Drain)
	case a.Data == "":
		return serve.ErrNoHome
	}
	if err := a.Limits.Check(); err != nil {
		return usage{err}
	}
	a.drafts.begin(&a.Config, complaints)
	return nil
}

// opening returns the flags given that count for a new meeting only.
func (a *asked) opening(f *pflag.FlagSet) (given []string) {
	for _, flag := range []string{"title", "draft"} {
		if f.Changed(flag) {
			given = append(given, "--"+flag)
		}
	}
	return given
}

func logger(w io.Writer, level string, asJSON bool) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, usage{fmt.Errorf("--log %q is none of debug, info, warn and error: give one of them", level)}
	}
	options := &slog.HandlerOptions{Level: l}
	if asJSON {
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return slog.New(slog.NewTextHandler(w, options)), nil
}
