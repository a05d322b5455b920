package chat

import "syscall"

// localErrors are the errors of a socket that tell of this machine, by what a person is told. The numbers are those of
// Windows Sockets.
var localErrors = map[string][]syscall.Errno{
	"this machine has no route to that network":   {10049, 10050, 10051}, // WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH
	"this machine's firewall forbids it":          {10013},               // WSAEACCES
	"this program has too many open files":        {10024},               // WSAEMFILE
	"this machine has no memory left for sockets": {10055},               // WSAENOBUFS
}
