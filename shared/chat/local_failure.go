package chat

import (
	"errors"
	"net/netip"
)

// The kinds of an ErrLocal.
var (
	ErrNoRoute      = errors.New("this machine has no route to that network")
	ErrForbidden    = errors.New("this machine's firewall forbids it")
	ErrProcessFiles = errors.New("this program has too many open files")
	ErrSystemFiles  = errors.New("this machine has too many open files")
	ErrMemory       = errors.New("this machine has no memory left for sockets")
	ErrNoInterface  = errors.New("a link-local address needs its interface, as in [fe80::1%eth0]:9999")
)

// localFailure returns a failure of this machine as an ErrLocal of its kind, or nil for any other error.
func localFailure(err error) error {
	for kind, numbers := range localErrors {
		for _, number := range numbers {
			if errors.Is(err, number) {
				return Failed(kind.Error(), kind, ErrLocal, err)
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
