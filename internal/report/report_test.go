package report

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestPeriod_bounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, from, until string
		days              int
		spans             []string
	}{
		{"Asia/Jakarta", "2026-11-01", "2026-11-30", 30, []string{"2026-10-31T17:00 2026-11-30T17:00 7h0m0s"}},
		{"Asia/Kathmandu", "2026-11-01", "2026-11-01", 1, []string{"2026-10-31T18:15 2026-11-01T18:15 5h45m0s"}},
		{"Europe/Berlin", "2026-10-24", "2026-10-25", 2, []string{"2026-10-23T22:00 2026-10-25T01:00 2h0m0s", "2026-10-25T01:00 2026-10-25T23:00 1h0m0s"}},
		{"Africa/Cairo", "2026-04-24", "2026-04-24", 1, []string{"2026-04-23T22:00 2026-04-24T21:00 3h0m0s"}}, // midnight is skipped
	} {
		days, spans, err := Period{From: c.from, Until: c.until}.bounds(zone(t, c.zone))
		if err != nil || len(days) != c.days || days[0] != c.from || days[c.days-1] != c.until {
			t.Errorf("%s: days = %v, %v", c.zone, days, err)
		}
		var got []string
		for _, s := range spans {
			got = append(got, s.from.UTC().Format("2006-01-02T15:04")+" "+s.until.UTC().Format("2006-01-02T15:04")+" "+s.offset.String())
		}
		if diff := cmp.Diff(c.spans, got); diff != "" {
			t.Errorf("%s:\n%s", c.zone, diff)
		}
	}
	for _, c := range [][2]string{{"2026-11-02", "2026-11-01"}, {"", "2026-11-01"}, {"2026-11-01", "2026-13-01"}, {"2025-11-01", "2026-11-02"}} {
		if _, _, err := (Period{From: c[0], Until: c[1]}).bounds(time.UTC); !errors.Is(err, ErrPeriod) {
			t.Errorf("%v: %v, want ErrPeriod", c, err)
		}
	}
}

func TestWaits_within(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		waits       Waits
		median, p90 int64
	}{
		{Waits{}, 0, 0},
		{Waits{7: 1}, 7, 7},
		{Waits{1: 1, 9: 1}, 1, 9},
		{Waits{1: 5, 60: 4, 600: 1}, 1, 60},
		{Waits{1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1}, 6, 10},
	} {
		if m, p := c.waits.Within(0.5), c.waits.Within(0.9); m != c.median || p != c.p90 {
			t.Errorf("%v: %d and %d, want %d and %d", c.waits, m, p, c.median, c.p90)
		}
	}
}

// A day in a shop: somebody writes twice before the answer, the answer is answered, a blast gets a stop, and midnight passes.
func TestReport_ofAShop(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.meet(t, 3)
		b.dispatch(t)
		b.writes(t, 0, 0, "Halo")
		b.clock.Advance(time.Minute)
		b.writes(t, 0, 0, "Ada orang?")
		b.clock.Advance(2 * time.Minute)
		first := b.send(t, 0, 0, outbox.Human, outbox.OriginHuman, budi)
		b.drained(t)
		b.clock.Advance(time.Minute)
		b.send(t, 0, 0, outbox.Human, outbox.OriginHuman, budi) // nobody waits for this one
		b.drained(t)
		b.reports(t, first, channel.StatusRead)
		b.clock.Advance(time.Minute)
		b.writes(t, 0, 0, "Terima kasih")
		b.send(t, 0, 1, outbox.Blast, outbox.OriginBlast, "")
		b.drained(t)
		b.clock.Advance(time.Minute)
		b.writes(t, 0, 1, "stop")
		b.writes(t, 0, 1, "STOP") // said before
		b.drained(t)
		b.clock.Advance(20 * time.Hour)
		b.send(t, 1, 2, outbox.Human, outbox.OriginHuman, rani)
		b.drained(t)
		r := b.of(t)
		if len(r.Days) != 61 || r.Zone != "Asia/Jakarta" {
			t.Fatalf("%d days in %s", len(r.Days), r.Zone)
		}
		monday, tuesday := r.Days[1], r.Days[2]
		want := Figures{Accepted: 3, Read: 1, Replied: 2} // the confirmation of the stop is the third
		if monday.Figures != want || monday.Stops != 1 || cmp.Diff(Waits{180: 1}, monday.Waits) != "" {
			t.Errorf("monday = %+v", monday)
		}
		if tuesday.Total() != 1 || tuesday.Stops != 0 || len(tuesday.Waits) != 0 {
			t.Errorf("tuesday = %+v", tuesday)
		}
		agents := []Agent{
			{User: budi, Conversations: 1, Messages: 2, Waits: Waits{180: 1}, Open: 1}, {User: rani, Conversations: 1, Messages: 1, Waits: Waits{}},
		}
		if diff := cmp.Diff(agents, r.Agents); diff != "" {
			t.Error(diff)
		}
		now, err := b.Replies(t.Context(), b.ws)
		if err != nil || now.Today.Answers() != 0 || now.Week.Within(0.5) != 180 {
			t.Errorf("Replies = %+v, %v", now, err)
		}
	})
}

// The day of a message is the one in the zone of the workspace, also after that zone has changed.
func TestReport_followsTheZone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.meet(t, 1)
		b.clock.Set(time.Date(2026, 11, 5, 18, 20, 0, 0, time.UTC))
		b.send(t, 0, 0, outbox.API, outbox.OriginAPI, "")
		for name, date := range map[string]string{
			"Asia/Jakarta": "2026-11-06", "Europe/Berlin": "2026-11-05", "Asia/Kathmandu": "2026-11-06", "Asia/Karachi": "2026-11-05",
		} {
			b.around.with(func(a *around) { a.settings.TimeZone = name })
			for _, d := range b.of(t).Days {
				if got := d.Total() == 1; got != (d.Date == date) {
					t.Errorf("%s: %d messages on %s, want them on %s", name, d.Total(), d.Date, date)
				}
			}
		}
	})
}

// Totals are nobody's data: they stay when the person and the rows they were counted from go.
func TestReport_outlivesPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.meet(t, 2)
		b.dispatch(t)
		b.writes(t, 0, 0, "Halo")
		b.clock.Advance(time.Minute)
		b.send(t, 0, 0, outbox.Human, outbox.OriginHuman, budi)
		b.drained(t)
		before := b.of(t)
		b.write(t, func(tx *wsdb.Tx) error {
			if _, err := b.contacts.Delete(t.Context(), tx, []contact.ID{b.people[0].ID}); err != nil {
				return err
			}
			for _, table := range []string{"message", "send", "conversation"} {
				if _, err := tx.Exec(t.Context(), `DELETE FROM `+table); err != nil {
					return err
				}
			}
			return nil
		})
		if diff := cmp.Diff(before, b.of(t), cmpopts.EquateComparable(channel.ID{})); diff != "" || before.Total.Total() != 1 {
			t.Errorf("%d messages before; what changed:\n%s", before.Total.Total(), diff)
		}
	})
}
