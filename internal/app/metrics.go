package app

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// metrics are numbers without labels that could name a person, a number or a workspace.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	sends    *prometheus.CounterVec
	drill    *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kelola_http_request_seconds", Help: "Time of HTTP requests by route pattern.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5},
		}, []string{"method", "route", "status"}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kelola_sends_total", Help: "Outgoing messages that came into a state.",
		}, []string{"state"}),
	}
	m.drill = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "kelola_erasure_drill", Help: "The last rehearsal of a deletion since the start: passed is 1 or 0, at is when it was, in seconds since 1970.",
	}, []string{"what"})
	for _, s := range outbox.States[1:] { // what is planned is not in the ledger
		m.sends.WithLabelValues(string(s))
	}
	m.registry.MustRegister(m.requests, m.sends, m.drill, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// SendsMoved implements outbox.Observer: moves are counted once they are durable.
func (m *metrics) SendsMoved(_ context.Context, tx *wsdb.Tx, moves []outbox.Move) error {
	counts := map[outbox.State]int{}
	for i := range moves {
		counts[moves[i].Send.State]++
	}
	tx.AfterCommit(func() {
		for s, n := range counts {
			m.sends.WithLabelValues(string(s)).Add(float64(n))
		}
	})
	return nil
}

// drilled publishes how a rehearsal of a deletion ended.
func (m *metrics) drilled(d erase.Drill) {
	passed := 0.0
	if d.Passed {
		passed = 1
	}
	m.drill.WithLabelValues("passed").Set(passed)
	m.drill.WithLabelValues("at").Set(float64(d.Began.Unix()))
}

// watchIngest publishes the counters of inbound events.
func (m *metrics) watchIngest(counts func() channel.Counts) {
	gauge := func(name, help string, read func(channel.Counts) int64) {
		m.registry.MustRegister(prometheus.NewCounterFunc(
			prometheus.CounterOpts{Name: "kelola_inbound_" + name + "_total", Help: help},
			func() float64 { return float64(read(counts())) }))
	}
	gauge("stored", "Events kept.", func(c channel.Counts) int64 { return c.Stored })
	gauge("repeated", "Events that were kept already.", func(c channel.Counts) int64 { return c.Repeated })
	gauge("unstored", "Messages of numbers on do-not-store lists; not kept.", func(c channel.Counts) int64 { return c.Unstored })
	gauge("unknown", "Events of accounts that nobody here has; not kept.", func(c channel.Counts) int64 { return c.Unknown })
	gauge("processed", "Events that had their effect.", func(c channel.Counts) int64 { return c.Processed })
	gauge("failed", "Events that could not be processed; kept for a person to look at.", func(c channel.Counts) int64 { return c.Failed })
	gauge("missed", "Announced messages that the network did not have.", func(c channel.Counts) int64 { return c.Missed })
}

// lagCollector tells by how much the oldest of each kind of data has outlived its time.
type lagCollector struct {
	lag  *prometheus.Desc
	lags func() map[string]time.Duration
}

// Describe implements prometheus.Collector.
func (c lagCollector) Describe(to chan<- *prometheus.Desc) { to <- c.lag }

// Collect implements prometheus.Collector.
func (c lagCollector) Collect(to chan<- prometheus.Metric) {
	for kind, lag := range c.lags() {
		to <- prometheus.MustNewConstMetric(c.lag, prometheus.GaugeValue, lag.Seconds(), kind)
	}
}

// watchLags publishes how late the clean-up is.
func (m *metrics) watchLags(lags func() map[string]time.Duration) {
	m.registry.MustRegister(lagCollector{lags: lags, lag: prometheus.NewDesc("kelola_purge_lag_seconds",
		"By how much the oldest of a kind of data has outlived its time, in whatever workspace; counted once an hour.", []string{"kind"}, nil)})
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
