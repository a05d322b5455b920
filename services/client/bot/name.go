package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var botName = regexp.MustCompile(`(?i)-bot([0-9]*)$`)

// IsBot reports whether a name is a bot's: it ends in -bot or -botN.
func IsBot(name string) bool { return botName.MatchString(name) }

// asBot makes a name a bot's.
func asBot(name string) string {
	if name == "" {
		name = "a"
	}
	if IsBot(name) {
		return name
	}
	return name + "-bot"
}

// nextName is the name to try when this one is taken: rina-bot, rina-bot2, rina-bot3.
func nextName(name string) string {
	at := botName.FindStringSubmatchIndex(name)
	if at == nil {
		return asBot(name)
	}
	n, err := strconv.Atoi(name[at[2]:at[3]])
	if err != nil || n < 1 {
		n = 1
	}
	return fmt.Sprintf("%s%d", name[:at[2]], n+1)
}

// nickname is what people call a bot for short: rina for rina-bot, rina2 for rina-bot2.
func nickname(name string) string {
	at := botName.FindStringSubmatchIndex(name)
	if at == nil {
		return name
	}
	return name[:at[0]] + name[at[2]:at[3]]
}

// spokenTo reports whether a text holds a name as a word of its own, with or without @, and
// returns the text without it.
func spokenTo(text, name string) (rest string, ok bool) {
	if name == "" {
		return text, false
	}
	low, want := strings.ToLower(text), strings.ToLower(name)
	if len(low) != len(text) { // a letter whose lower case is longer: offsets would not fit
		text = low
	}
	for from := 0; ; {
		i := strings.Index(low[from:], want)
		if i < 0 {
			return text, false
		}
		start, end := from+i, from+i+len(want)
		if !wordEnds(low[:start]) && !wordStarts(low[end:]) {
			before := strings.TrimSuffix(text[:start], "@")
			rest := strings.TrimLeft(text[end:], ":,;!?. ")
			return strings.TrimSpace(before + rest), true
		}
		from = end
	}
}

// partOfName reports whether a byte continues a name; a byte of a character beyond ASCII does.
func partOfName(b byte) bool {
	return b == '-' || b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 0x80
}

func wordEnds(before string) bool { return before != "" && partOfName(before[len(before)-1]) }

func wordStarts(after string) bool { return after != "" && partOfName(after[0]) }
