package classictest_test

import (
	"fmt"
	"testing"

	"obrolan/services/lab/scene/classictest"
)

// A scene is the same every time, and has as many members as a class has.
func TestSceneIsTheSame(t *testing.T) {
	a, b := classictest.Usual(), classictest.Usual()
	for i := range a.Frames {
		if string(a.Frames[i].Data) != string(b.Frames[i].Data) || !a.Frames[i].At.Equal(b.Frames[i].At) {
			t.Fatalf("frame %d differs", i)
		}
	}
	for i := range 40 {
		a.Join(fmt.Sprint("student", i), "rahasia")
	}
}
