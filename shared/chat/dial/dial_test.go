package dial

import (
	"strings"
	"testing"
)

func TestAnUnknownProtocolIsNamed(t *testing.T) {
	_, err := Dial(t.Context(), Config{Protocol: "morse"})
	if err == nil || !strings.Contains(err.Error(), "morse") || !strings.Contains(err.Error(), "classic") {
		t.Errorf("the error is %v; it must name both the unknown protocol and the known ones", err)
	}
}
