package eve

import (
	"fmt"
	"strings"
)

// words are the sentences of one language. Each is a format with numbered arguments, as
// languages order them differently.
type words struct {
	listening, breaks, leaves  string
	timesUTC                   string
	writing, ended, dropped    string
	missed                     string
	server                     string
	clientKey, serverKey       string
	changed                    string
	openedServer, openedClient string
	given                      string
	noInverse                  string
	password, passwordHow      string
	passwordNoKey              string
	passwordShut               string
	garbled                    string
	right, wrong, first        string
	named                      string
	saidHow, heardHow          string
	saidNoKey, heardNoKey      string
	saidShut                   string
	late                       string
	claims                     string
	joined, left               string
	leaving, bye               string
	refused, undelivered       string
	fragment, cut, strange     string
	explainNoServerKey         string
	explainNoClientKey         string
}

// Languages lists the languages that NewTeller knows.
func Languages() []string { return []string{"en", "id"} }

// wordsFor returns the sentences of a language.
func wordsFor(lang string) (*words, error) {
	switch lang {
	case "en":
		return &english, nil
	case "id":
		return &indonesian, nil
	}
	return nil, fmt.Errorf("unknown language %q: there are %s", lang, strings.Join(Languages(), " and "))
}
