package main

// complaint is an error for a person: one sentence, one hint, an exit code.
type complaint struct {
	sentence string
	hint     string
	code     int
	cause    error // or nil
}

// Error is the sentence.
func (c *complaint) Error() string { return c.sentence }

// Unwrap returns what caused it.
func (c *complaint) Unwrap() error { return c.cause }

const seeHelp = "server --help lists the flags"

// usage is a complaint about the command line.
func usage(sentence, hint string) *complaint {
	return &complaint{sentence: sentence, hint: hint, code: 2}
}
