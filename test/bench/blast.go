package main

import (
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/test/harness"
)

const workers = 64

// site is an installation with one owner who is logged in.
type site struct {
	*harness.World
	client *harness.Client
}

func open(t *bed, o options, engine, graph string) *site {
	w := harness.NewAt(t, engine, o.binary, graph)
	user, code := w.Owner("toko")
	w.Start()
	return &site{World: w, client: w.Login("toko", user, code)}
}

// blastRound is one blast from the start call to the state finished.
type blastRound struct {
	rate  float64
	first time.Duration
	cost  cost
	peer  time.Duration // CPU of the sandbox per message
}

func (s *site) blast(t *bed, p *peer, channel string, n int) blastRound {
	return s.finish(t, p, s.client.DraftBlast(channel), n)
}

// finish starts a blast and waits for its end; it fails unless every recipient got exactly one message.
func (s *site) finish(t *bed, p *peer, b harness.Blast, n int) blastRound {
	use, peerCPU := watch(s.PID(), s.Engine), cpuOf(p.pid)
	begin := time.Now()
	s.client.Must("POST", "/blasts/"+b.ID+"/start", map[string]any{"version": b.Version}, &b)
	for b.State != "finished" {
		if b.State != "running" || time.Since(begin) > 20*time.Minute {
			t.Fatalf("the blast is %s (%s): %v", b.State, b.StateReason, b.Counts)
		}
		time.Sleep(25 * time.Millisecond)
		s.client.Must("GET", "/blasts/"+b.ID, nil, &b)
	}
	took := time.Since(begin)
	r := blastRound{rate: float64(n) / took.Seconds(), cost: use.per(n), peer: (cpuOf(p.pid) - peerCPU) / time.Duration(n)}
	total, twice, first := p.accepted()
	if total != n || twice > 0 || b.Counts["accepted"] != n {
		t.Fatalf("%d messages arrived, %d recipients twice, counts %v, want %d", total, twice, b.Counts, n)
	}
	r.first = first.Sub(begin)
	return r
}

// blasts measures P1 on one engine.
func blasts(o options, engine string) (rows []row, err error) {
	err = measure("P1 "+engine, func(t *bed) {
		p := startPeer(t, o.binary)
		s := open(t, o, engine, p.url)
		s.client.ImportContacts(o.n)
		channel := s.client.ConnectSandbox(0)
		var bare, product, ratio, first, cpu, pg, peak []float64
		for range o.rounds {
			p.clear(0)
			took, c := p.bareSend(o.n, workers)
			bare = append(bare, float64(o.n)/took.Seconds())
			p.clear(0)
			r := s.blast(t, p, channel, o.n)
			t.Logf("bare %.0f/s (%v CPU), product %.0f/s, first %v, CPU %v + %v in the database, sandbox %v", bare[len(bare)-1], c.cpu, r.rate,
				r.first.Round(time.Millisecond), r.cost.cpu, r.cost.pg, r.peer)
			product, ratio = append(product, r.rate), append(ratio, r.rate/bare[len(bare)-1])
			first, cpu, pg, peak = append(first, ms(r.first)), append(cpu, us(r.cost.cpu)), append(pg, us(r.cost.pg)), append(peak, mib(r.cost.peak))
		}
		scale := fmt.Sprintf("%d recipients, %d rounds", o.n, o.rounds)
		rows = append(rows,
			row{key: "P1 ratio", engine: engine, scale: scale, met: median(ratio) >= 0.75,
				measured: fmt.Sprintf("%.2f (%.0f of %.0f messages/s)", median(ratio), median(product), median(bare))},
			row{key: "P1 cpu", engine: engine, scale: scale, met: median(cpu) <= 200,
				measured: fmt.Sprintf("%.0f µs%s, peak %.0f MiB", median(cpu), inDatabase(engine, pg), median(peak))},
			row{key: "P1 first", engine: engine, scale: scale, met: median(first) <= 300, measured: fmt.Sprintf("%.0f ms", median(first))},
		)
	})
	return rows, err
}

func inDatabase(engine string, pg []float64) string {
	if engine != "postgres" {
		return ""
	}
	return fmt.Sprintf(" + %.0f µs in PostgreSQL", median(pg))
}

// slowBlasts measures P2: the same with a network that takes 50 ms.
func slowBlasts(o options, engine string) (rows []row, err error) {
	const latency = 50 * time.Millisecond
	const calls = 252 // of 256 in flight a blast takes 252
	ceiling := calls / latency.Seconds()
	n := min(o.n, 4000)
	err = measure("P2 "+engine, func(t *bed) {
		p := startPeer(t, o.binary)
		s := open(t, o, engine, p.url)
		s.client.ImportContacts(n)
		channel := s.client.ConnectSandbox(0)
		var bare, product, ratio []float64
		for range o.rounds {
			p.clear(latency)
			took, _ := p.bareSend(n, calls)
			p.clear(latency)
			r := s.blast(t, p, channel, n)
			t.Logf("bare %.0f/s, product %.0f/s of %.0f/s, CPU %v", float64(n)/took.Seconds(), r.rate, ceiling, r.cost.cpu)
			bare, product, ratio = append(bare, float64(n)/took.Seconds()), append(product, r.rate), append(ratio, r.rate/ceiling)
		}
		rows = append(rows, row{
			key: "P2", engine: engine, scale: fmt.Sprintf("%d recipients, %d rounds, 50 ms, %d calls", n, o.rounds, calls), met: median(ratio) >= 0.9,
			measured: fmt.Sprintf("%.2f (%.0f of %.0f messages/s; bare client %.0f)", median(ratio), median(product), ceiling, median(bare)),
		})
	})
	return rows, err
}
