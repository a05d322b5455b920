package chat

import (
	"errors"
	"net/netip"
)

// localFailure returns err as an ErrLocal if this machine caused it, else nil.
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

// cantOpen returns the error for a socket that could not be opened.
func cantOpen(server netip.AddrPort, err error) error {
	if local := localFailure(err); local != nil {
		return local
	}
	return Failed(ErrNoServer.Error()+": no way to "+server.String()+" ("+err.Error()+")", ErrNoServer, err)
}
