// Package classic follows a classic room from outside: packets and their times go in, findings come
// out. It is pure: no socket, no clock, no goroutine, so a capture read tomorrow says
// what Eve says today.
//
//	juri ─ E,N ─────────▶ server      ClientKey, Opened: now readable is what the server sends to juri
//	juri ◀───────── E,N ─ server      ServerKey, Opened: now readable is what anybody sends to the server
//	juri ─ PASSWORD:… ──▶ server      Password  ┐ under the server's key
//	juri ─ 1c3f9 2b07 … ▶ server      Said      ┘
//	ana  ◀ ENCRYPTED:… ── server      Heard, or Echo where the line is known already (ana's key)
//
// Who starts to listen when everybody is in has seen no keys. What is sent to the server is kept for
// a while, and read when the server's key passes: with the next one who joins.
package classic
