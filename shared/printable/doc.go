// Package printable makes text from the network safe for a terminal, a page or a log.
//
//	"hi\x1b[2J\u202Eevil\r\n"  →  "hi�[2J�evil "
//	    ESC      RLO    CR LF      U+FFFD, and a space for a line break
//
// It is the one place that decides what is shown; whoever prints uses it, whoever relays
// does too, since an original client prints whatever it decrypts.
package printable
