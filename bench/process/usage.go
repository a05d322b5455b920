//go:build linux

package process

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// CPU returns the processor time that a process of the same user has used so far, user and system, all threads. It is
// read from the process's clock (clock_getcpuclockid(3)) in nanoseconds; /proc counts in steps of 10 ms, which is
// too coarse for a server that does nothing.
func CPU(pid int) (time.Duration, error) {
	const schedClock = 2 // of the whole process: CPUCLOCK_SCHED without the bit for threads
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|schedClock), &t); err != nil {
		return 0, fmt.Errorf("the processor time of process %d: %w", pid, err)
	}
	return time.Duration(t.Nano()), nil
}

// Memory is what a process occupies, in bytes (proc_pid_status(5)).
type Memory struct {
	Resident  uint64 // VmRSS: anonymous, files and shared
	Anonymous uint64 // RssAnon: the part that is no file, such as Go's heap and stacks
	Peak      uint64 // VmHWM: the most that Resident ever was
}

// ReadMemory reads what a process occupies.
func ReadMemory(pid int) (Memory, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Memory{}, err
	}
	return parseStatus(text)
}

// parseStatus picks lines such as "VmRSS:	    9876 kB".
func parseStatus(text []byte) (m Memory, err error) {
	fields := map[string]*uint64{"VmRSS:": &m.Resident, "RssAnon:": &m.Anonymous, "VmHWM:": &m.Peak}
	found := 0
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		parts := bytes.Fields(lines.Bytes())
		if len(parts) != 3 || fields[string(parts[0])] == nil {
			continue
		}
		kib, err := strconv.ParseUint(string(parts[1]), 10, 54)
		if err != nil {
			return Memory{}, fmt.Errorf("%s %w", parts[0], err)
		}
		*fields[string(parts[0])] = kib << 10
		found++
	}
	if found != len(fields) {
		return Memory{}, fmt.Errorf("%d of %d figures about memory are there", found, len(fields))
	}
	return m, nil
}
