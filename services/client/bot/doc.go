// Package bot is a member of the room that is not a person.
//
//	room.Events ─▶ Brain.Hear ─┐                     ┌─▶ room.Say
//	                           ├─▶ Brain ─▶ Act ─────┼─▶ leave, come back later
//	the clock ───▶ Brain.Next ─┘   (pure)            └─▶ done
//
// The Brain is pure: events and the time go in, actions come out, and a seed decides what is random. Run
// drives it and joins again whenever the room ends. A bot never answers a bot (a name that ends in -bot or
// -botN), so that no two of them can talk for ever.
//
// # Scripts
//
// What a bot says is written in a script, a text file. The personas that ship are scripts too (folder personas). One line is one instruction; empty lines and lines that start with # are ignored.
//
//	about: one sentence            for client bot --list
//	name: rina                     its name if no other is given; -bot is added
//	pace: 1/20s                    how often it speaks unprompted; --rate overrides it
//	order: once | loop | shuffle   how it goes through the plain lines; once if not given
//	leaves: 5m-10m for 20s-1m      when it leaves, and for how long; never if not given
//
//	any other line                 a plain line: said when its turn comes
//	@5s text                       said 5 s after it has joined for the first time
//	on join: text                  said to a person who comes in, once to each
//	on leave: text                 said when a person goes
//	on going: text                 said before it leaves for a while
//	on return: text                said when it is back
//	on "regexp": text              said when a person says what matches
//	on name "regexp": text         the same, when the person speaks to the bot by its name
//	on name: text                  said when spoken to by name and nothing else fits
//	quiz "question": 80 | eighty   a plain line that asks, and the answers that are right
//	on right: text                 said to the person who answers a quiz
//	on late: text                  said when nobody did
//
// Several texts for one occasion are alternatives. A regexp is Go's (RE2) and ignores case. In a
// text {name} is the person who is addressed, {me} the bot, {1} to {9} what the regexp's groups matched, {a|b|c} one
// of several; after a quiz {answer} is the right one, {points} are the person's, and {ranking} is everybody's. A plain line
// with {name} addresses somebody in the room, and is skipped while nobody is there. A plain line that looks like an
// instruction can start with a backslash.
//
// Every bot answers "NAME echo TEXT" with TEXT.
package bot
