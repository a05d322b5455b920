package tap

import (
	"net/netip"
	"time"

	"obrolan/services/lab/attack"
	"obrolan/shared/rsa"
)

// Kind tells findings apart.
type Kind uint8

// The kinds of a Finding, with the fields they use beside At, Client, Server and ToServer.
const (
	ClientKey     Kind = iota + 1 // Key, Repeated
	ServerKey                     // Key, Repeated, Changed
	KeyFound                      // Owner, Key, Private: a private key was broken or is known
	KeyNotFound                   // Owner, Key, Err: a public key that can't be broken or used
	Password                      // Cipher, Reading, Text
	PasswordRight                 //
	PasswordWrong                 //
	PasswordAsked                 // the server wants the password first
	NameAsked                     // Asked, Repeated where it is the client's own
	NameFree                      //
	NameTaken                     // Repeated where the client asked for its own
	NameWanted                    // Asked
	NameGiven                     // Asked
	Announced                     // Asked
	Said                          // Cipher, Reading, Text, Line: to the server
	Heard                         // Cipher, Reading, Text, Line: to a member, and new
	Echo                          // the same, but the line is known already
	Piece                         // a part of a line that goes on
	Leaving                       // Asked
	Bye                           //
	Probe                         // an empty datagram
	Refused                       // ICMP: nothing listens there any more
	Undelivered                   // Err: ICMP: a datagram did not arrive, for another reason
	Fragment                      // a piece of a larger IP packet
	Cut                           // Size, Missing: the capture holds only the start of the datagram
	Strange                       // Err: not a datagram of the protocol
)

// OfProtocol reports whether a datagram was whole and one that the protocol knows. Nothing in the others is
// counted: no numbers, no letters, no datagrams.
func (k Kind) OfProtocol() bool {
	switch k {
	case Refused, Undelivered, Fragment, Cut, Strange:
		return false
	}
	return true
}

// kindNames are the kinds as logs name them.
var kindNames = map[Kind]string{
	ClientKey: "client_key", ServerKey: "server_key", KeyFound: "key_opened", KeyNotFound: "key_not_opened",
	Password: "password", PasswordRight: "password_right", PasswordWrong: "password_wrong", PasswordAsked: "password_asked",
	NameAsked: "name_asked", NameFree: "name_free", NameTaken: "name_taken", NameWanted: "name_wanted", NameGiven: "name_given",
	Announced: "announced", Said: "said", Heard: "heard", Echo: "echo", Piece: "piece", Leaving: "leaving", Bye: "bye",
	Probe: "probe", Refused: "refused", Undelivered: "undelivered", Fragment: "fragment", Cut: "cut", Strange: "strange",
}

// String returns the kind's name for logs.
func (k Kind) String() string {
	if name := kindNames[k]; name != "" {
		return name
	}
	return "unknown"
}

// Owner says whose key it is.
type Owner uint8

// The two ends of a conversation.
const (
	OfServer Owner = iota + 1
	OfClient
)

// Reading says whether a cipher text could be decrypted.
type Reading uint8

// The values of Reading.
const (
	Decrypted  Reading = iota + 1 // Text holds it
	KeyUnseen                     // the public key that it was encrypted with has not passed
	KeyUnknown                    // the public key has passed, its private key is not known
	Garbled                       // it does not fit the key: damaged, or encrypted with another one
)

var readingNames = map[Reading]string{Decrypted: "read", KeyUnseen: "no_key", KeyUnknown: "no_private_key", Garbled: "garbled"}

// String returns the reading's name for logs; "" where there was nothing to read.
func (r Reading) String() string {
	return readingNames[r]
}

// Private is a private key that is known.
type Private struct {
	attack.Broken
	Took  time.Duration // how long breaking it took; 0 if not measured
	Given bool          // it was given, not broken
}

// Finding is one thing that a packet reveals. Which fields hold something depends on Kind.
// Name, Asked, Text and Line are safe to print.
type Finding struct {
	Kind     Kind
	At       time.Time
	Client   netip.AddrPort
	Server   netip.AddrPort
	ToServer bool
	Name     string // the client's name, as far as known
	Label    string // what the protocol calls such a datagram; "" where Kind alone says what it is

	Asked    string // the name in the datagram
	Repeated bool
	Changed  bool // the server's key differs from before: it was restarted

	Owner   Owner // whose key it is, or was needed for Cipher
	Key     rsa.Public
	Private *Private
	Cipher  []byte // as sent, whole; owned by the finding
	Reading Reading
	Text    string
	Line    Line
	Late    bool // kept until the key passed, and decrypted then
	Size    int  // bytes of the datagram
	Missing int  // bytes of it that the capture lacks
	Err     error
}
