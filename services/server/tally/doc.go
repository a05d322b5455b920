// Package tally counts what the server does and what it drops, by reason.
//
//	loop ──Add──▶ [ received | sent | dropped{malformed} | … ] ──▶ SIGUSR1, exit, /metrics
//	               one atomic number each
//
// One goroutine counts, any may read. To add a reason, add a constant and a row of the table.
package tally
