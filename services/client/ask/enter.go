package ask

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"obrolan/services/client/lang"
	"obrolan/shared/chat"
	"obrolan/shared/printable"
)

// Joiner is the part of a chat.Room that is needed for joining.
type Joiner interface {
	Authenticate(ctx context.Context, password string) (reply string, err error)
	Enter(ctx context.Context, name string) (reply string, err error)
}

// Password presents the password that was given, or asks for one if there is none, and asks
// again until the server accepts it.
func Password(ctx context.Context, lines Lines, t *lang.Texts, room Joiner, given string) error {
	for password := given; ; password = "" {
		if password == "" {
			var err error
			if password, err = lines.AskSecret(ctx, t.AskPassword); err != nil {
				return err
			}
		}
		if password != "" {
			reply, err := room.Authenticate(ctx, password)
			respond(lines, t, reply)
			if !errors.Is(err, chat.ErrPassword) {
				return err
			}
		}
		lines.Print(t.PasswordWrong)
	}
}

// Username takes the name that was given, or asks for one if there is none, and asks again
// until the server accepts it. It returns the name that it took.
func Username(ctx context.Context, lines Lines, t *lang.Texts, room Joiner, given string) (string, error) {
	for name := given; ; name = "" {
		if name == "" {
			answer, err := lines.Ask(ctx, t.AskUsername)
			if err != nil {
				return "", err
			}
			name = Name(answer)
		}
		if name != "" {
			lines.Print(t.Checking)
			reply, err := room.Enter(ctx, name)
			respond(lines, t, reply)
			if err == nil {
				name = printable.Text(name)
				lines.Print(fmt.Sprintf(t.NameSet, name))
				lines.Print(fmt.Sprintf(t.NameSelected, name))
				return name, nil
			}
			if !errors.Is(err, chat.ErrName) {
				return "", err
			}
			if unusable := new(chat.NameError); errors.As(err, &unusable) {
				lines.Print(printable.Text(fmt.Sprintf(t.NameUnusable.Sentence, name)))
				lines.Print(t.NameUnusable.Hint)
				continue
			}
		}
		lines.Print(t.NameTaken)
	}
}

// apostrophe replaces what the keyboards of phones type for an apostrophe.
var apostrophe = strings.NewReplacer("\u2018", "'", "\u2019", "'")

// Name returns the name that a person typed: without spaces around it, and with the plain apostrophe. RFC 8265,
// which rooms follow, allows no typographic one in a name. The person sees in NameSet how the name is written.
func Name(typed string) string { return apostrophe.Replace(strings.TrimSpace(typed)) }

// respond shows what the server said, in its own words.
func respond(lines Lines, t *lang.Texts, reply string) {
	if reply != "" {
		lines.Print(fmt.Sprintf(t.ServerResponse, printable.Text(reply)))
	}
}
