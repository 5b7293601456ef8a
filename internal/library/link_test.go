package library_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) fetch(method, address string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	b.svc.RegisterLinks(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(method, strings.TrimPrefix(address, "https://pesan.example.com"), nil))
	return w
}

func (b *bundle) linked(t *testing.T, name string, content []byte) (library.Attachment, string) {
	t.Helper()
	a, err := b.svc.Store(t.Context(), b.ws, bytes.NewReader(content), library.Meta{Name: name, Source: "upload"})
	if err != nil {
		t.Fatal(err)
	}
	address, mime, size, err := b.svc.Link(t.Context(), b.ws, a.ID.String())
	if err != nil || mime != a.MIME || size != a.Size {
		t.Fatalf("Link = %s, %s, %d, %v", address, mime, size, err)
	}
	return a, address
}

func TestLink(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		a, address := b.linked(t, "harga.png", png)
		if !strings.HasPrefix(address, "https://pesan.example.com/files/") || strings.Contains(address, a.ID.String()) {
			t.Fatalf("address %s", address)
		}
		got := b.fetch(http.MethodGet, address)
		if got.Code != http.StatusOK || !bytes.Equal(got.Body.Bytes(), png) || got.Header().Get("Content-Type") != "image/png" {
			t.Errorf("answer %d, %v", got.Code, got.Header())
		}
		for name, want := range map[string]string{
			"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		} {
			if got.Header().Get(name) != want {
				t.Errorf("%s: %q", name, got.Header().Get(name))
			}
		}
		if head := b.fetch(http.MethodHead, address); head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") == "" {
			t.Errorf("HEAD = %d, %d bytes", head.Code, head.Body.Len())
		}
		if post := b.fetch(http.MethodPost, address); post.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST = %d", post.Code)
		}
		_, page := b.linked(t, "halaman.html", []byte("<html><script>alert(1)</script></html>"))
		if got := b.fetch(http.MethodGet, page); got.Header().Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("a page is served as %v", got.Header())
		}
	})
}

func TestLink_ends(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		a, address := b.linked(t, "harga.png", png)
		dbtest.Clock(t, db).Advance(time.Hour - time.Second)
		if got := b.fetch(http.MethodGet, address); got.Code != http.StatusOK {
			t.Errorf("before the hour = %d", got.Code)
		}
		dbtest.Clock(t, db).Advance(time.Second)
		if got := b.fetch(http.MethodGet, address); got.Code != http.StatusNotFound || bytes.Contains(got.Body.Bytes(), png) {
			t.Errorf("after the hour = %d", got.Code)
		}
		fresh, _, _, err := b.svc.Link(t.Context(), b.ws, a.ID.String())
		if err != nil {
			t.Fatal(err)
		}
		if err := b.svc.WorkDelete(t.Context(), library.DeleteAttachment{Workspace: b.ws, Attachment: a.ID}); err != nil {
			t.Fatal(err)
		}
		if got := b.fetch(http.MethodGet, fresh); got.Code != http.StatusNotFound || len(b.files(t)) != 0 {
			t.Errorf("after deleting = %d, %d files", got.Code, len(b.files(t)))
		}
		if err := b.svc.WorkDelete(t.Context(), library.DeleteAttachment{Workspace: b.ws, Attachment: a.ID}); err != nil {
			t.Errorf("deleting again = %v", err)
		}
	})
}

func TestLink_ofAnErasedWorkspace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		_, address := b.linked(t, "harga.png", png)
		if _, err := db.Erase(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		if got := b.fetch(http.MethodGet, address); got.Code != http.StatusNotFound {
			t.Errorf("answer %d", got.Code)
		}
	})
}

func TestLink_guessed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		_, address := b.linked(t, "harga.png", png)
		token := strings.TrimPrefix(address, "https://pesan.example.com/files/")
		changed := []byte(token)
		changed[len(changed)/2] ^= 1
		for _, guess := range []string{"x", string(changed), token[:len(token)-2], token + "AA", strings.Repeat("A", 500), "%20"} {
			if got := b.fetch(http.MethodGet, "/files/"+guess); got.Code != http.StatusNotFound {
				t.Errorf("%q = %d", guess, got.Code)
			}
		}
		if _, _, _, err := b.svc.Link(t.Context(), b.ws, id.New[library.Attachment]().String()); !errors.Is(err, library.ErrNotFound) {
			t.Errorf("of nothing = %v", err)
		}
	})
}
