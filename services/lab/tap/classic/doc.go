// Package classic reads the wire of a classic room.
//
//	juri ─ E,N ─────────▶ server      ClientKey, KeyFound: now readable is what the server sends to juri
//	juri ◀───────── E,N ─ server      ServerKey, KeyFound: now readable is what anybody sends to the server
//	juri ─ PASSWORD:… ──▶ server      Password  ┐ under the server's key
//	juri ─ 1c3f9 2b07 … ▶ server      Said      ┘
//	ana  ◀ ENCRYPTED:… ── server      Heard, or Echo where the line is known already (ana's key)
//
// An eavesdropper who starts when everybody is in has seen no keys. What is sent to the server is
// kept for a while, and read when the server's key passes, with the next client that joins.
package classic
