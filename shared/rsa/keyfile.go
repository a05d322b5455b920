package rsa

import (
	stdrsa "crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

const pemType = "PRIVATE KEY" // PKCS #8 (RFC 5958), which openssl reads too

// Save writes the key pair to a new PEM file that only its owner can read (mode 0600). It never overwrites a file, because
// a lost identity can't be recovered: the error then wraps fs.ErrExist. The file appears whole or not at all.
func (i *Identity) Save(path string) error {
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	// CreateTemp's files have mode 0600.
	temp, err := os.CreateTemp(filepath.Dir(path), ".identity-*")
	if err != nil {
		return fmt.Errorf("saving the RSA key: %w", err)
	}
	defer os.Remove(temp.Name())
	err = pem.Encode(temp, &pem.Block{Type: pemType, Bytes: der})
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err == nil {
		err = os.Link(temp.Name(), path) // fails where path exists, unlike Rename
	}
	if err != nil {
		return fmt.Errorf("saving the RSA key: %w", err)
	}
	return nil
}

// LoadIdentity reads a key pair that Save wrote. A file that others can read is refused, as is any
// that holds no RSA key of 2,048 or 3,072 bits; such errors wrap ErrIdentity and name the file. A missing file
// wraps fs.ErrNotExist.
func LoadIdentity(path string) (*Identity, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("loading the RSA key: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%w: others can read %s (mode %04o); set it to 0600", ErrIdentity, path, mode)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("loading the RSA key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemType {
		return nil, fmt.Errorf("%w: %s holds no PEM block %q", ErrIdentity, path, pemType)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrIdentity, path, err)
	}
	key, ok := parsed.(*stdrsa.PrivateKey)
	if !ok || !slices.Contains(IdentityBits, key.N.BitLen()) {
		return nil, fmt.Errorf("%w: %s holds no RSA key of 2048 or 3072 bits", ErrIdentity, path)
	}
	return &Identity{key: key}, nil
}

// LoadOrCreateIdentity loads the key pair at path, or creates and saves one of that many bits if there is none. If two
// callers race, one creates the key and both return it.
func LoadOrCreateIdentity(path string, bits int) (identity *Identity, created bool, err error) {
	identity, err = LoadIdentity(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return identity, false, err
	}
	if identity, err = NewIdentity(bits); err != nil {
		return nil, false, err
	}
	switch err = identity.Save(path); {
	case err == nil:
		return identity, true, nil
	case errors.Is(err, fs.ErrExist):
		identity, err = LoadIdentity(path)
	}
	if err != nil {
		return nil, false, err
	}
	return identity, false, nil
}
