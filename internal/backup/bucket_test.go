package backup

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
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
	return served(t, server)
}

// served is the store behind a server, which ends with the test.
func served(t *testing.T, server *httptest.Server) *blob.Store {
	t.Helper()
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

// flaky is a bucket in which one blob cannot be read, or not to its end.
func flaky(t *testing.T, key string, refuse bool) *blob.Store {
	t.Helper()
	memory := s3mem.New()
	if err := memory.CreateBucket("cadangan"); err != nil {
		t.Fatal(err)
	}
	handler := gofakes3.New(memory).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, key) {
			handler.ServeHTTP(w, r)
			return
		}
		if refuse {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, r)
		w.Header().Set("Content-Length", strconv.Itoa(rec.Body.Len()))
		_, _ = w.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
	}))
	return served(t, server)
}

// A connection that breaks while a backup is read does not make it a damaged one.
func TestVerify_aConnectionThatBreaks(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"/system/rows", "/blobs", "/" + manifestFile} {
		db := dbtest.New(t, database.SQLite)
		b := setup(t, db)
		b.s = b.s.To(flaky(t, key, false))
		m := b.create(t)
		if _, err := b.s.Verify(t.Context(), m.ID); !errors.Is(err, blob.ErrUnavailable) || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: Verify = %v", key, err)
		}
		r := Report{Manifest: m}
		err := errors.Join(r.part(t.Context(), b.s.d.Target, db.System().Keys(), &m.System), r.part(t.Context(), b.s.d.Target, db.System().Keys(), &m.Workspaces[0]))
		if key != "/"+manifestFile && (!errors.Is(err, blob.ErrUnavailable) || fault.KindOf(err) != fault.Unavailable) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// Attachments that cannot be read leave their workspace out, and no other.
func TestCreate_goesOnWithoutAttachmentsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := setup(t, db)
	broken := dbtest.Workspace(t, db)
	b.s.d.Blobs = flaky(t, "/broken", true)
	for _, key := range []string{prefix(b.ws) + "whole", prefix(broken) + "broken"} {
		err := b.s.d.Blobs.Put(t.Context(), key, func(w io.Writer) error {
			_, err := io.WriteString(w, "isi")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	m := b.create(t)
	if len(m.Workspaces) != 1 || m.Workspaces[0].BlobCount != 1 || !slices.Equal(m.Failed, []Failed{{broken, blob.ErrUnavailable.Code}}) {
		t.Fatalf("%+v", m)
	}
	if _, err := b.s.Verify(t.Context(), m.ID); err != nil {
		t.Error(err)
	}
}

// A bucket that does not answer any more does not keep the program from ending.
func TestCreate_aBucketThatStallsHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := setup(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		cancel()
		<-over
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(over) })
	target, err := blob.OpenTarget(t.Context(), "s3://cadangan/kelola?endpoint="+url.QueryEscape(server.URL), blob.Access{Key: "k", Secret: secret.New("s")})
	if err != nil {
		t.Fatal(err)
	}
	b.s = b.s.To(target)
	b.s.tidy = 50 * time.Millisecond
	ended := make(chan error)
	go func() {
		_, err := b.s.Create(ctx)
		ended <- err
	}()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("a backup that was not stored is taken for one")
		}
	case <-clock.System{}.After(20 * time.Second):
		t.Fatal("it goes on waiting")
	}
	if left, err := partKeys(t.Context(), db.System().Keys()); err != nil || len(left) > 0 {
		t.Errorf("keys are left: %v, %v", left, err)
	}
}
