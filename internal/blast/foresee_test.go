package blast

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// The pre-flight says who the gates of the outbox will skip, not only who the contacts rule out, and the blast then does as it said.
func TestService_Preflight_foreseesTheGates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		people := b.people(t, 2)
		b.dispatch(t)
		first := b.draft(t)
		b.start(t, first)
		b.waitState(t, first, Finished)
		people = append(people, b.people(t, 3)...)
		b.around.with(func(a *around) { a.settings.FrequencyCap = workspace.FrequencyCap{Count: 1, Days: 7} })
		b.write(t, func(tx *wsdb.Tx) error {
			return b.outbox.WindowOpen(t.Context(), tx, b.around.channel.ID, people[4], tx.Now().Add(time.Hour))
		})
		text := func(d *Blast) { d.Message = Message{Kind: KindText, Text: "Halo {{name}}"} }
		for _, c := range []struct {
			blast Blast
			want  []Count
			run   bool
		}{
			{b.draft(t), []Count{{Reason: "frequency_cap", Count: 2}}, false},
			{b.draft(t, text), []Count{{Reason: "frequency_cap", Count: 2}, {Reason: "window_closed", Count: 2}}, true},
		} {
			name := c.blast.Message.Kind
			got, err := b.Preflight(t.Context(), b.ws, c.blast.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Skipped); diff != "" || len(got.Blockers) > 0 {
				t.Errorf("%s: %v %s", name, got.Blockers, diff)
			}
			seen, err := b.Preview(t.Context(), b.ws, c.blast.ID, people[:1], 0)
			if err != nil || len(seen) != 1 || seen[0].SkipReason != "frequency_cap" {
				t.Errorf("%s: preview = %+v, %v", name, seen, err)
			}
			if !c.run {
				continue
			}
			b.start(t, c.blast)
			b.waitState(t, c.blast, Finished)
			report, err := b.Report(t.Context(), b.ws, c.blast.ID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got.Skipped, report.Skips); diff != "" || int64(report.Counts.Accepted) != got.Sendable {
				t.Errorf("the report differs from the pre-flight: %+v %s", report.Counts, diff)
			}
		}
	})
}
