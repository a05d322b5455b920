package lang

import (
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"obrolan/shared/console"
)

// walk visits every string of a Texts with the path to it.
func walk(t *Texts, visit func(path, text string)) {
	var step func(path string, v reflect.Value)
	step = func(path string, v reflect.Value) {
		if v.Kind() == reflect.String {
			visit(path, v.String())
			return
		}
		for i := range v.NumField() {
			step(path+"."+v.Type().Field(i).Name, v.Field(i))
		}
	}
	step("", reflect.ValueOf(*t))
}

var verb = regexp.MustCompile(`%[a-z]`)

func TestEveryLanguageIsComplete(t *testing.T) {
	verbs := map[string]string{}
	walk(English, func(path, text string) { verbs[path] = strings.Join(verb.FindAllString(text, -1), " ") })
	for _, code := range Codes() {
		texts, ok := ByCode(code)
		if !ok || texts.Code != code {
			t.Fatalf("ByCode(%q) = %v, %v", code, texts, ok)
		}
		walk(texts, func(path, text string) {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is empty", code, path)
			}
			if got := strings.Join(verb.FindAllString(text, -1), " "); got != verbs[path] {
				t.Errorf("%s: %s takes %q, in English it takes %q", code, path, got, verbs[path])
			}
			if strings.ContainsAny(text, "\n\r\t\x1b") {
				t.Errorf("%s: %s holds a control character", code, path)
			}
		})
	}
}

// Each explanation is a sentence with its full stop, and a hint in the imperative without one, as every program of the
// project prints them.
func TestExplanationsAreSentences(t *testing.T) {
	for _, code := range Codes() {
		texts, _ := ByCode(code)
		walk(texts, func(path, text string) {
			sentence, hint := strings.HasSuffix(path, ".Sentence"), strings.HasSuffix(path, ".Hint")
			if sentence && !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s does not end in a full stop: %q", code, path, text)
			}
			if hint && strings.HasSuffix(text, ".") {
				t.Errorf("%s: %s ends in a full stop: %q", code, path, text)
			}
			if hint && strings.Contains(text, "%") {
				t.Errorf("%s: %s is not a format, but holds a verb: %q", code, path, text)
			}
		})
	}
}

// The Indonesian texts are the original's, word for word (docs: the classic protocol, "What a person sees").
func TestOriginalWords(t *testing.T) {
	for got, want := range map[string]string{
		Indonesian.AskPort:        "Port: ",
		Indonesian.PortRange:      "Port harus dalam rentang 0-65535, coba lagi.",
		Indonesian.PortNoNumber:   "Port yang dimasukkan tidak valid. Harus berupa angka, coba kembali",
		Indonesian.AskIP:          "IP: ",
		Indonesian.IPInvalid:      "IP Address tidak valid, coba lagi",
		Indonesian.YourIP:         "Your IP: %s",
		Indonesian.AskPassword:    "Password: ",
		Indonesian.ServerResponse: "Server response: %s",
		Indonesian.PasswordWrong:  "Password salah, coba lagi.",
		Indonesian.AskUsername:    "Username: ",
		Indonesian.Checking:       "Checking username availability...",
		Indonesian.NameTaken:      "Username sudah terdaftar, silakan masukkan username yang lain.",
		Indonesian.NameSet:        "Username %s berhasil diset!",
		Indonesian.NameSelected:   "Selected username: %s",
		Indonesian.Bye:            "Server: bye bye",
		Indonesian.HaveLeft:       "Anda telah keluar dari obrolan.",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestByLocale(t *testing.T) {
	for locale, want := range map[string]*Texts{"": English, "id_ID.UTF-8": Indonesian, "in_ID": Indonesian, "C": English, "fr_FR": English} {
		if got := ByLocale(func(string) string { return locale }); got != want {
			t.Errorf("%q: got %q, want %q", locale, got.Code, want.Code)
		}
	}
	if _, ok := ByCode("fr"); ok {
		t.Error("ByCode knows fr")
	}
}

func TestReason(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{console.ErrUTF16, Indonesian.UTF16},
		{fmt.Errorf("script.txt:1: %w", console.ErrNotUTF8), Indonesian.NotUTF8},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, "file does not exist"},
	} {
		if got := Indonesian.Reason(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}
