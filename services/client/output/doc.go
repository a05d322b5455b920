// Package output writes without ever waiting for the reader: a pager that waits, a terminal that hangs
// and a log that nobody collects must not stop the client from hearing the room, its signals and its keys.
//
//	Write ─▶ [ chunk │ chunk │ … ] ─▶ one goroutine ─▶ file
//	  full: the chunk is dropped        │
//	        and counted                 └─▶ half empty again: a notice says how many were lost
package output
