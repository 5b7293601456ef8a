package wsdb_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// BenchmarkCompact compacts 200,000 rows with their index, a tenth of them deleted, and measures how long a writer and a reader wait
// at most meanwhile.
func BenchmarkCompact(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			if engine == database.Postgres && !dbtest.HasPostgres() {
				b.Skip("KELOLA_TEST_POSTGRES is not set")
			}
			for b.Loop() {
				b.StopTimer()
				benchmarkCompact(b, dbtest.New(b, engine))
				b.StartTimer()
			}
		})
	}
}

func benchmarkCompact(b *testing.B, db *wsdb.DB) {
	b.Helper()
	ws := dbtest.Workspace(b, db)
	notes(b, db, ws)
	for i := range 200 {
		plant(b, db, ws, newCanaries(1000, 1000*i+1))
	}
	run(b, db, ws, "UPDATE note SET body = body || $1", strings.Repeat(" kata", 40))
	run(b, db, ws, "DELETE FROM note WHERE id % 10 = 3")
	ctx, stop := context.WithCancel(b.Context())
	var wg sync.WaitGroup
	longest := func(what string, fn func(n int) error) {
		wg.Go(func() {
			var most time.Duration
			for n := 0; ctx.Err() == nil; n++ {
				begun := clock.System{}.Now()
				if err := fn(n); err != nil {
					b.Error(err)
				}
				most = max(most, clock.System{}.Now().Sub(begun))
				<-clock.System{}.After(2 * time.Millisecond)
			}
			b.ReportMetric(float64(most.Milliseconds()), "ms-"+what)
		})
	}
	longest("writer", func(n int) error {
		return db.Join(b.Context(), ws, func(tx *wsdb.Tx) error { return insertNote(b, tx, 1_000_000+n, "x") })
	})
	longest("reader", func(int) error {
		var n int
		return db.Read(b.Context(), ws, func(q wsdb.Query) error {
			return q.QueryRow(b.Context(), "SELECT count(*) FROM note WHERE id = 5").Scan(&n)
		})
	})
	b.StartTimer()
	c := compact(b, db, ws)
	b.StopTimer()
	stop()
	wg.Wait()
	b.ReportMetric(float64(c.BytesBefore>>20), "MB-before")
	b.ReportMetric(float64(c.BytesAfter>>20), "MB-after")
	dbtest.Close(b, db)
}
