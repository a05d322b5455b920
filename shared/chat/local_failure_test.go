//go:build !windows

package chat

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
)

func TestAFailureOfThisMachineIsToldAsSuch(t *testing.T) {
	server := netip.MustParseAddrPort("203.0.113.7:9999")
	for number, kind := range map[syscall.Errno]error{
		syscall.ENETUNREACH: ErrNoRoute, syscall.EMFILE: ErrProcessFiles, syscall.EPERM: ErrForbidden, syscall.EINVAL: ErrNoInterface,
	} {
		err := cantOpen(server, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", number)})
		if !errors.Is(err, ErrLocal) || !errors.Is(err, kind) || errors.Is(err, ErrNoServer) || !errors.Is(err, number) {
			t.Errorf("%v is told as %v", number, err)
		}
	}
	err := cantOpen(server, errors.New("something else"))
	if errors.Is(err, ErrLocal) || !errors.Is(err, ErrNoServer) {
		t.Errorf("another error is reported as %v", err)
	}
}

func TestALookUpWithoutDescriptorsIsAFailureOfThisMachine(t *testing.T) {
	err := unresolved("server", &net.DNSError{Err: "too many open files", UnwrapErr: os.NewSyscallError("socket", syscall.EMFILE)})
	if !errors.Is(err, ErrLocal) {
		t.Errorf("told as %v", err)
	}
}
