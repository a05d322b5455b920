package bot

import (
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	for name, want := range map[string]bool{
		"rina-bot": true, "rina-bot2": true, "RINA-BOT12": true, "-bot": true,
		"rina": false, "robot": false, "bot": false, "rina-bots": false, "rina-bot-x": false, "rina-bot2x": false, "": false,
	} {
		if IsBot(name) != want {
			t.Errorf("IsBot(%q) = %v", name, !want)
		}
	}
	for name, want := range map[string][3]string{ // as a bot, the next, the nickname
		"rina": {"rina-bot", "rina-bot2", "rina"}, "rina-bot": {"rina-bot", "rina-bot2", "rina"},
		"rina-bot9": {"rina-bot9", "rina-bot10", "rina9"}, "x-Bot0": {"x-Bot0", "x-Bot2", "x0"},
	} {
		bot := asBot(name)
		if got := [3]string{bot, nextName(bot), nickname(bot)}; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestSpokenTo(t *testing.T) {
	for _, c := range []struct{ text, name, rest string }{
		{"rina-bot: echo hi", "rina-bot", "echo hi"},
		{"@Rina-Bot, echo hi", "rina-bot", "echo hi"},
		{"halo rina-bot!", "rina-bot", "halo"},
		{"hey rina what is UDP?", "rina", "hey what is UDP?"},
		{"rina", "rina", ""},
		{"karina, rina?", "rina", "karina,"},
		{"é rina", "rina", "é"},
	} {
		if rest, ok := spokenTo(c.text, c.name); !ok || rest != c.rest {
			t.Errorf("%q to %s: %q, %v, want %q", c.text, c.name, rest, ok, c.rest)
		}
	}
	for _, text := range []string{"karina", "rinanti", "rina-bot", "rina2", "rina_x", "érina", "", "ri na"} {
		if _, ok := spokenTo(text, "rina"); ok {
			t.Errorf("%q is taken for spoken to rina", text)
		}
	}
}

func take(c Choice, n int) (names []string) {
	next := c.candidates()
	for range n {
		name, script := next()
		if script == nil {
			panic("no script")
		}
		names = append(names, name)
	}
	return names
}

func TestCandidates(t *testing.T) {
	rina, _ := Persona("Rina")
	if got := take(Choice{Script: rina}, 3); !slices.Equal(got, []string{"rina-bot", "rina-bot2", "rina-bot3"}) {
		t.Errorf("a persona: %q", got)
	}
	if got := take(Choice{Script: rina, Username: "kiki"}, 2); !slices.Equal(got, []string{"kiki-bot", "kiki-bot2"}) {
		t.Errorf("a persona and a name: %q", got)
	}
	if got := take(Choice{Username: "x-bot7"}, 2); !slices.Equal(got, []string{"x-bot7", "x-bot8"}) {
		t.Errorf("a name: %q", got)
	}
	if got := take(Choice{Script: &Script{}}, 1); got[0] != "script-bot" {
		t.Errorf("a script without a name: %q", got)
	}
	n := len(Personas())
	all := take(Choice{Host: "a1b2"}, n+2)
	if distinct := slices.Compact(slices.Sorted(slices.Values(all[:n]))); len(distinct) != n {
		t.Errorf("left alone: %q repeat themselves", all[:n])
	}
	if all[n] != nextName(all[0]) || all[n+1] != nextName(all[n]) {
		t.Errorf("and then: %q", all[n:])
	}
}

// Replicas share their environment and differ by host: they start with several personas, and
// the same host starts with the same one. The name and the seed choose, too.
func TestPersonasAreSpread(t *testing.T) {
	byHost, byName, bySeed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range 40 {
		host := string(rune('a'+i%26)) + "f3" + string(rune('a'+i/26))
		byHost[take(Choice{Host: host}, 1)[0]] = true
		_, s := Choice{Username: host}.candidates()()
		byName[s.Name] = true
		_, s = Choice{Username: "kiki", Seed: uint64(i)}.candidates()()
		bySeed[s.Name] = true
		if one, two := take(Choice{Host: host}, 1), take(Choice{Host: host}, 1); one[0] != two[0] {
			t.Errorf("the host %s has the personas %q and %q", host, one, two)
		}
	}
	if len(byHost) < 6 || len(byName) < 6 || len(bySeed) < 6 {
		t.Errorf("of %d personas: %d by host, %d by name, %d by seed", len(Personas()), len(byHost), len(byName), len(bySeed))
	}
}
