package impair

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		want Config
		back string // what String gives; "" is the same text
	}{
		{"", Config{}, "none"},
		{"none", Config{}, ""},
		{"loss=5%", Config{Loss: 0.05}, ""},
		{"loss=0.05", Config{Loss: 0.05}, "loss=5%"},
		{"loss=100%", Config{Loss: 1}, ""},
		{"loss=0", Config{}, "none"},
		{"loss=7%", Config{Loss: 0.07}, ""},  // 0.07*100 is 7.000000000000001
		{"loss=35%", Config{Loss: 0.35}, ""}, // 35*0.01 is 0.35000000000000003
		{"delay=20ms,jitter=5ms", Config{Delay: 20 * time.Millisecond, Jitter: 5 * time.Millisecond}, ""},
		{"rate=100mbit,queue=250kB", Config{Rate: 1e8, Queue: 250_000}, ""},
		{"rate=1.5gbit,queue=1.5KiB", Config{Rate: 1_500_000_000, Queue: 1536}, "rate=1500mbit,queue=1536B"},
		{"rate=800bit,queue=64KiB", Config{Rate: 800, Queue: 65_536}, ""},
		{"rate=0.3kbit", Config{Rate: 300}, "rate=300bit"},
		{"dup=1%,reorder=2%,reorderby=3ms,corrupt=0.1%", Config{Duplicate: 0.01, Reorder: 0.02, ReorderBy: 3e6, Corrupt: 0.001}, ""},
		{"burst=0.01/0.3", Config{Burst: &GilbertElliott{ToBad: 0.01, ToGood: 0.3}}, ""},
		{"burst=1%/30%/0/1%", Config{Burst: &GilbertElliott{0.01, 0.3, 0, 0.01}}, "burst=0.01/0.3/0/0.01"},
		{"cut=10s-15s,cut=1m-", Config{Outages: []Outage{{10e9, 15e9}, {From: 60e9}}}, "cut=10s-15s,cut=1m0s-"},
		{" jitter = 5ms ,\tloss=1 % ", Config{}, "error"},
		{" jitter = 5ms ,\tloss=1% ", Config{Loss: 0.01, Jitter: 5e6}, "loss=1%,jitter=5ms"},
	} {
		got, err := Parse(c.text)
		if c.back == "error" {
			if err == nil {
				t.Errorf("%q passed", c.text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
		if c.back == "" {
			c.back = c.text
		}
		if got.String() != c.back {
			t.Errorf("%q comes back as %q, want %q", c.text, got.String(), c.back)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, sentence, hint string }{
		{"loss", `fault "loss" has no value`, "write key=value, loss=5% say"},
		{"loss=1%,", `the fault list has an item without a name`, ""},
		{"lsos=5%", `fault "lsos" is unknown`, "known are loss, burst, delay"},
		{"loss=5", `loss "5" is no probability: it must be between 0 and 1`, "write 5% for 5 in a hundred"},
		{"dup=150%", `dup "150%" is more than 100%`, ""},
		{"corrupt=-1%", `corrupt "-0.01" is no probability: it must be between 0 and 1`, ""},
		{"loss=NaN", `loss "NaN" is no probability`, ""},
		{"loss=0x1p-2", `loss "0x1p-2" is no probability`, ""},
		{"loss=1%,loss=2%", `loss is given twice`, ""},
		{"delay=20", `delay "20" is no time`, "write 20ms, 1.5s or 2m, say"},
		{"jitter=-5ms", `jitter "-5ms" is negative`, ""},
		{"delay=9999h", `delay "9999h0m0s" is longer than 1000h0m0s`, ""},
		{"rate=100", `rate "100" has no known unit`, "write 100mbit"},
		{"rate=mbit", `rate "mbit" is no number`, ""},
		{"rate=0.5bit", `rate "0.5bit" is no whole number of bit`, ""},
		{"rate=-1bit", `rate "-1" is negative`, ""},
		{"rate=2000gbit", `rate "2000000000000" is more than 1000gbit`, ""},
		{"rate=1e300gbit", `rate "1e300gbit" is too much`, ""},
		{"queue=1kB", `queue "1000" has no effect without a rate: nothing waits`, "add rate="},
		{"rate=1mbit,queue=2000MiB", `queue "2097152000" is more than 1GiB`, ""},
		{"rate=1mbit,queue=-1B", `queue "-1" is negative`, ""},
		{"burst=0.1", `burst "0.1" needs two to four probabilities`, "write to-bad/to-good"},
		{"burst=0.1/2", `burst (to good) "2" is no probability`, ""},
		{"burst=a/b", `burst "a" is no probability`, ""},
		{"cut=5s", `cut "5s" has no beginning and end`, "write 10s-15s, or 10s- for ever"},
		{"cut=-5s", `cut "-5s" has no beginning and end`, ""},
		{"cut=5s-4s", `cut "5s-4s" ends before it begins`, ""},
		{"cut=5s-0s", `cut "5s-0s" ends before it begins`, ""},
		{"cut=x-4s", `cut "x" is no time`, ""},
		{"\x1b[31mloss=1", `fault "\x1b[31mloss" is unknown`, ""},
		{strings.Repeat("x", 5000), `the fault list is too long`, ""},
		{"loss=" + strings.Repeat("x", 100), `loss "` + strings.Repeat("x", 40) + `"… is no probability`, ""},
	} {
		_, err := Parse(c.text)
		if err == nil {
			t.Errorf("%q passed", c.text)
			continue
		}
		if !strings.HasPrefix(err.Error(), c.sentence) {
			t.Errorf("%.60q: %q, want %q", c.text, err, c.sentence)
		}
		if !strings.HasPrefix(Hint(err), c.hint) {
			t.Errorf("%.60q: hint %q, want %q", c.text, Hint(err), c.hint)
		}
		if !errors.Is(err, ErrConfig) {
			t.Errorf("%.60q: not an ErrConfig", c.text)
		}
	}
}

func TestValidate(t *testing.T) {
	bad := Config{
		Loss: math.NaN(), Delay: -1, Jitter: -1, Duplicate: 2, Reorder: -1, ReorderBy: -1, Corrupt: math.Inf(1), Rate: -1,
		Burst:   &GilbertElliott{PassInBad: 2, LossInGood: 2},
		Outages: []Outage{{From: -1}},
		Rules: []Rule{
			{Action: Drop()}, {Name: "no\nact"}, {Action: Drop(), Direction: 3}, {Action: Drop(), Occurs: Nth(-1)},
			{Action: FlipBit(-1)}, {Action: FlipByte(0, 0)}, {Action: Hold(-1)}, {Action: Replay(-1)},
		},
	}
	err := bad.Validate()
	if err == nil {
		t.Fatal("all of it passed")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{
		"loss ", "burst (pass in bad)", "burst (loss in good)", "delay ", "jitter ", "dup ", "reorder ", "reorderby ", "corrupt ", "rate ", "cut ",
		`rule 2 "no\nact" has no action`, "rule 3 has an unknown direction", "rule 4 picks a negative occurrence",
		"rule 5 flips no bit", "rule 6 flips no bit", "rule 7 waits", "rule 8 waits",
	}
	if len(lines) != len(want) {
		t.Fatalf("%d complaints, want %d:\n%v", len(lines), len(want), err)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("%q, want %q", lines[i], want[i])
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("NewLink took it")
		}
	}()
	NewLink(bad, 1, 1, Up)
}

// anyConfig draws a valid configuration that has a text form.
func anyConfig(t *rapid.T) Config {
	p := rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 1), rapid.Map(rapid.IntRange(0, 1000), func(i int) float64 { return float64(i) / 1000 }))
	span := rapid.Map(rapid.Int64Range(0, int64(time.Minute)), func(i int64) time.Duration { return time.Duration(i) })
	c := Config{
		Loss: p.Draw(t, "loss"), Delay: span.Draw(t, "delay"), Jitter: span.Draw(t, "jitter"),
		Duplicate: p.Draw(t, "dup"), Reorder: p.Draw(t, "reorder"), ReorderBy: span.Draw(t, "reorderby"), Corrupt: p.Draw(t, "corrupt"),
	}
	if rapid.Bool().Draw(t, "bursts") {
		c.Burst = &GilbertElliott{p.Draw(t, "p"), p.Draw(t, "r"), p.Draw(t, "h"), p.Draw(t, "k")}
	}
	if rapid.Bool().Draw(t, "limited") {
		c.Rate = rapid.Int64Range(1, maxRate).Draw(t, "rate")
		c.Queue = rapid.IntRange(0, maxQueue).Draw(t, "queue")
	}
	for range rapid.IntRange(0, 3).Draw(t, "outages") {
		from := span.Draw(t, "from")
		o := Outage{From: from, To: from + 1 + span.Draw(t, "length")}
		if rapid.Bool().Draw(t, "for ever") {
			o.To = 0
		}
		c.Outages = append(c.Outages, o)
	}
	return c
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyConfig(t)
		got, err := Parse(c.String())
		if err != nil {
			t.Fatalf("%q: %v", c, err)
		}
		if !reflect.DeepEqual(got, c) {
			t.Fatalf("%q became %q", c, got)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		if err != nil {
			if s := err.Error() + Hint(err); strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
				t.Fatalf("control character in %q", s)
			}
			return
		}
		if err := c.Validate(); err != nil {
			t.Fatalf("%q passed, but: %v", text, err)
		}
		back, err := Parse(c.String())
		if err != nil || !reflect.DeepEqual(back, c) {
			t.Fatalf("%q became %q: %v", c, back, err)
		}
		NewLink(c, 1, 1, Up).Send(epoch, []byte(text), nil)
	})
}
