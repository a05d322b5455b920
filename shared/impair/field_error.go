package impair

import (
	"errors"
	"fmt"
)

// ErrConfig is wrapped by every error about a configuration.
var ErrConfig = errors.New("impair: bad configuration")

// FieldError names one field of a configuration that is wrong.
type FieldError struct {
	// Field is the field's name as the text form writes it, "loss" say.
	Field string
	// Value is what was found there; it may come from anywhere and is only
	// ever shown quoted.
	Value string
	// Problem completes the sentence "loss "5" …".
	Problem string
	// Hint says what to write instead; it may be empty.
	Hint string
}

// Error returns one sentence, free of control characters, without the hint.
func (e *FieldError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s %s", e.Field, e.Problem)
	}
	return fmt.Sprintf("%s %s %s", e.Field, shown(e.Value), e.Problem)
}

// Is makes errors.Is(err, ErrConfig) true.
func (e *FieldError) Is(target error) bool { return target == ErrConfig }

// maxShown bounds how much of a wrong value an error repeats.
const maxShown = 40

// shown quotes what a person wrote, escaped and shortened.
func shown(value string) string {
	if len(value) > maxShown {
		return fmt.Sprintf("%+q…", value[:maxShown])
	}
	return fmt.Sprintf("%+q", value)
}
