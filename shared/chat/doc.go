// Package chat is the client's side of a chat room. The interactive client and the bots use only this package and
// package dial, which takes the protocol's name.
//
//	dial.Dial ──▶ Authenticate ──▶ Enter ──▶ Say, Say, … ──▶ Leave
//	                 │ ▲              │ ▲         │
//	                 └─┘ refused      └─┘ taken   ▼
//	                                   Events: Said, Joined, Left, Away, Back, Unseen, … Ended
//
// A protocol is a Machine (chat/classic): its input is calls, datagrams and the time; its output is datagrams, events
// and the next deadline. Drive runs a Machine behind a Room: a driver owns the sockets, the clock and the goroutines.
package chat
