package rsa

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// identity is made once: key generation takes tenths of a second.
var identity = sync.OnceValue(func() *Identity {
	i, err := NewIdentity(2048)
	if err != nil {
		panic(err)
	}
	return i
})

func TestIdentityRefusesOtherLengths(t *testing.T) {
	for _, bits := range []int{0, 512, 1024, 2047, 4096} {
		if _, err := NewIdentity(bits); !errors.Is(err, ErrIdentity) {
			t.Errorf("NewIdentity(%d): %v", bits, err)
		}
	}
}

func TestSealAndOpen(t *testing.T) {
	i := identity()
	secret := []byte("a session key of 32 bytes, or so")
	sealed, err := i.Public().Seal(secret, []byte("kex"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := i.Open(sealed, []byte("kex")); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("Open gives %q, %v", got, err)
	}
	if _, err := i.Open(sealed, []byte("other")); !errors.Is(err, ErrDecrypt) {
		t.Errorf("another label: %v", err)
	}
	sealed[7] ^= 1
	if _, err := i.Open(sealed, []byte("kex")); !errors.Is(err, ErrDecrypt) {
		t.Errorf("a flipped bit: %v", err)
	}
	if _, err := i.Public().Seal(make([]byte, 2048/8-65), nil); !errors.Is(err, ErrIdentity) {
		t.Errorf("too long a secret: %v", err)
	}
}

func TestSignAndVerify(t *testing.T) {
	i := identity()
	signature, err := i.Sign([]byte("transcript"))
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Public().Verify([]byte("transcript"), signature); err != nil {
		t.Error(err)
	}
	if err := i.Public().Verify([]byte("Transcript"), signature); !errors.Is(err, ErrSignature) {
		t.Errorf("another message: %v", err)
	}
	signature[0] ^= 1
	if err := i.Public().Verify([]byte("transcript"), signature); !errors.Is(err, ErrSignature) {
		t.Errorf("a flipped bit: %v", err)
	}
}

func TestPublicIdentityRoundTrip(t *testing.T) {
	public := identity().Public()
	again, err := ParsePublicIdentity(public.Marshal())
	if err != nil || !again.Equal(public) || again.Fingerprint() != public.Fingerprint() {
		t.Fatalf("got %v, %v", again, err)
	}
	if len(public.Marshal()) != 294 {
		t.Errorf("the DER form has %d bytes", len(public.Marshal()))
	}
	if f := public.Fingerprint(); len(f) != 50 || !strings.HasPrefix(f, "SHA256:") {
		t.Errorf("fingerprint %q", f)
	}
	der := public.Marshal()
	for cut := range der {
		if _, err := ParsePublicIdentity(der[:cut]); !errors.Is(err, ErrIdentity) {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
}

func TestKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "server.pem")
	if _, err := LoadIdentity(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("a missing file: %v", err)
	}
	made, created, err := LoadOrCreateIdentity(path, 2048)
	if err != nil || !created {
		t.Fatal(created, err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %04o", info.Mode().Perm())
	}
	again, created, err := LoadOrCreateIdentity(path, 2048)
	if err != nil || created || !again.Public().Equal(made.Public()) {
		t.Fatalf("second start: created %v, %v", created, err)
	}
	if err := identity().Save(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("saving over a key: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".identity-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadIdentity(path); !errors.Is(err, ErrIdentity) || !strings.Contains(err.Error(), path) {
		t.Errorf("a file that others read: %v", err)
	}
}

func TestKeyFileDamaged(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "text": "hello", "other block": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"broken": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
	} {
		path := filepath.Join(t.TempDir(), "key.pem")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadIdentity(path); !errors.Is(err, ErrIdentity) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An independent reader: openssl can read the file and gets the same modulus.
func TestKeyFileWithOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("no openssl on this machine")
	}
	path := filepath.Join(t.TempDir(), "key.pem")
	if err := identity().Save(path); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("openssl", "rsa", "-in", path, "-noout", "-modulus").Output()
	if want := fmt.Sprintf("Modulus=%X\n", identity().key.N); err != nil || string(out) != want {
		t.Errorf("openssl prints %.40q…, %v", out, err)
	}
}

func TestPrintingShowsNoPrivateHalf(t *testing.T) {
	i := identity()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		if out := fmt.Sprintf(format, i); strings.Contains(out, i.key.D.String()) || !strings.Contains(out, i.Public().Fingerprint()) {
			t.Errorf("%s prints %q", format, out)
		}
	}
}
