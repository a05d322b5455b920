// Package bench measures the server against its targets and against peers. It is a separate module, so that the peers stay out
// of the main go.mod. It contains only benchmarks and tests of their drivers. Linux only.
//
//	benchmark process               server: ./services/server, a process
//	  crowd: 100 or 1,000 members ◀──UDP, 127.0.0.1──▶ room
//	    ▲                           │ clock, /proc/PID/status, /metrics
//	    │ the same datagrams        ▼
//	  bare sender, a process       process: time, memory, counters
//
// Every benchmark checks what it counts. It fails if a line is lost, duplicated or changed, or if a target is missed. README.md
// has the targets, the figures of one run, and the command.
package bench
