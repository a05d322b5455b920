package bot

import (
	"cmp"
	"embed"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
)

//go:embed personas/*.txt
var files embed.FS

// Personas are the scripts that ship, by name. They are parsed once and must not be changed.
var Personas = sync.OnceValue(func() []*Script {
	entries, err := files.ReadDir("personas")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var all []*Script
	for _, e := range entries {
		f, err := files.Open("personas/" + e.Name())
		if err != nil {
			panic(err)
		}
		s, err := ParseScript(e.Name(), f)
		if err != nil {
			panic(err) // a test parses them all
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Script) int { return cmp.Compare(a.Name, b.Name) })
	return all
})

// Persona returns the persona with that name, or false.
func Persona(name string) (*Script, bool) {
	for _, s := range Personas() {
		if strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return nil, false
}

// Choice decides the name and the script of a bot.
type Choice struct {
	Script   *Script // from --persona or --script; nil to choose
	Username string  // from --username; "" to choose
	Host     string  // where the bot runs, so that replicas with one environment differ
	Seed     uint64
}

// candidates returns the names that a bot tries, in order and without end, each with what it
// says under that name. If nothing is given, the first names are those of the personas, starting
// with one that depends on the host, so that replicas are different characters.
func (c Choice) candidates() func() (name string, script *Script) {
	personas := Personas()
	if c.Script != nil || c.Username != "" {
		script := c.Script
		if script == nil {
			script = personas[pick(len(personas), c.Username, c.Seed)]
		}
		return numbered(asBot(cmp.Or(c.Username, script.Name, "script")), script)
	}
	start := pick(len(personas), c.Host, c.Seed)
	rest := numbered(nextName(asBot(personas[start].Name)), personas[start])
	i := 0
	return func() (string, *Script) {
		if i == len(personas) {
			return rest()
		}
		s := personas[(start+i)%len(personas)]
		i++
		return asBot(s.Name), s
	}
}

// numbered gives rina-bot, rina-bot2, rina-bot3, …
func numbered(name string, script *Script) func() (string, *Script) {
	next := name
	return func() (string, *Script) {
		name := next
		next = nextName(next)
		return name, script
	}
}

// pick chooses one of n by a text and a seed.
func pick(n int, text string, seed uint64) int {
	h := fnv.New64a()
	h.Write([]byte(text))
	return int((h.Sum64() ^ seed*0x9e3779b97f4a7c15) >> 8 % uint64(n))
}
