// Package classic is the wire format of the original chat. It parses and builds every datagram, and splits and joins
// messages. It holds no socket, key or state: the sessions above it decide which datagram may follow which.
//
//	client                                        server
//	  │ E,N ──────────────────────────────────────▶ │  Request KindKeys
//	  │ ◀────────────────────────────────────── E,N │  Answer  AnswerKeys
//	  │ PASSWORD:1c3f9 2b07 … ────────────────────▶ │  KindPassword
//	  │ ◀──── Password benar! Anda berada di obrolan │  AnswerPasswordRight
//	  │ CHECK_USERNAME:juri ──────────────────────▶ │  KindCheck
//	  │ ◀──────────────────────── Username available │  AnswerAvailable
//	  │ SET_USERNAME:juri ────────────────────────▶ │  KindSet
//	  │ ◀────────────── Username juri berhasil diset! │  AnswerSet
//	  │ SIGNUP_TAG:juri ──────────────────────────▶ │  KindSignUp
//	  │ 1c3f9 2b07 … ─────────────────────────────▶ │  KindSay ("juri: text" encrypted)
//	  │ ◀──── ENCRYPTED:3a01 99 … │ … 77 1b0END      │  Split, Assembler → ParseLine
//	  │ LEAVE_TAG:juri ───────────────────────────▶ │  KindLeave
//	  │ ◀────────────────────────────────── bye bye │  AnswerBye
//
// Everything is UTF-8 text. Nothing is framed, numbered or authenticated: a datagram's first characters alone determine
// its meaning.
package classic
