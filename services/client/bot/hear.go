package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hearJoin greets a person once, after a pause, as nobody reads in the first second.
func (b *Brain) hearJoin(now time.Time, name string) {
	if IsBot(name) || name == b.me {
		return
	}
	b.addPerson(name)
	if b.greeted[name] || len(b.greeted) >= maxPeople || b.queueFull() {
		return
	}
	b.greeted[name] = true
	if text := b.pick(b.script.join, b.values(name)); text != "" {
		b.schedule(scheduled{at: now.Add(b.between(1500*time.Millisecond, 5*time.Second)), text: text, greet: name})
	}
}

func (b *Brain) hearLeave(now time.Time, name string) {
	b.queue = slices.DeleteFunc(b.queue, func(t scheduled) bool { return t.greet == name })
	i := slices.Index(b.people, name)
	if i < 0 {
		return
	}
	b.people = slices.Delete(b.people, i, i+1)
	if text := b.pick(b.script.leave, b.values(name)); text != "" && !b.queueFull() {
		b.schedule(scheduled{at: now.Add(b.between(time.Second, 3*time.Second)), text: text})
	}
}

// addPerson remembers that a person is in the room.
func (b *Brain) addPerson(name string) {
	if !slices.Contains(b.people, name) && len(b.people) < maxPeople {
		b.people = append(b.people, name)
	}
}

// queueFull reports whether so many replies wait that another one would come too late.
func (b *Brain) queueFull() bool { return len(b.queue) >= maxScheduled+len(b.script.timed) }

// cut returns the part of a text that is used.
func cut(text string) string {
	if runes := []rune(text); len(runes) > maxHeard {
		return string(runes[:maxHeard])
	}
	return text
}

var echo = regexp.MustCompile(`(?i)^echo[\s:,]+(.*\S)`)

// hearText answers what a person said, if there is an answer.
func (b *Brain) hearText(now time.Time, name, text string) {
	rest, toMe := b.spokenTo(text)
	if m := echo.FindStringSubmatch(rest); toMe && m != nil {
		b.reply(now, m[1])
		return
	}
	values := b.values(name)
	if answer, points, ok := b.quiz.hear(name, text); ok {
		values["answer"], values["points"], values["ranking"] = answer, strconv.Itoa(points), b.quiz.ranking()
		b.reply(now, b.pick(b.script.right, values))
		return
	}
	if toMe {
		if !b.applyRules(now, b.script.named, rest, values) {
			b.reply(now, b.pick(b.script.fallback, values))
		}
		return
	}
	if !now.Before(b.anyAfter) && b.applyRules(now, b.script.any, text, values) {
		b.anyAfter = now.Add(anyGap)
	}
}

// spokenTo reports whether a text is addressed to this bot: it holds the bot's name, or its nickname
// unless a person in the room is called that.
func (b *Brain) spokenTo(text string) (rest string, ok bool) {
	if rest, ok = spokenTo(text, b.me); ok {
		return rest, true
	}
	nick := nickname(b.me)
	if slices.ContainsFunc(b.people, func(p string) bool { return strings.EqualFold(p, nick) }) {
		return text, false
	}
	return spokenTo(text, nick)
}

// applyRules answers with the first rule that matches.
func (b *Brain) applyRules(now time.Time, rules []rule, text string, values map[string]string) bool {
	for _, r := range rules {
		m := r.when.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		for i := 1; i < len(m) && i <= 9; i++ {
			values[strconv.Itoa(i)] = m[i]
		}
		b.reply(now, b.pick(r.say, values))
		return true
	}
	return false
}

// reply schedules a text for when a person would have typed it.
func (b *Brain) reply(now time.Time, text string) {
	if text == "" || b.queueFull() {
		return
	}
	typing := min(time.Duration(len(text))*20*time.Millisecond, 1500*time.Millisecond)
	b.schedule(scheduled{at: now.Add(b.between(400*time.Millisecond, 1200*time.Millisecond) + typing), text: text})
}
