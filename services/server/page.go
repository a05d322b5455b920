package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// page is an HTTP server for health or metrics.
type page struct {
	listener net.Listener
	server   *http.Server
	done     chan struct{}
}

// openPages starts the pages that the configuration enables.
func (s *Server) openPages(ctx context.Context) error {
	for _, p := range []struct {
		flag, address, path string
		handler             http.Handler
	}{
		{"health", s.cfg.Health, "/healthz", http.HandlerFunc(s.serveHealth)},
		{"metrics", s.cfg.Metrics, "/metrics", metricsHandler(s.tally)},
	} {
		if p.address == "" {
			continue
		}
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", p.address)
		if err != nil {
			for _, open := range s.pages {
				open.listener.Close()
			}
			return cantListen("TCP", p.flag, p.address, err)
		}
		mux := http.NewServeMux()
		mux.Handle("GET "+p.path, p.handler)
		s.pages = append(s.pages, &page{listener: l, done: make(chan struct{}), server: &http.Server{
			Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 8 << 10}})
		s.log.Info(p.flag+" page: http://"+l.Addr().String()+p.path, "event", "start")
	}
	return nil
}

// start serves the page in a goroutine, which stop ends.
func (p *page) start() {
	go func() {
		defer close(p.done)
		if err := p.server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
			p.listener.Close()
		}
	}()
}

// stop closes the page and its connections and waits for the goroutine.
func (p *page) stop() {
	p.server.Close()
	<-p.done
}
