package library_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

var png = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89")

type bundle struct {
	svc *library.Service
	db  *wsdb.DB
	ws  id.Workspace
	dir string
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "blobs")
	blobs, err := blob.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	return &bundle{
		svc: library.New(library.Deps{
			DB: db, Blobs: blobs, Clock: dbtest.Clock(t, db), Log: slog.New(slog.DiscardHandler), PublicURL: "https://pesan.example.com",
		}),
		db: db, ws: dbtest.Workspace(t, db), dir: dir,
	}
}

// files reads every file of the blob folder.
func (b *bundle) files(t *testing.T) [][]byte {
	t.Helper()
	var out [][]byte
	err := filepath.WalkDir(b.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		out = append(out, content)
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return out
}

func TestService_StoreAndOpen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		content := append(bytes.Clone(png), bytes.Repeat([]byte("KPCN1-picture"), 20_000)...)
		a, err := b.svc.Store(t.Context(), b.ws, iotest.OneByteReader(bytes.NewReader(content)), library.Meta{Name: "../../etc/foto.png", MIME: "text/html", Source: "upload"})
		if err != nil {
			t.Fatal(err)
		}
		if a.Name != "foto.png" || a.MIME != "image/png" || a.Size != int64(len(content)) || len(a.SHA256) != 64 {
			t.Errorf("attachment = %+v", a)
		}
		files := b.files(t)
		if len(files) != 1 || bytes.Contains(files[0], []byte("KPCN1-picture")) {
			t.Errorf("%d files; the bytes must be sealed", len(files))
		}
		body, got, err := b.svc.Open(t.Context(), b.ws, a.ID)
		if err != nil || got != a {
			t.Fatalf("open = %+v, %v", got, err)
		}
		read, err := io.ReadAll(body)
		if err != nil || !bytes.Equal(read, content) || body.Close() != nil {
			t.Errorf("read %d bytes, %v", len(read), err)
		}
		var found map[string]library.Attachment
		if err := db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
			found, err = b.svc.Describe(t.Context(), q, []string{a.ID.String(), id.New[library.Attachment]().String(), "x"})
			return err
		}); err != nil || len(found) != 1 || found[a.ID.String()] != a {
			t.Errorf("describe = %+v, %v", found, err)
		}
		if _, _, err := b.svc.Open(t.Context(), dbtest.Workspace(t, db), a.ID); !errors.Is(err, library.ErrNotFound) {
			t.Errorf("open from another workspace = %v", err)
		}
		if err := b.svc.Delete(t.Context(), b.ws, a.ID); err != nil || len(b.files(t)) != 0 {
			t.Errorf("delete = %v", err)
		}
	})
}

func TestService_NoticesChangedBytes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		a, err := b.svc.Store(t.Context(), b.ws, strings.NewReader(strings.Repeat("a", 200_000)), library.Meta{})
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(b.dir, filepath.FromSlash(a.BlobKey))
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 1
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		body, _, err := b.svc.Open(t.Context(), b.ws, a.ID)
		if err == nil {
			_, err = io.ReadAll(body)
			_ = body.Close()
		}
		if err == nil {
			t.Error("changed bytes were read without an error")
		}
	})
}

func TestService_StoreRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		if _, err := b.svc.Store(t.Context(), b.ws, strings.NewReader(""), library.Meta{}); !errors.Is(err, library.ErrEmpty) {
			t.Errorf("empty: %v", err)
		}
		if _, err := b.svc.Store(t.Context(), b.ws, strings.NewReader(strings.Repeat("a", 5001)), library.Meta{Max: 5000}); !errors.Is(err, library.ErrTooLarge) {
			t.Errorf("too large: %v", err)
		}
		if _, err := b.svc.Store(t.Context(), b.ws, strings.NewReader(strings.Repeat("a", 5000)), library.Meta{Max: 5000}); err != nil {
			t.Errorf("the largest: %v", err)
		}
		broken := io.MultiReader(strings.NewReader(strings.Repeat("a", 100_000)), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := b.svc.Store(t.Context(), b.ws, broken, library.Meta{}); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("broken: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := b.svc.Store(ctx, b.ws, strings.NewReader("hello"), library.Meta{}); err == nil {
			t.Error("a cancelled upload was kept")
		}
		if files := b.files(t); len(files) != 1 {
			t.Errorf("%d files are left, want the one that was kept", len(files))
		}
	})
}

func TestService_DecidesTheType(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		for _, tt := range []struct{ content, declared, want string }{
			{"<html><script>x</script></html>", "image/png", "text/html"},
			{"name,phone\nSari,0812\nBudi,0813\n", "text/csv", "text/csv"},
			{"just text", "text/html", "text/plain"},
			{"just text", "image/svg+xml; charset=utf-8", "text/plain"},
			{"\x00\x01\x02\x03", "audio/amr", "audio/amr"},
			{"\x00\x01\x02\x03", "nonsense", "application/octet-stream"},
			{"%PDF-1.7 x", "application/x-evil", "application/pdf"},
		} {
			a, err := b.svc.Store(t.Context(), b.ws, strings.NewReader(tt.content), library.Meta{MIME: tt.declared})
			if err != nil || a.MIME != tt.want {
				t.Errorf("%q declared as %s: %s, %v; want %s", tt.content, tt.declared, a.MIME, err, tt.want)
			}
		}
		if _, _, _, _, err := b.svc.OpenFile(t.Context(), b.ws, "not-an-id"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("OpenFile = %v", err)
		}
	})
}
