package contact_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) fill(t *testing.T, group contact.GroupID, f contact.Filter, times int) job.Job {
	t.Helper()
	j, err := b.Fill(t.Context(), b.ws, group, f, job.Owner{})
	if err != nil {
		t.Fatal(err)
	}
	for range times {
		if err := b.WorkFill(t.Context(), contact.FillWork{Workspace: b.ws, Job: j.ID}); err != nil {
			t.Fatal(err)
		}
	}
	b.read(t, func(q wsdb.Query) (err error) {
		j, err = b.jobs.Get(t.Context(), q, j.ID)
		return err
	})
	return j
}

func TestService_Fill(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		var file strings.Builder
		file.WriteString("Nama,No HP,Kota\n")
		for i := range 5001 { // more than a page
			fmt.Fprintf(&file, "N%d,0812%08d,%s\n", i, i, []string{"Solo", "Bali"}[i%2])
		}
		b.runImport(t, b.mapped(t, file.String(), nil).ID)
		g := b.group(t, "Semua")
		for name, want := range map[string]int64{"all": 5001, "again": 5001} {
			if j := b.fill(t, g.ID, contact.Filter{}, 2); j.State != job.Done || j.Done != want || j.Total != want {
				t.Errorf("%s: job = %+v", name, j)
			}
		}
		solo := b.group(t, "Solo")
		b.fill(t, solo.ID, contact.Filter{Group: g.ID, Fields: map[string]string{"kota": "Solo"}}, 1)
		b.read(t, func(q wsdb.Query) error {
			for group, want := range map[contact.GroupID]int64{g.ID: 5001, solo.ID: 2501} {
				got, err := b.Group(t.Context(), q, group)
				if err != nil || got.Count != want {
					t.Errorf("%s has %d members, %v; want %d", got.Name, got.Count, err, want)
				}
			}
			return nil
		})
	})
}

func TestService_Fill_ends(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.create(t, "Budi", "08123456781")
		g := b.group(t, "VIP")
		if _, err := b.Fill(t.Context(), b.ws, id.New[contact.Group](), contact.Filter{}, job.Owner{}); !errors.Is(err, contact.ErrGroupNotFound) {
			t.Errorf("without a group: %v", err)
		}
		if _, err := b.Fill(t.Context(), b.ws, g.ID, contact.Filter{Consent: "x"}, job.Owner{}); !errors.Is(err, contact.ErrFilter) {
			t.Errorf("with a bad filter: %v", err)
		}
		cancelled := b.fill(t, g.ID, contact.Filter{}, 0)
		b.write(t, func(tx *wsdb.Tx) error { return b.jobs.Cancel(t.Context(), tx, cancelled.ID) })
		if err := b.WorkFill(t.Context(), contact.FillWork{Workspace: b.ws, Job: cancelled.ID}); err != nil {
			t.Error(err)
		}
		orphan := b.fill(t, g.ID, contact.Filter{}, 0)
		b.write(t, func(tx *wsdb.Tx) error { return b.DeleteGroup(t.Context(), tx, g.ID) })
		if err := b.WorkFill(t.Context(), contact.FillWork{Workspace: b.ws, Job: orphan.ID}); err != nil {
			t.Error(err)
		}
		b.read(t, func(q wsdb.Query) error {
			got, err := b.jobs.Get(t.Context(), q, orphan.ID)
			if got.State != job.Failed || got.ErrorCode != contact.ErrGroupNotFound.Code {
				t.Errorf("without its group: %+v", got)
			}
			var left int
			return errors.Join(err, q.QueryRow(t.Context(), `SELECT COUNT(*) + (SELECT COUNT(*) FROM contact_group_member) FROM contact_group_fill`).Scan(&left),
				map[bool]error{true: errors.New("something was left behind")}[left != 0])
		})
	})
}
