package signup

import (
	"bytes"
	"encoding/json"
	"image/png"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi/apitest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestPublic_page(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.write(t, func(tx *wsdb.Tx) error {
			_, err := b.contacts.CreateField(t.Context(), tx, contact.Field{Key: "ukuran", Label: "Ukuran", Type: contact.TypeList, Options: []string{"S", "M"}})
			return err
		})
		draft := b.draft()
		draft.Page.Fields, draft.Page.Title = []string{"ukuran"}, `Daftar <b>"kami"</b>`
		f := b.make(t, draft)
		status, body, head := b.ask(t, "GET", "/f/"+f.Token, "", "")
		for _, want := range []string{
			"Toko Sari", "Daftar &lt;b&gt;", `name="phone"`, `name="field.ukuran"`, `<option value="M">M</option>`, `name="agree.promo"`,
			"Saya setuju menerima promo.", `<html lang="id">`, `class="trap" aria-hidden="true"`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("the page does not have %s", want)
			}
		}
		if status != 200 || strings.Contains(body, " checked") || strings.Contains(body, "<script") || strings.Contains(body, "style=") || strings.Contains(body, `name="email"`) {
			t.Errorf("GET = %d\n%s", status, body)
		}
		if csp := head.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "form-action 'self'") ||
			head.Get("Cache-Control") != "no-store" || head.Get("Set-Cookie") != "" ||
			head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("headers = %v", head)
		}
		if _, english, _ := b.ask(t, "GET", "/f/"+f.Token+"?lang=en", "", ""); !strings.Contains(english, "Sign up") {
			t.Error("there is no English page")
		}
		for _, path := range []string{"/f/" + strings.Repeat("a", 26), "/f/x", "/f/" + strings.ToUpper(f.Token)} {
			for _, method := range []string{"GET", "POST"} {
				if status, body, _ := b.ask(t, method, path, "", "application/x-www-form-urlencoded"); status != 404 || !strings.Contains(body, "Formulir tidak ditemukan") {
					t.Errorf("%s %s = %d", method, path, status)
				}
			}
		}
	})
}

// The answer is the same whether a number is known or not, and whether the trap was filled in.
func TestPublic_uniform(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		number, name := siti, "Bu Siti"
		if _, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Name: &name, Phone: &number}); err != nil {
			t.Fatal(err)
		}
		code, drawn := regexp.MustCompile(`(DAFTAR(%20| ))[A-Z2-9]{8}`), regexp.MustCompile(` d="M[^"]*"`)
		seen := map[string]bool{}
		for _, fields := range [][]string{{"phone", "081234567890"}, {"phone", "081234567899"}, {"phone", "081234567898", "website", "http://spam"}} {
			status, body := b.post(t, &f, append(fields, "name", "X", "agree.promo", "yes")...)
			body = drawn.ReplaceAllString(code.ReplaceAllString(body, "$1"), "")
			body = regexp.MustCompile(`62 812-3456-789\d`).ReplaceAllString(body, "")
			seen[strconv.Itoa(status)+body] = true
		}
		if len(seen) != 1 {
			t.Errorf("there are %d different answers", len(seen))
		}
		if got := b.get(t, f.ID); got.Waiting != 2 {
			t.Errorf("%d wait, want 2: the trap holds", got.Waiting)
		}
		if strings.Contains(b.log.String(), "0812") || strings.Contains(b.log.String(), "Siti") {
			t.Errorf("the log says who: %s", b.log)
		}
	})
}

func TestPublic_refusals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		draft := b.draft()
		draft.Page.Email = true
		f := b.make(t, draft)
		status, body := b.post(t, &f, "name", "Siti", "phone", "0812", "email", "bukan", "agree.promo", "yes")
		for _, want := range []string{"Nomor ini terlalu pendek", "Ini bukan alamat email", `value="Siti"`, `name="agree.promo" value="yes" checked`, `href="#phone"`, `aria-invalid="true"`} {
			if !strings.Contains(body, want) {
				t.Errorf("the page does not say %s", want)
			}
		}
		if status != 422 {
			t.Errorf("status = %d", status)
		}
		if status, body := b.post(t, &f); status != 422 || !strings.Contains(body, "Centang paling sedikit satu") || !strings.Contains(body, "Isi nama Anda") {
			t.Errorf("empty = %d", status)
		}
		if status, _, _ := b.ask(t, "POST", "/f/"+f.Token, `{"name":"x"}`, "application/json"); status != 400 {
			t.Errorf("JSON = %d", status)
		}
		if status, _, _ := b.ask(t, "POST", "/f/"+f.Token, "name="+strings.Repeat("x", maxBody), "application/x-www-form-urlencoded"); status != 400 {
			t.Errorf("too large = %d", status)
		}
		b.around.readOnly = true
		if status, body := b.post(t, &f, "name", "Siti", "phone", "081234567890", "agree.promo", "yes"); status != 409 || !strings.Contains(body, "Formulir ini ditutup") {
			t.Errorf("read-only = %d", status)
		}
		if status, _, _ := b.ask(t, "GET", "/f/"+f.Token, "", ""); status != 200 {
			t.Errorf("read-only GET = %d", status)
		}
		if got := b.get(t, f.ID); got.Waiting != 0 {
			t.Errorf("%d wait", got.Waiting)
		}
	})
}

func TestPublic_limits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		tries := func() (passed int) {
			for range 15 {
				if status, _ := b.post(t, &f); status == 422 {
					passed++
				}
			}
			return passed
		}
		if n := tries(); n != 10 {
			t.Errorf("one address may send %d times, want 10", n)
		}
		b.address = "2001:db8::1"
		if n := tries(); n != 10 {
			t.Errorf("another address may send %d times, want 10", n)
		}
		b.address = "2001:db8::ffff:2" // the same household
		if n := tries(); n != 0 {
			t.Errorf("the same network may send %d times more", n)
		}
		dbtest.Clock(t, db).Advance(time.Minute)
		if n := tries(); n != 10 {
			t.Errorf("a minute later: %d", n)
		}
		many := 0
		for i := range 200 {
			b.address = "198.51.100." + strconv.Itoa(i)
			if status, _ := b.post(t, &f); status == 422 {
				many++
			}
		}
		if many > 120 {
			t.Errorf("one form takes %d at once", many)
		}
	})
}

func TestHTTP_forms(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		site := apitest.New(t, db, apitest.Parts{}, b.Register)
		body := map[string]any{
			"name": "Pameran", "state": "open", "title": "Daftar", "channel_id": b.around.channel.ID.String(), "chat_text": "Halo & salam",
			"asks": []map[string]string{{"purpose": "promo", "wording": "Saya setuju."}},
		}
		raw := func() string {
			j, _ := json.Marshal(body)
			return string(j)
		}
		var made struct {
			ID, State, URL, Code string
			ChatURL              string `json:"chat_url"`
			Fields               []string
		}
		if err := json.Unmarshal([]byte(site.Must(201, "sari", "POST", "/signup-forms", raw())), &made); err != nil {
			t.Fatal(err)
		}
		if made.State != "open" || !strings.HasPrefix(made.URL, "https://pesan.example.id/f/") || made.Fields == nil ||
			made.ChatURL != "https://wa.me/628112222333?text=Halo%20%26%20salam%20DAFTAR%20"+made.Code {
			t.Errorf("made = %+v", made)
		}
		site.Must(403, "wati", "POST", "/signup-forms", raw())
		site.Must(409, "sari", "POST", "/signup-forms", raw())
		body["asks"] = []map[string]string{}
		site.Must(422, "sari", "PUT", "/signup-forms/"+made.ID, raw())
		body["asks"], body["state"] = []map[string]string{{"purpose": "service", "wording": "Ya."}}, "closed"
		if got := site.Must(200, "sari", "PUT", "/signup-forms/"+made.ID, raw()); !strings.Contains(got, `"closed"`) {
			t.Errorf("changed = %s", got)
		}
		if list := site.Must(200, "wati", "GET", "/signup-forms", ""); strings.Count(list, made.ID) != 1 {
			t.Errorf("list = %s", list)
		}
		svg := site.Must(200, "wati", "GET", "/signup-forms/"+made.ID+"/qr.svg?of=chat", "")
		res, picture := site.Do("wati", "GET", "/signup-forms/"+made.ID+"/qr.png?of=page&download=1", "")
		img, err := png.Decode(bytes.NewReader([]byte(picture)))
		if !strings.HasPrefix(svg, "<svg") || err != nil || img.Bounds().Dx() < 800 || !strings.Contains(res.Header.Get("Content-Disposition"), "qr-page.png") {
			t.Errorf("QR codes: %.40s, %v, %v", svg, err, res.Header)
		}
		site.Must(404, "sari", "GET", "/signup-forms/"+made.ID+"/qr.svg?of=x", "")
		site.Must(204, "sari", "DELETE", "/signup-forms/"+made.ID, "")
		site.Must(404, "sari", "GET", "/signup-forms/"+made.ID, "")
		if status, _, _ := b.ask(t, http.MethodGet, strings.TrimPrefix(made.URL, "https://pesan.example.id"), "", ""); status != 404 {
			t.Errorf("the page of a deleted form = %d", status)
		}
	})
}
