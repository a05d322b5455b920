// Package console holds what all command lines share: how they report a problem, which language they use, how they read
// text files, and where --help may appear.
//
//	error ──▶ Problem ──▶ stderr   "The password file can't be used: its first line is empty."
//	                               "hint: write the password on the first line"
//	                  ──▶ exit code
//	file or pipe ──▶ Text    without byte-order marks; UTF-16 is an error
//	stdout ◀── Output        remembers the first error, so that a full disk shows in the exit code
//	stdout ◀── Queue ◀── …   for programs that must not wait for their reader: it is bounded, drops
//	                         what does not fit, and says how much
//
// The package depends on no flag library and no service. Services define their own sentences and further exit codes.
package console
