package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"obrolan/shared/chat"
)

var start = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// day drives a Brain through virtual time.
type day struct {
	t     *testing.T
	brain *Brain
	now   time.Time
	said  []string
	at    []time.Duration // when, since start
	left  time.Duration   // for how long it left last
	done  bool
}

func begin(t *testing.T, options Options, name string) *day {
	d := &day{t: t, brain: NewBrain(options, name), now: start}
	d.brain.Enter(start)
	return d
}

// until lets time go on and collects what is said in it; it stops where the bot leaves.
func (d *day) until(after time.Duration) []string {
	d.t.Helper()
	d.said, d.at = nil, nil
	end := start.Add(after)
	for range 100000 {
		next, ok := d.brain.Next()
		if !ok || next.After(end) {
			d.now = end
			return d.said
		}
		if next.After(d.now) {
			d.now = next
		}
		switch a := d.brain.Act(d.now); a.Kind {
		case Say:
			d.said, d.at = append(d.said, a.Text), append(d.at, d.now.Sub(start))
		case Pause:
			d.left = a.For
			return d.said
		case Done:
			d.done = true
			return d.said
		}
	}
	d.t.Fatal("the Brain is never content")
	return nil
}

func (d *day) hear(kind chat.EventKind, name, text string) {
	d.brain.Hear(d.now, chat.Event{Kind: kind, Name: name, Text: text})
}

// answers says something to the bot and returns what it says within the next ten seconds.
func (d *day) answers(name, text string) string {
	d.t.Helper()
	d.hear(chat.Said, name, text)
	return strings.Join(d.until(d.now.Sub(start)+10*time.Second), "; ")
}

// quiet is a script that says nothing of its own accord.
const quiet = `
pace: 0
on join: hi {name}
on leave: bye {name}
on name "\b(tcp|udp)\b": {name}: {1}
on name: what, {name}?
on "weather": rain
`

func TestGreetsOnceAfterAPause(t *testing.T) {
	d := begin(t, Options{Script: parse(t, quiet)}, "rina-bot")
	d.hear(chat.Joined, "juri", "")
	if got := d.until(10 * time.Second); !slices.Equal(got, []string{"hi juri"}) {
		t.Fatalf("said %q", got)
	}
	if d.at[0] < time.Second || d.at[0] > 6*time.Second {
		t.Errorf("after %v", d.at[0])
	}
	d.hear(chat.Left, "juri", "")
	if got := d.until(20 * time.Second); !slices.Equal(got, []string{"bye juri"}) {
		t.Errorf("at the leave: %q", got)
	}
	d.hear(chat.Joined, "juri", "")
	if got := d.until(40 * time.Second); len(got) > 0 {
		t.Errorf("at the second joining: %q", got)
	}
	d.hear(chat.Joined, "kiki", "")
	d.hear(chat.Left, "kiki", "")
	if got := strings.Join(d.until(60*time.Second), "; "); strings.Contains(got, "hi kiki") {
		t.Errorf("greeted somebody who had gone: %s", got)
	}
}

func TestAnswersWhenSpokenTo(t *testing.T) {
	d := begin(t, Options{Script: parse(t, quiet)}, "rina-bot")
	for _, c := range []struct{ text, want string }{
		{"rina-bot, what is UDP?", "juri: UDP"},
		{"and tcp, Rina?", "juri: tcp"},
		{"@rina-bot hello", "what, juri?"},
		{"rina-bot echo  one {name} two ", "one {name} two"},
		{"RINA: ECHO x", "x"},
		{"what is udp?", ""},
		{"rina-bot2: udp?", ""},
		{"how is the weather", "rain"},
		{"how is the weather, rina?", "what, juri?"},
	} {
		if got := d.answers("juri", c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	d.answers("rina", "hello") // a person with the nickname
	if got := d.answers("juri", "rina, what is udp?"); got != "" {
		t.Errorf("answered for the person rina: %q", got)
	}
	if got := d.answers("juri", "rina-bot, what is udp?"); got != "juri: udp" {
		t.Errorf("with a person rina in the room: %q", got)
	}
}

func TestNeverAnswersBots(t *testing.T) {
	d := begin(t, Options{Script: parse(t, quiet)}, "rina-bot")
	for _, name := range []string{"doni-bot", "doni-bot2", "DONI-BOT", "rina-bot"} {
		d.hear(chat.Joined, name, "")
		for _, text := range []string{"rina-bot: udp", "rina-bot echo x", "weather", "rina-bot"} {
			if got := d.answers(name, text); got != "" {
				t.Errorf("%s said %q, answered %q", name, text, got)
			}
		}
		d.hear(chat.Left, name, "")
	}
	d.brain.Hear(d.now, chat.Event{Kind: chat.Said, Name: "someone", Own: true, Text: "rina-bot echo x"})
	if got := d.until(time.Hour); len(got) > 0 {
		t.Errorf("said %q", got)
	}
}

func TestAFloodIsNotAnswered(t *testing.T) {
	d := begin(t, Options{Script: parse(t, quiet)}, "rina-bot")
	for i := range 1000 {
		d.hear(chat.Said, "juri", "rina-bot echo x")
		d.hear(chat.Joined, fmt.Sprintf("p%d", i), "")
	}
	got := d.until(time.Hour)
	if len(got) == 0 || len(got) > maxScheduled {
		t.Errorf("%d answers", len(got))
	}
	for i := 1; i < len(d.at); i++ {
		if gap := d.at[i] - d.at[i-1]; gap < usualGap {
			t.Errorf("two messages %v apart", gap)
		}
	}
	if got := d.answers("juri", "rina-bot echo "+strings.Repeat("é", 5000)); len([]rune(got)) > maxHeard {
		t.Errorf("an echo of %d characters", len([]rune(got)))
	}
	for range 10 {
		d.hear(chat.Said, "juri", "weather")
	}
	if got := d.until(d.now.Sub(start) + time.Minute); len(got) != 1 {
		t.Errorf("ten remarks about the weather got %d answers", len(got))
	}
}

func TestScriptInOrderAtItsPace(t *testing.T) {
	const lines = "pace: 1/10s\none\ntwo\nthree\n@3s three seconds\n@25s twenty-five\n"
	d := begin(t, Options{Script: parse(t, lines)}, "a-bot")
	got := d.until(time.Hour)
	want := []string{"three seconds", "twenty-five", "one", "two", "three"}
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Fatalf("said %q", got)
	}
	var own []time.Duration
	for i, text := range got {
		switch text {
		case "three seconds", "twenty-five":
			if at := map[string]time.Duration{"three seconds": 3 * time.Second, "twenty-five": 25 * time.Second}[text]; d.at[i] < at || d.at[i] > at+usualGap {
				t.Errorf("%q at %v", text, d.at[i])
			}
		default:
			own = append(own, d.at[i])
		}
	}
	if own[0] >= 10*time.Second || own[1]-own[0] > 10*time.Second+usualGap || own[2]-own[0] > 20*time.Second+usualGap {
		t.Errorf("plain lines at %v", own)
	}
	d = begin(t, Options{Script: parse(t, "order: loop\n"+lines), Rate: &Rate{Messages: 1, Per: time.Second}}, "a-bot")
	if got := d.until(60 * time.Second); len(got) < 58 {
		t.Errorf("looping at one a second: %d in a minute", len(got))
	}
}

func TestCountIsKept(t *testing.T) {
	d := begin(t, Options{Script: parse(t, "order: loop\npace: 1/1s\nx\n"), Count: 5}, "a-bot")
	if got := d.until(time.Hour); len(got) != 5 || !d.done {
		t.Errorf("%d messages, done: %v", len(got), d.done)
	}
	d = begin(t, Options{Script: parse(t, "order: loop\npace: 1/1s\nx\n"), Count: 2}, "a-bot")
	d.until(time.Second)
	d.brain.SayFailed() // what could not be said does not count
	if got := d.until(time.Hour); len(got) != 2 {
		t.Errorf("%d more messages, want 2", len(got))
	}
}

func TestLeavesAndComesBack(t *testing.T) {
	d := begin(t, Options{Script: parse(t, "pace: 0\nleaves: 1m-2m for 10s-20s\non going: brb\non return: back\non join: hi {name}\n")}, "a-bot")
	if got := d.until(time.Hour); !slices.Equal(got, []string{"brb"}) || d.left < 10*time.Second || d.left > 20*time.Second {
		t.Fatalf("said %q, left for %v", got, d.left)
	}
	if after := d.now.Sub(start); after < time.Minute || after > 2*time.Minute+2*time.Second {
		t.Errorf("left after %v", after)
	}
	if _, ok := d.brain.Next(); ok {
		t.Error("it has plans while it is away")
	}
	d.now = d.now.Add(d.left)
	d.brain.Rename("a-bot2")
	d.brain.Enter(d.now)
	if got := d.until(d.now.Sub(start) + 30*time.Second); !slices.Equal(got, []string{"back"}) {
		t.Errorf("came back with %q", got)
	}
	if got := d.answers("juri", "a-bot2 echo x"); got != "x" {
		t.Errorf("under its new name: %q", got)
	}
}

func TestSilentWhileTheServerIsAway(t *testing.T) {
	d := begin(t, Options{Script: parse(t, "order: loop\npace: 1/1s\nx\n")}, "a-bot")
	d.hear(chat.Away, "", "")
	if got := d.until(time.Minute); len(got) > 0 {
		t.Errorf("said %q", got)
	}
	d.hear(chat.Back, "", "")
	if got := d.until(70 * time.Second); len(got) < 8 || len(got) > 10 {
		t.Errorf("%d messages in the ten seconds after", len(got))
	}
}

func TestLinesForSomebody(t *testing.T) {
	d := begin(t, Options{Script: parse(t, "order: loop\npace: 1/1s\nhey {name}\nnobody\n")}, "a-bot")
	for _, text := range d.until(10 * time.Second) {
		if text != "nobody" {
			t.Errorf("to an empty room: %q", text)
		}
	}
	d.hear(chat.Joined, "juri", "")
	if got := d.until(20 * time.Second); !slices.Contains(got, "hey juri") {
		t.Errorf("said %q", got)
	}
	d.hear(chat.Left, "juri", "")
	d.until(21 * time.Second)
	if got := d.until(30 * time.Second); slices.Contains(got, "hey juri") {
		t.Errorf("after juri left: %q", got)
	}
	d.hear(chat.Joined, "juri", "")
	d.hear(chat.Away, "", "")
	d.hear(chat.Back, "", "")
	if got := d.until(40 * time.Second); slices.Contains(got, "hey juri") {
		t.Errorf("juri may have left while the server was away: %q", got)
	}
}

func TestQuiz(t *testing.T) {
	const script = "order: loop\npace: 1/1s\nquiz \"Q?\": TTL | time to live\non right: {name} {answer} {points} {ranking}\non late: late {answer}\non name \"score\": {ranking}\n"
	d := begin(t, Options{Script: parse(t, script)}, "b-bot")
	if got := d.until(40 * time.Second); !slices.Equal(got, []string{"Q?"}) {
		t.Fatalf("said %q", got)
	}
	d.hear(chat.Said, "juri", "is it the attl?")
	d.hear(chat.Said, "x-bot", "ttl")
	if got := d.until(47 * time.Second); got[0] != "late TTL" {
		t.Fatalf("said %q", got)
	}
	d.until(50 * time.Second)
	if got := d.answers("juri", "I think: (TTL)!"); !strings.Contains(got, "juri TTL 1 juri 1") {
		t.Errorf("the right answer: %q", got)
	}
	d.hear(chat.Said, "kiki", "Time  to live.")
	d.until(75 * time.Second)
	d.hear(chat.Said, "juri", "ttl")
	d.until(90 * time.Second)
	if got := d.answers("kiki", "b-bot score"); !strings.Contains(got, "juri 2, kiki 1") {
		t.Errorf("the score: %q", got)
	}
}

// A question that was open when the bot left is not open when it comes back.
func TestQuizEndsWithAPause(t *testing.T) {
	d := begin(t, Options{Script: parse(t, "order: loop\npace: 1/20s\nleaves: 30s for 5s\nquiz \"Q?\": TTL\non right: yes\n")}, "b-bot")
	d.until(time.Minute)
	d.now = d.now.Add(d.left)
	d.brain.Enter(d.now)
	d.hear(chat.Said, "juri", "ttl")
	if got := d.until(d.now.Sub(start) + 3*time.Second); slices.Contains(got, "yes") {
		t.Errorf("said %q", got)
	}
}

// The same seed and name say the same; another name or another seed does not.
func TestSeeds(t *testing.T) {
	rina, _ := Persona("rina")
	hear := func(name string, seed uint64) string {
		d := begin(t, Options{Script: rina, Seed: seed}, name)
		var b strings.Builder
		for i, text := range d.until(5 * time.Minute) {
			fmt.Fprintln(&b, d.at[i], text)
		}
		return b.String()
	}
	one := hear("rina-bot", 7)
	if again := hear("rina-bot", 7); again != one {
		t.Errorf("not the same twice:\n%s\n%s", one, again)
	}
	if hear("rina-bot2", 7) == one || hear("rina-bot", 8) == one {
		t.Error("a chorus")
	}
}
