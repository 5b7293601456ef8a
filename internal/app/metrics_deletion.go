package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// deletionCollector tells how far deletions and the answers to people are through the time that is promised.
type deletionCollector struct {
	app                  *App
	clocks, people, mail *prometheus.Desc
}

func newDeletionCollector(a *App) deletionCollector {
	return deletionCollector{
		app: a,
		clocks: prometheus.NewDesc("kelola_deletions", "Deletions that are not done, by how much of the promised 30 days is used: fine is less than half.",
			[]string{"used"}, nil),
		people: prometheus.NewDesc("kelola_deletion_answers", "People who ask for their data to go and wait for owners, by how much of the 72 hours is used.",
			[]string{"used"}, nil),
		mail: prometheus.NewDesc("kelola_mail", "E-mails that wait to leave, and those of the last month that were given up.", []string{"state"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (c deletionCollector) Describe(to chan<- *prometheus.Desc) {
	to <- c.clocks
	to <- c.people
	to <- c.mail
}

// Collect implements prometheus.Collector. What cannot be read is left out.
func (c deletionCollector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	tell := func(what *prometheus.Desc, values map[string]int) {
		for label, n := range values {
			to <- prometheus.MustNewConstMetric(what, prometheus.GaugeValue, float64(n), label)
		}
	}
	if d, err := c.app.erasures.Clocks(ctx); err == nil {
		tell(c.clocks, map[string]int{"fine": d.Open - d.Half - d.Close - d.Late, "half": d.Half, "close": d.Close, "late": d.Late})
	}
	if p, err := c.app.erasures.ContactClocks(ctx); err == nil {
		tell(c.people, map[string]int{"fine": p.Open - p.Half - p.Close - p.Late, "half": p.Half, "close": p.Close, "late": p.Late})
	}
	if waiting, failed, err := c.app.mails.Counts(ctx); err == nil {
		tell(c.mail, map[string]int{"waiting": waiting, "given_up": failed})
	}
}
