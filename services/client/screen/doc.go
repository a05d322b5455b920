// Package screen is where a person, or a script, reads and writes: a terminal with a line
// editor, a terminal without one, or a pipe.
//
//	terminal                                   pipe
//	┌──────────────────────────────────┐
//	│ 12:01   rina: halo               │       stdin   ──▶ Lines   one line, one message
//	│ 12:01 > juri: hi                 │       stdout  ◀── Event   one event, one line
//	│ 12:02 * doni joined              │       stderr  ◀── Print   what the client itself says
//	│ juri> half a li_                 │
//	└──────────────────────────────────┘
//	  keyboard ─▶ decoder ─▶ keyQueue ─▶ editor ─▶ Lines
//
// # Pastes
//
// The terminal is asked to mark what is pasted (bracketed paste, ESC [ ? 2004 h), from OpenTerminal to
// Close and not while the process is stopped. A paste is text: it presses no keys, and what can't be shown is
// left out. It goes into the line and waits for Enter. Where it has several lines, they stand in the row with ↵
// between them; Enter makes each of them a message, even one that looks like a command. A single pasted line is as good as
// a typed one, so that a command can be pasted. A terminal that marks nothing sends
// a paste as if it were typed.
//
// # The editor
//
// The editor is the package's own. golang.org/x/term sets the terminal's mode, but its Terminal
// takes each character for one column wide, so that an emoji in a half-typed line tears the screen, can't tell Ctrl-C
// from Ctrl-D, and after Esc swallows what is typed up to the next letter. Here the half-typed line
// takes one row and scrolls sideways, so that it can be erased when something is to be shown above it.
//
// # The pipe
//
// The lines that a pipe writes to stdout do not depend on the language and stay as they are:
//
//	NAME: TEXT            somebody said TEXT, or this client did
//	* NAME joined         somebody came in
//	* NAME left           somebody went out
//	* server: TEXT        other words of the server
//	* away                the server does not answer; lines wait
//	* back                joined again
//	* unseen: TEXT        what was said and nobody confirmed
//	* missed: COUNT       events that came too fast
//	* damaged: WHAT       something arrived that can't be read
//
// A NAME that starts with * or \ gets a \ before it, so that no name passes for a notice.
package screen
