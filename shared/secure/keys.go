package secure

import "crypto/sha256"

// Keys is the result of an opening: the keys of both directions and the hash to which higher layers bind. Most of a
// connection's memory is two AEADs of some 1.3 KiB each.
type Keys struct {
	Sealer *Sealer // for datagrams that this side sends
	Opener *Opener // for datagrams that it receives

	// Transcript is the final hash of the opening. Both sides have the same, and no attacker can make another opening
	// end in it.
	Transcript [sha256.Size]byte
}

// clientKeys and serverKeys give each side its direction.
func clientKeys(s schedule, final [sha256.Size]byte) *Keys {
	client, server := s.traffic(final)
	return &Keys{Sealer: newSealer(client), Opener: newOpener(server), Transcript: final}
}

func serverKeys(s schedule, final [sha256.Size]byte) *Keys {
	client, server := s.traffic(final)
	return &Keys{Sealer: newSealer(server), Opener: newOpener(client), Transcript: final}
}
