package chat

import (
	"errors"
	"net/netip"
)

// localFailure returns a failure of this machine's own as an ErrLocal, or nil for any other error.
func localFailure(err error) error {
	for sentence, numbers := range localErrors {
		for _, number := range numbers {
			if errors.Is(err, number) {
				return Failed(sentence, ErrLocal, err)
			}
		}
	}
	return nil
}

// cantOpen says why there is no socket to a server.
func cantOpen(server netip.AddrPort, err error) error {
	if local := localFailure(err); local != nil {
		return local
	}
	return Failed(ErrNoServer.Error()+": no way to "+server.String()+" ("+err.Error()+")", ErrNoServer, err)
}
