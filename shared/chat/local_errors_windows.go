package chat

import "syscall"

// localErrors maps the sentence for a person to the socket errors that this machine causes. The numbers are Windows
// Sockets error codes.
var localErrors = map[string][]syscall.Errno{
	"this machine has no route to that network":   {10049, 10050, 10051}, // WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH
	"this machine's firewall forbids it":          {10013},               // WSAEACCES
	"this program has too many open files":        {10024},               // WSAEMFILE
	"this machine has no memory left for sockets": {10055},               // WSAENOBUFS
}
