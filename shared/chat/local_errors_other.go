//go:build !windows

package chat

import "syscall"

// localErrors maps the sentence for a person to the socket errors that this machine causes.
var localErrors = map[string][]syscall.Errno{
	"this machine has no route to that network":   {syscall.ENETUNREACH, syscall.ENETDOWN, syscall.EADDRNOTAVAIL},
	"this machine's firewall forbids it":          {syscall.EPERM, syscall.EACCES},
	"this program has too many open files":        {syscall.EMFILE},
	"this machine has too many open files":        {syscall.ENFILE},
	"this machine has no memory left for sockets": {syscall.ENOBUFS, syscall.ENOMEM},
}
