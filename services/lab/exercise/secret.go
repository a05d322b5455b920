package exercise

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// Alphabet holds the characters of a drawn password.
const Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"

// MinLength and MaxLength are the lengths that a drawn password can have.
const (
	MinLength = 10
	MaxLength = 12
)

const (
	consonants = "bcdfghjklmnprstwy"
	vowels     = "aeiou"

	// iterations makes a guess cost some milliseconds: too much for trying all passwords, little
	// enough for trying all that differ from an answer by one letter.
	iterations = 10_000
	scheme     = "pbkdf2-sha256"
	saltSize   = 16
)

// ErrSecret says that a text is not a sealed secret.
var ErrSecret = errors.New("not the sealed secret of an exercise")

// Draw returns a password of MinLength to MaxLength characters of Alphabet: four syllables, so that it can be
// remembered and said aloud, and two to four digits. It reads from random (crypto/rand where nil).
func Draw(random io.Reader) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	var b strings.Builder
	pick := func(from string) error {
		i, err := rand.Int(random, big.NewInt(int64(len(from))))
		if err == nil {
			b.WriteByte(from[i.Int64()])
		}
		return err
	}
	digits, err := rand.Int(random, big.NewInt(3))
	if err != nil {
		return "", fmt.Errorf("drawing a password: %w", err)
	}
	kinds := strings.Repeat("cv", 4) + strings.Repeat("d", int(digits.Int64())+2)
	for _, kind := range kinds {
		from := map[rune]string{'c': consonants, 'v': vowels, 'd': "0123456789"}[kind]
		if err := pick(from); err != nil {
			return "", fmt.Errorf("drawing a password: %w", err)
		}
	}
	return b.String(), nil
}

// Secret is a password's digest (PBKDF2 with HMAC-SHA-256, RFC 8018), for one exercise.
type Secret struct {
	Exercise   int
	iterations int
	salt       []byte
	digest     []byte
}

// Seal makes the Secret of a password.
func Seal(exercise int, password string) (Secret, error) {
	return seal(exercise, password, iterations)
}

func seal(exercise int, password string, cost int) (Secret, error) {
	s := Secret{Exercise: exercise, iterations: cost, salt: make([]byte, saltSize)}
	rand.Read(s.salt) // never fails
	var err error
	s.digest, err = s.compute(password)
	return s, err
}

func (s Secret) compute(password string) ([]byte, error) {
	return pbkdf2.Key(sha256.New, password, s.salt, s.iterations, sha256.Size)
}

// Opens reports whether an answer is exactly the password.
func (s Secret) Opens(answer string) bool {
	digest, err := s.compute(answer)
	return err == nil && hmac.Equal(digest, s.digest)
}

// String writes the Secret without characters that a shell or an env file would change.
func (s Secret) String() string {
	encode := base64.RawURLEncoding.EncodeToString
	return fmt.Sprintf("%d:%s:%d:%s:%s", s.Exercise, scheme, s.iterations, encode(s.salt), encode(s.digest))
}

// ParseSecret is the inverse of String. Errors wrap ErrSecret.
func ParseSecret(text string) (Secret, error) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	if len(parts) != 5 || parts[1] != scheme {
		return Secret{}, ErrSecret
	}
	var s Secret
	var errs [4]error
	s.Exercise, errs[0] = strconv.Atoi(parts[0])
	s.iterations, errs[1] = strconv.Atoi(parts[2])
	s.salt, errs[2] = base64.RawURLEncoding.DecodeString(parts[3])
	s.digest, errs[3] = base64.RawURLEncoding.DecodeString(parts[4])
	if err := errors.Join(errs[:]...); err != nil {
		return Secret{}, fmt.Errorf("%w: %w", ErrSecret, err)
	}
	if s.Exercise < 1 || s.iterations < 1 || s.iterations > 10_000_000 || len(s.salt) < 8 || len(s.digest) != sha256.Size {
		return Secret{}, ErrSecret
	}
	return s, nil
}
