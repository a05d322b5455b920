// Command client joins a chat room, as a person or as a bot.
//
//	client [chat]   flags, environment ─▶ ask for the rest ─▶ dial.Dial ─▶ talk
//	client bot      flags, environment ─────────────────────▶ bot.Run
//	                                                             │
//	main ◀── exit code, one sentence, one hint ◀── Problem ◀─────┘
//
// Package lang holds the words, ask the questions, screen the terminal and the pipe, talk the
// conversation, bot the members without a person, roomtest a room for tests. Everything that touches the
// network is behind shared/chat, and what every command line does alike is in shared/console. main is the only
// function that exits.
package main
