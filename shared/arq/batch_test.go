package arq

import (
	"testing"
	"time"

	"obrolan/shared/wire"
)

// all takes what a connection has to send now.
func (w *world) all(c *Conn) (datagrams [][]byte) {
	for {
		b := make([]byte, wire.MaxDatagram)
		n := c.Transmit(w.now, b)
		if n == 0 {
			return datagrams
		}
		w.note("%s", describe(b[:n]))
		datagrams = append(datagrams, b[:n])
	}
}

// take lets a connection receive datagrams as one batch, or answer each of them, and returns the answers.
func (w *world) take(c *Conn, batched bool, datagrams ...[]byte) (answers [][]byte) {
	w.now = w.now.Add(10 * time.Millisecond)
	for _, d := range datagrams {
		_ = c.Receive(w.now, d)
		if !batched {
			answers = append(answers, w.all(c)...)
		}
	}
	return append(answers, w.all(c)...)
}

// TestBatchDoesNotDisproveALoss: segment 4 is lost. Its retransmission and an older, late datagram of another segment arrive in one
// batch, and one ACK answers both. It echoes the older datagram, which was taken for proof that segment 4 had arrived before its
// retransmission, and a due reduction was taken back.
func TestBatchDoesNotDisproveALoss(t *testing.T) {
	for _, batched := range []bool{false, true} {
		w := opened(t, clean, clean)
		c, s := w.ends[client].conn, w.ends[server].conn
		_, _ = c.Write(pattern(10*1168, 1))
		sent := w.all(c)
		late := sent[len(sent)-1] // behind the hole, and overtaken by the retransmission
		acks := w.take(s, false, append(append([][]byte{}, sent[:3]...), sent[4:len(sent)-1]...)...)
		again := w.take(c, false, acks...)
		if len(again) == 0 || c.stats.Losses != 1 {
			w.fail("%d datagrams after the loss, %+v", len(again), c.stats)
		}
		acks = w.take(s, batched, append(again, late)...)
		w.take(c, true, acks...)
		// Where the late datagram has an ACK of its own, it counts as lost until that is read.
		if real := c.stats.Losses - c.stats.Spurious; real != 1 || c.stats.Undone > 0 {
			w.fail("batched %v: %+v", batched, c.stats)
		}
		if c.Unacknowledged() > 0 {
			w.fail("batched %v: %d bytes are not acknowledged", batched, c.Unacknowledged())
		}
	}
}
