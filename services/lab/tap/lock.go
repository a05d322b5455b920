package tap

import (
	"errors"

	"obrolan/shared/printable"
	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// ErrShut says that an Opener has no private key for a public one.
var ErrShut = errors.New("no private key")

// Opener finds the private key that belongs to a public one, by breaking it or because it
// is known. An error that wraps ErrShut says that it did not try.
type Opener func(key rsa.Public) (*Private, error)

// lock is a public key with what opens it.
type lock struct {
	key       rsa.Public
	private   *Private       // nil while shut
	decrypter *rsa.Decrypter // nil while shut
}

// read decrypts f.Cipher and fills in what became of it. A nil lock is a key that has not passed.
func (l *lock) read(f *Finding) {
	switch {
	case l == nil:
		f.Reading = NoKey
		return
	case l.decrypter == nil:
		f.Reading = Shut
		return
	}
	text, err := l.decrypter.Text(f.Cipher)
	if err != nil {
		f.Reading, f.Err = Garbled, err
		return
	}
	f.Reading, f.Private, f.Text = Read, l.private, printable.Text(text)
	f.Line = classic.ParseLine(f.Text)
}

// newLock opens a key if it can, and returns what there is to tell about it. f says who and when.
func (t *Tap) newLock(key rsa.Public, owner Owner, f Finding) (*lock, []Finding) {
	l := &lock{key: key}
	if t.open == nil {
		return l, nil
	}
	private, err := t.open(key)
	f.Owner, f.Key, f.Private = owner, key, private
	switch {
	case err == nil:
		l.private, l.decrypter = private, rsa.NewDecrypter(private.Key)
		f.Kind = Opened
	case errors.Is(err, ErrShut):
		return l, nil
	default:
		f.Kind, f.Err = Unopened, err
	}
	return l, []Finding{f}
}
