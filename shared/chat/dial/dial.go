package dial

import (
	"context"
	"fmt"
	"io"

	"obrolan/shared/chat"
	"obrolan/shared/chat/classic"
)

// Config names the server and the protocol to use with it.
type Config struct {
	chat.Config

	// Protocol is one of Protocols; "" means the first.
	Protocol string

	// Random is the source of keys; nil means crypto/rand.
	Random io.Reader
}

// Protocols lists the valid values of Config.Protocol.
func Protocols() []string { return []string{"classic"} }

// Dial connects to the server and exchanges keys. It repeats lost requests until ctx ends. It returns the errors of
// chat.Drive, or one that names an unknown protocol.
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
