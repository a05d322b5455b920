package console

import (
	"errors"
	"io"
	"runtime"
	"sync"
	"syscall"
)

// Output is standard output that remembers its first write error. It is safe for concurrent use.
type Output struct {
	w     io.Writer
	write sync.Mutex // held during w.Write, which may block forever

	mu  sync.Mutex // guards err
	err error
}

// NewOutput returns an Output that writes to w.
func NewOutput(w io.Writer) *Output { return &Output{w: w} }

// Write writes even after an error, because a full disk may have space again.
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

// Fd returns the file's descriptor, or an invalid one if the writer is not a file.
func (o *Output) Fd() uintptr {
	if file, ok := o.w.(interface{ Fd() uintptr }); ok {
		return file.Fd()
	}
	return ^uintptr(0)
}

// Err returns a Problem if a write failed, else nil. It does not wait for a pending Write. A closed pipe is not a problem:
// its reader has what it wanted.
func (o *Output) Err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return Unwritten(o.err)
}

// Unwritten returns the Problem for a write error on standard output. It returns nil for nil and for a closed pipe.
func Unwritten(err error) error {
	if err == nil || ReaderGone(err) {
		return nil
	}
	return &Problem{Sentence: Sentencef("the output can't be written: %v", Reason(err)),
		Hint: "free some space, or send the output elsewhere", Code: ExitFailed, Cause: err}
}

// ReaderGone reports whether err means that the pipe's reader has closed it. A program gets that error on standard output
// only if it ignores SIGPIPE.
func ReaderGone(err error) bool {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return true
	}
	const brokenPipe, noData = syscall.Errno(109), syscall.Errno(232) // ERROR_BROKEN_PIPE, ERROR_NO_DATA
	return runtime.GOOS == "windows" && (errors.Is(err, brokenPipe) || errors.Is(err, noData))
}
