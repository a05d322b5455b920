package chat

import "fmt"

// failure is one sentence for a person, with the errors beneath it that errors.Is and
// errors.As can find.
type failure struct {
	text string
	is   []error
}

// Error is the sentence.
func (f *failure) Error() string { return f.text }

// Unwrap gives what the failure is a case of.
func (f *failure) Unwrap() []error { return f.is }

// Failed builds a failure: a sentence, and what it is a case of; nil errors are left out.
func Failed(text string, is ...error) error {
	f := &failure{text: text}
	for _, err := range is {
		if err != nil {
			f.is = append(f.is, err)
		}
	}
	return f
}

// NoServer is ErrNoServer with its reason.
func NoServer(format string, args ...any) error {
	return Failed(ErrNoServer.Error()+": "+fmt.Sprintf(format, args...), ErrNoServer)
}
