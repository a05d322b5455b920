package dial

import (
	"context"
	"fmt"
	"io"

	"obrolan/shared/chat"
	"obrolan/shared/chat/classic"
)

// Config says where a room is, and in which protocol to talk to it.
type Config struct {
	chat.Config

	// Protocol is one of Protocols; "" is the first of them.
	Protocol string

	// Random is where keys come from; nil means crypto/rand.
	Random io.Reader
}

// Protocols lists what Config.Protocol can be.
func Protocols() []string { return []string{"classic"} }

// Dial finds the server and exchanges keys with it, repeating what gets lost, until ctx ends. It returns the
// errors of chat.Drive, or one that names an unknown protocol.
func Dial(ctx context.Context, cfg Config) (chat.Room, error) {
	switch cfg.Protocol {
	case "", "classic":
		if cfg.Open == nil {
			cfg.Open = chat.OpenUDP(classic.LowPort, classic.HighPort)
		}
		return chat.Drive(ctx, cfg.Config, classic.New(cfg.Server, classic.Keys(cfg.Random)))
	}
	return nil, fmt.Errorf("unknown protocol %q: this client speaks %q", cfg.Protocol, Protocols())
}
