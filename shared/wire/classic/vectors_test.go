package classic

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"obrolan/shared/rsa"
)

// vector is one datagram of testdata/datagrams.json and what it means.
type vector struct {
	From, Datagram, Kind, Name, Cipher, Error string
	Built                                     *string // what we build for it, where that differs
	E, N                                      uint64
}

var vectorErrors = map[string]error{"cipher": ErrCipher, "keys": ErrKeys, "answer": ErrAnswer}

func vectors(t *testing.T, from string) []vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/datagrams.json")
	if err != nil {
		t.Fatal(err)
	}
	var all, chosen []vector
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.From == from {
			chosen = append(chosen, v)
		}
	}
	if len(chosen) < 10 {
		t.Fatalf("%d vectors from the %s", len(chosen), from)
	}
	return chosen
}

func TestRequests(t *testing.T) {
	for _, v := range vectors(t, "client") {
		got, err := ParseRequest([]byte(v.Datagram))
		if v.Error != "" {
			if !errors.Is(err, vectorErrors[v.Error]) {
				t.Errorf("%q: %+v, %v; want the error %q", v.Datagram, got, err, v.Error)
			}
			continue
		}
		if err != nil || got.Kind.String() != v.Kind || got.Name != v.Name || string(got.Cipher) != v.Cipher || got.Key != (rsa.Public{E: v.E, N: v.N}) {
			t.Errorf("%q: %+v, %v; want %+v", v.Datagram, got, err, v)
			continue
		}
		want := v.Datagram
		if v.Built != nil {
			want = *v.Built
		}
		if built := build(got); built != want {
			t.Errorf("%q is built as %q, want %q", v.Datagram, built, want)
		}
	}
}

// build is the inverse of ParseRequest.
func build(r Request) string {
	switch r.Kind {
	case KindKeys:
		return string(AppendKeys(nil, r.Key))
	case KindPassword:
		return string(AppendPassword(nil, r.Cipher))
	case KindCheck:
		return string(AppendCheck(nil, r.Name))
	case KindSet:
		return string(AppendSet(nil, r.Name))
	case KindSignUp:
		return string(AppendSignUp(nil, r.Name))
	case KindLeave:
		return string(AppendLeave(nil, r.Name))
	}
	return string(r.Cipher)
}

func TestAnswers(t *testing.T) {
	kinds := map[string]AnswerKind{"keys": AnswerKeys, "right": AnswerPasswordRight, "wrong": AnswerPasswordWrong, "first": AnswerPasswordFirst,
		"available": AnswerAvailable, "unavailable": AnswerUnavailable, "set": AnswerSet, "bye": AnswerBye, "piece": AnswerPiece, "probe": AnswerProbe}
	for _, v := range vectors(t, "server") {
		got, err := ParseAnswer([]byte(v.Datagram))
		if v.Error != "" {
			if !errors.Is(err, vectorErrors[v.Error]) {
				t.Errorf("%q: %+v, %v; want the error %q", v.Datagram, got, err, v.Error)
			}
			continue
		}
		if err != nil || got.Kind != kinds[v.Kind] || got.Name != v.Name || got.Key != (rsa.Public{E: v.E, N: v.N}) {
			t.Errorf("%q: %+v, %v; want %+v", v.Datagram, got, err, v)
		}
		if got.Kind == AnswerSet && string(AppendSetAnswer(nil, got.Name)) != v.Datagram {
			t.Errorf("%q is built as %q", v.Datagram, AppendSetAnswer(nil, got.Name))
		}
	}
}

func TestNotText(t *testing.T) {
	for _, datagram := range []string{"SET_USERNAME:\xff", "CHECK_USERNAME:a\xc3"} {
		if _, err := ParseRequest([]byte(datagram)); !errors.Is(err, ErrNotText) {
			t.Errorf("%q: %v", datagram, err)
		}
	}
	if _, err := ParseAnswer([]byte("\xff\xfe")); !errors.Is(err, ErrNotText) {
		t.Errorf("answer: %v", err)
	}
}

func TestSecondColon(t *testing.T) {
	for datagram, want := range map[string]bool{"SET_USERNAME:a": false, "SET_USERNAME:a:b": true, "LEAVE_TAG": false} {
		if HasSecondColon([]byte(datagram)) != want {
			t.Errorf("HasSecondColon(%q) is not %v", datagram, want)
		}
	}
}

func TestLines(t *testing.T) {
	for text, want := range map[string]Line{
		"juri: halo":                        {Kind: LineSaid, Name: "juri", Text: "halo"},
		"juri: a: b":                        {Kind: LineSaid, Name: "juri", Text: "a: b"},
		"juri: ":                            {Kind: LineSaid, Name: "juri"},
		"juri memasuki obrolan!":            {Kind: LineJoined, Name: "juri"},
		"juri keluar dari obrolan.":         {Kind: LineLeft, Name: "juri"},
		"juri: budi keluar dari obrolan.":   {Kind: LineSaid, Name: "juri", Text: "budi keluar dari obrolan."},
		" memasuki obrolan!":                {Kind: LineOther, Text: " memasuki obrolan!"},
		": halo":                            {Kind: LineOther, Text: ": halo"},
		"":                                  {Kind: LineOther},
		"budi santoso keluar dari obrolan.": {Kind: LineLeft, Name: "budi santoso"},
	} {
		if got := ParseLine(text); got != want {
			t.Errorf("ParseLine(%q) = %+v", text, got)
		}
		if want.String() != text {
			t.Errorf("%+v is written %q, want %q", want, want.String(), text)
		}
	}
}
