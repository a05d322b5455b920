// Package dial opens a room in a protocol chosen by name: protocol → Machine → Room. Only this package imports the
// client's protocols.
//
//	Config.Protocol ──▶ classic.New ──▶ chat.Machine ──▶ chat.Drive ──▶ chat.Room
package dial
