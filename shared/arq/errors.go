package arq

import "errors"

// How a connection ends other than by FIN, and what can be wrong with a call.
var (
	ErrReset      = errors.New("connection reset by the peer")
	ErrRefused    = errors.New("connection refused")
	ErrTimeout    = errors.New("the peer does not answer")
	ErrClosed     = errors.New("connection closed on this side")
	ErrLinger     = errors.New("closed before the peer had acknowledged everything")
	ErrConnection = errors.New("segment of another connection")
	ErrConfig     = errors.New("bad transport setting")
	ErrPending    = errors.New("flight not answered yet")
	ErrIgnored    = errors.New("flight ignored")
)
