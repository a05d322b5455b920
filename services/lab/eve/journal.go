package eve

import (
	"encoding/json"
	"time"

	"obrolan/services/lab/tap"
)

// entry is a finding as a line of JSON. Fields that do not apply are left out.
type entry struct {
	Time     time.Time `json:"time"`
	Event    string    `json:"event"`
	Client   string    `json:"client"`
	Server   string    `json:"server"`
	ToServer bool      `json:"to_server"`
	Name     string    `json:"name,omitempty"`
	Asked    string    `json:"asked,omitempty"`
	Repeated bool      `json:"repeated,omitempty"`
	Changed  bool      `json:"changed,omitempty"`
	KeyOf    string    `json:"key_of,omitempty"`
	E        uint64    `json:"e,omitempty"`
	N        uint64    `json:"n,omitempty"`
	Primes   []uint64  `json:"primes,omitempty"`
	Phi      uint64    `json:"phi,omitempty"`
	D        uint64    `json:"d,omitempty"`
	Tries    int       `json:"divisions,omitempty"`
	TookNS   int64     `json:"took_ns,omitempty"`
	Reading  string    `json:"reading,omitempty"`
	Cipher   string    `json:"cipher,omitempty"`
	Text     string    `json:"text,omitempty"`
	Line     string    `json:"line,omitempty"`
	Late     bool      `json:"late,omitempty"`
	Bytes    int       `json:"bytes,omitempty"`
	Missing  int       `json:"missing_bytes,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// Journal returns a finding as one line of JSON without a line break. Every finding has one, also those
// that a Teller leaves out.
func Journal(f tap.Finding) []byte {
	e := entry{
		Time: f.At.UTC(), Event: f.Kind.String(), Client: f.Client.String(), Server: f.Server.String(), ToServer: f.ToServer,
		Name: f.Name, Asked: f.Asked, Repeated: f.Repeated, Changed: f.Changed, E: f.Key.E, N: f.Key.N,
		Reading: f.Reading.String(), Cipher: string(f.Cipher), Text: f.Text, Late: f.Late, Bytes: f.Size, Missing: f.Missing,
	}
	e.KeyOf = [...]string{"", "server", "client"}[f.Owner]
	if p := f.Private; p != nil && (f.Kind == tap.KeyFound || f.Kind == tap.KeyNotFound) {
		e.Primes, e.Phi, e.D, e.Tries, e.TookNS = p.Primes, p.Phi, p.Key.D, p.Tries, p.Took.Nanoseconds()
	}
	if f.Reading == tap.Decrypted && (f.Kind == tap.Said || f.Kind == tap.Heard || f.Kind == tap.Echo) {
		e.Line = f.Line.Kind.String()
	}
	if f.Err != nil {
		e.Reason = f.Err.Error()
	}
	line, err := json.Marshal(e)
	if err != nil { // strings and numbers can't fail
		panic("eve: " + err.Error())
	}
	return line
}
