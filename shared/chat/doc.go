// Package chat is the room as a client sees it. The interactive client, a bot and a test use this package
// and nothing below it; which protocol carries the words is a name that package dial takes.
//
//	dial.Dial ──▶ Authenticate ──▶ Enter ──▶ Say, Say, … ──▶ Leave
//	                 │ ▲              │ ▲         │
//	                 └─┘ refused      └─┘ taken   ▼
//	                                   Events: Said, Joined, Left, Away, Back, Unseen, … Ended
//
// A protocol is a Machine (chat/classic): a call, a datagram or the time goes in; datagrams, events and the next
// deadline come out. Drive runs one behind a Room: its driver owns the sockets, the clock and the goroutine.
package chat
