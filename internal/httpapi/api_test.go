package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Every route of a workspace answers a stranger and a made-up workspace alike, whatever else is wrong with the request.
func TestForeignWorkspaceIsNotThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db, func(o *httpapi.Options) { o.Rate.PersonBurst, o.Rate.AddressBurst = 10_000, 10_000 })
		stranger := b.login(t, "eko")
		routes := 0
		for _, op := range b.api.Operations() {
			if !op.InWorkspace() {
				continue
			}
			routes++
			for _, ref := range []string{"toko", b.ws.ID.String(), "nowhere", id.NewWorkspace().String(), "%00", "..%2Flain"} {
				path := strings.ReplaceAll(op.Path, "{workspace}", ref)
				for strings.Contains(path, "{") {
					i, j := strings.Index(path, "{"), strings.Index(path, "}")
					path = path[:i] + id.New[bundle]().String() + path[j+1:]
				}
				for _, body := range []string{"", "{", `{"nonsense":1}`} {
					a := b.do(t, stranger, op.Method, path, body)
					if a.status != http.StatusNotFound || a.code(t) != "workspace.not_found" {
						t.Errorf("%s %s with %q = %d %s", op.Method, path, body, a.status, a.text)
					}
					if a := b.do(t, "", op.Method, path, body); a.status != http.StatusUnauthorized {
						t.Errorf("%s %s without a session = %d", op.Method, path, a.status)
					}
				}
			}
		}
		if routes < 10 {
			t.Errorf("only %d routes asked", routes)
		}
	})
}

func TestRightsOfRoles(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		may := map[string]map[workspace.Right]bool{
			"sari": {workspace.Read: true, workspace.Edit: true, workspace.Reply: true, workspace.Send: true, workspace.Manage: true, workspace.Audit: true, workspace.Delete: true},
			"budi": {workspace.Read: true, workspace.Edit: true, workspace.Reply: true, workspace.Send: true},
			"wati": {workspace.Read: true},
		}
		for name, allowed := range may {
			cookie := b.login(t, name)
			for _, right := range workspace.Rights() {
				path := "/api/v1/workspaces/toko/probes/" + id.New[bundle]().String() + "/" + string(right)
				a := b.do(t, cookie, http.MethodPost, path, `{"name":"x"}`)
				if allowed[right] {
					var out struct{ Workspace, Username string }
					a.into(t, &out)
					if out.Workspace != b.ws.ID.String() || out.Username != name {
						t.Errorf("%s %s: handler got %+v", name, right, out)
					}
				} else if a.status != http.StatusForbidden || a.code(t) != "account.right_missing" {
					t.Errorf("%s %s = %d %s", name, right, a.status, a.text)
				}
			}
		}
	})
}

func TestReadOnlyLicence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "sari")
		if err := b.licences.Suspend(t.Context(), b.licence.ID, "unpaid"); err != nil {
			t.Fatal(err)
		}
		path := "/api/v1/workspaces/toko"
		a := b.do(t, cookie, http.MethodPatch, path+"/settings", `{"language":"en"}`)
		if a.status != http.StatusForbidden || a.code(t) != "licence.read_only" {
			t.Errorf("settings = %d %s", a.status, a.text)
		}
		if a := b.do(t, cookie, http.MethodPost, path+"/stop-all", `{"on":true}`); a.status != http.StatusOK {
			t.Errorf("stop-all = %d %s", a.status, a.text)
		}
		var w struct {
			Licence struct {
				State         string
				SuspendReason string `json:"suspend_reason"`
			}
		}
		b.do(t, cookie, http.MethodGet, path, "").into(t, &w)
		if w.Licence.State != "suspended" || w.Licence.SuspendReason != "unpaid" {
			t.Errorf("licence = %+v", w.Licence)
		}
	})
}

func TestValidationRepeatsNothing(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "sari")
		path := "/api/v1/workspaces/toko/probes/"
		thing := id.New[bundle]().String()
		const canary = "62812CANARY"
		requests := []struct {
			path, body string
			status     int
			code       string
		}{
			{path + thing, `{"name":"` + canary + `-too-long"}`, 422, "request.invalid"},
			{path + thing, `{"name":"x","kind":"` + canary + `"}`, 422, "request.invalid"},
			{path + thing, `{"name":"x","ref":"` + canary + `"}`, 422, "request.invalid"},
			{path + thing, `{"name":"x","count":"` + canary + `"}`, 422, "request.invalid"},
			{path + thing, `{"name":"x","free":{"` + canary + ` x":1}}`, 422, "request.invalid"},
			{path + thing, `{"name":"x","` + canary + ` ü":1}`, 422, "request.invalid"},
			{path + thing, `{"name":["` + canary + `"]}`, 422, "request.invalid"},
			{path + thing, `{"name":"` + canary, 400, "request.malformed"},
			{path + thing, `"` + canary + `"`, 422, "request.invalid"},
			{path + canary, `{"name":"x"}`, 422, "request.invalid"},
			{path + thing, `{"name":"` + strings.Repeat(canary, 100_000) + `"}`, 413, "request.too_large"},
		}
		for _, r := range requests {
			a := b.do(t, cookie, http.MethodPost, r.path+"/edit", r.body)
			if a.status != r.status || a.code(t) != r.code {
				t.Errorf("%.80s = %d %s", r.body, a.status, a.text)
			}
			if strings.Contains(a.text, canary) {
				t.Errorf("the answer repeats what was sent: %s", a.text)
			}
		}
		a := b.do(t, cookie, http.MethodPost, path+thing+"/edit", "name="+canary, "Content-Type", "application/x-www-form-urlencoded")
		if a.status != http.StatusUnsupportedMediaType || strings.Contains(a.text, canary) {
			t.Errorf("a form = %d %s", a.status, a.text)
		}
		if strings.Contains(b.logs.String(), canary) || strings.Contains(b.logs.String(), "toko") {
			t.Error("what was sent is in the log")
		}
	})
}

func TestUnknownFieldIsNamed(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		a := b.do(t, b.login(t, "sari"), http.MethodPost, "/api/v1/workspaces/toko/stop-all", `{"on":true,"role":"owner"}`)
		var p httpapi.Problem
		if err := json.Unmarshal([]byte(a.text), &p); err != nil || a.status != 422 {
			t.Fatalf("%d %s", a.status, a.text)
		}
		want := httpapi.ProblemField{Location: "body.role", Code: "unknown_field", Message: "unexpected property"}
		if len(p.Errors) != 1 || p.Errors[0] != want {
			t.Errorf("errors = %+v", p.Errors)
		}
	})
}

func TestProblems(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "sari")
		get := func(path string) answer { return b.do(t, cookie, http.MethodGet, path, "") }
		a := get("/api/v1/workspaces/toko/fail/conflict")
		if a.status != 409 || a.code(t) != "probe.conflict" || !strings.Contains(a.text, `"location":"body.name"`) {
			t.Errorf("conflict = %d %s", a.status, a.text)
		}
		if a := get("/api/v1/workspaces/toko/fail/limited"); a.status != 429 || a.header.Get("Retry-After") != "2" {
			t.Errorf("limited = %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
		}
		for _, name := range []string{"unknown", "panic"} {
			a := get("/api/v1/workspaces/toko/fail/" + name)
			if a.status != 500 || a.code(t) != "internal" || strings.Contains(a.text, "secret") {
				t.Errorf("%s = %d %s", name, a.status, a.text)
			}
			if !strings.Contains(b.logs.String(), a.header.Get("X-Request-Id")) {
				t.Errorf("%s is not logged under its request id", name)
			}
		}
		for _, path := range []string{"/api/v1/nothing", "/api/v2", "/api/", "/api/v1/workspaces/toko/nothing"} {
			if a := get(path); a.status != 404 || a.code(t) != "request.not_found" {
				t.Errorf("%s = %d %s", path, a.status, a.text)
			}
		}
		a = b.do(t, cookie, http.MethodPut, "/api/v1/session", "{}")
		if a.status != 405 || a.code(t) != "request.method" || a.header.Get("Allow") != "POST, DELETE" {
			t.Errorf("PUT /session = %d %q %s", a.status, a.header.Get("Allow"), a.text)
		}
		if a := b.do(t, cookie, http.MethodPost, "/api/v1/workspaces/toko/upload", strings.Repeat("x", 101)); a.status != 413 || a.code(t) != "request.too_large" {
			t.Errorf("a large upload = %d %s", a.status, a.text)
		}
		if a := b.do(t, cookie, http.MethodPost, "/api/v1/workspaces/toko/upload", "small"); a.status != http.StatusCreated || a.text != "{\"size\":5}\n" {
			t.Errorf("a small upload = %d %s", a.status, a.text)
		}
	})
}

func TestHalfAnAnswerIsCut(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL+"/api/v1/workspaces/toko/half", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", b.login(t, "sari"))
		res, err := b.server.Client().Do(req)
		if err == nil {
			_ = res.Body.Close()
			t.Error("half an answer arrived as a whole one")
		}
	})
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db, func(o *httpapi.Options) {
			o.Rate = httpapi.Rate{PersonPerSecond: 2, PersonBurst: 5, AddressPerSecond: 100, AddressBurst: 100}
		})
		cookie := b.login(t, "sari")
		ask := func(cookie string) answer { return b.do(t, cookie, http.MethodGet, "/api/v1/me", "") }
		for i := range 5 {
			if a := ask(cookie); a.status != http.StatusOK {
				t.Fatalf("request %d = %d", i, a.status)
			}
		}
		a := ask(cookie)
		if a.status != http.StatusTooManyRequests || a.code(t) != "request.rate_limited" || a.header.Get("Retry-After") != "1" {
			t.Errorf("the sixth = %d %q", a.status, a.header.Get("Retry-After"))
		}
		if a := ask(b.login(t, "budi")); a.status != http.StatusOK {
			t.Errorf("somebody else = %d", a.status)
		}
		b.clk.Advance(500 * time.Millisecond)
		if a := ask(cookie); a.status != http.StatusOK {
			t.Errorf("after the wait = %d", a.status)
		}
		guess := "__Host-kelola=" + strings.Repeat("A", 43)
		limited := 0
		for range 150 {
			if a := ask(guess); a.status == http.StatusTooManyRequests {
				limited++
			}
		}
		if limited < 50 {
			t.Errorf("%d of 150 guessed tokens limited", limited)
		}
	})
}

func TestDocuments(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var spec struct {
			OpenAPI string                                `json:"openapi"`
			Paths   map[string]map[string]json.RawMessage `json:"paths"`
		}
		a := b.do(t, "", http.MethodGet, "/api/v1/openapi.json", "")
		a.into(t, &spec)
		if spec.OpenAPI != "3.1.0" || strings.Contains(a.text, "$schema") || strings.Contains(a.text, "ErrorModel") {
			t.Errorf("openapi.json: version %s, or traces of huma's own schemas", spec.OpenAPI)
		}
		docs := b.do(t, "", http.MethodGet, "/docs", "")
		for _, op := range b.api.Operations() {
			var found struct {
				Right string `json:"x-kelola-right"`
			}
			raw := spec.Paths[op.Path][strings.ToLower(op.Method)]
			if err := json.Unmarshal(raw, &found); err != nil || found.Right != string(op.Right) {
				t.Errorf("%s %s: right %q in the document, want %q", op.Method, op.Path, found.Right, op.Right)
			}
			if !strings.Contains(docs.text, `id="`+op.ID+`"`) {
				t.Errorf("%s is not in /docs", op.ID)
			}
		}
		upload := string(spec.Paths["/api/v1/workspaces/{workspace}/upload"]["post"])
		for _, part := range []string{`"multipart/form-data"`, `"201"`, `UploadView`} {
			if !strings.Contains(upload, part) {
				t.Errorf("the upload is documented without %s: %s", part, upload)
			}
		}
		if strings.Contains(docs.text, "<script") || strings.Contains(docs.text, "://") || strings.Contains(docs.text, "style=") {
			t.Error("/docs needs something from elsewhere or inline")
		}
		if csp := docs.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("/docs: policy %q", csp)
		}
		if css := b.do(t, "", http.MethodGet, "/docs/style.css", ""); css.status != 200 || css.header.Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("style: %d %s", css.status, css.header.Get("Content-Type"))
		}
	})
}

func TestObserveSeesPatterns(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		var routes []string
		b := setup(t, db, func(o *httpapi.Options) {
			o.Observe = func(method, route string, status int, _ time.Duration) {
				routes = append(routes, method+" "+route+" "+http.StatusText(status))
			}
		})
		b.do(t, "", "BREW", "/api/v1/workspaces/toko", "")
		b.do(t, "", http.MethodGet, "/api/v1/workspaces/toko", "")
		b.server.Close() // waits for the handlers
		want := []string{"other /api/ Method Not Allowed", "GET /api/v1/workspaces/{workspace} Unauthorized"}
		if len(routes) != 2 || routes[0] != want[0] || routes[1] != want[1] {
			t.Errorf("observed %q, want %q", routes, want)
		}
	})
}
