package library_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type site struct {
	*bundle
	*apitest.Site
}

func serve(t *testing.T, db *wsdb.DB) *site {
	t.Helper()
	s := &site{bundle: setup(t, db)}
	s.Site = apitest.New(t, db, apitest.Parts{}, s.svc.Register)
	return s
}

func form(t *testing.T, field, name string, content []byte) (kind, body string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.WriteField("note", "x"); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.String()
}

func TestHTTP_uploadAndDownload(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		for _, tt := range []struct {
			name, content, kind, disposition string
		}{
			{"foto ibu.png", string(png), "image/png", `inline; filename="foto ibu.png"`},
			{"jahat.png", "<html><script>alert(1)</script></html>", "application/octet-stream", `attachment; filename=jahat.png`},
			{"gambar.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "application/octet-stream", `attachment; filename=gambar.svg`},
			{"nota.pdf", "%PDF-1.7 x", "application/octet-stream", `attachment; filename=nota.pdf`},
		} {
			kind, body := form(t, "file", tt.name, []byte(tt.content))
			res, text := s.Do("sari", http.MethodPost, "/attachments", body, "Content-Type", kind)
			var made struct {
				ID, Name, MIME string
				Size           int64
			}
			if err := json.Unmarshal([]byte(text), &made); err != nil || res.StatusCode != http.StatusCreated || made.Name != tt.name || made.Size != int64(len(tt.content)) {
				t.Fatalf("%s: %d %s", tt.name, res.StatusCode, text)
			}
			res, text = s.Do("sari", http.MethodGet, "/attachments/"+made.ID+"/content", "")
			h := res.Header
			if res.StatusCode != http.StatusOK || text != tt.content || h.Get("Content-Type") != tt.kind || h.Get("Content-Disposition") != tt.disposition {
				t.Errorf("%s: %d %q %q", tt.name, res.StatusCode, h.Get("Content-Type"), h.Get("Content-Disposition"))
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("%s: headers %v", tt.name, h)
			}
		}
	})
}

func TestHTTP_refusals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		kind, body := form(t, "other", "x", []byte("x"))
		_, empty := form(t, "file", "x", nil)
		for _, tt := range []struct {
			method, path, kind, body string
			status                   int
			code                     string
		}{
			{http.MethodPost, "/attachments", kind, body, 422, "attachment.missing"},
			{http.MethodPost, "/attachments", "application/json", "{}", 422, "attachment.missing"},
			{http.MethodPost, "/attachments", kind, body[:len(body)/2], 422, "attachment.missing"},
			{http.MethodPost, "/attachments", "multipart/form-data; boundary=" + strings.TrimPrefix(strings.SplitN(empty, "\r\n", 2)[0], "--"), empty, 422, "attachment.empty"},
			{http.MethodGet, "/attachments/x/content", "", "", 404, "attachment.not_found"},
			{http.MethodGet, "/attachments/019aa000-0000-7000-8000-000000000000/content", "", "", 404, "attachment.not_found"},
		} {
			res, text := s.Do("sari", tt.method, tt.path, tt.body, "Content-Type", tt.kind)
			if res.StatusCode != tt.status || !strings.Contains(text, `"`+tt.code+`"`) {
				t.Errorf("%s %s: %d %s, want %d %s", tt.method, tt.path, res.StatusCode, text, tt.status, tt.code)
			}
		}
		if res, _ := s.Do("", http.MethodGet, "/attachments/x/content", ""); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("without a login: %d", res.StatusCode)
		}
	})
}
