package report

import (
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The two engines make rows in different ways; ids stand in the order of time as always.
const (
	manySQLite = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999)
		INSERT INTO send (id, channel_id, lane, origin, origin_id, contact_id, phone, user_id, purpose, content, preview, actor, state, reason, code,
		class, attempt, created_at, sending_at, accepted_at, sent_at, delivered_at, read_at, ended_at)
		SELECT printf('%08x-0000-7000-8000-000000000000', i), CASE WHEN i % 3 = 0 THEN $1 ELSE $2 END, CASE WHEN i % 10 = 0 THEN 0 ELSE 4 END, 'blast', 'x',
		NULL, '', '', 'promo', '{}', '', '', CASE i % 7 WHEN 0 THEN 'failed' WHEN 1 THEN 'read' ELSE 'delivered' END, '', '', '', 1,
		1785542400000000 + CAST(i AS BIGINT) * 7776000, 0, 0, 0, 0, 0, 0 FROM n`
	manyPostgres = `INSERT INTO send (id, channel_id, lane, origin, origin_id, contact_id, phone, user_id, purpose, content, preview, actor, state, reason, code,
		class, attempt, created_at, sending_at, accepted_at, sent_at, delivered_at, read_at, ended_at)
		SELECT CAST(lpad(to_hex(i), 8, '0') || '-0000-7000-8000-000000000000' AS uuid), CASE WHEN i % 3 = 0 THEN CAST($1 AS uuid) ELSE CAST($2 AS uuid) END,
		CASE WHEN i % 10 = 0 THEN 0 ELSE 4 END, 'blast', 'x', NULL, '', '', 'promo', '{}', '', '',
		CASE i % 7 WHEN 0 THEN 'failed' WHEN 1 THEN 'read' ELSE 'delivered' END, '', '', '', 1,
		1785542400000000 + CAST(i AS BIGINT) * 7776000, 0, 0, 0, 0, 0, 0 FROM generate_series(0, 999999) AS i`
	manyAnswers = `INSERT INTO report_answer (quarter_at, channel_id, actor, seconds, answers)
		SELECT created_at / 900000000 * 900000000, channel_id, 'a', created_at % 86400, COUNT(*) FROM send WHERE lane = 0 GROUP BY 1, 2, 3, 4`
)

// BenchmarkReport reads ninety days with a million messages and a hundred thousand answers by hand.
func BenchmarkReport(b *testing.B) {
	engines := []database.Engine{database.SQLite}
	if dbtest.HasPostgres() {
		engines = append(engines, database.Postgres)
	}
	for _, engine := range engines {
		b.Run(engine.String(), func(b *testing.B) {
			x := setup(b, dbtest.New(b, engine))
			text, err := migrations.Files.ReadFile("workspace/0160_report.sql")
			if err != nil {
				b.Fatal(err)
			}
			_, fill, _ := strings.Cut(string(text), "-- What is there already")
			_, fill, _ = strings.Cut(fill, "\n")
			x.write(b, func(tx *wsdb.Tx) error {
				many := manySQLite
				if engine == database.Postgres {
					many = manyPostgres
				}
				_, err := tx.Exec(b.Context(), many, id.New[int]().String(), id.New[int]().String())
				return err
			})
			x.write(b, func(tx *wsdb.Tx) error {
				for _, statement := range append(strings.SplitAfter(fill, ";\n"), manyAnswers) {
					if strings.TrimSpace(statement) == "" {
						continue
					}
					if _, err := tx.Exec(b.Context(), statement); err != nil {
						return err
					}
				}
				return nil
			})
			for b.Loop() {
				r, err := x.Report(b.Context(), x.ws, Period{From: "2026-08-01", Until: "2026-10-29"})
				if err != nil || r.Total.Total() < 990_000 || r.Total.Waits.Answers() < 99_000 {
					b.Fatalf("%+v, %v", r.Total, err)
				}
			}
		})
	}
}
