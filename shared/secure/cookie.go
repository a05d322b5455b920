package secure

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"
	"time"
)

const (
	// cookieFor is how long a cookie is valid: longer than any round trip, too short to be useful to an attacker.
	cookieFor = 30 * time.Second
	// CookieSize is a cookie's length in bytes: the time at which it was made, in ms, and a MAC.
	CookieSize = 8 + sha256.Size
	// maxUsed is how many used cookies of one generation are remembered, and maxUsedBy how many of them one address
	// may take: more than a class behind one address needs, and too few to shut others out. Beyond either a cookie
	// is refused, and the client is challenged again.
	maxUsed   = 1 << 16
	maxUsedBy = 1 << 12

	cookieLabel = "obrolan v2 cookie"
)

// Asker identifies the client of a cookie: the source of a SYN and fields of its header.
type Asker struct {
	Peer       netip.AddrPort
	Connection uint32
	Sequence   uint32
}

// Cookies makes and checks the cookies of challenges. It keeps no state for addresses that are not validated: a cookie is a
// MAC over the asker, the hello and the time. Its keys rotate. It is not safe for concurrent use.
type Cookies struct {
	random  func([]byte)
	rotated time.Time
	keys    [2][sha256.Size]byte // the current key and the previous one
	used    [2]usedCookies       // by generation
}

// usedCookies remembers the accepted cookies of one generation.
type usedCookies struct {
	macs   map[[sha256.Size]byte]struct{}
	byHost map[netip.Addr]int
}

func newUsedCookies() usedCookies {
	return usedCookies{make(map[[sha256.Size]byte]struct{}), make(map[netip.Addr]int)}
}

// use marks a cookie as used, and reports whether it was not yet and there is room for it.
func (u usedCookies) use(mac [sha256.Size]byte, host netip.Addr) bool {
	if _, again := u.macs[mac]; again || len(u.macs) >= maxUsed || u.byHost[host] >= maxUsedBy {
		return false
	}
	u.macs[mac] = struct{}{}
	u.byHost[host]++
	return true
}

// NewCookies returns Cookies that draws its keys with random, which fills its argument.
func NewCookies(now time.Time, random func([]byte)) *Cookies {
	c := &Cookies{random: random, rotated: now}
	for i := range c.keys {
		random(c.keys[i][:])
		c.used[i] = newUsedCookies()
	}
	return c
}

// rotate replaces the keys that have expired.
func (c *Cookies) rotate(now time.Time) {
	for i := 0; i < 2 && now.Sub(c.rotated) >= cookieFor; i++ {
		c.rotated = c.rotated.Add(cookieFor)
		c.keys[1], c.used[1] = c.keys[0], c.used[0]
		c.random(c.keys[0][:])
		c.used[0] = newUsedCookies()
	}
	if now.Sub(c.rotated) >= cookieFor {
		c.rotated = now
	}
}

// Make returns a cookie for an asker and its hello's core.
func (c *Cookies) Make(now time.Time, a Asker, core []byte) []byte {
	c.rotate(now)
	cookie := binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli()))
	mac := c.mac(0, a, core, cookie)
	return append(cookie, mac[:]...)
}

// Check reports whether a cookie was made for this asker and hello within the last 30 s and has not been accepted before. If
// so, it marks the cookie as used.
func (c *Cookies) Check(now time.Time, a Asker, core, cookie []byte) bool {
	c.rotate(now)
	if len(cookie) != CookieSize {
		return false
	}
	made := time.UnixMilli(int64(binary.BigEndian.Uint64(cookie)))
	if age := now.Sub(made); age < -time.Second || age > cookieFor {
		return false
	}
	got := [sha256.Size]byte(cookie[8:])
	for i := range c.keys {
		want := c.mac(i, a, core, cookie[:8])
		if !hmac.Equal(got[:], want[:]) {
			continue
		}
		return c.used[i].use(got, a.Peer.Addr())
	}
	return false
}

// mac returns the MAC over length-prefixed fields under a generation's key.
func (c *Cookies) mac(generation int, a Asker, core, made []byte) (sum [sha256.Size]byte) {
	mac := hmac.New(sha256.New, c.keys[generation][:])
	field := func(b []byte) {
		var length [2]byte
		binary.BigEndian.PutUint16(length[:], uint16(len(b)))
		mac.Write(length[:])
		mac.Write(b)
	}
	field([]byte(cookieLabel))
	field(a.Peer.Addr().AsSlice())
	field(binary.BigEndian.AppendUint16(nil, a.Peer.Port()))
	field(binary.BigEndian.AppendUint32(nil, a.Connection))
	field(binary.BigEndian.AppendUint32(nil, a.Sequence))
	field(core)
	field(made)
	mac.Sum(sum[:0])
	return sum
}
