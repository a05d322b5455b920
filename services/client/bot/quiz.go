package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// quiz is the question that is open, and who has how many points.
type quiz struct {
	open   *line
	until  time.Time
	points map[string]int
}

// quizTime is how long a question stays open.
const quizTime = 45 * time.Second

func (q *quiz) ask(l *line, now time.Time) { q.open, q.until = l, now.Add(quizTime) }

// hear closes the question if a text holds a right answer as words of its own.
func (q *quiz) hear(name, text string) (answer string, points int, ok bool) {
	if q.open == nil {
		return "", 0, false
	}
	said := " " + normal(text) + " "
	if !slices.ContainsFunc(q.open.answers, func(a string) bool { return strings.Contains(said, " "+a+" ") }) {
		return "", 0, false
	}
	if q.points == nil {
		q.points = map[string]int{}
	}
	if _, known := q.points[name]; known || len(q.points) < maxPeople {
		q.points[name]++
	}
	answer = q.open.answer
	q.open = nil
	return answer, q.points[name], true
}

// ranking returns the best three, as in "juri 3, rina 2", or a sentence if nobody has points.
func (q *quiz) ranking() string {
	names := make([]string, 0, len(q.points))
	for name := range q.points {
		names = append(names, name)
	}
	if len(names) == 0 {
		return "nobody has a point yet"
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(q.points[b], q.points[a]), strings.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, q.points[name])
	}
	return strings.Join(names[:min(3, len(names))], ", ")
}

// expire closes a question that nobody answered, and returns what the bot says to that.
func (b *Brain) expire() string {
	values := b.values("")
	values["answer"] = b.quiz.open.answer
	b.quiz.open = nil
	return b.pick(b.script.late, values)
}
