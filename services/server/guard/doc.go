// Package guard limits what peers can cost the server: the rate of answers (Bucket), the number of items kept (Queue)
// and how long they are kept (Timers). The types take the time as an argument and are independent of any protocol.
//
//	Bucket   tokens ──rate──▶ [ burst ] ──Take──▶ one answer
//	Queue    Push ──▶ [newest … oldest] ──First──▶ dropped when there are too many
//	Timers   Set(due) ──▶ [heap by due] ──First──▶ what is due next
package guard
