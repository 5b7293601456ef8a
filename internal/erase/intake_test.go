package erase

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// door is a site with people: an owner and a colleague of a workspace, and the owner of another.
type door struct {
	*site
	shop   workspace.Workspace
	code   map[string]string            // licence codes by username
	person map[string]account.Principal // logged in, each in the workspace
	from   string
}

func newDoor(t *testing.T, db *wsdb.DB) *door {
	t.Helper()
	d := &door{site: &site{bench: newBench(t, db), mux: http.NewServeMux()}, code: map[string]string{}, person: map[string]account.Principal{}, from: "192.0.2.7"}
	clk := dbtest.Clock(t, db)
	spaces := workspace.New(workspace.Deps{System: d.sys, DB: db, Clock: clk, Events: event.New(event.NewHub())})
	lic := licence.New(licence.Deps{System: d.sys, Clock: clk})
	d.d.Accounts = account.New(account.Deps{System: d.sys, Hasher: d.sys.Box(), Clock: clk, Workspaces: spaces, Licences: lic})
	l, err := lic.Create(t.Context(), "Toko", clk.Now().Add(24*365*time.Hour), licence.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sari", "budi", "tuti"} {
		_, code, err := d.d.Accounts.AddUser(t.Context(), name, name, "id")
		if err != nil {
			t.Fatal(err)
		}
		d.code[name] = code.Reveal()
	}
	if d.shop, err = d.d.Accounts.CreateWorkspace(t.Context(), l.ID, "toko-sari", "Toko Sari", "sari"); err != nil {
		t.Fatal(err)
	}
	d.ws = d.shop.ID
	if _, err = d.d.Accounts.CreateWorkspace(t.Context(), l.ID, "toko-tuti", "Toko Tuti", "tuti"); err != nil {
		t.Fatal(err)
	}
	if err := d.d.Accounts.AddMember(t.Context(), "toko-sari", "budi", workspace.Admin, true, account.UserID{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sari", "budi"} {
		in, err := d.d.Accounts.Login(t.Context(), account.Attempt{Username: name, Code: secret.New(d.code[name]), Address: netip.MustParseAddr("192.0.2.9")})
		if err != nil {
			t.Fatal(err)
		}
		if d.person[name], err = d.d.Accounts.Authenticate(t.Context(), in.Token, "toko-sari"); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := d.Pages(Browser{
		Address:  func(*http.Request) netip.Addr { return netip.MustParseAddr(d.from) },
		Language: func(r *http.Request) string { return "id" },
	}, nil, "https://kelola.example")
	if err != nil {
		t.Fatal(err)
	}
	pages.Register(d.mux)
	return d
}

var codeOn = regexp.MustCompile(`<code>([a-z2-7]{26})</code>`)

// fill sends a form and gives back the page, and the code of the status page if there is one.
func (d *door) fill(t *testing.T, path string, fields ...string) (status int, page, code string) {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.mux.ServeHTTP(w, r)
	if m := codeOn.FindStringSubmatch(w.Body.String()); m != nil {
		code = m[1]
	}
	return w.Code, w.Body.String(), code
}

// asked fills in the form of owners and has it looked into.
func (d *door) asked(t *testing.T, fields ...string) (Request, string) {
	t.Helper()
	d.from = fmt.Sprintf("192.0.2.%d", 10+len(d.requests(t)))
	status, page, code := d.fill(t, askPath, fields...)
	if status != http.StatusOK || code == "" {
		t.Fatalf("%d %s", status, page)
	}
	d.intake(t)
	all := d.requests(t)
	return all[0], code
}

func (d *door) intake(t *testing.T) {
	t.Helper()
	if err := d.Intake(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (d *door) claims(t *testing.T) (n int) {
	t.Helper()
	err := d.sys.Read(t.Context(), func(q sysdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM erasure_claim`).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestForm_twoProofsLeadToThePlan(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := newDoor(t, db)
		r, code := d.asked(t, "username", "Sari", "licence", d.code["sari"], "workspace", "toko sari", "email", "sari@contoh.id", "scope", "whole")
		if r.State != Identity || r.Way != ByForm || r.Workspace != d.ws || !r.Scope.Whole || fmt.Sprint(proofsOf(&r)) != "[licence]" {
			t.Fatalf("%s %s %v %+v", r.State, r.Way, r.Workspace, r.Report.Proofs)
		}
		if _, page := d.look(t, code, "text/html", "id"); !strings.Contains(page, "menunggu bukti") {
			t.Errorf("before: %s", page)
		}
		r, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true})
		if err != nil || r.State != Planned || r.Plan.Grace != outsideGrace || r.Plan.Hash == "" || !r.Report.Stopped {
			t.Fatalf("%v %s %+v", err, r.State, r.Plan)
		}
		if _, page := d.look(t, code, "text/html", "id"); !strings.Contains(page, "menunggu persetujuan") {
			t.Errorf("after: %s", page)
		}
		if err := d.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r, _ = d.get(t, r.ID); r.State != Planned {
			t.Fatalf("%s without the operator", r.State)
		}
		var c claim
		err = d.sys.Read(t.Context(), func(q sysdb.Query) (err error) {
			c, err = d.claimOf(t.Context(), q, r.ID)
			return err
		})
		if err != nil || c != (claim{Code: code, Language: "id", Email: "sari@contoh.id"}) {
			t.Errorf("what is kept of the claim: %+v, %v", c, err)
		}
		if _, err := d.Cancel(t.Context(), d.ws, r.ID, d.person["sari"].Actor()); err != nil {
			t.Fatal(err)
		}
		d.intake(t)
		if n := d.claims(t); n != 0 {
			t.Errorf("%d claims are left of a request that was called off", n)
		}
	})
}

// TestForm_oneProofIsNotEnough is the attack: who has only an e-mail address, only a licence code or only a session gets nowhere.
func TestForm_oneProofIsNotEnough(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := newDoor(t, db)
		email, _ := d.asked(t, "username", "sari", "workspace", "Toko Sari", "email", "penipu@contoh.id", "scope", "whole")
		licence, _ := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "scope", "C3")
		stranger, _ := d.asked(t, "username", "tuti", "licence", d.code["tuti"], "workspace", "Toko Sari", "scope", "C3")
		admin, _ := d.asked(t, "username", "budi", "licence", d.code["budi"], "workspace", "Toko Sari", "scope", "C3")
		account, _ := d.asked(t, "username", "sari", "workspace", "x", "instagram", "tokosari", "scope", "C1")
		for name, r := range map[string]Request{"stranger": stranger, "admin": admin, "instagram": account} {
			if !r.Workspace.IsZero() || len(r.Report.Proofs) != 0 {
				t.Errorf("%s: %v %+v", name, r.Workspace, r.Report.Proofs)
			}
		}
		if email.Workspace != d.ws || len(email.Report.Proofs) != 0 {
			t.Errorf("e-mail: %v %+v", email.Workspace, email.Report.Proofs)
		}
		for range 3 {
			if _, err := d.Answer(t.Context(), d.person["sari"], email.ID, Answer{Yes: true}); err == nil {
				t.Fatal("a session alone was enough")
			}
			if _, err := d.Answer(t.Context(), d.person["sari"], email.ID, Answer{Yes: true, Code: secret.New(d.code["budi"])}); err == nil {
				t.Fatal("a session with the code of somebody else was enough")
			}
			d.intake(t)
			if err := d.Due(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Clock(t, db).Advance(13 * 24 * time.Hour)
		d.intake(t)
		for _, r := range []Request{email, licence, stranger, admin, account} {
			_, way := d.get(t, r.ID)
			for _, step := range way {
				if step.To != Received && step.To != Acknowledged && step.To != Identity {
					t.Errorf("%s was reached", step.To)
				}
			}
		}
		dbtest.Clock(t, db).Advance(24*time.Hour + time.Second)
		d.intake(t)
		for _, r := range d.requests(t) {
			if r.State != Expired {
				t.Errorf("%s after 14 days", r.State)
			}
		}
		if n := d.claims(t); n != 0 {
			t.Errorf("%d claims are left", n)
		}
	})
}

func TestForm_answersTheSameWhateverExists(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := newDoor(t, db)
		seen := map[string]bool{}
		for n, username := range []string{"sari", "tidakada"} {
			for m, code := range []string{d.code["sari"], "KP-SALAH"} {
				d.from = fmt.Sprintf("192.0.2.%d", 10+2*n+m)
				status, page, own := d.fill(t, askPath, "username", username, "licence", code, "scope", "C3")
				if status != http.StatusOK || own == "" {
					t.Fatalf("%d %s", status, page)
				}
				d.intake(t)
				_, told := d.look(t, own, "application/json", "id")
				told = regexp.MustCompile(`"(received|due)_at":"[^"]*"`).ReplaceAllString(told, "")
				seen[strings.ReplaceAll(page, own, "")+told] = true
			}
		}
		if len(seen) != 1 {
			t.Errorf("%d different answers: %v", len(seen), seen)
		}
		_, page, own := d.fill(t, askPath, "username", "sari", "workspace", "Toko Sari", "scope", "C3", "website", "http://iklan")
		before := len(d.requests(t))
		if own == "" || before != 4 || !strings.Contains(page, "Permintaan diterima") {
			t.Errorf("the trap: %d requests, %s", before, page)
		}
	})
}

func TestForm_limits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := newDoor(t, db)
		for name, fields := range map[string][]string{
			"nothing": {}, "no scope": {"username", "sari", "workspace", "x"}, "wrong e-mail": {"username", "sari", "workspace", "x", "scope", "C3", "email", "a@b@c"},
			"no workspace": {"username", "sari", "scope", "C3"}, "another scope": {"username", "sari", "workspace", "x", "scope", "C9"},
		} {
			d.from = "198.51.100." + fmt.Sprint(len(name))
			if status, page, _ := d.fill(t, askPath, fields...); status != http.StatusUnprocessableEntity || !strings.Contains(page, `role="alert"`) {
				t.Errorf("%s: %d", name, status)
			}
		}
		if status, _, _ := d.fill(t, askPath, "username", strings.Repeat("x", 300)); status != http.StatusBadRequest {
			t.Errorf("a long field: %d", status)
		}
		if status, _, _ := d.fill(t, askPath, "username", strings.Repeat("x", 20_000)); status != http.StatusBadRequest {
			t.Errorf("a long form: %d", status)
		}
		d.from = "203.0.113.1"
		for n := range 6 {
			status, _, _ := d.fill(t, askPath, "username", "sari", "workspace", "Toko Sari", "scope", "C3")
			if want := map[bool]int{true: 200, false: 429}[n < formBurst]; status != want {
				t.Errorf("form %d: %d, want %d", n, status, want)
			}
			d.intake(t)
		}
		for range 2 * formsByAllAt { // one who is refused takes nothing from others
			d.fill(t, askPath)
		}
		d.from = "203.0.113.2"
		if status, _, _ := d.fill(t, askPath, "username", "sari", "workspace", "x", "scope", "C3"); status != http.StatusOK {
			t.Errorf("somebody else beside a flood: %d", status)
		}
		var at int
		for _, r := range d.requests(t) {
			if r.Workspace == d.ws {
				at++
			}
		}
		if at != maxUnshown {
			t.Errorf("%d requests of a stranger stand on the page of the workspace", at)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, askPath, strings.NewReader("username=sari"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		d.from = "203.0.113.2"
		if d.mux.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
			t.Errorf("from another site: %d", w.Code)
		}
		// What nobody has proven is in nobody's way.
		if _, err := d.Preview(t.Context(), d.ws, Scope{Categories: []datamap.Category{datamap.Contacts}}); err != nil {
			t.Fatal(err)
		}
		d.ask(t, d.ws, Scope{Categories: []datamap.Category{datamap.Contacts}})
		for _, r := range d.requests(t) {
			if r.Workspace == d.ws && r.State == Identity {
				got, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true, Code: secret.New(d.code["sari"])})
				if err != nil || got.State != Refused || got.Reason != ReasonRunning {
					t.Errorf("%v %s %s", err, got.State, got.Reason)
				}
				break
			}
		}
	})
}

func TestAnswer_anOwnerSaysNo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := newDoor(t, db)
		r, _ := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "scope", "C3")
		got, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{})
		d.intake(t)
		if err != nil || got.State != Refused || got.Reason != ReasonDenied || d.claims(t) != 0 {
			t.Errorf("%v %s %s", err, got.State, got.Reason)
		}
		if _, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true}); err == nil {
			t.Error("what was denied can be agreed to")
		}
		other := d.person["sari"]
		other.Workspace.ID = id.NewWorkspace()
		if _, err := d.Answer(t.Context(), other, r.ID, Answer{Yes: true}); err == nil {
			t.Error("another workspace can answer")
		}
	})
}

func TestForm_aFloodPushesItselfOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d := newDoor(t, db)
		meant, _ := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "scope", "C3")
		first, _ := d.asked(t, "username", "siapa", "workspace", "x", "scope", "C3")
		err := d.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			for range maxLoose - 1 {
				r := Request{ID: id.New[Request](), Way: ByForm, Received: tx.Now()}
				if err := insert(t.Context(), tx, &r, r.ID.String(), ""); err != nil {
					return err
				}
				if _, err := tx.Exec(t.Context(), `UPDATE erasure_request SET state = 'identity_pending' WHERE id = $1`, r.ID); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if status, _, _ := d.fill(t, askPath, "username", "siapa", "workspace", "x", "scope", "C3"); status != http.StatusOK {
			t.Fatal(status)
		}
		d.intake(t)
		if r, _ := d.get(t, first.ID); r.State != Expired {
			t.Errorf("the oldest that led to nobody is %s", r.State)
		}
		if r, _ := d.get(t, meant.ID); r.State != Identity {
			t.Errorf("the one that is meant is %s", r.State)
		}
	})
}
