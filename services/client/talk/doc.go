// Package talk is the conversation between a screen and a room, from the moment that a name
// is taken until the room is left.
//
//	screen.Lines ─▶ slash commands ─▶ room.Say        !q, /quit, Ctrl-C, end of input ─▶ leave
//	screen.Event ◀───────────────── room.Events       Ended ─▶ the error that it carries
//
// A script's input is held back while the server is away and while too much is on its way, and when it
// ends, what was said is waited for.
package talk
