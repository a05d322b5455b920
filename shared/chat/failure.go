package chat

import "fmt"

// failure is one sentence for a person. It wraps errors for errors.Is and errors.As.
type failure struct {
	text string
	is   []error
}

// Error returns the sentence.
func (f *failure) Error() string { return f.text }

// Unwrap returns the wrapped errors.
func (f *failure) Unwrap() []error { return f.is }

// Failed returns an error with the sentence text that wraps each error of is. It drops nil errors.
func Failed(text string, is ...error) error {
	f := &failure{text: text}
	for _, err := range is {
		if err != nil {
			f.is = append(f.is, err)
		}
	}
	return f
}

// NoServer returns an error that reads "no answer from the server: " and the formatted reason, and wraps ErrNoServer.
func NoServer(format string, args ...any) error {
	return Failed(ErrNoServer.Error()+": "+fmt.Sprintf(format, args...), ErrNoServer)
}
