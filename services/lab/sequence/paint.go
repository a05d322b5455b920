package sequence

// painter colours text for a terminal (ECMA-48, SGR), or returns it unchanged.
type painter struct{ on bool }

// palette colours the clients, one after another: readable on dark and on light.
var palette = [...]string{"36", "33", "32", "35", "34", "31"}

func (p painter) paint(code, text string) string {
	if !p.on || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// client paints what belongs to the client of a lifeline.
func (p painter) client(lifeline int, text string) string {
	return p.paint(palette[lifeline%len(palette)], text)
}

// secret paints passwords.
func (p painter) secret(text string) string { return p.paint("1;31", text) }

// bright paints what people said.
func (p painter) bright(text string) string { return p.paint("1", text) }

// faint paints secondary text.
func (p painter) faint(text string) string { return p.paint("2", text) }
