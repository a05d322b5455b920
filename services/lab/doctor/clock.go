package doctor

import (
	"os"
	"time"
)

// maxApart is how far two clocks may be apart: the engine tells its time in whole seconds.
const maxApart = 3 * time.Second

// lookAtClock tells whether the time is plausible. built is when this program was made, or zero; engine
// may be nil.
func lookAtClock(now, built time.Time, engine *engine) Finding {
	const set = "set the clock, or switch time synchronization on ('timedatectl set-ntp true')"
	stamp := now.Format("2006-01-02 15:04:05 MST")
	if !built.IsZero() && now.Before(built.Add(-24*time.Hour)) {
		return weak(set, "The clock says %s, before this program was made: captures and logs get wrong times.", stamp)
	}
	if engine != nil && engine.ahead.Abs() >= maxApart {
		how := "ahead of"
		if engine.ahead < 0 {
			how = "behind"
		}
		return weak("restart Docker Desktop, whose clock stops while the machine sleeps; or "+set,
			"The container engine's clock is %s %s this machine's: captures and logs get wrong times.", engine.ahead.Abs(), how)
	}
	return fine("The clock says %s.", stamp)
}

// buildTime is when the program's file was written.
func buildTime() time.Time {
	path, err := os.Executable()
	if err != nil {
		return time.Time{}
	}
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}
