package erase

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestPlan_isWhatIsDoneButForWhatCame lets others write while a deletion begins. What was done of each table is what the plan counted and what
// came after it, to the row.
func TestPlan_isWhatIsDoneButForWhatCame(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 40)
		request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Contacts, datamap.Chats, datamap.Sending}})
		r, _ := b.get(t, request)
		want := map[string]int64{}
		for _, l := range r.Plan.Lines {
			if l.Method == Delete {
				want[l.Table] += l.Rows
			}
		}
		came := b.writeUntilBusy(t, 3)
		began := make(chan struct{})
		var carry sync.WaitGroup
		carry.Go(func() {
			<-began
			for {
				if err := b.Due(t.Context()); err != nil {
					t.Error(err)
					return
				}
				if r, _, err := b.Get(t.Context(), b.ws, request); err != nil || r.State != Unproven {
					return
				}
			}
		})
		arrived := came(func() { close(began) })
		carry.Wait()
		r, _ = b.get(t, request)
		if r.State != Complete {
			t.Fatalf("it is %s (%s)", r.State, r.Reason)
		}
		done := map[string]int64{}
		for _, l := range r.Report.Lines {
			if l.Method == Delete {
				done[l.Table] += l.Rows
			}
		}
		total := int64(0)
		for table, n := range arrived {
			want[table] += n
			total += n
		}
		for _, table := range slices.Sorted(maps.Keys(want)) {
			if done[table] != want[table] {
				t.Errorf("%s: %d rows were deleted; the plan and what came are %d, of which %d came", table, done[table], want[table], arrived[table])
			}
		}
		if total < 30 {
			t.Errorf("%d rows came: the test did not test", total)
		}
		t.Logf("%d rows came after the plan", total)
	})
}

// writeUntilBusy writes contacts, groups and changes of consent from several sides until the deletion has begun. The returned function says
// how many rows of each table were written in all; it calls once when there are some.
func (b *bench) writeUntilBusy(t *testing.T, writers int) func(once func()) map[string]int64 {
	t.Helper()
	return func(once func()) map[string]int64 {
		var mu sync.Mutex
		counts := map[string]int64{}
		var work sync.WaitGroup
		for w := range writers {
			work.Go(func() {
				for n := 0; !b.Busy(b.ws); n++ {
					id := uuid(1000 + w*100_000 + n)
					err := b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
						for _, text := range []string{
							`INSERT INTO contact_group (id, name, name_key, members, created_at) VALUES ('%s', 'x', '%[1]s', 0, 1)`,
							`INSERT INTO contact_group_member (group_id, contact_id, name_key) VALUES ('%s', '%[1]s', '')`,
							`INSERT INTO consent_change (contact_id, purpose, at, state, source, actor) VALUES ('%s', 'promo', 1, 1, '', '')`,
						} {
							if _, err := tx.Exec(t.Context(), fmt.Sprintf(text, id)); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, table := range []string{"contact_group", "contact_group_member", "consent_change"} {
						counts[table]++
					}
					if counts["contact_group"] == 10 {
						once()
					}
					mu.Unlock()
				}
			})
		}
		work.Wait()
		return counts
	}
}
