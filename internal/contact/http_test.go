package contact_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type site struct {
	*bundle
	*apitest.Site
	t *testing.T
}

func serve(t *testing.T, db *wsdb.DB) *site {
	t.Helper()
	b := setup(t, db)
	s := &site{bundle: b, t: t, Site: apitest.New(t, db, apitest.Parts{Events: b.events, Jobs: b.jobs}, b.Register)}
	b.ws = s.Workspace
	return s
}

// call sends JSON as sari, wants a status, and reads JSON into out.
func (s *site) call(want int, method, path string, body, out any) {
	s.t.Helper()
	sent := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		sent = string(b)
	}
	answer := s.Must(want, "sari", method, path, sent)
	if out != nil {
		if err := json.Unmarshal([]byte(answer), out); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, answer)
		}
	}
}

func (s *site) uploadFile(text string) (id string) {
	s.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", `C:\data\pelanggan.csv`)
	if err != nil {
		s.t.Fatal(err)
	}
	_, _ = io.WriteString(part, text)
	_ = w.Close()
	var imp struct {
		ID       string `json:"id"`
		FileName string `json:"file_name"`
		Columns  []struct{ Guess string }
	}
	answer := s.Must(http.StatusCreated, "sari", http.MethodPost, "/imports", form.String(), "Content-Type", w.FormDataContentType())
	if err := json.Unmarshal([]byte(answer), &imp); err != nil || imp.FileName != "pelanggan.csv" || imp.Columns[1].Guess != "phone" {
		s.t.Fatalf("upload = %s, %v", answer, err)
	}
	return imp.ID
}

// runJobs does the imports that were asked for, as the queue would.
func (s *site) runJobs() {
	s.t.Helper()
	r := queue.NewRegistry()
	s.Jobs(r)
	for _, j := range dbtest.Jobs(s.t, s.db, s.ws) {
		if j.Name != "contact.import" {
			continue
		}
		if err := r.Run(s.t.Context(), j); err != nil {
			s.t.Fatal(err)
		}
	}
}

type shown struct {
	ID           string         `json:"id"`
	Name         string         `json:"name"`
	Phone        *string        `json:"phone"`
	PhoneDisplay string         `json:"phone_display"`
	Fields       map[string]any `json:"fields"`
	Groups       []struct{ Name string }
	Consents     map[string]*struct{ State, Source string }
	Suppressed   *struct{ Reason string }
}

func TestHTTP_contacts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		var g struct{ ID string }
		s.call(201, "POST", "/groups", map[string]any{"name": "VIP"}, &g)
		s.call(201, "POST", "/fields", map[string]any{"label": "Umur", "type": "number"}, nil)
		var c shown
		s.call(201, "POST", "/contacts", map[string]any{"name": "Budi", "phone": "0812 3456 789", "fields": map[string]any{"umur": 31}, "group_ids": []string{g.ID}}, &c)
		if *c.Phone != "+628123456789" || c.PhoneDisplay != "+62 812-3456-789" || c.Fields["umur"] != 31.0 || c.Groups[0].Name != "VIP" || c.Consents["promo"] != nil {
			t.Errorf("created = %+v", c)
		}
		s.call(422, "POST", "/contacts", map[string]any{"name": "X", "phone": "6.28E+12"}, nil)
		s.call(422, "POST", "/contacts", map[string]any{"nama": "X"}, nil)
		s.call(409, "POST", "/contacts", map[string]any{"phone": "+628123456789"}, nil)
		s.call(200, "PUT", "/contacts/"+c.ID+"/consents/promo", map[string]any{"state": "granted", "source": "kasir"}, &c)
		s.call(422, "PUT", "/contacts/"+c.ID+"/consents/spam", map[string]any{"state": "granted", "source": "kasir"}, nil)
		if c.Consents["promo"] == nil || c.Consents["promo"].Source != "kasir" {
			t.Errorf("consent = %+v", c.Consents)
		}
		var said struct {
			Items []struct {
				Purpose, State, Source string
				Actor                  *string
			}
		}
		s.call(200, "PUT", "/contacts/"+c.ID+"/consents/service", map[string]any{"state": "denied", "source": "telepon"}, &c)
		s.call(200, "GET", "/contacts/"+c.ID+"/consents", nil, &said)
		if len(said.Items) != 2 || said.Items[0].State != "granted" || said.Items[1].Source != "telepon" || said.Items[0].Actor == nil {
			t.Errorf("what the contact said = %+v", said.Items)
		}
		var fill struct {
			JobID string `json:"job_id"`
			Total int
		}
		s.call(202, "POST", "/groups/"+g.ID+"/members", map[string]any{"filter": map[string]any{"consent": "promo:granted"}}, &fill)
		if fill.Total != 1 || fill.JobID == "" {
			t.Errorf("fill = %+v", fill)
		}
		s.call(422, "POST", "/groups/"+g.ID+"/members", map[string]any{"filter": map[string]any{"kota": "Solo"}}, nil)
		s.call(200, "POST", "/contacts/"+c.ID+"/suppress", map[string]any{"reason": "manual"}, &c)
		if c.Suppressed == nil || c.Suppressed.Reason != "manual" {
			t.Errorf("suppressed = %+v", c.Suppressed)
		}
		for query, want := range map[string]int{
			"": 1, "?field.umur=31": 1, "?field.umur=32": 0, "?group=" + g.ID: 1, "?consent=promo:granted": 1, "?suppressed=true": 1, "?has_phone=false": 0,
		} {
			var list struct {
				Items []shown
				Next  *string
			}
			s.call(200, "GET", "/contacts"+query, nil, &list)
			var count struct {
				Count int
				Exact bool
			}
			s.call(200, "GET", "/contacts/count"+query, nil, &count)
			if len(list.Items) != want || count.Count != want || !count.Exact || list.Next != nil {
				t.Errorf("%q: %d, counted %+v, want %d", query, len(list.Items), count, want)
			}
		}
		for _, query := range []string{"?field.tinggi=1", "?consent=x", "?field.umur=tua"} {
			s.call(422, "GET", "/contacts"+query, nil, nil)
		}
		s.call(200, "POST", "/contacts/"+c.ID+"/unsuppress", nil, &c)
		s.call(200, "PATCH", "/contacts/"+c.ID, map[string]any{"name": "Pak Budi", "phone": ""}, &c)
		if c.Name != "Pak Budi" || c.Phone != nil || c.Suppressed != nil {
			t.Errorf("changed = %+v", c)
		}
		s.call(200, "PUT", "/contacts/"+c.ID+"/groups", map[string]any{"group_ids": []string{}}, &c)
		s.call(204, "DELETE", "/contacts/"+c.ID, nil, nil)
		s.call(404, "GET", "/contacts/"+c.ID, nil, nil)
		s.call(204, "DELETE", "/groups/"+g.ID, nil, nil)
	})
}

func TestHTTP_import(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := serve(t, db)
		imp := s.uploadFile("Nama,Nomor WA\nBudi,08123456789\nRusak,x\n")
		columns := []map[string]any{{"index": 0, "target": "name"}, {"index": 1, "target": "phone"}}
		s.call(422, "PUT", "/imports/"+imp+"/mapping", map[string]any{"columns": columns[:1]}, nil)
		s.call(200, "PUT", "/imports/"+imp+"/mapping", map[string]any{"columns": columns, "update_existing": true, "consent": map[string]string{"promo": "toko"}}, nil)
		s.call(200, "POST", "/imports/"+imp+"/check", nil, nil)
		s.runJobs()
		var got struct {
			State  string
			Counts map[string]int
		}
		s.call(200, "GET", "/imports/"+imp, nil, &got)
		if got.State != "checked" || got.Counts["new"] != 1 || got.Counts["invalid"] != 1 {
			t.Fatalf("checked = %+v", got)
		}
		s.call(200, "POST", "/imports/"+imp+"/start", nil, nil)
		s.runJobs()
		s.call(200, "GET", "/imports/"+imp, nil, &got)
		if got.State != "done" {
			t.Fatalf("done = %+v", got)
		}
		refused := s.Must(200, "sari", "GET", "/imports/"+imp+"/errors.csv?lang=en", "")
		if !strings.Contains(refused, "3,phone.invalid_character,") || !strings.Contains(refused, "Rusak,x") {
			t.Errorf("errors.csv = %q", refused)
		}
		exported := s.Must(200, "sari", "GET", "/contacts/export.csv?consent=promo:granted", "")
		if !strings.Contains(exported, "Budi,'+628123456789,") {
			t.Errorf("export.csv = %q", exported)
		}
		if none := s.Must(200, "sari", "GET", "/contacts/export.csv?consent=promo:denied", ""); strings.Contains(none, "Budi") {
			t.Errorf("export ignores the filter: %q", none)
		}
		s.Must(422, "sari", "GET", "/contacts/export.csv?consent=x", "")
		s.call(409, "POST", "/imports/"+imp+"/cancel", nil, nil)
		s.Must(422, "sari", "POST", "/imports", "--x--", "Content-Type", "multipart/form-data; boundary=x")
		s.Must(422, "sari", "POST", "/imports", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nNama,HP\r\nbroken off",
			"Content-Type", "multipart/form-data; boundary=x")
	})
}
