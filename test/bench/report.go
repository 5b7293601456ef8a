package main

import (
	"fmt"
	"slices"
	"time"
)

// row is one line of the result: a goal on an engine.
type row struct {
	key      string
	engine   string
	measured string
	scale    string
	met      bool
	date     string
}

func (r row) verdict() string {
	if r.met {
		return "met"
	}
	return "missed"
}

func (r row) String() string {
	return fmt.Sprintf("%-12s %-9s %-7s %s  [%s]", r.key, r.engine, r.verdict(), r.measured, r.scale)
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
