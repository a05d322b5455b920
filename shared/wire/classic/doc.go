// Package classic is the wire format of the original chat: every datagram parsed
// and built, text cut into pieces and joined again. It knows no socket, no key and no
// state; what may follow what is the business of the sessions above it.
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
// Everything is UTF-8 text and nothing is framed, numbered or authenticated: a
// datagram's meaning follows from its first characters alone.
package classic
