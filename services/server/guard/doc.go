// Package guard bounds what peers can cost the server: how often something is answered (Bucket), how many
// of a kind are kept (Queue) and for how long (Timers). The types take the time as an argument and know no
// protocol.
//
//	Bucket   tokens ──rate──▶ [ burst ] ──Take──▶ one answer
//	Queue    Push ──▶ [newest … oldest] ──First──▶ dropped when there are too many
//	Timers   Set(due) ──▶ [heap by due] ──First──▶ what is due next
package guard
