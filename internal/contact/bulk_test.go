package contact_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) startBulk(t *testing.T, act contact.Bulk) job.Job {
	t.Helper()
	j, _, err := b.StartBulk(t.Context(), b.ws, act, job.Owner{})
	if err != nil {
		t.Fatalf("StartBulk(%s): %v", act.Act, err)
	}
	return j
}

func (b *bundle) workBulk(t *testing.T, j job.Job) job.Job {
	t.Helper()
	for range 2 { // a repeat does no harm
		if err := b.WorkBulk(t.Context(), contact.BulkWork{Workspace: b.ws, Job: j.ID}); err != nil {
			t.Fatalf("WorkBulk: %v", err)
		}
	}
	return b.job(t, j.ID)
}

// bulk starts an act, lets the time to take it back pass, and does it.
func (b *bundle) bulk(t *testing.T, act contact.Bulk) job.Job {
	t.Helper()
	j := b.startBulk(t, act)
	b.clock.Advance(10 * time.Second)
	return b.workBulk(t, j)
}

func (b *bundle) job(t *testing.T, which job.ID) (j job.Job) {
	t.Helper()
	b.read(t, func(q wsdb.Query) (err error) {
		j, err = b.jobs.Get(t.Context(), q, which)
		return err
	})
	return j
}

func (b *bundle) left(t *testing.T, query string) (n int) {
	t.Helper()
	b.read(t, func(q wsdb.Query) error { return q.QueryRow(t.Context(), query).Scan(&n) })
	return n
}

const bulkRows = `SELECT (SELECT COUNT(*) FROM contact_bulk) + (SELECT COUNT(*) FROM contact_bulk_page)`

func TestService_Bulk_manyPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Label: "Kota", Type: contact.TypeText})
		var file strings.Builder
		file.WriteString("Nama,No HP,Kota\n")
		for i := range 2202 { // several pages
			fmt.Fprintf(&file, "N%d,0812%08d,%s\n", i, i, []string{"Solo", "Bali"}[i%2])
		}
		b.runImport(t, b.mapped(t, file.String(), nil).ID)
		g := b.group(t, "Solo")
		solo := &contact.Filter{Fields: map[string]string{"kota": "Solo"}}
		if j := b.bulk(t, contact.Bulk{Act: contact.ActAddToGroup, Filter: solo, Group: g.ID}); j.State != job.Done || j.Done != 1101 || j.Total != 1101 {
			t.Errorf("add: %+v", j)
		}
		if err := b.texts.Index(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		if j := b.bulk(t, contact.Bulk{Act: contact.ActRemoveFromGroup, Filter: &contact.Filter{Group: g.ID, Search: "N2"}, Group: g.ID}); j.State != job.Done {
			t.Errorf("remove: %+v", j)
		}
		n := int64(1101)
		if j := b.bulk(t, contact.Bulk{Act: contact.ActDelete, Filter: solo, Expect: &n}); j.State != job.Done || j.Done != 1101 {
			t.Errorf("delete: %+v", j)
		}
		if all := b.left(t, `SELECT COUNT(*) FROM contact`); all != 1101 {
			t.Errorf("%d contacts are left", all)
		}
		if kept := b.left(t, `SELECT contacts FROM contact_total WHERE one = 1`); kept != 1101 {
			t.Errorf("the kept number is %d", kept)
		}
		if members := b.left(t, `SELECT (SELECT COUNT(*) FROM contact_group_member) + SUM(members) FROM contact_group`); members != 0 {
			t.Errorf("%d members are left or counted", members)
		}
		if rows := b.left(t, bulkRows); rows != 0 {
			t.Errorf("%d rows of acts were left behind", rows)
		}
	})
}

// TestService_Bulk_onlyTheChosen: who comes to match later is not touched; who has stopped matching is left alone.
func TestService_Bulk_onlyTheChosen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		chosen, leaves, goes := b.create(t, "Budi", "08123456781"), b.create(t, "Siti", "08123456782"), b.create(t, "Ayu", "08123456783")
		later := b.create(t, "Dewi", "08123456784")
		vip := b.group(t, "VIP", chosen.ID, leaves.ID, goes.ID)
		j := b.startBulk(t, contact.Bulk{Act: contact.ActSuppress, Filter: &contact.Filter{Group: vip.ID}})
		fresh := b.create(t, "Eka", "08123456785")
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.Join(t.Context(), tx, vip.ID, []contact.ID{later.ID, fresh.ID})
			return errors.Join(err, b.SetGroups(t.Context(), tx, leaves.ID, nil))
		})
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.Erase(t.Context(), tx, goes.ID)
			return err
		})
		b.clock.Advance(10 * time.Second)
		if j = b.workBulk(t, j); j.State != job.Done || j.Total != 1 {
			t.Errorf("job = %+v", j)
		}
		for c, want := range map[contact.ID]bool{chosen.ID: true, leaves.ID: false, later.ID: false, fresh.ID: false} {
			if got := b.get(t, c); (got.Suppressed != nil) != want {
				t.Errorf("%s is suppressed: %v, want %v", got.Name, got.Suppressed != nil, want)
			}
		}
	})
}

// Browsers hear that contacts are gone, whether one was deleted or many: what they keep of people goes.
func TestService_deletionsByHandAreTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		one, other := b.create(t, "Budi", "08123456781"), b.create(t, "Siti", "08123456782")
		const told = `SELECT COUNT(*) FROM event WHERE kind = 'workspace.changed'`
		last := func() (at time.Time) {
			b.read(t, func(q wsdb.Query) (err error) {
				at, err = b.LastErased(t.Context(), q)
				return err
			})
			return at
		}
		if !last().IsZero() || b.left(t, told) != 0 {
			t.Fatal("told before anything was deleted")
		}
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.Erase(t.Context(), tx, one.ID)
			return err
		})
		if at := last(); !at.Equal(b.clock.Now()) || b.left(t, told) != 1 {
			t.Errorf("one: %s, told %d times", at, b.left(t, told))
		}
		b.clock.Advance(time.Hour)
		n := int64(1)
		b.bulk(t, contact.Bulk{Act: contact.ActDelete, IDs: []contact.ID{other.ID}, Expect: &n})
		if at := last(); !at.Equal(b.clock.Now()) || b.left(t, told) != 2 {
			t.Errorf("many: %s, told %d times", at, b.left(t, told))
		}
	})
}

func TestService_Bulk_undo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.create(t, "Budi", "08123456781")
		n := int64(1)
		j := b.startBulk(t, contact.Bulk{Act: contact.ActDelete, IDs: []contact.ID{c.ID, c.ID}, Expect: &n})
		err := b.WorkBulk(t.Context(), contact.BulkWork{Workspace: b.ws, Job: j.ID})
		if f, ok := fault.Of(err); !ok || f.Kind != fault.Unavailable || f.RetryAfter <= 0 {
			t.Errorf("before its time: %v", err)
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.jobs.Cancel(t.Context(), tx, j.ID) })
		b.clock.Advance(10 * time.Second)
		if j = b.workBulk(t, j); j.State != job.Cancelled {
			t.Errorf("job = %+v", j)
		}
		b.get(t, c.ID)
		if rows := b.left(t, bulkRows); rows != 0 {
			t.Errorf("%d rows were left behind", rows)
		}
		if audits := b.left(t, `SELECT COUNT(*) FROM job_outbox WHERE kind = 'audit.record'`); audits != 0 {
			t.Errorf("%d acts that were taken back are in the record", audits)
		}
	})
}

func TestService_Bulk_consent(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		open, refused := b.create(t, "Budi", "08123456781"), b.create(t, "Siti", "08123456782")
		b.write(t, func(tx *wsdb.Tx) error {
			return b.SetConsent(t.Context(), tx, refused.ID, contact.PurposePromo, false, "Telepon", "")
		})
		act := contact.Bulk{
			Act: contact.ActSetConsent, Filter: &contact.Filter{}, Purpose: contact.PurposePromo, State: contact.Granted, Source: "Pameran",
		}
		if j := b.bulk(t, act); j.State != job.Done || j.Total != 1 {
			t.Errorf("grant: %+v", j)
		}
		if got := b.get(t, open.ID).Consents[contact.PurposePromo]; got.State != contact.Granted || got.Source != "Pameran" {
			t.Errorf("consent = %+v", got)
		}
		if got := b.get(t, refused.ID).Consents[contact.PurposePromo]; got.State != contact.Denied || got.Source != "Telepon" {
			t.Errorf("a refusal became %+v", got)
		}
		act.State = contact.Denied
		if j := b.bulk(t, act); j.Total != 2 {
			t.Errorf("deny: %+v", j)
		}
	})
}

func TestService_Bulk_refuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.create(t, "Budi", "08123456781")
		b.create(t, "Siti", "08123456782")
		one, all := int64(1), &contact.Filter{}
		for name, test := range map[string]struct {
			act  contact.Bulk
			want error
		}{
			"whom":      {contact.Bulk{Act: contact.ActSuppress}, contact.ErrBulk},
			"both":      {contact.Bulk{Act: contact.ActSuppress, Filter: all, IDs: []contact.ID{c.ID}}, contact.ErrBulk},
			"act":       {contact.Bulk{Act: "x", Filter: all}, contact.ErrBulk},
			"no group":  {contact.Bulk{Act: contact.ActAddToGroup, Filter: all}, contact.ErrBulk},
			"group":     {contact.Bulk{Act: contact.ActAddToGroup, Filter: all, Group: id.New[contact.Group]()}, contact.ErrGroupNotFound},
			"no source": {contact.Bulk{Act: contact.ActSetConsent, Filter: all, Purpose: contact.PurposePromo, State: contact.Granted}, contact.ErrBulk},
			"no number": {contact.Bulk{Act: contact.ActDelete, Filter: all}, contact.ErrBulk},
			"more":      {contact.Bulk{Act: contact.ActDelete, Filter: all, Expect: &one}, contact.ErrBulkMore},
			"nobody":    {contact.Bulk{Act: contact.ActSuppress, IDs: []contact.ID{id.New[contact.Contact]()}}, contact.ErrBulkNobody},
			"filter":    {contact.Bulk{Act: contact.ActSuppress, Filter: &contact.Filter{Consent: "x"}}, contact.ErrFilter},
		} {
			if _, _, err := b.StartBulk(t.Context(), b.ws, test.act, job.Owner{}); !errors.Is(err, test.want) {
				t.Errorf("%s: %v, want %v", name, err, test.want)
			}
		}
		g := b.group(t, "VIP")
		j := b.startBulk(t, contact.Bulk{Act: contact.ActAddToGroup, Filter: all, Group: g.ID})
		b.write(t, func(tx *wsdb.Tx) error { return b.DeleteGroup(t.Context(), tx, g.ID) })
		b.clock.Advance(10 * time.Second)
		if j = b.workBulk(t, j); j.State != job.Failed || j.ErrorCode != contact.ErrGroupNotFound.Code {
			t.Errorf("without its group: %+v", j)
		}
	})
}

// TestService_Bulk_goesOn: a worker that ends between two pages leaves exactly the pages that are done.
func TestService_Bulk_goesOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var file strings.Builder
		file.WriteString("Nama,No HP\n")
		for i := range 1201 {
			fmt.Fprintf(&file, "N%d,0812%08d\n", i, i)
		}
		b.runImport(t, b.mapped(t, file.String(), nil).ID)
		before := b.left(t, `SELECT COUNT(*) FROM job_outbox WHERE kind = 'audit.record'`)
		n := int64(1201)
		j := b.startBulk(t, contact.Bulk{Act: contact.ActDelete, Filter: &contact.Filter{}, Expect: &n})
		b.clock.Advance(10 * time.Second)
		for _, want := range []int{701, 201, 0} {
			if err := b.BulkSome(t.Context(), contact.BulkWork{Workspace: b.ws, Job: j.ID}); err != nil {
				t.Fatal(err)
			}
			got := b.job(t, j.ID)
			if left := b.left(t, `SELECT COUNT(*) FROM contact`); left != want || got.Done != int64(1201-want) || got.State != job.Running {
				t.Errorf("%d contacts are left, want %d; job %+v", left, want, got)
			}
		}
		if j = b.workBulk(t, j); j.State != job.Done || j.Done != 1201 {
			t.Errorf("job = %+v", j)
		}
		if audits := b.left(t, `SELECT COUNT(*) FROM job_outbox WHERE kind = 'audit.record'`); audits != before+1 {
			t.Errorf("the act stands %d times in the record", audits-before)
		}
	})
}
