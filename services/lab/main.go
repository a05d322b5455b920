// Command lab is the instructor's and the attacker's side of the chat lab: it listens, reads
// captures, and checks answers to exercises.
//
//	lab eve       listens in a room, breaks its keys, writes captures
//	lab decode    draws a capture as a sequence diagram: who sent what to whom
//	lab exercise  draws the secret of an exercise
//	lab check     says whether an answer to an exercise is right
//	lab doctor    says what a machine lacks for the lab
//	lab health    says whether Eve listens, for her container
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the images hold no time zones: TZ would do nothing
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is then an error of Write, and does not end the program
	os.Exit(run(context.Background(), os.Args, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}
