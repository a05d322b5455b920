package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"obrolan/services/lab/attack"
	"obrolan/services/lab/eve"
	"obrolan/services/lab/tap"
	"obrolan/shared/console"
	"obrolan/shared/rsa"
)

// errWrongD says that a private exponent doesn't belong to a public key.
var errWrongD = errors.New("the given d does not decrypt what its e encrypts")

// keyFinder returns what finds private keys for --key and --crack; nil without either.
func keyFinder(c *cli.Context) (tap.KeyFinder, error) {
	crack := c.Bool("crack")
	if crack && os.Getenv(exerciseVariable) != "" {
		return nil, console.Failure("An exercise is under way, and breaking the key is its point: --crack is off.",
			"find d yourself and give it: --key n=N,d=D")
	}
	given := make(map[uint64]uint64) // n → d
	for _, text := range c.StringSlice("key") {
		n, d, err := parseKey(text)
		if err != nil {
			return nil, err
		}
		given[n] = d
	}
	if !crack && len(given) == 0 {
		return nil, nil
	}
	return func(key rsa.Public) (*tap.Private, error) {
		if d, ok := given[key.N]; ok {
			return withGiven(key, d)
		}
		if crack {
			return eve.Break(key)
		}
		return nil, tap.ErrUnknownKey
	}, nil
}

// withGiven checks a given exponent by decrypting a known text.
func withGiven(key rsa.Public, d uint64) (*tap.Private, error) {
	private := &tap.Private{Given: true, Broken: attack.Broken{Key: rsa.Textbook{Public: key, D: d}}}
	encrypter, err := rsa.NewEncrypter(key)
	if err != nil {
		return private, err
	}
	const probe = "0123456789 abcxyz"
	if text, err := rsa.NewDecrypter(private.Key).Text(encrypter.AppendLossy(nil, probe)); err != nil || text != probe {
		return private, fmt.Errorf("%w: n = %d, e = %d, d = %d", errWrongD, key.N, key.E, d)
	}
	return private, nil
}

// parseKey reads n=N,d=D in any order. The app does not split flags at commas.
func parseKey(text string) (n, d uint64, err error) {
	values := make(map[string]uint64)
	for part := range strings.SplitSeq(text, ",") {
		name, number, _ := strings.Cut(part, "=")
		value, err := strconv.ParseUint(strings.TrimSpace(number), 10, 64)
		if err != nil {
			return 0, 0, console.Misuse(fmt.Sprintf("--key can't be %q.", text), "--key n=245009,d=60173")
		}
		values[strings.TrimSpace(name)] = value
	}
	if values["n"] == 0 || values["d"] == 0 || len(values) != 2 {
		return 0, 0, console.Misuse(fmt.Sprintf("--key can't be %q.", text), "--key n=245009,d=60173")
	}
	return values["n"], values["d"], nil
}
