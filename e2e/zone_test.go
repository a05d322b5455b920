package e2e

import "testing"

// The image holds the time zones: TZ moves the times of the log. (They were UTC whatever TZ said.)
func TestTimesAreOfTheZoneAskedFor(t *testing.T) {
	t.Parallel()
	lab := Start(t, With("TZ", "Asia/Jakarta"))
	lab.Server.Prints(`+07:00","level":"INFO","msg":"the room is open`)
}
