package secure

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSpake2Vectors are those of RFC 9382, appendix B.
func TestSpake2Vectors(t *testing.T) {
	text, err := os.ReadFile("testdata/spake2.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct{ A, B, W, X, Y, PA, PB, ConfirmA, ConfirmB string }
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors) != 4 {
		t.Fatalf("%d vectors: %v", len(vectors), err)
	}
	for _, v := range vectors {
		names := [2]string{v.A, v.B}
		a := newSpake2(false, names, Scalar(unhex(t, v.W)), Scalar(unhex(t, v.X)), nil)
		b := newSpake2(true, names, Scalar(unhex(t, v.W)), Scalar(unhex(t, v.Y)), nil)
		if got := hex.EncodeToString(a.Share()); got != v.PA {
			t.Errorf("pA %s, want %s", got, v.PA)
		}
		if got := hex.EncodeToString(b.Share()); got != v.PB {
			t.Errorf("pB %s, want %s", got, v.PB)
		}
		if err := errors.Join(a.Receive(b.Share()), b.Receive(a.Share())); err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(a.Confirm()); got != v.ConfirmA {
			t.Errorf("A's confirmation %s, want %s", got, v.ConfirmA)
		}
		if got := hex.EncodeToString(b.Confirm()); got != v.ConfirmB {
			t.Errorf("B's confirmation %s, want %s", got, v.ConfirmB)
		}
	}
}

// exchanged runs an exchange between two passwords; the client's is its first attempt on connection 1.
func exchanged(t *testing.T, clientW, serverW Scalar, attempt uint8, final byte) (toServer, toClient error) {
	t.Helper()
	client := NewSpake2(false, clientW, 1, [32]byte{1}, fill(1))
	server := NewSpake2(true, serverW, attempt, [32]byte{final}, fill(2))
	if err := errors.Join(server.Receive(client.Share()), client.Receive(server.Share())); err != nil {
		t.Fatal(err)
	}
	return server.Check(client.Confirm()), client.Check(server.Confirm())
}

func TestSpake2TellsPasswordsAndConnectionsApart(t *testing.T) {
	right, wrong := Scalar{31: 7}, Scalar{31: 8}
	for _, tt := range []struct {
		name             string
		server           Scalar
		attempt          uint8
		final            byte
		toServer, client error
	}{
		{"the same", right, 1, 1, nil, nil},
		{"another password", wrong, 1, 1, ErrPassword, ErrPassword},
		{"another attempt", right, 2, 1, ErrPassword, ErrPassword},
		{"another connection", right, 1, 2, ErrPassword, ErrPassword},
	} {
		a, b := exchanged(t, right, tt.server, tt.attempt, tt.final)
		if !errors.Is(a, tt.toServer) || !errors.Is(b, tt.client) {
			t.Errorf("%s: %v, %v", tt.name, a, b)
		}
	}
}

func TestSpake2RefusesWhatIsNoPoint(t *testing.T) {
	w := Scalar{31: 7}
	for name, share := range map[string][]byte{
		"empty": nil, "infinity": {0}, "compressed": pointM.BytesCompressed(), "off the curve": append([]byte{4}, make([]byte, 64)...),
		"too long": append(pointM.Bytes(), 0),
	} {
		s := NewSpake2(true, w, 1, [32]byte{}, fill(1))
		if err := s.Receive(share); !errors.Is(err, ErrShare) {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Check(nil); !errors.Is(err, ErrPassword) {
			t.Errorf("%s: an empty confirmation before a share: %v", name, err)
		}
	}
	// A client that sends w·M makes the shared point infinity. Only one that knows w can, but it must do no harm.
	mask := newSpake2(false, [2]string{}, w, Scalar{}, nil)
	if err := NewSpake2(true, w, 1, [32]byte{}, fill(1)).Receive(mask.Share()); !errors.Is(err, ErrShare) {
		t.Errorf("the mask itself: %v", err)
	}
}

func TestStretchIsFixed(t *testing.T) {
	a, err := Stretch("rahasia")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Stretch("rahasia")
	c, _ := Stretch("Rahasia")
	if a != b || a == c {
		t.Error("the same password gives another scalar, or another password the same")
	}
	if want := stretchVector; hex.EncodeToString(a[:]) != want {
		t.Errorf("scalar %x, want %s", a, want)
	}
}

func TestReduceIsModuloTheOrder(t *testing.T) {
	order := p256Order.Bytes()
	if got := reduce(order); got != (Scalar{}) {
		t.Errorf("the order reduces to %x", got)
	}
	long := append(bytes.Repeat([]byte{0}, 7), append([]byte{1}, make([]byte, 32)...)...)
	want := unhex(t, "00000000ffffffff00000000000000004319055258e8617b0c46353d039cdaaf") // 2^256 mod the order
	if got := reduce(long); !bytes.Equal(got[:], want) {
		t.Errorf("2^256 reduces to %x, want %x", got, want)
	}
}

// stretchVector was computed by Python: hashlib.scrypt of "rahasia", as a number modulo the order.
const stretchVector = "66e1e2f65eb9ba905126107d09f1899bc034649508d60f7eaf510b9c565d784a"
