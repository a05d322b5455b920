package classic

import (
	"errors"

	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
	"obrolan/shared/wire/classic"
)

// lock is a public key with what opens it.
type lock struct {
	key       rsa.Public
	private   *tap.Private   // nil while shut
	decrypter *rsa.Decrypter // nil while shut
}

// read decrypts f.Cipher and fills in what became of it. A nil lock is a key that has not passed.
func (l *lock) read(f *tap.Finding) {
	switch {
	case l == nil:
		f.Reading = tap.NoKey
		return
	case l.decrypter == nil:
		f.Reading = tap.Shut
		return
	}
	text, err := l.decrypter.Text(f.Cipher)
	if err != nil {
		f.Reading, f.Err = tap.Garbled, err
		return
	}
	f.Reading, f.Private, f.Text = tap.Read, l.private, printable.Text(text)
	f.Line = classic.ParseLine(f.Text)
}

// newLock opens a key if it can, and returns what there is to tell about it. f says who and when.
func (t *Tap) newLock(key rsa.Public, owner tap.Owner, f tap.Finding) (*lock, []tap.Finding) {
	l := &lock{key: key}
	if t.open == nil {
		return l, nil
	}
	private, err := t.open(key)
	f.Owner, f.Key, f.Private = owner, key, private
	switch {
	case err == nil:
		l.private, l.decrypter = private, rsa.NewDecrypter(private.Key)
		f.Kind = tap.Opened
	case errors.Is(err, tap.ErrShut):
		return l, nil
	default:
		f.Kind, f.Err = tap.Unopened, err
	}
	return l, []tap.Finding{f}
}
