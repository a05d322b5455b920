// Package bench measures the server against what it promises, and against peers. It is a module of its own, so that
// the peers stay out of the main go.mod. It has no code but benchmarks, and tests of what they measure with; Linux only.
//
//	benchmark process               server: ./services/server, a process
//	  crowd: 100 or 1,000 members ◀──UDP, 127.0.0.1──▶ room
//	    ▲                           │ clock, /proc/PID/status, /metrics
//	    │ the same datagrams        ▼
//	  bare sender, a process       process: time, memory, counters
//
// Every benchmark checks what it counts: a line that is lost, doubled or changed makes it fail, and so does a target that is missed. README.md
// has the targets, the figures of one run, and the command.
package bench
