//go:build !unix

package screen

// watch has nothing to watch: the row is measured whenever it is drawn.
func (s *Terminal) watch() {}
