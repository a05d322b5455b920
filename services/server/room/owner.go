package room

import "errors"

// Owner identifies a person across sessions: the public key that signs for it, as the member's protocol encodes
// it. Guest is nobody in particular.
type Owner string

// Guest is the Owner of a member without a key: its name is free again once it leaves.
const Guest Owner = ""

// ErrOwned says that a name belongs to another key, whether or not its owner is in the room.
var ErrOwned = errors.New("the name belongs to somebody else's key")

// Owners keeps which name belongs to which key. A name belongs to the key that first took it, and stays its own
// while it is away. Only the Room's goroutine calls it.
type Owners interface {
	// Of returns whose a name is, or Guest.
	Of(Name) Owner
	// Give makes a name that is Guest's an owner's. After an error the name is as it was.
	Give(Name, Owner) error
}

// memoryOwners is an Owners that forgets everything when the server stops.
type memoryOwners map[string]Owner

// Of implements Owners.
func (m memoryOwners) Of(n Name) Owner { return m[n.key] }

// Give implements Owners; it never fails.
func (m memoryOwners) Give(n Name, o Owner) error {
	m[n.key] = o
	return nil
}
