package blast

import (
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
)

// pace is what decides how long a blast takes.
type pace struct {
	limits     channel.Limits
	dailyLimit int // the network's own limit of people per day; 0 is unknown
	zone       *time.Location
	quietFrom  int // minute of the day; equal to quietUntil means no quiet hours
	quietUntil int
}

// estimateHorizon bounds how far ahead an end is estimated.
const estimateHorizon = 400 * 24 * time.Hour

// perSecond is the number of messages per second between rests and long limits.
func (p pace) perSecond() float64 {
	rate := 20.0 // the default cap of a number when nothing is set
	if p.limits.PerSecond > 0 {
		rate = float64(p.limits.PerSecond)
	}
	if p.limits.PerMinute > 0 {
		rate = min(rate, float64(p.limits.PerMinute)/60)
	}
	if gap := float64(p.limits.MinGapMS+max(p.limits.MinGapMS, p.limits.MaxGapMS)) / 2; gap > 0 {
		rate = min(rate, 1000/gap)
	}
	if p.limits.BatchSize > 0 && p.limits.RestSeconds > 0 {
		batch := float64(p.limits.BatchSize)
		rate = batch / (batch/rate + float64(p.limits.RestSeconds))
	}
	return rate
}

// daily is the number of messages that fit into a day; 0 is no limit.
func (p pace) daily() int {
	day := 0
	for _, n := range []int{p.limits.PerDay, p.limits.NewPerDay, p.dailyLimit} {
		if n > 0 && (day == 0 || n < day) {
			day = n
		}
	}
	return day
}

// quiet reports whether t lies in the quiet hours, and until when.
func (p pace) quiet(t time.Time) (bool, time.Time) {
	if p.quietFrom == p.quietUntil {
		return false, time.Time{}
	}
	local := t.In(p.zone)
	minute := local.Hour()*60 + local.Minute()
	inside := minute >= p.quietFrom && minute < p.quietUntil
	if p.quietFrom > p.quietUntil {
		inside = minute >= p.quietFrom || minute < p.quietUntil
	}
	if !inside {
		return false, time.Time{}
	}
	until := time.Date(local.Year(), local.Month(), local.Day(), p.quietUntil/60, p.quietUntil%60, 0, 0, p.zone)
	if !until.After(t) {
		until = until.AddDate(0, 0, 1)
	}
	return true, until.UTC()
}

// end estimates when the last of n messages leaves, and when the first does. It is zero beyond the horizon.
func (p pace) end(start time.Time, n int) (first, last time.Time) {
	if p.zone == nil {
		p.zone = time.UTC
	}
	rate, day := p.perSecond(), p.daily()
	t, limit := start, start.Add(estimateHorizon)
	dayStart, today := start, 0
	for n > 0 && t.Before(limit) {
		if q, until := p.quiet(t); q {
			t = until
			continue
		}
		if t.Sub(dayStart) >= 24*time.Hour {
			dayStart, today = t, 0
		}
		if day > 0 && today >= day {
			t = dayStart.Add(24 * time.Hour)
			continue
		}
		if first.IsZero() {
			first = t
		}
		step := p.slice(t, rate, n, day-today, day > 0)
		n -= step.sent
		today += step.sent
		t = t.Add(step.took)
	}
	if n > 0 {
		return first, time.Time{}
	}
	if first.IsZero() {
		first = t
	}
	return first, t
}

type slice struct {
	sent int
	took time.Duration
}

// slice sends for at most one hour, up to the next quiet time, the day's rest and the hourly limit.
func (p pace) slice(t time.Time, rate float64, n, left int, limited bool) slice {
	span := time.Hour
	if p.quietFrom != p.quietUntil {
		local := t.In(p.zone)
		from := time.Date(local.Year(), local.Month(), local.Day(), p.quietFrom/60, p.quietFrom%60, 0, 0, p.zone)
		if from.After(t) && from.Sub(t) < span {
			span = from.Sub(t)
		}
	}
	can := max(1, int(rate*span.Seconds()))
	if h := p.limits.PerHour; h > 0 && can > h {
		can = h
		rate = float64(h) / time.Hour.Seconds()
		span = min(span, time.Hour)
	}
	if limited {
		can = min(can, left)
	}
	if n < can {
		return slice{sent: n, took: time.Duration(float64(n) / rate * float64(time.Second))}
	}
	if limited && can == left {
		return slice{sent: can, took: min(span, time.Duration(float64(can)/rate*float64(time.Second)))}
	}
	return slice{sent: can, took: span}
}
