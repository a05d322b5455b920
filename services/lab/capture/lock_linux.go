package capture

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lock marks a file as in use until it is closed. On a file system without locks it has no effect.
func lock(file *os.File) {
	_ = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
}

// inUse tells whether a Writer, of this process or another, has a file locked.
func inUse(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close() // unlocks it too
	return errors.Is(unix.Flock(int(file.Fd()), unix.LOCK_SH|unix.LOCK_NB), unix.EWOULDBLOCK)
}
