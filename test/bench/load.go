package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/test/harness"
)

var cities = []string{"Bandung", "Surabaya", "Medan", "Semarang", "Makassar", "Denpasar", "Malang", "Bogor"}

// contactsFile is a CSV file of n people of a round; every round has numbers of its own.
func contactsFile(round, n int) []byte {
	var b bytes.Buffer
	b.WriteString("nama,nomor,kota\n")
	for i := range n {
		fmt.Fprintf(&b, "Pelanggan %d %s,0%d%07d,%s\n", i, words[i%len(words)], 811+round, i, cities[i%len(cities)])
	}
	return b.Bytes()
}

// readPhones is the baseline of an import: reading the file and normalising its numbers, in one goroutine.
func readPhones(t *bed, file []byte) time.Duration {
	begin := time.Now()
	r := csv.NewReader(bytes.NewReader(file))
	for line := 0; ; line++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return time.Since(begin)
		}
		if err != nil {
			t.Fatal(err)
		}
		if line > 0 {
			if _, err := phone.Parse(row[1], "62"); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// importState is what is looked at of an import.
type importState struct {
	ID     string         `json:"id"`
	State  string         `json:"state"`
	Counts map[string]int `json:"counts"`
}

// takeOver imports a file into a group and returns how long the taking over took, without upload and check.
func (s *site) takeOver(t *bed, file []byte, group string, want int) (time.Duration, usage) {
	var imp importState
	if _, err := s.client.Upload("/imports", "kontak.csv", file, &imp); err != nil {
		t.Fatal(err)
	}
	at := "/imports/" + imp.ID
	wait := func(state string) {
		for imp.State != state {
			if imp.State == "failed" {
				t.Fatalf("the import failed: %+v", imp)
			}
			time.Sleep(50 * time.Millisecond)
			s.client.Must("GET", at, nil, &imp)
		}
	}
	s.client.Must("PUT", at+"/mapping", map[string]any{
		"columns": []map[string]any{
			{"index": 0, "target": "name"}, {"index": 1, "target": "phone"}, {"index": 2, "target": "field:kota"},
		},
		"group_ids": []string{group}, "consent": map[string]string{"promo": "formulir toko"}, "update_existing": true,
	}, nil)
	s.client.Must("POST", at+"/check", nil, &imp)
	wait("checked")
	use := watch(s.PID(), s.Engine)
	begin := time.Now()
	s.client.Must("POST", at+"/start", nil, &imp)
	wait("done")
	took := time.Since(begin)
	if imp.Counts["new"] != want {
		t.Fatalf("import counts = %v, want %d new", imp.Counts, want)
	}
	return took, use
}

// imports measures P5 and leaves rounds × p5 contacts, each round in a group of its own.
func (s *site) imports(t *bed, o options) (groups []string, found row) {
	s.client.Must("POST", "/fields", map[string]any{"label": "Kota", "type": "text"}, nil)
	var product, ratio, cpu, pg, peak []float64
	for round := range o.rounds {
		var g harness.ID
		s.client.Must("POST", "/groups", map[string]string{"name": fmt.Sprintf("Rombongan %d", round)}, &g)
		groups = append(groups, g.ID)
		file := contactsFile(round, o.p5)
		base := readPhones(t, file)
		took, use := s.takeOver(t, file, g.ID, o.p5)
		c := use.per(o.p5)
		rate := float64(o.p5) / took.Seconds()
		t.Logf("reading %.0f rows/s, import %.0f rows/s, CPU %v + %v in the database, peak %.0f MiB", float64(o.p5)/base.Seconds(), rate, c.cpu, c.pg, mib(c.peak))
		product, ratio = append(product, rate), append(ratio, base.Seconds()/took.Seconds())
		cpu, pg, peak = append(cpu, us(c.cpu)), append(pg, us(c.pg)), append(peak, mib(c.peak))
	}
	return groups, row{
		key: "P5", engine: s.Engine, scale: fmt.Sprintf("%d rounds of %d rows", o.rounds, o.p5), met: median(product) >= 15_000,
		measured: fmt.Sprintf("%.0f rows/s = %.3f of only reading and normalising, CPU %.0f µs%s, peak %.0f MiB",
			median(product), median(ratio), median(cpu), inDatabase(s.Engine, pg), median(peak)),
	}
}
