package erase

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const appSecret = "the-secret-of-the-app"

// repeats is how often a notice comes again.
const repeats = 1000

type site struct {
	*bench
	mux *http.ServeMux
}

func newSite(t *testing.T, db *wsdb.DB) *site {
	t.Helper()
	s := &site{bench: newBench(t, db), mux: http.NewServeMux()}
	pages, err := s.Pages(Browser{
		Address:  func(*http.Request) netip.Addr { return netip.MustParseAddr("192.0.2.7") },
		Language: func(r *http.Request) string { return r.Header.Get("Accept-Language") },
	}, []secret.String{secret.New(appSecret)}, "https://kelola.example/")
	if err != nil {
		t.Fatal(err)
	}
	pages.Register(s.mux)
	return s
}

// notice is what Meta posts, signed with a secret.
func notice(with, payload string) string {
	return url.Values{"signed_request": {webhook.MakeSignedRequest(secret.New(with), []byte(payload))}}.Encode()
}

func about(user string, at time.Time) string {
	return fmt.Sprintf(`{"algorithm":"HMAC-SHA256","issued_at":%d,"user_id":%q}`, at.Unix(), user)
}

func (s *site) post(t *testing.T, body string) (status int, a answer) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/meta/data-deletion", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	if w.Code == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
	}
	return w.Code, a
}

func (s *site) look(t *testing.T, code, accept, language string) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/data-deletion/status/"+code, nil)
	r.Header.Set("Accept", accept)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (s *site) requests(t *testing.T) []Request {
	t.Helper()
	all, err := s.List(t.Context(), id.Workspace{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestMeta_deletesTheAccountOnceAndShowsHowFarItIs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := newSite(t, db)
		s.seed(t, s.ws, "satu", 8)
		account := mark + "satu channel external_id 1"
		body := notice(appSecret, about(account, s.d.Clock.Now()))
		status, a := s.post(t, body)
		if status != http.StatusOK || len(a.Code) != 26 || a.URL != "https://kelola.example/data-deletion/status/"+a.Code {
			t.Fatalf("%d %+v", status, a)
		}
		for range repeats {
			if status, again := s.post(t, body); status != http.StatusOK || again != a {
				t.Fatalf("a repeat is answered %d %+v", status, again)
			}
		}
		if all := s.requests(t); len(all) != 1 {
			t.Fatalf("%d requests for one notice", len(all))
		}
		t.Logf("%d repeats are one request", repeats)
		if _, page := s.look(t, a.Code, "text/html", "id"); !strings.Contains(page, "dijadwalkan") {
			t.Errorf("before: %s", page)
		}
		if err := s.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := s.requests(t)[0]; r.State != Complete || r.Way != ByMeta {
			t.Fatalf("%s (%s)", r.State, r.Reason)
		}
		_, page := s.look(t, strings.ToUpper(a.Code), "text/html", "en")
		if !strings.Contains(page, "the data has been deleted") || !strings.Contains(page, "Instagram events") || !strings.Contains(page, a.Code[:4]) && !strings.Contains(page, "certificate") {
			t.Errorf("after: %s", page)
		}
		if strings.Contains(page, mark) {
			t.Errorf("the page names somebody: %s", page)
		}
		var left, others int
		s.read(t, s.ws, `SELECT COUNT(*) FROM comment WHERE CAST(channel_id AS TEXT) = $1`, &left, uuid(1))
		s.read(t, s.ws, `SELECT COUNT(*) FROM comment WHERE CAST(channel_id AS TEXT) = $1`, &others, uuid(3))
		if left != 0 || others != 1 {
			t.Errorf("%d comments of the account are left, %d of another, want 0 and 1", left, others)
		}
	})
}

// The people of an account go with it: whoever is known by nothing else as a whole, of others what the account told of them.
func TestMeta_thePeopleOfTheAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := newSite(t, db)
		s.seed(t, s.ws, "satu", 8)
		strangers := func(text string) {
			t.Helper()
			s.exec(t, text+` WHERE id IN ('`+uuid(1)+`', '`+uuid(5)+`', '`+uuid(7)+`')`)
		}
		strangers(`UPDATE contact SET phone = NULL, user_id = NULL, email = ''`)
		s.exec(t, `UPDATE contact_handle SET channel_id = '`+uuid(1)+`' WHERE contact_id IN ('`+uuid(4)+`', '`+uuid(5)+`')`)
		s.exec(t, `INSERT INTO contact_handle (handle, contact_id, channel_id, username, created_at) VALUES ('seven', '`+uuid(7)+`', '`+uuid(1)+`', 'KPCN1 tujuh', 1)`)
		s.exec(t, `UPDATE contact SET name_typed = TRUE WHERE id = '`+uuid(7)+`'`)
		if status, _ := s.post(t, notice(appSecret, about(mark+"satu channel external_id 1", s.d.Clock.Now()))); status != http.StatusOK {
			t.Fatal(status)
		}
		planned := s.requests(t)[0].Plan.Lines
		s.due(t)
		r := s.requests(t)[0]
		if r.State != Complete {
			t.Fatalf("%s (%s)", r.State, r.Reason)
		}
		done := map[string]int64{}
		for _, l := range r.Report.Lines {
			done[l.Table] += l.Rows
		}
		for _, l := range planned {
			if l.Method == Delete {
				done[l.Table] -= l.Rows
			}
		}
		if done["contact"] != 0 || done["contact_handle"] != 0 || done["attachment"] != 0 {
			t.Errorf("what was done is not what was planned: %v of %+v", done, planned)
		}
		for text, want := range map[string]int{
			`SELECT COUNT(*) FROM contact`:                               6, // 1 and 5 are gone
			`SELECT COUNT(*) FROM contact WHERE name = ''`:               1, // 4, whose name nobody has typed
			`SELECT COUNT(*) FROM contact_handle`:                        5, // without 1, 4, 5
			`SELECT COUNT(*) FROM contact_group_member`:                  6,
			`SELECT COUNT(*) FROM consent_change`:                        6,
			`SELECT COUNT(*) FROM attachment WHERE source = 'profile'`:   0,
			`SELECT contacts FROM contact_total`:                         6,
			`SELECT COUNT(*) FROM contact_handle WHERE handle = 'seven'`: 0,
		} {
			var n int
			if s.read(t, s.ws, text, &n); n != want {
				t.Errorf("%s: %d, want %d", text, n, want)
			}
		}
	})
}

// TestMeta_aMissingStepIsFound leaves the steps out that are only for what Meta asks.
func TestMeta_aMissingStepIsFound(t *testing.T) {
	t.Parallel()
	for step, found := range map[string]string{"contact": "contact_handle", "contact_handle": "contact_handle"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, dbtest.New(t, database.SQLite))
			s.seed(t, s.ws, "satu", 8)
			s.exec(t, `UPDATE contact SET phone = NULL, user_id = NULL, email = '' WHERE id = '`+uuid(1)+`'`)
			s.exec(t, `UPDATE contact_handle SET channel_id = '`+uuid(1)+`' WHERE contact_id = '`+uuid(4)+`'`)
			s.skip = func(of string) bool { return of == step }
			s.post(t, notice(appSecret, about(mark+"satu channel external_id 1", s.d.Clock.Now())))
			s.due(t)
			if r := s.requests(t)[0]; r.State != Unproven || !strings.Contains(r.Reason, found) {
				t.Errorf("%s (%s)", r.State, r.Reason)
			}
		})
	}
}

func TestMeta_whatIsNotSignedOrNotOurs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := newSite(t, db)
		s.seed(t, s.ws, "satu", 8)
		account, now := mark+"satu channel account_id 3", s.d.Clock.Now()
		good := notice(appSecret, about(account, now))
		for name, body := range map[string]string{
			"another secret": notice("guessed", about(account, now)), "cut short": good[:len(good)-9], "nothing": "", "no form": "%zz",
			"another way of signing": notice(appSecret, `{"algorithm":"none","user_id":"x"}`), "no json": notice(appSecret, `{"user`),
		} {
			if status, _ := s.post(t, body); status != http.StatusBadRequest {
				t.Errorf("%s: %d, want 400", name, status)
			}
		}
		if status, _ := s.post(t, "signed_request="+strings.Repeat("a", 9000)); status != http.StatusRequestEntityTooLarge {
			t.Errorf("a long body: %d", status)
		}
		if all := s.requests(t); len(all) != 0 {
			t.Fatalf("%d requests were stored", len(all))
		}
		_, unknown := s.post(t, notice(appSecret, about("17840000000000000", now)))
		_, page := s.look(t, unknown.Code, "application/json", "id")
		_, nobody := s.look(t, "aaaaaaaaaaaaaaaaaaaaaaaaaa", "application/json", "id")
		if !strings.Contains(page, `"no_data_found"`) || page != nobody {
			t.Errorf("unknown account: %s; unknown code: %s", page, nobody)
		}
		_, left := s.look(t, unknown.Code, "text/html", "id")
		_, none := s.look(t, "aaaaaaaaaaaaaaaaaaaaaaaaaa", "text/html", "id")
		if left != none {
			t.Errorf("the pages differ:\n%s\n%s", left, none)
		}
	})
}

func TestMeta_anOldNoticeSparesTheNextConnection(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		s := newSite(t, db)
		s.seed(t, s.ws, "satu", 8)
		account, was := mark+"satu channel account_id 3", s.d.Clock.Now()
		err := db.Write(t.Context(), s.ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE instagram_account SET connected_at = $1`, clock.Micros(was))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		status, _ := s.post(t, notice(appSecret, about(account, was.Add(-time.Hour))))
		if err := s.Due(t.Context()); err != nil || status != http.StatusOK {
			t.Fatal(status, err)
		}
		var left int
		s.read(t, s.ws, `SELECT COUNT(*) FROM comment WHERE CAST(channel_id AS TEXT) = $1`, &left, uuid(3))
		if all := s.requests(t); len(all) != 1 || all[0].State != NoData || left != 1 {
			t.Errorf("%+v, %d comments", all, left)
		}
	})
}

func TestStatus_isLookedAtTenTimesAMinute(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.New(t, database.SQLite))
	for n := range 12 {
		status, _ := s.look(t, "aaaaaaaaaaaaaaaaaaaaaaaaaa", "", "id")
		if want := map[bool]int{true: 200, false: 429}[n < lookUps]; status != want {
			t.Errorf("look %d: %d, want %d", n, status, want)
		}
	}
}

func TestMove_noWayAroundTheStates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		for _, to := range []State{Complete, LiveErased, Grace, Received, BackupWait} {
			request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.NumberChecks}})
			_, err := b.change(t.Context(), b.ws, request, func(tx *sysdb.Tx, r *Request) error { return move(t.Context(), tx, r, "", "", to) })
			if err == nil {
				t.Errorf("from grace to %s was allowed", to)
			}
			if _, err := b.change(t.Context(), b.ws, request, func(tx *sysdb.Tx, r *Request) error { return move(t.Context(), tx, r, "", "", Cancelled) }); err != nil {
				t.Fatal(err)
			}
		}
	})
}
