package e2e

import "testing"

// Refused, asked again, let in: at a terminal, as a student would.
func TestWrongPasswordIsAskedAgain(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.AtTerminal("juri", map[string]string{"OBROLAN_USERNAME": "juri"})
	juri.Sees("Password:")
	juri.Types("salah\r")
	lab.Server.Did(Action{Event: "password", Msg: "wrong"})
	juri.Sees("Password salah! Coba lagi.")
	juri.Types(Password + "\r")
	lab.Server.Did(Action{Event: "join", Name: "juri"})
	juri.Sees("Password benar!")
	juri.Types("halo\r")
	lab.Server.Did(Action{Event: "say", Name: "juri", Text: "halo", To: 1})
	juri.Types("!q\r")
	juri.Exits(0)
}

// A script can't be asked again: it ends with 3, and the room does not notice.
func TestWrongPasswordInAScript(t *testing.T) {
	t.Parallel()
	lab := Start(t)
	juri := lab.Try("juri", "salah")
	juri.Exits(3)
	lab.Join("budi") // the log is complete up to here
	if n := lab.Server.Times(Action{Event: "join"}); n != 1 {
		t.Errorf("%d joins, one of them with the right password", n)
	}
	lab.Server.NeverPrinted(Password, "salah")
}
