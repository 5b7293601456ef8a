// Command bench measures the product against its baselines, in turn and in one run, and prints the goals of docs/benchmarks.md
// with what was measured. Figures of one machine drift from hour to hour; ratios taken in one run do not.
package main

import (
	"database/sql"
	"errors"
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
	e7, e8  int
	scan    int
	rounds  int
	only    string
	engines string
	full    bool
	write   bool
}

func main() {
	log.SetFlags(log.Ltime)
	if listen := os.Getenv(handlerRole); listen != "" {
		log.Fatal(bareHandler(listen))
	}
	var o options
	flag.StringVar(&o.binary, "binary", "bin/kelola", "the product")
	flag.IntVar(&o.n, "n", 20_000, "recipients of a blast; half as many webhooks")
	flag.IntVar(&o.p5, "p5", 100_000, "rows of an import, in each round")
	flag.IntVar(&o.p6, "p6", 100_000, "messages for the latency of reads, at least")
	flag.IntVar(&o.e7, "e7", 1_000_000, "messages of a workspace that is deleted")
	flag.IntVar(&o.e8, "e8", 1_000_000, "messages of a workspace of which a tenth is deleted")
	flag.IntVar(&o.scan, "scan", 512, "MiB that are searched")
	flag.IntVar(&o.rounds, "rounds", 3, "rounds of baseline and product")
	flag.StringVar(&o.only, "only", "", "goals to measure, as in P1,P4")
	flag.StringVar(&o.engines, "engines", strings.Join(harness.Engines(), ","), "engines to measure on")
	flag.BoolVar(&o.full, "full", false, "measure at the scale of the goals")
	flag.BoolVar(&o.write, "write", false, "write the result to docs/benchmarks.md")
	flag.Parse()
	if o.full {
		o.p5, o.p6, o.e7, o.e8, o.scan = 350_000, 1_000_000, 10_000_000, 10_000_000, 4096
	}
	if err := run(o); err != nil {
		log.Fatal(err)
	}
}

// wants says whether a goal is to be measured.
func (o options) wants(goal string) bool {
	return o.only == "" || slices.Contains(strings.Split(o.only, ","), goal)
}

func run(o options) error {
	if err := realPostgres(); err != nil {
		return err
	}
	rows, err := measureAll(o)
	for _, r := range rows {
		_, _ = fmt.Fprintln(os.Stdout, r)
	}
	if o.write {
		err = errors.Join(err, writeReport("docs/benchmarks.md", rows))
	}
	return err
}

// measureAll goes on after a goal that could not be measured.
func measureAll(o options) (rows []row, failed error) {
	groups := []struct {
		goals []string
		fn    func(options, string) ([]row, error)
	}{
		{[]string{"P1"}, blasts},
		{[]string{"P2"}, slowBlasts},
		{[]string{"P4"}, webhooks},
		{[]string{"I1"}, comments},
		{[]string{"E7", "E8"}, erasures},
		{[]string{"E12"}, notices},
		{[]string{"E18"}, scans},
		{[]string{"E19"}, stores},
		{[]string{"P5", "P6", "P7"}, withData},
		{[]string{"P7"}, starts},
	}
	for _, g := range groups {
		if !slices.ContainsFunc(g.goals, o.wants) {
			continue
		}
		for _, engine := range strings.Split(o.engines, ",") {
			got, err := g.fn(o, engine)
			rows, failed = append(rows, got...), errors.Join(failed, err)
		}
	}
	return rows, failed
}

// realPostgres gives the throw-away cluster the settings of a real one: the tests run it without fsync.
func realPostgres() error {
	dsn := os.Getenv("KELOLA_TEST_POSTGRES")
	if dsn == "" {
		return nil
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for _, set := range []string{
		`ALTER SYSTEM SET fsync = on`, `ALTER SYSTEM SET full_page_writes = on`, `ALTER SYSTEM SET autovacuum = on`, `SELECT pg_reload_conf()`,
	} {
		if _, err := db.Exec(set); err != nil {
			return err
		}
	}
	return nil
}
