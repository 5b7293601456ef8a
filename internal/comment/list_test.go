package comment

import (
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestMatches_narrowed: every narrowing shows the newest first and goes on where the page ended.
func TestMatches_narrowed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		first := b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo")})
		second := b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Halo"), Repeat: Repeat{Every: true}})
		for i := range 6 { // the first time both meet, later the first one skips
			b.receive(t, b.comment(t, fmt.Sprint(i%3), "harga"))
		}
		list := func(f MatchFilter) (out []string) {
			t.Helper()
			f.Page.Limit = 2
			for {
				var p page.Page[MatchView]
				err := db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
					p, err = b.Matches(t.Context(), q, f)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range p.Items {
					out = append(out, m.Comment.ExternalID+" "+m.RuleName+" "+string(m.Outcome))
				}
				if p.Next == "" {
					return out
				}
				f.Page.Cursor = page.Cursor(p.Next)
			}
		}
		ch, other := b.world.channel.ID, id.New[channel.Channel]()
		of := func(f MatchFilter, want ...string) {
			t.Helper()
			equal(t, fmt.Sprintf("%+v", f), list(f), want)
		}
		skipped := []string{"c6 Harga skipped", "c5 Harga skipped", "c4 Harga skipped"}
		answered := []string{"c3 Harga answered", "c2 Harga answered", "c1 Harga answered"}
		of(MatchFilter{Rule: first.ID}, append(skipped, answered...)...)
		of(MatchFilter{Rule: first.ID, Outcome: Skipped, Channel: ch}, skipped...)
		of(MatchFilter{Outcome: Skipped}, skipped...)
		of(MatchFilter{Rule: second.ID, Outcome: Lost}, "c3 Semua lost", "c2 Semua lost", "c1 Semua lost")
		of(MatchFilter{Channel: ch, Outcome: Lost}, "c3 Semua lost", "c2 Semua lost", "c1 Semua lost")
		of(MatchFilter{Rule: second.ID, Channel: other})
		if n := len(list(MatchFilter{})); n != 12 {
			t.Errorf("%d matches in all", n)
		}
	})
}
