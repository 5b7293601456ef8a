package outbox

import (
	"fmt"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const benchRows = 1_000_000

// A million messages: nearly all of blasts and delivered, a few of everything else; the second channel has one in ten thousand.
func BenchmarkList(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			if engine == database.Postgres && !dbtest.HasPostgres() {
				b.Skip("no PostgreSQL")
			}
			w := setup(b, dbtest.New(b, engine))
			rare := id.New[channel.Channel]()
			start := time.Now()
			for from := 0; from < benchRows; from += 5000 {
				if err := w.db.Write(b.Context(), w.ws, func(tx *wsdb.Tx) error { return w.benchRows(b, tx, from, rare) }); err != nil {
					b.Fatal(err)
				}
			}
			b.Logf("%d rows in %s", benchRows, time.Since(start))
			day := dbtest.Start.Add(benchRows / 2 * time.Second)
			for name, f := range map[string]Filter{
				"all": {}, "failed": {State: StateFailed}, "skipped": {State: StateSkipped}, "human": {Lane: new(Human)}, "blast": {Lane: new(Blast)},
				"rare channel": {Channel: rare}, "a day": {From: day, To: day.Add(24 * time.Hour)}, "whole number": {Number: "628120371234"},
				"four digits": {Number: "1234"}, "failed of a rare channel": {State: StateFailed, Channel: rare},
			} {
				f.Limit = 51
				b.Run(name, func(b *testing.B) {
					for b.Loop() {
						if err := w.db.Read(b.Context(), w.ws, func(q wsdb.Query) error { _, err := w.List(b.Context(), q, f); return err }); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func (b *bundle) benchRows(t testing.TB, tx *wsdb.Tx, from int, rare channel.ID) error {
	t.Helper()
	rows := make([]Send, 5000)
	for i := range rows {
		n := from + i
		m := Send{Request: b.request(Blast), CreatedAt: dbtest.Start.Add(time.Duration(n) * time.Second)}
		m.ID, m.Key = idOf(t, m.CreatedAt, n+1), ""
		m.To.Phone = fmt.Sprintf("+62812%07d", n*7919%10_000_000)
		if n%5000 == 17 {
			m.Lane = Human
		}
		if n%10_000 == 23 {
			m.Channel = rare
		}
		rows[i] = m
	}
	if err := b.store.insert(t.Context(), tx, rows); err != nil {
		return err
	}
	for state, n := range map[State]int{StateFailed: 11, StateSkipped: 12} {
		if _, err := tx.Exec(t.Context(), `UPDATE send SET state = $2 WHERE id = $1`, rows[n].ID, state); err != nil {
			return err
		}
	}
	_, err := tx.Exec(t.Context(), `UPDATE send SET state = 'delivered' WHERE id >= $1 AND state = 'queued'`, rows[0].ID)
	return err
}
