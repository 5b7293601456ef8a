package comment

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// What a rule wrote under a post is needed by its match alone, and goes with it; what a conversation shows stays.
func TestPurge_matchesTakeTheirSendsAlong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo"), Public: &Public{Texts: []string{"Cek DM ya"}}})
		b.receive(t, b.comment(t, "77", "Harga kak?"))
		equal(t, "sent", b.sent(t), []string{"P Halo", "U Cek DM ya"})
		b.accept(t, "77")
		count := func() (sends, matches int) {
			t.Helper()
			err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
				return q.QueryRow(t.Context(), `SELECT (SELECT COUNT(*) FROM send), (SELECT COUNT(*) FROM comment_match)`).Scan(&sends, &matches)
			})
			if err != nil {
				t.Fatal(err)
			}
			return sends, matches
		}
		purge := func(days int) {
			t.Helper()
			err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				if _, err := tx.Exec(t.Context(), `UPDATE send SET state = 'sent'`); err != nil {
					return err
				}
				if _, err := b.outbox.PurgeLog(t.Context(), tx, tx.Now().AddDate(0, 0, -days)); err != nil {
					return err
				}
				if err := b.PurgeComments(t.Context(), tx, tx.Now().AddDate(0, 0, -90)); err != nil {
					return err
				}
				return b.PurgeMatches(t.Context(), tx, tx.Now().AddDate(0, 0, -90))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Clock(t, db).Advance(40 * 24 * 3600 * 1e9)
		purge(30)
		if sends, matches := count(); sends != 2 || matches != 1 {
			t.Fatalf("after the log has forgotten: %d sends, %d matches", sends, matches)
		}
		dbtest.Clock(t, db).Advance(60 * 24 * 3600 * 1e9)
		purge(30)
		if sends, matches := count(); sends != 1 || matches != 0 {
			t.Fatalf("after the match has gone: %d sends, %d matches", sends, matches)
		}
		left := b.sends(t)
		if len(left) != 1 || left[0].Content.Comment == nil || left[0].Content.Comment.Public || left[0].Origin.Kind != outbox.OriginComment || left[0].Key == "" {
			t.Errorf("left = %+v", left)
		}
	})
}
