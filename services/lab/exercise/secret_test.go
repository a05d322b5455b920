package exercise_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"obrolan/services/lab/exercise"
)

const password = "kurasoti58"

func seal(t testing.TB) exercise.Secret {
	secret, err := exercise.SealCheaply(1, password)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func TestDraw(t *testing.T) {
	form := regexp.MustCompile(`^([bcdfghjklmnprstwy][aeiou]){4}[0-9]{2,4}$`)
	seen, lengths := make(map[string]bool), make(map[int]bool)
	for range 200 {
		p, err := exercise.Draw(nil)
		if err != nil || !form.MatchString(p) {
			t.Fatalf("%q, %v", p, err)
		}
		seen[p], lengths[len(p)] = true, true
	}
	if len(seen) != 200 || len(lengths) != 3 {
		t.Errorf("%d of 200 differ, %d lengths", len(seen), len(lengths))
	}
	if _, err := exercise.Draw(strings.NewReader("")); err == nil {
		t.Error("an empty source of randomness is accepted")
	}
}

func TestSecret(t *testing.T) {
	secret, err := exercise.Seal(1, password)
	if err != nil {
		t.Fatal(err)
	}
	text := secret.String()
	if strings.Contains(text, password) || strings.ContainsAny(text, " $'\"\\#=\n") {
		t.Errorf("%q", text)
	}
	again, err := exercise.ParseSecret(text + "\n")
	if err != nil || again.Exercise != 1 || again.String() != text {
		t.Fatalf("%v, %v", again, err)
	}
	if !again.Opens(password) || again.Opens(password+"\n") || again.Opens("") {
		t.Error("it opens to something else")
	}
	if other := seal(t); other.String() == text {
		t.Error("the salt is the same twice")
	}
}

func TestParseSecretRefuses(t *testing.T) {
	good := seal(t).String()
	parts := strings.Split(good, ":")
	for name, text := range map[string]string{
		"empty": "", "cut": good[:len(good)-2], "too few": strings.Join(parts[:4], ":"), "other scheme": strings.Replace(good, "sha256", "md5", 1),
		"no number": "x" + good, "zero": "0" + good[1:], "many iterations": strings.Replace(good, ":2:", ":99999999999:", 1),
		"no iterations": strings.Replace(good, ":2:", ":0:", 1), "no salt": strings.Replace(good, parts[3], "", 1), "no base64": strings.Replace(good, parts[4], "%%", 1),
	} {
		if _, err := exercise.ParseSecret(text); !errors.Is(err, exercise.ErrSecret) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
