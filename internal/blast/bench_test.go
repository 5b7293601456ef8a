package blast

import (
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// BenchmarkPlan measures what the pump does for one recipient: freeze, judge, render, ledger row, conversation, bubble, counters.
// The contacts exist; nothing is dispatched. It stops the ledger from filling up by ending what waits outside the measured time.
func BenchmarkPlan(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			if engine == database.Postgres && !dbtest.HasPostgres() {
				b.Skip("KELOLA_TEST_POSTGRES is not set")
			}
			benchmarkPlan(b, engine)
		})
	}
}

func benchmarkPlan(b *testing.B, engine database.Engine) {
	x := setup(b, dbtest.New(b, engine))
	const size = 20000
	x.crowd(b, size)
	rate := 0.0
	for b.Loop() {
		b.StopTimer()
		d := x.draft(b)
		x.start(b, d)
		b.StartTimer()
		for more := true; more; {
			x.write(b, func(tx *wsdb.Tx) (err error) {
				more, err = x.step(b.Context(), tx, d.ID)
				return err
			})
			if more {
				b.StopTimer()
				x.sentAll(b, d)
				b.StartTimer()
			}
		}
		if c := x.view(b, d).Counts; c.Total != size {
			b.Fatalf("planned %+v", c)
		}
	}
	rate = float64(size*b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "recipients/s")
}

// sentAll pretends that the dispatcher has taken everything, in the ledger and in the counters.
func (b *bundle) sentAll(t testing.TB, d Blast) {
	t.Helper()
	b.write(t, func(tx *wsdb.Tx) error {
		if _, err := tx.Exec(t.Context(), `UPDATE send SET state = 'accepted' WHERE state = 'queued' AND origin_id = $1`, d.ID.String()); err != nil {
			return err
		}
		return b.store.withProgress(t.Context(), tx, d.ID, func(p *progress) {
			p.move(outbox.StateQueued, outbox.StateAccepted, p.Queued)
		})
	})
}

// crowd makes contacts who agreed to promotion, in bulk: copies of one with numbers of their own.
func (b *bundle) crowd(t testing.TB, n int) {
	t.Helper()
	b.people(t, 1)
	const page = 1000
	for at := 1; at < n; at += page {
		b.write(t, func(tx *wsdb.Tx) error {
			for i := at; i < min(at+page, n); i++ {
				_, err := tx.Exec(t.Context(), `INSERT INTO contact (id, name, name_key, name_typed, phone, email, fields, consent_service,
					consent_reminder, consent_promo, suppressed_at, suppressed_reason, source, created_at, updated_at)
					SELECT $1, name, name_key, name_typed, $2, email, fields, consent_service,
					consent_reminder, consent_promo, suppressed_at, suppressed_reason, source, created_at, updated_at
					FROM contact WHERE id = $3`, id.New[contact.Contact](), fmt.Sprintf("+62813%07d", i), b.ids[0])
				if err != nil {
					return err
				}
			}
			_, err := tx.Exec(t.Context(), `UPDATE contact_total SET contacts = (SELECT COUNT(*) FROM contact)`)
			return err
		})
	}
}
