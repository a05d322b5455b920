package classic

import (
	"errors"

	"obrolan/services/lab/tap"
	"obrolan/shared/printable"
	"obrolan/shared/rsa"
	wire "obrolan/shared/wire/classic"
)

// observedKey is a public key that passed, with its private key if that is known.
type observedKey struct {
	key       rsa.Public
	private   *tap.Private   // nil if not known
	decrypter *rsa.Decrypter // nil if not known
}

// read decrypts f.Cipher and fills in the result. A nil observedKey is a key that has not passed.
func (k *observedKey) read(f *tap.Finding) {
	switch {
	case k == nil:
		f.Reading = tap.KeyUnseen
		return
	case k.decrypter == nil:
		f.Reading = tap.KeyUnknown
		return
	}
	text, err := k.decrypter.Text(f.Cipher)
	if err != nil {
		f.Reading, f.Err = tap.Garbled, err
		return
	}
	f.Reading, f.Private, f.Text = tap.Decrypted, k.private, printable.Text(text)
	f.Line = parseLine(f.Text)
}

// observeKey looks for the private key of a public one, and returns a finding about it. f says who and when.
func (r *Reader) observeKey(key rsa.Public, owner tap.Owner, f tap.Finding) (*observedKey, []tap.Finding) {
	k := &observedKey{key: key}
	if r.findKey == nil {
		return k, nil
	}
	private, err := r.findKey(key)
	f.Owner, f.Key, f.Private = owner, key, private
	switch {
	case err == nil:
		k.private, k.decrypter = private, rsa.NewDecrypter(private.Key)
		f.Kind = tap.KeyFound
	case errors.Is(err, tap.ErrUnknownKey):
		return k, nil
	default:
		f.Kind, f.Err = tap.KeyNotFound, err
	}
	return k, []tap.Finding{f}
}

var lineKinds = map[wire.LineKind]tap.LineKind{
	wire.LineSaid: tap.LineSaid, wire.LineJoined: tap.LineJoined, wire.LineLeft: tap.LineLeft,
}

func parseLine(text string) tap.Line {
	line := wire.ParseLine(text)
	return tap.Line{Kind: lineKinds[line.Kind], Name: line.Name, Text: line.Text}
}
