// Package console is what every command line of ours does alike: how it reports a problem, which
// language it speaks, how it reads a text that a person wrote, and where --help may stand.
//
//	error ──▶ Problem ──▶ stderr   "The password file can't be used: its first line is empty."
//	                               "hint: write the password on the first line"
//	                  ──▶ exit code
//	file or pipe ──▶ Text    without byte-order marks; UTF-16 is an error
//	stdout ◀── Output        remembers the first error, so that a full disk shows in the exit code
//	stdout ◀── Queue ◀── …   for programs that must not wait for their reader: it is bounded, drops
//	                         what does not fit, and says how much
//
// The package knows no flag library and no service: services keep their own sentences and codes.
package console
