// Package printable makes text from the network safe for a terminal, a page or a log, and says
// what counts as one character of it and how wide that is.
//
//	"hi\x1b[2J\u202Eevil\r\n"  →  "hi�[2J�evil "
//	    ESC      RLO    CR LF      U+FFFD, and a space for a line break
//
//	e + U+0301 │ 🇮 + 🇩 │ 👩 + ZWJ + 💻 │ 日      characters: what a cursor steps over
//	     1         2           4          2      columns: what each takes at most
//
// It is the one place that decides what is shown. Programs that print use it. Programs that
// relay use it too, because an original client prints everything that it decrypts.
package printable
