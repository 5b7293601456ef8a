package report

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Whatever is sent, answered, reported, held and skipped over several days: every number of a report is the number of rows one finds by
// looking at all of them, and the migration counts what was there before in the same way.
func TestReport_reconciles(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.meet(t, 9)
		b.dispatch(t)
		limit := 12
		if db.Engine() == database.Postgres {
			limit = 5
		}
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			if round++; round > limit {
				return
			}
			b.answers(rt)
			for range rapid.IntRange(8, 25).Draw(rt, "steps") {
				b.step(t, rt)
			}
			b.drained(t)
			b.compare(t)
			if !t.Failed() {
				b.compareMigrated(t)
			}
		})
	})
}

func (b *bundle) answers(rt *rapid.T) {
	kinds := rapid.SliceOfN(rapid.IntRange(0, 9), 5, 5).Draw(rt, "answers")
	n, mu := 0, sync.Mutex{}
	b.around.with(func(a *around) {
		a.answer = func() error {
			mu.Lock()
			defer mu.Unlock()
			n++
			switch kinds[n%len(kinds)] {
			case 0:
				return &channel.SendError{Code: 131026, Class: channel.ClassPermanent, Reason: "undeliverable"}
			case 1:
				return errors.New("the line was cut")
			}
			return nil
		}
	})
}

// parked is an origin whose messages are held and skipped; the last two people get them and never write.
const parked = outbox.OriginTest

func (b *bundle) step(t *testing.T, rt *rapid.T) {
	b.clock.Advance(time.Duration(rapid.IntRange(1, 14_000).Draw(rt, "seconds")) * time.Second)
	ch, person := rapid.IntRange(0, 1).Draw(rt, "channel"), rapid.IntRange(0, 6).Draw(rt, "person")
	origin := outbox.Origin{Kind: parked, ID: parked}
	switch rapid.IntRange(0, 9).Draw(rt, "what") {
	case 0, 1:
		b.writes(t, ch, person, "Halo")
	case 2, 3, 4:
		b.send(t, ch, person, outbox.Human, outbox.OriginHuman, rapid.SampledFrom([]string{budi, rani}).Draw(rt, "actor"))
	case 5:
		b.send(t, ch, person, outbox.API, outbox.OriginAPI, "")
	case 6, 7:
		b.send(t, ch, person, outbox.Blast, outbox.OriginBlast, "")
	case 8:
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.outbox.Hold(t.Context(), tx, origin, outbox.ReasonPaused)
			return err
		})
		b.send(t, ch, 7+person%2, outbox.API, parked, "")
		if rapid.Bool().Draw(rt, "skip") {
			b.write(t, func(tx *wsdb.Tx) error {
				_, err := b.outbox.Skip(t.Context(), tx, origin, outbox.ReasonBlastStopped)
				return err
			})
		} else {
			b.write(t, func(tx *wsdb.Tx) error {
				_, err := b.outbox.Release(t.Context(), tx, origin, outbox.ReasonPaused)
				return err
			})
		}
	default:
		all := b.latest(t)
		if len(all) > 0 {
			m := all[rapid.IntRange(0, len(all)-1).Draw(rt, "send")]
			if m.State == outbox.StateFailed {
				return // a delivery would outweigh it, and what people replied to is decided when they write
			}
			b.reports(t, m, rapid.SampledFrom([]channel.DeliveryStatus{channel.StatusSent, channel.StatusDelivered, channel.StatusRead}).Draw(rt, "status"))
		}
	}
	b.drained(t)
}

// counted is what one finds by looking at every row.
type counted struct {
	days     map[string]Figures
	channels map[string]Figures
	lanes    map[outbox.Lane]Figures
	agents   map[string]Agent
	waits    map[string]Waits
}

type row struct {
	conversation, direction, state, origin, actor, channel string
	id                                                     outbox.ID
	lane                                                   outbox.Lane
	at                                                     int64
}

func (b *bundle) rows(t *testing.T) []row {
	t.Helper()
	var all []row
	b.read(t, func(q wsdb.Query) error {
		rows, err := q.Query(t.Context(), `SELECT m.id, m.conversation_id, m.direction, m.channel_id, m.lane, m.at, s.state, s.origin, s.actor
			FROM message AS m LEFT JOIN send AS s ON s.id = m.id ORDER BY m.conversation_id, m.at, m.id`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var r row
			var state, origin, actor sql.NullString
			if err := rows.Scan(&r.id, &r.conversation, &r.direction, &r.channel, &r.lane, &r.at, &state, &origin, &actor); err != nil {
				return err
			}
			r.state, r.origin, r.actor = state.String, origin.String, actor.String
			all = append(all, r)
		}
		return rows.Err()
	})
	return all
}

func (b *bundle) count(t *testing.T) counted {
	t.Helper()
	c := counted{
		days: map[string]Figures{}, channels: map[string]Figures{}, lanes: map[outbox.Lane]Figures{}, agents: map[string]Agent{}, waits: map[string]Waits{},
	}
	zone := b.around.settings.Zone()
	seen := map[string]bool{}
	var before *row     // what stands before in the conversation and has left
	waiting := int64(0) // since when nobody has answered
	all := b.rows(t)
	for i := range all {
		r := &all[i]
		if i == 0 || all[i-1].conversation != r.conversation {
			before, waiting = nil, 0
		}
		date := clock.Time(r.at).In(zone).Format(time.DateOnly)
		if r.direction == "in" {
			if before != nil && before.direction == "out" && r.at-before.at <= (7*24*time.Hour).Microseconds() {
				c.put(before, zone, func(f *Figures) { f.Replied++ })
			}
			if waiting == 0 {
				waiting = r.at
			}
			before = r
			continue
		}
		c.put(r, zone, func(f *Figures) { *f.of(outbox.State(r.state))++ })
		if !strings.Contains("queued held skipped failed", r.state) {
			before = r
		}
		if r.lane == outbox.Human {
			a := c.agents[r.actor]
			a.Messages++
			if key := fmt.Sprint(r.conversation, r.actor, date); !seen[key] {
				seen[key] = true
				a.Conversations++
			}
			c.agents[r.actor] = a
			if waiting > 0 {
				for _, of := range []string{date, r.actor} {
					if c.waits[of] == nil {
						c.waits[of] = Waits{}
					}
					c.waits[of][(r.at-waiting)/1_000_000]++
				}
			}
			waiting = 0
		}
	}
	return c
}

func (c *counted) put(r *row, zone *time.Location, change func(f *Figures)) {
	date := clock.Time(r.at).In(zone).Format(time.DateOnly)
	f, g, h := c.days[date], c.channels[r.channel], c.lanes[r.lane]
	change(&f)
	change(&g)
	change(&h)
	c.days[date], c.channels[r.channel], c.lanes[r.lane] = f, g, h
}

func (b *bundle) compare(t *testing.T) {
	t.Helper()
	want, got := b.count(t), b.of(t, func(p *Period) { p.Until = "2027-10-30" })
	var total Figures
	answered := int64(0)
	for _, d := range got.Days {
		total.add(d.Figures)
		answered += d.Waits.Answers()
		if diff := cmp.Diff(want.days[d.Date], d.Figures); diff != "" {
			t.Errorf("%s (-rows +report):\n%s", d.Date, diff)
		}
		if diff := cmp.Diff(want.waits[d.Date], d.Waits); diff != "" && d.Waits.Answers()+want.waits[d.Date].Answers() > 0 {
			t.Errorf("waits of %s (-rows +report):\n%s", d.Date, diff)
		}
	}
	if total != got.Total.Figures || answered != got.Total.Waits.Answers() {
		t.Errorf("the days come to %+v and %d answers, the whole is %+v and %d", total, answered, got.Total.Figures, got.Total.Waits.Answers())
	}
	for _, s := range got.Channels {
		if diff := cmp.Diff(want.channels[s.Channel.String()], s.Figures); diff != "" {
			t.Errorf("channel (-rows +report):\n%s", diff)
		}
		alone := b.of(t, func(p *Period) { p.Until, p.Channel = "2027-10-30", s.Channel })
		if alone.Total.Figures != s.Figures {
			t.Errorf("the report of a channel is %+v, its share %+v", alone.Total.Figures, s.Figures)
		}
	}
	for _, s := range got.Lanes {
		if diff := cmp.Diff(want.lanes[s.Lane], s.Figures); diff != "" {
			t.Errorf("lane %d (-rows +report):\n%s", s.Lane, diff)
		}
	}
	for _, a := range got.Agents {
		w := want.agents[a.User]
		if w.Messages != a.Messages || w.Conversations != a.Conversations || cmp.Diff(want.waits[a.User], a.Waits) != "" && a.Waits.Answers() > 0 {
			t.Errorf("agent %s: rows say %+v %v, the report %+v", a.User, w, want.waits[a.User], a)
		}
	}
}

// dump lists a table of totals as text.
func (b *bundle) dump(t *testing.T, q wsdb.Query) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for table, columns := range map[string]string{
		"report_send": "quarter_at, channel_id, lane, queued, held, sending, accepted, sent, delivered, read_count, skipped, failed, unknown, replied",
		"report_work": "quarter_at, channel_id, actor, messages, conversations", "report_answer": "quarter_at, channel_id, actor, seconds, answers",
	} {
		lines(t, q, table, columns, out)
	}
	return out
}

func lines(t *testing.T, q wsdb.Query, table, columns string, out map[string]bool) {
	t.Helper()
	rows, err := q.Query(t.Context(), `SELECT `+columns+` FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	line := make([]string, strings.Count(columns, ",")+1)
	into := make([]any, len(line))
	for i := range line {
		into[i] = &line[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		out[table+" "+strings.Join(line, " ")] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// compareMigrated counts everything anew as the migration does and compares.
func (b *bundle) compareMigrated(t *testing.T) {
	t.Helper()
	text, err := migrations.Files.ReadFile("workspace/0160_report.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, fill, _ := strings.Cut(string(text), "-- What is there already")
	_, fill, _ = strings.Cut(fill, "\n")
	errBack := errors.New("back")
	err = b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
		kept := b.dump(t, tx)
		for _, table := range []string{"report_send", "report_work", "report_answer"} {
			if _, err := tx.Exec(t.Context(), `DELETE FROM `+table); err != nil {
				return err
			}
		}
		for _, statement := range strings.SplitAfter(fill, ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if _, err := tx.Exec(t.Context(), statement); err != nil {
				return err
			}
		}
		if diff := cmp.Diff(kept, b.dump(t, tx)); diff != "" {
			t.Errorf("kept (-), counted by the migration (+):\n%s", diff)
		}
		return errBack
	})
	if !errors.Is(err, errBack) {
		t.Fatal(err)
	}
}

func (b *bundle) latest(t *testing.T) (all []outbox.Send) {
	t.Helper()
	b.read(t, func(q wsdb.Query) (err error) {
		all, err = b.outbox.List(t.Context(), q, outbox.Filter{Limit: 50})
		return err
	})
	return all
}
