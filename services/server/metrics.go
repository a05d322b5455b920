package main

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"obrolan/services/server/tally"
)

// metricsHandler serves the counters, the number of members, and the Go and process collectors.
func metricsHandler(t *tally.Tally) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(newExporter(t), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// exporter is a Prometheus collector for a tally.
type exporter struct {
	tally   *tally.Tally
	counter [tally.Count]*prometheus.Desc
	members *prometheus.Desc
}

func newExporter(t *tally.Tally) *exporter {
	e := &exporter{tally: t, members: prometheus.NewDesc("obrolan_members", "Members in the room.", nil, nil)}
	for c, row := range tally.Rows {
		var labels []string
		if row.Label != "" {
			labels = []string{row.Label}
		}
		e.counter[c] = prometheus.NewDesc("obrolan_"+row.Family+"_total", row.Help, labels, nil)
	}
	return e
}

// Describe implements prometheus.Collector.
func (e *exporter) Describe(to chan<- *prometheus.Desc) {
	to <- e.members
	for _, d := range e.counter {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (e *exporter) Collect(to chan<- prometheus.Metric) {
	to <- prometheus.MustNewConstMetric(e.members, prometheus.GaugeValue, float64(e.tally.Members()))
	for c, row := range tally.Rows {
		var values []string
		if row.Label != "" {
			values = []string{row.Value}
		}
		n := float64(e.tally.Get(tally.Counter(c)))
		to <- prometheus.MustNewConstMetric(e.counter[c], prometheus.CounterValue, n, values...)
	}
}
