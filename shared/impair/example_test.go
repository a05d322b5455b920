package impair_test

import (
	"fmt"
	"time"

	"obrolan/shared/impair"
)

// A loop of virtual time: datagrams go onto the link, what the link returns goes
// onto the timeline, and the clock jumps to the earliest.
func ExampleLink_Send() {
	isACK := func(d []byte) bool { return d[0] == 'A' }
	link := impair.NewLink(impair.Config{
		Delay: 10 * time.Millisecond,
		Rate:  8_000_000, // a byte a microsecond
		Rules: []impair.Rule{
			{Match: isACK, Flow: 1, Occurs: impair.Nth(2), Action: impair.Drop()},
			{Occurs: impair.Nth(1), Action: impair.Hold(5 * time.Millisecond)},
		},
	}, 1, 1, impair.Up)

	start := time.Unix(0, 0)
	var line impair.Timeline[impair.Delivery]
	var arrivals []impair.Delivery // used again for each datagram
	for _, text := range []string{"SYN", "ACK 1", "DATA", "ACK 2"} {
		arrivals = link.Send(start, []byte(text), arrivals[:0])
		for _, d := range arrivals {
			line.Push(d.At, d)
		}
	}
	for {
		now, ok := line.Next()
		if !ok {
			break
		}
		d, _, _ := line.Pop(now)
		fmt.Println(now.Sub(start), string(d.Data))
	}
	fmt.Println(link.Stats())
	// Output:
	// 10.008ms ACK 1
	// 10.012ms DATA
	// 15.003ms SYN
	// sent 4, delivered 3, 1 dropped by rules, 1 reordered
}

func ExampleParse() {
	c, err := impair.Parse("loss=5%,delay=20ms,rate=100mbit,queue=250kB,burst=1%/30%")
	fmt.Println(c, err)
	_, err = impair.Parse("loss=5")
	fmt.Println(err)
	fmt.Println("hint:", impair.Hint(err))
	// Output:
	// loss=5%,burst=0.01/0.3,delay=20ms,rate=100mbit,queue=250kB <nil>
	// loss "5" is no probability: it must be between 0 and 1
	// hint: write 5% for 5 in a hundred
}
