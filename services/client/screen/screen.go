package screen

import "obrolan/shared/chat"

// Line is one line of the input, without its line break.
type Line struct {
	Text string
	// Literal says that Text is a message even where it looks like a command.
	Literal bool
}

// Screen is what the talk in a room needs of a terminal or a pipe. Its methods may be called
// from several goroutines at once.
type Screen interface {
	// Lines is what is typed or piped in; it is closed when the input ends.
	Lines() <-chan Line
	// Event shows what happened in the room. An error means that nobody can read any more.
	Event(chat.Event) error
	// Print shows a line of the client itself. Text must be safe to print.
	Print(text string)
	// Interactive reports whether a person reads, who needs more explanation than a script.
	Interactive() bool
	// Quiet says that no more lines are wanted: a prompt goes away.
	Quiet()
	// Close gives the terminal back as it was. It is idempotent.
	Close() error
}
