package eve

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
	"time"
)

// Both languages say everything, with the same arguments.
func TestLanguagesAgree(t *testing.T) {
	verbs := regexp.MustCompile(`%\[\d\][a-z]`)
	en, id := reflect.ValueOf(english), reflect.ValueOf(indonesian)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		a, b := en.Field(i).String(), id.Field(i).String()
		if a == "" || b == "" {
			t.Errorf("%s is missing in a language", name)
		}
		x, y := verbs.FindAllString(a, -1), verbs.FindAllString(b, -1)
		slices.Sort(x)
		slices.Sort(y)
		if !slices.Equal(x, y) {
			t.Errorf("%s takes %v in English and %v in Indonesian", name, x, y)
		}
	}
}

func TestTook(t *testing.T) {
	for d, want := range map[int64]string{0: "1 µs", 37_900: "37 µs", 2_500_000: "2 ms", 1_540_000_000: "1.5 s"} {
		if got := took(time.Duration(d)); got != want {
			t.Errorf("took(%d ns) = %q, want %q", d, got, want)
		}
	}
}
