package lang

import (
	"errors"

	"obrolan/shared/chat"
	"obrolan/shared/console"
)

// Explanation is what a person is told when something ends the program: one sentence, and one
// hint about what to do. Both may hold the same verbs as in every other language.
type Explanation struct {
	Sentence string
	Hint     string
}

// Texts holds every sentence of the client in one language. Fields with verbs are formats; the comment says
// what they take. No field is empty.
type Texts struct {
	Code string // "en", "id"

	// The questions, in the original's order.
	AskPort        string
	PortRange      string
	PortNoNumber   string
	PortUnusual    string // port: ends in "(y/n) "
	AskIP          string
	IPInvalid      string
	Connecting     string // server
	YourIP         string // address
	AskPassword    string
	ServerResponse string // what the server said
	PasswordWrong  string
	AskUsername    string
	Checking       string
	NameTaken      string
	NameSet        string // name
	NameSelected   string // name

	// In the room.
	Weak       string
	Welcome    string
	TimesUTC   string
	Joined     string // name
	Left       string // name
	ServerSays string // text
	Away       string
	Back       string
	Unseen     string // text
	Missed     string // count
	Damaged    string // what

	// Answers to a line that was typed.
	Unsayable      string // character, reason
	NotSent        string // text
	NotUTF8Line    string // text
	NothingToSay   string
	PasteWaits     string // how many lines
	PasteCut       string // the limit, how many characters were left out
	LineFull       string // the limit
	KeysLost       string // the limit, how many keys were lost
	UnknownCommand string // the command

	// The command table.
	HelpTitle string
	HelpHelp  string
	HelpQuit  string
	HelpSlash string
	HelpKeys  string

	// Leaving.
	Bye      string
	NoBye    string
	HaveLeft string

	// The ends that are failures.
	NoServer        Explanation // server
	NoRoute         Explanation // server, detail
	NoRoom          Explanation // server
	LocalFailure    Explanation // server, detail
	WentSilent      Explanation // server
	PasswordRefused Explanation
	NameRefused     Explanation // name
	NameHeld        Explanation // name, server
	NameUnusable    Explanation // name
	NotSeen         Explanation
	NotSaid         Explanation
	Unwritten       Explanation // detail
	Unread          Explanation
	InputUnreadable Explanation // detail
	Interrupted     Explanation
	NoTerminal      Explanation // detail
	Unexpected      Explanation // detail

	// Misuse.
	MissingServer   Explanation
	MissingPassword Explanation
	MissingUsername Explanation
	TwoPasswords    Explanation
	PasswordFile    Explanation // file, detail
	BadServer       Explanation // what was given
	BadLang         Explanation // what was given
	BadProtocol     Explanation // what was given
	BadFlag         Explanation // detail
	BadArgument     Explanation // the argument
	BadRate         Explanation // detail
	BadCount        Explanation
	BadPersona      Explanation // what was given
	BadScript       Explanation // detail
	TwoScripts      Explanation

	// Why a server can't be reached: the detail of a sentence.
	HostUnknown        string
	NetworkUnreachable string
	NetworkForbidden   string
	ProcessFiles       string
	SystemFiles        string
	SocketMemory       string
	InterfaceMissing   string

	// Why a file can't be read: the detail of a sentence.
	FirstLineEmpty string
	FirstLineLong  string
	NotUTF8        string
	UTF16          string
}

// Reason returns why a file can't be read or a server can't be reached, in this language where the reason is one of
// ours.
func (t *Texts) Reason(err error) string {
	for _, known := range []struct {
		err  error
		text string
	}{
		{console.ErrNoSecret, t.FirstLineEmpty},
		{console.ErrLongSecret, t.FirstLineLong},
		{console.ErrNotUTF8, t.NotUTF8},
		{console.ErrUTF16, t.UTF16},
		{chat.ErrNoHost, t.HostUnknown},
		{chat.ErrNoRoute, t.NetworkUnreachable},
		{chat.ErrForbidden, t.NetworkForbidden},
		{chat.ErrProcessFiles, t.ProcessFiles},
		{chat.ErrSystemFiles, t.SystemFiles},
		{chat.ErrMemory, t.SocketMemory},
		{chat.ErrNoInterface, t.InterfaceMissing},
	} {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return console.Reason(err).Error()
}
