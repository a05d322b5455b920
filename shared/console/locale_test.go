package console

import "testing"

// Services used to differ: one took in_ID for English, another ido_XX for Indonesian.
func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"nothing", nil, English},
		{"LANG", map[string]string{"LANG": "id_ID.UTF-8"}, Indonesian},
		{"bare language", map[string]string{"LANG": "id"}, Indonesian},
		{"with a dash", map[string]string{"LANG": "id-ID"}, Indonesian},
		{"with a modifier", map[string]string{"LANG": "id@euro"}, Indonesian},
		{"the old code", map[string]string{"LANG": "in_ID"}, Indonesian},
		{"three letters", map[string]string{"LANG": "ind"}, Indonesian},
		{"a name", map[string]string{"LANG": "Indonesian_Indonesia.1252"}, Indonesian},
		{"a language that starts alike", map[string]string{"LANG": "ido_XX"}, English},
		{"another", map[string]string{"LANG": "ina"}, English},
		{"C", map[string]string{"LANG": "C.UTF-8"}, English},
		{"LC_MESSAGES before LANG", map[string]string{"LC_MESSAGES": "en_GB", "LANG": "id_ID"}, English},
		{"LC_ALL before all", map[string]string{"LC_ALL": "id_ID", "LC_MESSAGES": "en_GB", "LANG": "en_US"}, Indonesian},
		{"an empty LC_ALL is none", map[string]string{"LC_ALL": "", "LANG": "id_ID"}, Indonesian},
		{"an unknown LC_ALL hides the rest", map[string]string{"LC_ALL": "C", "LANG": "id_ID"}, English},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Language(func(name string) string { return c.env[name] }); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
