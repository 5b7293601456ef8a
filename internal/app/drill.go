package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/erase"
)

const (
	firstDrill = 30 * time.Minute // after the first start, when it is not in the way
	drillRetry = time.Hour
)

// tendDrills rehearses a deletion every week, or as often as the operator wants.
func (a *App) tendDrills(ctx context.Context) {
	if a.cfg.DrillEvery == 0 {
		return
	}
	for {
		wait, err := a.untilDrill(ctx)
		if err != nil {
			wait = drillRetry
		}
		select {
		case <-ctx.Done():
			return
		case <-a.clock.After(max(wait, time.Minute)):
		}
		if err == nil && wait <= 0 {
			_, err = a.drill(ctx)
		}
		if err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "the rehearsal of a deletion failed", "err", err)
		}
	}
}

// untilDrill is how long it is until the next is due; zero or less when it is.
func (a *App) untilDrill(ctx context.Context) (time.Duration, error) {
	last, was, err := a.erasures.LastDrill(ctx)
	if err != nil {
		return 0, err
	}
	now := a.clock.Now()
	if !was {
		return a.started.Add(firstDrill).Sub(now), nil
	}
	return last.Began.Add(a.cfg.DrillEvery).Sub(now), nil
}

func (a *App) drill(ctx context.Context) (erase.Drill, error) {
	d, err := a.erasures.Drill(ctx)
	a.metrics.drilled(d)
	if err == nil && !d.Passed {
		a.log.ErrorContext(ctx, "a rehearsed deletion was not as it should be; kelola admin erasure drill shows more", "reason", d.Reason)
	}
	return d, err
}

// adminDrill rehearses a deletion now and prints what it came to.
func (a *App) adminDrill(ctx context.Context, out io.Writer) error {
	d, err := a.drill(ctx)
	if len(d.Lines) > 0 {
		err = errors.Join(err, table(out, "DELETION\tROWS\tSEARCHED FOR\tFOUND BEFORE\tCAUGHT WITHOUT A STEP\tFOUND AFTER\tREAD\tTIME\tCERTIFICATE", len(d.Lines), func(i int) string {
			l := &d.Lines[i]
			holds := "does not hold"
			if l.Holds {
				holds = "holds"
			}
			return fmt.Sprintf("%s\t%d\t%d\t%d\t%s\t%d\t%.1f MiB\t%s\t%s", l.Scope, l.Gone, l.Values, l.Control, cmp.Or(l.Caught, "-"), l.Left,
				float64(l.Bytes)/(1<<20), l.Took.Round(time.Millisecond), holds)
		}))
	}
	if err != nil {
		return err
	}
	if !d.Passed {
		return erase.ErrDrill.With(errors.New(d.Reason))
	}
	_, err = fmt.Fprintln(out, "passed")
	return err
}

// examineDrill tells how the last went.
func (a *App) examineDrill(ctx context.Context) doctor.Finding {
	last, was, err := a.erasures.LastDrill(ctx)
	if err != nil {
		return doctor.Databases(err)
	}
	late := a.cfg.DrillEvery > 0 && was && a.clock.Now().Sub(last.Began) > 2*a.cfg.DrillEvery
	return doctor.Drill{Wanted: a.cfg.DrillEvery > 0, Was: was, Passed: last.Passed, Reason: last.Reason, At: last.Began, Late: late}.Finding()
}
