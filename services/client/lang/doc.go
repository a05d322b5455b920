// Package lang holds every sentence that a person reads from the client, once in English
// and once in the original program's mixture of Indonesian and English.
//
//	--lang, OBROLAN_LANG ─┐
//	LC_ALL, LC_MESSAGES,  ├──▶ ByCode, ByLocale ──▶ *Texts ──▶ ask, screen, talk, exit codes
//	LANG ─────────────────┘
//
// What the server says is not translated: it is shown in the server's own words. Neither is what
// a script reads from a pipe (package screen says which lines those are).
package lang
