package secure

import "testing"

func TestTokensOfEarlierBootsOnly(t *testing.T) {
	key := [32]byte{1}
	before := NewResets(key, 300)
	id := before.Connection(0x123456)
	given := before.Token(id)
	for boot, want := range map[uint64]bool{300: false, 301: true, 555: true, 556: false} {
		token, ok := NewResets(key, boot).Earlier(id)
		if ok != want || ok && token != given {
			t.Errorf("boot %d: %v, the right token: %v", boot, ok, token == given)
		}
	}
	if token, _ := NewResets([32]byte{2}, 301).Earlier(id); token == given {
		t.Error("another key gives the same token")
	}
	if token, _ := NewResets(key, 301).Earlier(id ^ 1<<8); token == given {
		t.Error("another connection has the same token")
	}
}

func TestTheFirstBootHasNoEarlierOnes(t *testing.T) {
	r := NewResets([32]byte{1}, 3)
	for low := range uint32(256) {
		if _, ok := r.Earlier(1<<8 | low); ok != (low < 3) {
			t.Errorf("an id of boot %d: %v", low, ok)
		}
	}
	if id := NewResets([32]byte{1}, 256).Connection(0); id == 0 || byte(id) != 0 {
		t.Errorf("id %x", id)
	}
}
