package secure

import "crypto/sha256"

// Keys are what an opening gives: the two directions, and the hash that everything above is bound to. The memory of a
// connection is mostly two AEADs of some 1.3 KiB each.
type Keys struct {
	Sealer *Sealer // for what this side sends
	Opener *Opener // for what it receives

	// Transcript is the final hash of the opening: both sides have the same, and nobody else can make another opening
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
