package room

import "errors"

// Owner identifies a person across sessions: a public signing key in the encoding of the member's protocol, or Guest.
type Owner string

// Guest is the Owner of a member without a key: its name is free again once it leaves.
const Guest Owner = ""

// ErrOwned says that a name belongs to another key, whether or not its owner is in the room.
var ErrOwned = errors.New("the name belongs to somebody else's key")

// Owners stores which key a name belongs to: the key that first took it, also while its owner is away. Only the Room
// calls it.
type Owners interface {
	// Of returns the owner of a name, or Guest if it has none.
	Of(Name) Owner
	// Give assigns a name without owner to one. After an error the name is unchanged.
	Give(Name, Owner) error
}

// memoryOwners is an Owners that lasts until the server stops.
type memoryOwners map[string]Owner

// Of implements Owners.
func (m memoryOwners) Of(n Name) Owner { return m[n.key] }

// Give implements Owners; it never fails.
func (m memoryOwners) Give(n Name, o Owner) error {
	m[n.key] = o
	return nil
}
