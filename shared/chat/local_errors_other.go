//go:build !windows

package chat

import "syscall"

// localErrors maps the kinds of a failure of this machine to the errors of a socket that mean them.
var localErrors = map[error][]syscall.Errno{
	ErrNoRoute:      {syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL},
	ErrForbidden:    {syscall.EPERM, syscall.EACCES},
	ErrProcessFiles: {syscall.EMFILE},
	ErrSystemFiles:  {syscall.ENFILE},
	ErrMemory:       {syscall.ENOBUFS, syscall.ENOMEM},
	ErrNoInterface:  {syscall.EINVAL}, // connect to a link-local address
}
