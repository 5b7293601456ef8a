package clock

import (
	"testing"
	"time"
)

var start = time.Date(2026, 11, 2, 10, 0, 0, 1234567, time.FixedZone("WIB", 7*3600))

func TestClocks_tellMicrosecondsInUTC(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Clock{"system": System{}, "fixed": NewFixed(start), "scaled": NewScaled(3)} {
		now := c.Now()
		if now.Location() != time.UTC || now.Nanosecond()%1000 != 0 || !Time(Micros(now)).Equal(now) {
			t.Errorf("%s: %v", name, now)
		}
	}
	if Micros(time.Time{}) != 0 || !Time(0).IsZero() {
		t.Error("the zero time is not 0")
	}
}

func TestFixed_firesTimersWhenTheirTimeComes(t *testing.T) {
	t.Parallel()
	c := NewFixed(start)
	_, added := c.Timers()
	early, late, now := c.After(time.Second), c.After(time.Hour), c.After(0)
	<-now
	<-added
	c.Advance(time.Second)
	if got := <-early; !got.Equal(c.Now()) {
		t.Errorf("fired at %v", got)
	}
	select {
	case <-late:
		t.Error("fired too early")
	default:
	}
	if n, _ := c.Timers(); n != 1 {
		t.Errorf("%d timers", n)
	}
	c.Set(c.Now().Add(time.Hour))
	<-late
}

// Whatever a clock is set to, what has passed is what has passed.
func TestFixed_jumpsWithoutTimePassing(t *testing.T) {
	t.Parallel()
	c := NewFixed(start)
	late := c.After(time.Hour)
	c.Jump(2 * time.Hour)
	if c.Passed() != 0 || !c.Now().Equal(start.Add(2*time.Hour).Truncate(time.Microsecond)) {
		t.Errorf("%v passed, it is %v", c.Passed(), c.Now())
	}
	select {
	case <-late:
		t.Error("fired although no time has passed")
	default:
	}
	c.Jump(-3 * time.Hour)
	c.Advance(time.Hour)
	<-late
	c.Set(start)
	if c.Passed() != time.Hour {
		t.Errorf("%v passed", c.Passed())
	}
}

func TestScaled_runsFaster(t *testing.T) {
	t.Parallel()
	c := NewScaled(1000)
	before := c.Now()
	<-c.After(5 * time.Second) // five milliseconds
	if passed := c.Now().Sub(before); passed < 5*time.Second {
		t.Errorf("only %v passed", passed)
	}
}
