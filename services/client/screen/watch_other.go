//go:build !unix

package screen

// watch has nothing to watch: the window is measured whenever the row is drawn.
func (s *Terminal) watch() {}
