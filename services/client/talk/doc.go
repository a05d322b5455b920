// Package talk is the conversation between a screen and a room, from the moment that a name
// is taken until the room is left.
//
//	screen.Lines ─▶ commands, or ─▶ saying ─▶ room.Say     !q, /quit, Ctrl-C, end of input ─▶ leave
//	screen.Event ◀───────────────── room.Events            Ended ─▶ the error that it carries
//
// One goroutine runs the Session. Say is called from another, as it can wait for the server: meanwhile events
// are shown, signals are heard, and a person's commands work. A script's input is held back while something is
// being said, while the server is away, and while too much is on its way; when it ends, what was said is waited for.
package talk
