package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/test/harness"
)

// startTime starts the server and returns how long it took until it was ready.
func startTime(t *bed, w *harness.World) time.Duration {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	begin := time.Now()
	w.StartAsync()
	for time.Since(begin) < time.Minute {
		if resp, err := client.Get(w.URL() + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return time.Since(begin)
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatal("the server was not ready within a minute")
	return 0
}

func versionTime(t *bed, binary string) time.Duration {
	begin := time.Now()
	if err := exec.Command(binary, "version").Run(); err != nil {
		t.Fatal(err)
	}
	return time.Since(begin)
}

// starts measures P7 on empty data.
func starts(o options, engine string) (rows []row, err error) {
	err = measure("P7 "+engine, func(t *bed) {
		var base, empty, idle []float64
		for range 5 {
			base = append(base, ms(versionTime(t, o.binary)))
			w := harness.NewAt(t, engine, o.binary, "http://127.0.0.1:1")
			empty = append(empty, ms(startTime(t, w)))
			if len(idle) == 0 {
				time.Sleep(3 * time.Second)
				idle = append(idle, mib(memory(w.PID(), "VmRSS")))
			}
			_ = w.Term()
		}
		size, err := os.Stat(o.binary)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows,
			row{key: "P7 start", engine: engine, scale: "empty, first start, 5 rounds", met: median(empty) <= 200,
				measured: fmt.Sprintf("%.0f ms (`kelola version` %.0f ms)", median(empty), median(base))},
			row{key: "P7 idle", engine: engine, scale: "empty, 3 s after the start", met: median(idle) <= 40, measured: fmt.Sprintf("%.0f MiB", median(idle))},
		)
		if strings.HasPrefix(o.engines, engine) {
			rows = append(rows, row{key: "P7 binary", engine: "both", scale: "-s -w", met: size.Size() <= 60e6, measured: fmt.Sprintf("%.1f MB", float64(size.Size())/1e6)})
		}
	})
	return rows, err
}

// startsWithData measures P7 on what P5 and P6 have left.
func (s *site) startsWithData(t *bed, o options) []row {
	var base, loaded []float64
	for range 5 {
		if err := s.Term(); err != nil {
			t.Fatal(err)
		}
		base = append(base, ms(versionTime(t, o.binary)))
		loaded = append(loaded, ms(startTime(t, s.World)))
	}
	time.Sleep(3 * time.Second)
	scale := fmt.Sprintf("%d contacts, %d messages", o.rounds*o.p5, s.messages(o))
	idle := mib(memory(s.PID(), "VmRSS"))
	return []row{
		{key: "P7 start with data", engine: s.Engine, scale: scale + ", 5 rounds", met: median(loaded) <= 500, small: s.small(o),
			measured: fmt.Sprintf("%.0f ms (`kelola version` %.0f ms)", median(loaded), median(base))},
		{key: "P7 idle with data", engine: s.Engine, scale: scale, met: idle <= 40, measured: fmt.Sprintf("%.0f MiB", idle)},
	}
}

// withData measures P5, P6 and the part of P7 that needs data, on one installation.
func withData(o options, engine string) (rows []row, err error) {
	err = measure("P5-P7 "+engine, func(t *bed) {
		p := startPeer(t, o.binary)
		s := open(t, o, engine, p.url)
		groups, imported := s.imports(t, o)
		rows = append(rows, imported)
		if !o.wants("P6") && !o.wants("P7") {
			return
		}
		r := s.fill(t, o, p, s.client.ConnectSandbox(0), groups)
		t.Logf("filled: %.0f messages/s, peak %.0f MiB", r.rate, mib(r.cost.peak))
		rows = append(rows, s.latencies(t, o, groups)...)
		rows = append(rows, row{
			key: "P7 blast memory", engine: engine, scale: fmt.Sprintf("%d recipients", s.messages(o)-inboundP6), met: mib(r.cost.peak) <= 150,
			small:    s.messages(o)-inboundP6 < 100_000,
			measured: fmt.Sprintf("%.0f MiB", mib(r.cost.peak)),
		})
		rows = append(rows, s.startsWithData(t, o)...)
	})
	return rows, err
}
