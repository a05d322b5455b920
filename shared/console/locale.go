package console

import "strings"

// The supported languages, as values of --lang and OBROLAN_LANG.
const (
	English    = "en"
	Indonesian = "id"
)

// Language returns the environment's language: that of the first nonempty variable of LC_ALL, LC_MESSAGES and LANG (POSIX,
// Base Definitions, section 8.2). Any language but Indonesian gives English. getenv is os.Getenv outside tests.
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
