package lang

// Problem is what a person is told when something ends the program: one sentence, and one
// hint about what to do. Both may hold the same verbs as in every other language.
type Problem struct {
	Sentence string
	Hint     string
}

// Texts is every sentence of the client in one language. Fields with verbs are formats; the
// comment says what they take. A field is empty in no language.
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

	// What becomes of a line that was typed.
	Unsayable      string // character, reason
	NotSent        string // text
	NothingToSay   string
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

	// The ends that are no success. Their verbs are in the comment.
	NoServer        Problem // server
	NoRoute         Problem // server, detail
	WentSilent      Problem // server
	PasswordRefused Problem
	NameRefused     Problem // name
	NameUnusable    Problem // name
	NotSeen         Problem
	Interrupted     Problem
	NoTerminal      Problem // detail
	Unexpected      Problem // detail

	// Wrong use.
	MissingServer   Problem
	MissingPassword Problem
	MissingUsername Problem
	TwoPasswords    Problem
	PasswordFile    Problem // detail
	BadServer       Problem // what was given
	BadLang         Problem // what was given
	BadProtocol     Problem // what was given
	BadFlag         Problem // detail
	BadArgument     Problem // the argument
	BadRate         Problem // detail
	BadCount        Problem
	BadPersona      Problem // what was given
	BadScript       Problem // detail
	TwoScripts      Problem
}
