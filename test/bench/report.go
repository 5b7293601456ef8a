package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// row is one line of the result: a goal on an engine.
type row struct {
	key      string
	engine   string
	measured string
	scale    string
	met      bool
	small    bool // measured at a smaller scale than the goal speaks of: that meets nothing
}

func (r row) verdict() string {
	switch {
	case !r.met:
		return "missed"
	case r.small:
		return "met at this scale"
	default:
		return "met"
	}
}

func (r row) String() string {
	return fmt.Sprintf("%-18s %-9s %-17s %s  [%s]", r.key, r.engine, r.verdict(), r.measured, r.scale)
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(v))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// quantile of durations, in milliseconds.
func quantile(d []time.Duration, q float64) float64 {
	if len(d) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(d))
	return ms(s[min(int(q*float64(len(s))), len(s)-1)])
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
func us(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
func mib(b int64) float64        { return float64(b) / (1 << 20) }

// writeReport puts what was measured into the table of a document: its columns are goal id, goal, engine, measured, scale, date,
// result. Ids and goals are never changed, and rows that were not measured stay.
func writeReport(path string, rows []row) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	lines := strings.Split(string(raw), "\n")
	for _, r := range rows {
		found := false
		for i, line := range lines {
			f := strings.Split(line, "|")
			if len(f) != 9 || strings.TrimSpace(f[1]) != r.key || strings.TrimSpace(f[3]) != r.engine {
				continue
			}
			found = true
			f[4], f[5], f[6], f[7] = " "+r.measured+" ", " "+r.scale+" ", " "+time.Now().UTC().Format(time.DateOnly)+" ", " "+r.verdict()+" "
			lines[i] = strings.Join(f, "|")
		}
		if !found {
			err = fmt.Errorf("%s has no row %q for %s", path, r.key, r.engine)
		}
	}
	if werr := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o644); werr != nil {
		return werr
	}
	return err
}
