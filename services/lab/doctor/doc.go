// Package doctor looks at a machine for what the lab needs, and says in plain words what is missing.
//
//	           ┌─ engine   does the container engine's API answer?
//	           ├─ port     is the room's UDP port free, or ours?
//	Config ──▶ ├─ address  by which address do others reach this machine?  ──▶ []Finding
//	           ├─ server   does a room answer at an address?
//	           ├─ buffers  how much may a socket buffer?
//	           └─ clock    is it plausible, and the engine's the same?
//
// It changes nothing. Beyond this machine it sends datagrams to Config.Server only.
package doctor
