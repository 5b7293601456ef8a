package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func wib(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, time.FixedZone("WIB", 7*60*60))
}

// totals puts n messages that were read into the totals of a moment.
func (b *bundle) totals(t *testing.T, at time.Time, ch int, lane outbox.Lane, n int64) {
	t.Helper()
	var some tallies
	some.at(place{quarterOf(at), b.around.channels[ch].ID, lane}).Read += n
	b.write(t, func(tx *wsdb.Tx) error { return b.store.addSends(t.Context(), tx, &some) })
}

func (b *bundle) thinOut(t *testing.T) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) error { return b.Thin(t.Context(), tx) })
}

// rowsOf are the rows of a table, as "moment: counts".
func (b *bundle) rowsOf(t *testing.T, table, counts string) string {
	t.Helper()
	out := ""
	b.read(t, func(q wsdb.Query) error {
		return b.store.rows(t.Context(), q, func(scan func(...any) error) error {
			var at, n int64
			err := scan(&at, &n)
			out += fmt.Sprintf("%s: %d; ", time.UnixMicro(at).In(wib(1, 1, 0).Location()).Format("01-02 15:04"), n)
			return err
		}, `SELECT quarter_at, `+counts+` FROM `+table+` ORDER BY 1, 2`)
	})
	return out
}

// A campaign to one person, or to a few, cannot be told from the totals any more once they have outlived the delivery log.
func TestThin_campaignsToFew(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		now := b.clock.Now()
		for _, x := range []struct {
			at time.Time
			ch int
			n  int64
		}{
			{wib(5, 3, 10), 0, 1}, {wib(5, 3, 14), 0, 1}, {wib(5, 9, 9), 0, 1}, {wib(5, 20, 9), 0, 12}, {wib(5, 20, 23), 0, 2}, // May: three that belong to nothing
			{wib(6, 1, 0), 1, 4}, {wib(6, 15, 23), 1, 7}, // June: eleven together
			{now, 0, 1},
		} {
			b.totals(t, x.at, x.ch, outbox.Blast, x.n)
		}
		answer := func(at time.Time, actor string, seconds int64) {
			m := outbox.Send{CreatedAt: at}
			m.Channel, m.Actor = b.around.channels[0].ID, actor
			b.write(t, func(tx *wsdb.Tx) error {
				if err := b.store.addAnswer(t.Context(), tx, &m, seconds); err != nil {
					return err
				}
				if err := b.store.addWork(t.Context(), tx, &m, true); err != nil {
					return err
				}
				return b.store.addStop(t.Context(), tx, at)
			})
		}
		for n := range 10 {
			answer(wib(7, 1+n, 8), budi, int64(7*n))
		}
		answer(wib(7, 3, 8), rani, 31)
		recent := fmt.Sprintf("%s: 1; ", now.In(wib(1, 1, 0).Location()).Truncate(quarter).Format("01-02 15:04"))
		for range 2 {
			b.thinOut(t)
			for table, want := range map[string][2]string{
				"report_send":   {"read_count", "05-20 12:00: 14; 06-01 12:00: 11; " + recent},
				"report_answer": {"answers", ""}, // nine within a minute, one later
				"report_work":   {"conversations", "07-01 12:00: 10; "},
				"report_stop":   {"stops", "07-01 12:00: 11; "},
			} {
				if got := b.rowsOf(t, table, want[0]); got != want[1] {
					t.Errorf("%s has %q, want %q", table, got, want[1])
				}
			}
		}
		r := b.of(t, func(p *Period) { p.From, p.Until = "2026-05-01", "2026-06-30" })
		if r.Total.Read != 25 || r.Days[19].Read != 14 || r.Days[31].Read != 11 {
			t.Errorf("the report says %d, %d and %d", r.Total.Read, r.Days[19].Read, r.Days[31].Read)
		}
	})
}

// Totals that are as they should be are not written again with those that are not: there are years of them.
func TestThin_leavesWhatIsThinned(t *testing.T) {
	t.Parallel()
	b := setup(t, dbtest.New(t, database.SQLite))
	b.totals(t, wib(5, 20, 12), 0, outbox.Blast, 14)
	b.totals(t, wib(5, 21, 9), 0, outbox.Blast, 11)
	b.write(t, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TRIGGER untouched BEFORE DELETE ON report_send WHEN old.read_count = 14 BEGIN SELECT RAISE(ABORT, 'written again'); END`)
		return err
	})
	b.thinOut(t)
	if got, want := b.rowsOf(t, "report_send", "read_count"), "05-20 12:00: 14; 05-21 12:00: 11; "; got != want {
		t.Errorf("the totals are %q, want %q", got, want)
	}
}

// What becomes of a message after its total was thinned does not come into the totals any more.
func TestThin_aLateReport(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.meet(t, 1)
		b.dispatch(t)
		m := b.send(t, 0, 0, outbox.API, outbox.OriginAPI, "")
		b.drained(t)
		b.clock.Advance(200 * day)
		b.thinOut(t)
		b.reports(t, m, channel.StatusDelivered)
		if got := b.rowsOf(t, "report_send", "delivered"); got != "" {
			t.Errorf("the totals have %q", got)
		}
	})
}

// Totals of which the ledger has rows stay as they are; those whose rows are gone are thinned, however young they are.
func TestThinGone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.meet(t, 3)
		b.dispatch(t)
		b.send(t, 0, 0, outbox.API, outbox.OriginAPI, "")
		b.send(t, 0, 1, outbox.Human, outbox.OriginHuman, budi)
		b.send(t, 1, 2, outbox.API, outbox.OriginAPI, "")
		b.drained(t)
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM send WHERE lane = 0 OR channel_id = $1`, b.around.channels[1].ID)
			if err == nil {
				err = b.Stopped(t.Context(), tx, b.clock.Now())
			}
			return err
		})
		for _, stops := range []bool{false, true} {
			if err := b.ThinGone(t.Context(), b.ws, stops); err != nil {
				t.Fatal(err)
			}
			left := map[string]int{}
			for _, table := range []string{"report_send", "report_work", "report_stop"} {
				b.read(t, func(q wsdb.Query) error {
					var n int
					err := q.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n)
					left[table] = n
					return err
				})
			}
			if left["report_send"] != 1 || left["report_work"] != 0 || left["report_stop"] == 1 == stops {
				t.Errorf("stops %t: %v", stops, left)
			}
		}
	})
}
