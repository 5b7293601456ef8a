package blast

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// A draft uses nothing yet, and what is over needs nothing any more; everything in between keeps its template.
func TestService_TemplateUses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 3)
		d := b.draft(t)
		ref := d.Message.Template
		uses := func(want int, ch channel.ID, name, language string) {
			t.Helper()
			b.read(t, func(q wsdb.Query) error {
				got, err := b.TemplateUses(t.Context(), q, []channel.ID{id.New[channel.Channel](), ch}, name, language)
				if got != want {
					t.Errorf("uses = %d, want %d", got, want)
				}
				return err
			})
		}
		uses(0, d.Channel, ref.Name, ref.Language)
		b.start(t, d)
		uses(1, d.Channel, ref.Name, ref.Language)
		uses(0, d.Channel, ref.Name, "en")
		uses(0, d.Channel, "other", ref.Language)
		uses(0, id.New[channel.Channel](), ref.Name, ref.Language)
		b.dispatch(t)
		b.waitState(t, d, Finished)
		uses(0, d.Channel, ref.Name, ref.Language)
	})
}
