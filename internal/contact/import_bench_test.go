package contact_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
)

const benchRows = 50_000

func benchFile(round int) []byte {
	var file bytes.Buffer
	file.WriteString("Nama,No HP,Email,Kota,Tanggal Lahir\n")
	for i := range benchRows {
		fmt.Fprintf(&file, "Pelanggan %d,08%d%08d,pelanggan%d@example.com,Bandung,%02d/%02d/19%02d\n",
			i, 12+round%3, (i*7919+round*1_000_003)%100_000_000, i, 1+i%28, 1+i%12, 50+i%50)
	}
	return file.Bytes()
}

// An import with everything: normalised numbers, two custom fields, a group, a consent, the search words.
func BenchmarkImport(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			w := setup(b, dbtest.New(b, engine))
			w.field(b, contact.Field{Label: "Kota", Type: contact.TypeText})
			w.field(b, contact.Field{Label: "Tanggal Lahir", Type: contact.TypeDate})
			g := w.group(b, "Pelanggan")
			var peak uint64
			for round := range b.N {
				b.StopTimer()
				imp := w.upload(b, benchFile(round))
				m := imp.Mapping
				m.Groups = []contact.GroupID{g.ID}
				m.Consent = map[contact.Purpose]string{contact.PurposePromo: "formulir toko"}
				if _, err := w.MapImport(b.Context(), w.ws, imp.ID, m); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				done := w.runImport(b, imp.ID)
				if done.Counts.New != benchRows || done.State != contact.ImportDone {
					b.Fatalf("round %d: %+v", round, done)
				}
				var m2 runtime.MemStats
				runtime.ReadMemStats(&m2)
				peak = max(peak, m2.HeapInuse)
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)*benchRows/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(peak)/(1<<20), "MiB-heap")
		})
	}
}
