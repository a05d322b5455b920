package console

import "strings"

// The languages that the services speak, as --lang and OBROLAN_LANG name them.
const (
	English    = "en"
	Indonesian = "id"
)

// Language returns the language of the environment: LC_ALL before LC_MESSAGES before LANG, the first that
// is not empty (POSIX, Base Definitions, section 8.2). Whatever is not Indonesian is English. getenv is
// os.Getenv, or a test's.
func Language(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			return languageOf(locale)
		}
	}
	return English
}

// languageOf reads the name of a locale, such as id_ID.UTF-8. Some systems still use "in", the code of
// Indonesian before 1989.
func languageOf(locale string) string {
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
