// Command bench measures the product against its baselines, in turn and in one run, and prints the goals of docs/benchmarks.md
// with what was measured. Figures of one machine drift from hour to hour; ratios taken in one run do not.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/test/harness"
)

type options struct {
	binary  string
	n       int
	p5, p6  int
	rounds  int
	only    string
	engines string
	full    bool
	write   bool
}

func main() {
	log.SetFlags(log.Ltime)
	var o options
	flag.StringVar(&o.binary, "binary", "bin/kelola", "the product")
	flag.IntVar(&o.n, "n", 20_000, "recipients of a blast, and webhooks")
	flag.IntVar(&o.p5, "p5", 100_000, "rows of an import")
	flag.IntVar(&o.p6, "p6", 100_000, "contacts and messages for the latency of reads")
	flag.IntVar(&o.rounds, "rounds", 3, "rounds of baseline and product")
	flag.StringVar(&o.only, "only", "", "goals to measure, as in P1,P4")
	flag.StringVar(&o.engines, "engines", strings.Join(harness.Engines(), ","), "engines to measure on")
	flag.BoolVar(&o.full, "full", false, "measure at the scale of the goals")
	flag.BoolVar(&o.write, "write", false, "write the result to docs/benchmarks.md")
	flag.Parse()
	if o.full {
		o.p6, o.p5 = 1_000_000, 1_000_000
	}
	if err := run(o); err != nil {
		log.Fatal(err)
	}
}

func run(o options) error {
	var rows []row
	for _, g := range []struct {
		id string
		fn func(options, string) ([]row, error)
	}{{"P1", blasts}, {"P2", slowBlasts}} {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), g.id) {
			continue
		}
		for _, engine := range strings.Split(o.engines, ",") {
			got, err := g.fn(o, engine)
			if err != nil {
				return err
			}
			rows = append(rows, got...)
		}
	}
	for _, r := range rows {
		_, _ = fmt.Fprintln(os.Stdout, r)
	}
	return nil
}
