// Package chat is the room as a client sees it. Whoever wants to be in a room – the
// interactive client, a bot, a test – uses this package and nothing below it; which protocol
// carries the words is one field of Config.
//
//	Dial ──▶ Authenticate ──▶ Enter ──▶ Say, Say, … ──▶ Leave
//	            │ ▲              │ ▲         │
//	            └─┘ refused      └─┘ taken   ▼
//	                                   Events: Said, Joined, Left, Away, Back, Unseen, … Ended
//
// Of the classic back-end, classicMachine (classic_machine.go) is the state machine, one file a concern beside it, and
// classicRoom with classicLoop the driver. Version 2 will be another back-end behind another case in Dial.
//
// A back-end is a pure state machine (datagram or command + time → datagrams, events,
// next deadline) inside a driver, which owns the socket, the clock and the one goroutine.
package chat
