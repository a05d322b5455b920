package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pager is a reader that reads only when it is told to.
type pager struct {
	in  *io.PipeReader
	out *io.PipeWriter
}

func newPager() pager {
	in, out := io.Pipe()
	return pager{in, out}
}

func lostNotice(n int) string { return fmt.Sprintf("lost %d\n", n) }

func TestEverythingIsWrittenInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPager()
		q := NewQueue(p.out, lostNotice)
		var want strings.Builder
		for i := range 100 {
			fmt.Fprintf(q, "%d\n", i)
			fmt.Fprintf(&want, "%d\n", i)
		}
		got := make(chan string)
		go func() { // ends with the pipe
			text, _ := io.ReadAll(p.in)
			got <- string(text)
		}()
		if err := q.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		q.Close()
		p.out.Close()
		if text := <-got; text != want.String() {
			t.Errorf("written:\n%s", text)
		}
		<-q.done
	})
}

// Output that nobody read used to stop the whole client.
func TestAReaderThatWaitsStopsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPager()
		q := newQueue(p.out, 100, lostNotice)
		line := strings.Repeat("x", 9) + "\n"
		for range 50 {
			if _, err := io.WriteString(q, line); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		lines := bufio.NewScanner(p.in)
		read := func(want string) {
			t.Helper()
			if !lines.Scan() || lines.Text() != want {
				t.Errorf("read %q, want %q", lines.Text(), want)
			}
			synctest.Wait()
		}
		for range 10 {
			read("xxxxxxxxx")
		}
		io.WriteString(q, "after\n")
		read("lost 40")
		read("after")
		q.Close()
		<-q.done
	})
}

func TestAChunkThatIsLargerThanTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPager()
		q := newQueue(p.out, 10, lostNotice)
		text := strings.Repeat("x", 100)
		io.WriteString(q, text)
		io.WriteString(q, "y")
		buf := make([]byte, 200)
		if n, _ := io.ReadAtLeast(p.in, buf, 100); string(buf[:n]) != text {
			t.Errorf("read %q", buf[:n])
		}
		synctest.Wait()
		if n, _ := p.in.Read(buf); string(buf[:n]) != "lost 1\n" {
			t.Errorf("then %q", buf[:n])
		}
		q.Close()
		<-q.done
	})
}

func TestFlushGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPager()
		q := NewQueue(p.out, lostNotice)
		io.WriteString(q, "x")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := q.Flush(ctx); !errors.Is(err, ErrUnread) {
			t.Errorf("Flush: %v", err)
		}
		q.Close()
		p.in.Close()
		<-q.done
	})
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestAnErrorIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQueue(full{}, lostNotice)
		if _, err := io.WriteString(q, "x"); err != nil {
			t.Errorf("the first Write knows already: %v", err)
		}
		<-q.Failed()
		if _, err := io.WriteString(q, "y"); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("the second Write: %v", err)
		}
		if err := q.Flush(t.Context()); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("Flush: %v", err)
		}
		<-q.done
		q.Close()
	})
}

func TestAnErrorEndsFlush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPager()
		q := NewQueue(p.out, lostNotice)
		io.WriteString(q, "x")
		time.AfterFunc(time.Second, func() { p.in.Close() })
		if err := q.Flush(t.Context()); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Flush: %v", err)
		}
		<-q.done
	})
}

// A notice may need a lock that its owner holds while it writes.
func TestANoticeMayTakeALock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		p := newPager()
		q := newQueue(p.out, 10, func(n int) string {
			mu.Lock()
			defer mu.Unlock()
			return lostNotice(n)
		})
		go io.Copy(io.Discard, p.in) // ends with the pipe
		for range 1000 {
			mu.Lock()
			io.WriteString(q, "12345678")
			mu.Unlock()
		}
		if err := q.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		q.Close()
		<-q.done
		p.out.Close()
	})
}
