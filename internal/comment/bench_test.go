package comment

import (
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
)

// BenchmarkHandleEvents judges a hundred comments at a time by fifty rules, one of which answers each.
func BenchmarkHandleEvents(b *testing.B) {
	x := setup(b, dbtest.New(b, database.SQLite))
	for i := range 50 {
		x.start(b, fmt.Sprint("Aturan ", i), Spec{Match: words(fmt.Sprintf("kode%03d", i)), Private: private("Halo"), Repeat: Repeat{Every: true}})
	}
	b.ReportAllocs()
	for b.Loop() {
		evs := make([]channel.Event, 100)
		for i := range evs {
			evs[i] = x.comment(b, fmt.Sprint(i), fmt.Sprintf("mau kode%03d ya", i%50))
		}
		x.receive(b, evs...)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/100, "µs/comment")
}
