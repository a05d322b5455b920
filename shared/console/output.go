package console

import (
	"errors"
	"io"
	"runtime"
	"sync"
	"syscall"
)

// Output is standard output that remembers when it could not be written. Its methods may be called
// from several goroutines at once.
type Output struct {
	w     io.Writer
	write sync.Mutex // held while w writes, which can take for ever

	mu  sync.Mutex // guards err
	err error
}

// NewOutput returns an Output that writes to w.
func NewOutput(w io.Writer) *Output { return &Output{w: w} }

// Write writes, also after an error: a disk that was full may have room again.
func (o *Output) Write(p []byte) (n int, err error) {
	o.write.Lock()
	n, err = o.w.Write(p)
	o.write.Unlock()
	if err != nil {
		o.mu.Lock()
		if o.err == nil {
			o.err = err
		}
		o.mu.Unlock()
	}
	return n, err
}

// Fd returns the descriptor of the file behind the Output, or one that is none.
func (o *Output) Fd() uintptr {
	if file, ok := o.w.(interface{ Fd() uintptr }); ok {
		return file.Fd()
	}
	return ^uintptr(0)
}

// Err returns a Problem if something could not be written, else nil. It does not wait for a Write. That the reader of a pipe has
// gone is not a problem: it has what it wanted.
func (o *Output) Err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return Unwritten(o.err)
}

// Unwritten makes a Problem of the error of writing to standard output. It is nil for nil, and where the
// reader of a pipe has gone.
func Unwritten(err error) error {
	if err == nil || ReaderGone(err) {
		return nil
	}
	return &Problem{Sentence: Sentencef("the output can't be written: %v", Reason(err)),
		Hint: "free some space, or send the output elsewhere", Code: ExitFailed, Cause: err}
}

// ReaderGone tells whether an error of Write means that nobody reads the pipe any more. A program gets the
// error on standard output only if it ignores SIGPIPE.
func ReaderGone(err error) bool {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return true
	}
	const brokenPipe, noData = syscall.Errno(109), syscall.Errno(232) // ERROR_BROKEN_PIPE, ERROR_NO_DATA
	return runtime.GOOS == "windows" && (errors.Is(err, brokenPipe) || errors.Is(err, noData))
}
