package lang

import "obrolan/shared/console"

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

// ByLocale returns the language of the environment. getenv is os.Getenv, or a test's.
func ByLocale(getenv func(string) string) *Texts {
	if t, ok := ByCode(console.Language(getenv)); ok {
		return t
	}
	return English
}
