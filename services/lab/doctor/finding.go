package doctor

import (
	"context"
	"fmt"
	"net/netip"
	"time"
)

// Level says how serious a Finding is.
type Level uint8

// The levels of a Finding.
const (
	Fine    Level = iota // as it has to be
	Weak                 // the lab works, with less comfort
	Missing              // the lab can't work
)

// Finding is what one look gave.
type Finding struct {
	Level    Level
	Sentence string
	Hint     string // what to do about it; "" where Fine
}

// Config says what to look at.
type Config struct {
	Bind   netip.Addr // the address that the room is published on
	Port   uint16     // its UDP port
	Server string     // HOST or HOST:PORT of a room that has to answer, or ""
	Engine bool       // look for a container engine
}

// Look examines the machine. It takes some seconds where something does not answer.
func Look(ctx context.Context, cfg Config) []Finding {
	var found []Finding
	var engine *engine
	if cfg.Engine {
		var f Finding
		engine, f = findEngine(ctx)
		found = append(found, f)
	}
	found = append(found, lookAtPort(ctx, cfg.Bind, cfg.Port, engine), lookAtAddress(cfg.Bind, cfg.Port))
	if cfg.Server != "" {
		found = append(found, lookAtServer(ctx, cfg.Server, cfg.Port))
	}
	if f, known := lookAtBuffers(); known {
		found = append(found, f)
	}
	return append(found, lookAtClock(time.Now(), buildTime(), engine))
}

func fine(format string, args ...any) Finding {
	return Finding{Level: Fine, Sentence: fmt.Sprintf(format, args...)}
}

func weak(hint, format string, args ...any) Finding {
	return Finding{Level: Weak, Hint: hint, Sentence: fmt.Sprintf(format, args...)}
}

func missing(hint, format string, args ...any) Finding {
	return Finding{Level: Missing, Hint: hint, Sentence: fmt.Sprintf(format, args...)}
}
