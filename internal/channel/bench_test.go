package channel_test

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/secret"
)

// BenchmarkIngest stores events one by one from many senders, as deliveries come, and then processes them.
func BenchmarkIngest(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			if engine == database.Postgres && !dbtest.HasPostgres() {
				b.Skip("KELOLA_TEST_POSTGRES is not set")
			}
			db := dbtest.New(b, engine)
			ws := dbtest.Workspace(b, db)
			svc := channel.New(channel.Deps{
				DB: db, Clock: dbtest.Clock(b, db), Log: slog.New(slog.DiscardHandler), Events: event.New(event.NewHub()),
				Connectors: map[channel.Kind]channel.Connector{channel.CloudAPI: &stub{}},
			})
			c, _, err := svc.Connect(b.Context(), ws, channel.Connect{
				Kind: channel.CloudAPI, Name: "Toko", AccountID: "900", ExternalID: "100", Token: secret.New("EAAtoken123"),
			})
			if err != nil {
				b.Fatal(err)
			}
			in := channel.NewIngest(svc)
			raw := make([]byte, 500)
			b.ResetTimer()
			var wg sync.WaitGroup
			const senders = 64
			for n := range senders {
				wg.Go(func() {
					for i := n; i < b.N; i += senders {
						f := channel.Fragment{Workspace: ws, Channel: c.ID, Kind: "status", Key: fmt.Sprintf("s:%d", i), Raw: raw}
						if err := in.Store(b.Context(), []channel.Fragment{f}); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			stored := b.Elapsed()
			if err := in.Process(b.Context(), ws); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.N)/stored.Seconds(), "stored/s")
			b.ReportMetric(float64(b.N)/(b.Elapsed()-stored).Seconds(), "processed/s")
		})
	}
}
