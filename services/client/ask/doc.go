// Package ask asks a person for what neither a flag nor the environment gave, in the order
// and with the checks and repeats of the original client.
//
//	Port ─▶ (usual? y/n) ─▶ IP ─▶ [dial] ─▶ Your IP ─▶ Password ─▶ Username ─▶ in the room
//	  ▲──┘ not 0–65535       ▲─┘ not IPv4                ▲──┘ wrong    ▲──┘ taken
//
// It reads and writes through the interface Lines and knows no terminal.
package ask

import "context"

// Lines shows questions and returns answers. An error of either method ends the asking: io.EOF when the
// person closes the input, the context's cause when it is cancelled.
type Lines interface {
	// Ask shows a prompt and returns what is typed, without the line break.
	Ask(ctx context.Context, prompt string) (string, error)
	// AskSecret is Ask without an echo.
	AskSecret(ctx context.Context, prompt string) (string, error)
	// Print shows a line.
	Print(text string)
}
