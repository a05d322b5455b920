package lang

import "strings"

// Codes lists what ByCode knows.
func Codes() []string { return []string{English.Code, Indonesian.Code} }

// ByCode returns the language of a --lang flag, or false.
func ByCode(code string) (*Texts, bool) {
	for _, t := range []*Texts{English, Indonesian} {
		if t.Code == code {
			return t, true
		}
	}
	return nil, false
}

// ByLocale returns the language of the environment: LC_ALL before LC_MESSAGES before LANG,
// the first that is not empty (POSIX, Base Definitions, section 8.2). getenv is os.Getenv, or a test's. What
// is not Indonesian is English.
func ByLocale(getenv func(string) string) *Texts {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			return byLocaleName(locale)
		}
	}
	return English
}

// byLocaleName reads a name such as id_ID.UTF-8. "in" is the code that Indonesian had before 1989.
func byLocaleName(locale string) *Texts {
	language := strings.ToLower(locale)
	if i := strings.IndexAny(language, "_-.@"); i >= 0 {
		language = language[:i]
	}
	switch language {
	case "id", "in", "ind", "indonesian":
		return Indonesian
	}
	return English
}
