package chat

import "syscall"

// localErrors maps the kinds of a failure of this machine to the errors of a socket that mean them. The numbers are
// those of Windows Sockets.
var localErrors = map[error][]syscall.Errno{
	ErrNoRoute:      {10049, 10050, 10051}, // WSAEADDRNOTAVAIL, WSAENETDOWN, WSAENETUNREACH
	ErrForbidden:    {10013},               // WSAEACCES
	ErrProcessFiles: {10024},               // WSAEMFILE
	ErrMemory:       {10055},               // WSAENOBUFS
}
