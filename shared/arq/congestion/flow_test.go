package congestion

import (
	"testing"
	"time"

	"obrolan/shared/arq/congestion/controltest"
)

func newDriver(t testing.TB, name string, rtt time.Duration) *controltest.Driver {
	t.Helper()
	return controltest.NewDriver(newFlow(t, name).Controller, rtt)
}

func newFlow(t testing.TB, name string, options ...Option) *controltest.Flow {
	t.Helper()
	c, err := New(name, controltest.MSS, options...)
	if err != nil {
		t.Fatal(err)
	}
	return &controltest.Flow{Controller: c}
}
