package backup

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// bucket is a store that speaks S3.
func bucket(t *testing.T) *blob.Store {
	t.Helper()
	memory := s3mem.New()
	if err := memory.CreateBucket("cadangan"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(memory).Server())
	t.Cleanup(server.Close)
	s, err := blob.OpenTarget(t.Context(), "s3://cadangan/kelola?endpoint="+url.QueryEscape(server.URL), blob.Access{Key: "k", Secret: secret.New("s")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// A bucket does for backups what a folder does: made, listed, checked, put back, and ended with their time.
func TestBackup_intoABucket(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.target = bucket(t)
		b.s = b.s.To(b.target)
		m := b.create(t)
		if r, err := b.s.Verify(t.Context(), m.ID); err != nil || r.Blobs != 2 {
			t.Fatalf("Verify = %+v, %v", r, err)
		}
		p := empty(t, db, db.Engine())
		back, res := p.restore(t, p.options(t, b, m.ID), nil)
		if res.Workspaces != 1 || res.Blobs != 2 {
			t.Errorf("%+v", res)
		}
		if want, got := workspaceRows(t, db, b.ws), workspaceRows(t, back, b.ws); want != got {
			t.Errorf("the workspace differs: %s", difference(want, got))
		}
		dbtest.Clock(t, db).Advance(48 * time.Hour)
		second := b.create(t)
		if gone, err := b.s.Prune(t.Context(), 24*time.Hour); err != nil || !slices.Equal(gone, []string{m.ID}) {
			t.Errorf("Prune = %v, %v", gone, err)
		}
		all, err := b.s.List(t.Context())
		if err != nil || len(all) != 1 || all[0].ID != second.ID || all[0].Problem != nil {
			t.Errorf("List = %+v, %v", all, err)
		}
		left := 0
		if err := b.target.List(t.Context(), m.ID+"/", func(string, int64) error {
			left++
			return nil
		}); err != nil || left != 0 {
			t.Errorf("%d files of the old one are left, %v", left, err)
		}
	})
}
