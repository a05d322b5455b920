package e2e

import "strings"

// NeverPrinted checks that the program has not printed any of the secrets.
func (s *Sandbox) NeverPrinted(secrets ...string) {
	s.t.Helper()
	for _, secret := range secrets {
		if s.printed.Count(func(line string) bool { return strings.Contains(line, secret) }) > 0 {
			s.t.Errorf("%s printed the secret %q\n%s", s.name, secret, s.printed)
		}
	}
}
