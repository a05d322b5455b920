package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"obrolan/services/client/bot"
	"obrolan/shared/chat"
	"obrolan/shared/chat/dial"
)

const botHelp = `A bot greets people who join, answers when spoken to by name ("rina, what is UDP?"), says
TEXT after "NAME echo TEXT", never answers bots, leaves and comes back now and then, and joins
again for ever when the server goes. Its name ends in -bot; a taken one becomes -bot2, -bot3, ...
Without --persona it is one that fits its name, or its host.

A script is a text file, one instruction a line; # starts a comment:
  about: / name: / pace: 1/20s / order: once|loop|shuffle / leaves: 5m-10m for 20s-1m
  any other line         said when its turn comes
  @5s text               said 5 s after joining
  on join: text          said to who comes in; also on leave, on going, on return
  on "regexp": text      said when a person says what matches
  on name "regexp": text the same, when spoken to by name; on name: for anything else
  quiz "question": 80 | eighty
  on right: / on late:   after a quiz
Texts can hold {name}, {me}, {1} (a group of the regexp), {answer}, {points}, {ranking}, {one|of|these}.`

func botFlags() []cli.Flag {
	return append(commonFlags(),
		&cli.StringFlag{Name: "persona", EnvVars: []string{"OBROLAN_PERSONA"}, Usage: "the `NAME` of a character that ships; see --list"},
		&cli.StringFlag{Name: "script", EnvVars: []string{"OBROLAN_SCRIPT"}, Usage: "a `FILE` with what to say"},
		&cli.StringFlag{Name: "rate", EnvVars: []string{"OBROLAN_RATE"}, Usage: "how many messages of its own accord in which time, e.g. 1/5s, as `N/TIME`; 0 to speak only when spoken to (default: the persona's)"},
		&cli.IntFlag{Name: "count", EnvVars: []string{"OBROLAN_COUNT"}, Usage: "leave after `N` messages; 0 to stay", DefaultText: "0"},
		&cli.Uint64Flag{Name: "seed", EnvVars: []string{"OBROLAN_SEED"}, Usage: "a number `N` that decides what is left to chance, mixed with the name", DefaultText: "another one each time"},
		&cli.BoolFlag{Name: "list", Usage: "show the personas and end", DisableDefaultText: true},
	)
}

// bot is the command bot.
func (p *program) bot(c *cli.Context) error {
	s, err := p.settings(c)
	if err != nil {
		return err
	}
	if c.Bool("list") {
		return p.list()
	}
	options, err := s.botOptions(c)
	if err != nil {
		return err
	}
	script, err := p.script(c, s)
	if err != nil {
		return err
	}
	switch {
	case s.server == "":
		return misuse(s.texts.MissingServer)
	case s.password == "":
		return misuse(s.texts.MissingPassword)
	}
	host, _ := os.Hostname() // without one all replicas start with the same persona, and still get names of their own
	ends := catch(c.Context)
	ends.endWith(p.stdout.Failed())
	err = bot.Run(ends.ctx, bot.Config{
		Dial: func(ctx context.Context) (chat.Room, error) {
			return p.dial(ctx, dial.Config{Config: chat.Config{Server: s.server}, Protocol: s.protocol})
		},
		Password: s.password,
		Choice:   bot.Choice{Script: script, Username: s.username, Host: host, Seed: c.Uint64("seed")},
		Options:  options,
		Log:      func(text string) { fmt.Fprintln(p.stdout, text) },
	})
	p.hurry = ends.stop()
	return s.explain(context.Background(), cmp.Or(s.username, "-bot"), err)
}

// botOptions reads what makes this bot different from the next.
func (s *settings) botOptions(c *cli.Context) (bot.Options, error) {
	m := bot.Options{Seed: c.Uint64("seed"), Count: c.Int("count")}
	if !c.IsSet("seed") {
		m.Seed = rand.Uint64()
	}
	if m.Count < 0 {
		return m, misuse(s.texts.BadCount)
	}
	if text := c.String("rate"); text != "" {
		rate, err := bot.ParseRate(text)
		if err != nil {
			return m, misuse(s.texts.BadRate, err)
		}
		m.Rate = &rate
	}
	return m, nil
}

// script returns the persona or the script that was asked for, or nil.
func (p *program) script(c *cli.Context, s *settings) (*bot.Script, error) {
	persona, file, clash := p.either(c, "persona", "script")
	switch {
	case clash:
		return nil, misuse(s.texts.TwoScripts)
	case persona != "":
		script, ok := bot.Persona(persona)
		if !ok {
			return nil, misuse(s.texts.BadPersona, persona)
		}
		return script, nil
	case file != "":
		return readScript(s, file)
	}
	return nil, nil
}

func readScript(s *settings, file string) (*bot.Script, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, misuse(s.texts.BadScript, err)
	}
	defer f.Close()
	script, err := bot.ParseScript(file, f)
	if err != nil {
		return nil, misuse(s.texts.BadScript, err)
	}
	return script, nil
}

// list shows the personas.
func (p *program) list() error {
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, s := range bot.Personas() {
		fmt.Fprintf(w, "%s\t%s\n", s.Name, s.About)
	}
	return p.written(w.Flush())
}
