// Package dial turns the name of a protocol into a room: protocol → Machine → Room. It is the one place of a client
// that knows which protocols there are.
//
//	Config.Protocol ──▶ classic.New ──▶ chat.Machine ──▶ chat.Drive ──▶ chat.Room
package dial
