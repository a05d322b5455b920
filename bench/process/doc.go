// Package process runs the server as what it is in a class, a process of its own, and reads from the system what it
// costs: processor time, memory, counters. Linux only.
//
//	Build ─▶ binary ─▶ Start ─▶ Server ──Stop──▶ SIGTERM, and SIGKILL after a while
//	                              │
//	                              ├─ CPU       clock of the process, in ns
//	                              ├─ Memory    /proc/PID/status
//	                              └─ Counters  http://…/metrics
package process
