package instagram_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/instagram"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestConnect(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		state := b.state(t, "sari")
		if n := systemCount(t, db, `SELECT COUNT(*) FROM instagram_login WHERE state = $1`, state); n != 0 {
			t.Error("the state is kept as it is")
		}
		code := b.net.consent(proID)
		status, result, text := b.back(t, "sari", url.Values{"state": {state}, "code": {code + "#_"}})
		if status != http.StatusSeeOther || result != "connected" || text == "" {
			t.Fatalf("callback = %d %s %s", status, result, text)
		}
		b.work(t)
		list := b.site.Must(200, "wati", "GET", "/instagram/accounts", "")
		for _, want := range []string{
			`"username":"toko.sari"`, `"state":"connected"`, `"webhook":"on"`, `"followers":1234`, `"type":"BUSINESS"`, text,
			`{"name":"instagram_business_manage_messages","granted":true}`, `"token_expiring":false`, `"picture_id":"`,
		} {
			if !strings.Contains(list, want) {
				t.Errorf("the list lacks %s: %s", want, list)
			}
		}
		ch, _ := id.Parse[channel.Channel](text)
		e := b.get(t, ch)
		if e.Chan.ExternalID != proID || e.Chan.AccountID != appID || e.Chan.Name != "@toko.sari" || !b.net.subscribed[proID] {
			t.Errorf("channel = %+v, subscribed %v", e.Chan, b.net.subscribed)
		}
		if left := e.ExpiresAt.Sub(dbtest.Clock(t, db).Now()); left != lifetime {
			t.Errorf("the token ends in %v", left)
		}
		if n := b.count(t, `SELECT COUNT(*) FROM channel WHERE token = $1`, []byte("IGtoken-3-canary")); n != 0 {
			t.Error("the token is kept as it is")
		}
		if strings.Contains(b.log.String(), "canary") || strings.Contains(b.log.String(), state) || strings.Contains(b.log.String(), "toko.sari") {
			t.Errorf("the log tells secrets: %s", b.log)
		}
		picture, _ := b.site.Do("wati", "GET", "/instagram/accounts", "")
		if picture.StatusCode != http.StatusOK || b.count(t, `SELECT COUNT(*) FROM attachment WHERE source = 'picture'`) != 1 {
			t.Error("the picture is not copied once")
		}
	})
}

// What a consent may end with besides a new account.
func TestConnect_refusals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		end := func(who string, query url.Values) string {
			t.Helper()
			status, result, _ := b.back(t, who, query)
			if status != http.StatusSeeOther {
				return http.StatusText(status)
			}
			return result
		}
		begin := func(more ...string) url.Values {
			q := url.Values{"state": {b.state(t, "sari")}}
			for i := 0; i < len(more); i += 2 {
				q.Set(more[i], more[i+1])
			}
			return q
		}
		want := func(about, got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%s: %s, want %s", about, got, want)
			}
		}
		denied := begin("error", "access_denied", "error_reason", "user_denied")
		want("denied", end("sari", denied), "denied")
		want("denied, again", end("sari", denied), "used")
		want("another person", end("wati", begin("code", b.net.consent(proID))), "Forbidden")
		want("nobody", end("", begin("code", b.net.consent(proID))), "Forbidden")
		want("a state of nobody", end("sari", url.Values{"state": {"MADEUP"}, "code": {b.net.consent(proID)}}), "Bad Request")
		want("no state", end("sari", url.Values{"code": {b.net.consent(proID)}}), "Bad Request")
		want("a code of nobody", end("sari", begin("code", "made-up")), "code")
		want("no code", end("sari", begin()), "code")
		late := begin("code", b.net.consent(proID))
		dbtest.Clock(t, db).Advance(10 * time.Minute)
		want("ten minutes later", end("sari", late), "ended")

		b.net.set(func() { b.net.accounts[proID].Type = "PERSONAL" })
		want("a private account", end("sari", begin("code", b.net.consent(proID))), "type")
		b.net.set(func() { b.net.accounts[proID].Type = "business" })
		all := b.net.accounts[proID].Permissions
		b.net.set(func() { b.net.accounts[proID].Permissions = all[1:] })
		want("without the first permission", end("sari", begin("code", b.net.consent(proID))), "permission")
		b.net.set(func() { b.net.accounts[proID].Permissions = all })
		down := begin("code", b.net.consent(proID))
		b.net.set(func() { b.net.down = true })
		want("no network", end("sari", down), "network")
		b.net.set(func() { b.net.down = false })
		if n := b.count(t, `SELECT COUNT(*) FROM channel`); n != 0 {
			t.Fatalf("%d channels were made", n)
		}
		again := begin("code", b.net.consent(proID))
		want("at last", end("sari", again), "connected")
		want("the same address again", end("sari", again), "used")
		b.site.Must(403, "wati", "POST", "/instagram/connect", `{}`)
	})
}

func TestConnect_limited(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.net.accounts[proID].Permissions = b.net.accounts[proID].Permissions[:2]
		result, ch := b.connect(t, proID)
		list := b.site.Must(200, "sari", "GET", "/instagram/accounts", "")
		if result != "limited" || !strings.Contains(list, `{"name":"instagram_business_manage_messages","granted":false}`) ||
			!strings.Contains(list, `{"name":"instagram_business_manage_comments","granted":true}`) {
			t.Errorf("%s: %s", result, list)
		}
		if e := b.get(t, ch); e.Chan.State != channel.Connected {
			t.Errorf("state = %s", e.Chan.State)
		}
	})
}

// A consent that was begun survives a restart of the server, and one session cannot end that of another session of the same person.
func TestConnect_session(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		begun := b.state(t, "sari")
		b.Service = instagram.New(b.deps)
		b.mux = http.NewServeMux()
		b.pages(t, b.who)
		if status, result, _ := b.back(t, "sari", url.Values{"state": {begun}, "code": {b.net.consent(otherID)}}); result != "connected" {
			t.Errorf("after a restart: %d %s", status, result)
		}
		state := b.state(t, "sari")
		b.mux = http.NewServeMux()
		b.pages(t, func(*http.Request, string) (account.Principal, error) {
			return account.Principal{}, account.ErrUnauthenticated
		})
		if status, _, _ := b.back(t, "sari", url.Values{"state": {state}, "code": {b.net.consent(proID)}}); status != http.StatusForbidden {
			t.Errorf("after the session ended: %d", status)
		}
		b.mux = http.NewServeMux()
		b.pages(t, func(_ *http.Request, ref string) (account.Principal, error) {
			if ref != b.site.Workspace.String() {
				return account.Principal{}, workspace.ErrNotFound
			}
			return account.Principal{Session: account.Session{ID: id.New[account.Session]()}}, nil
		})
		if status, _, _ := b.back(t, "sari", url.Values{"state": {b.state(t, "sari")}, "code": {b.net.consent(proID)}}); status != http.StatusForbidden {
			t.Errorf("in another session: %d", status)
		}
	})
}

func TestConnect_takenElsewhere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		other := dbtest.Workspace(t, db)
		_, _, err := b.channels.Connect(t.Context(), other, channel.Connect{
			Kind: channel.Instagram, Name: "sana", ExternalID: proID, AccountID: appID, Token: b.net.giveToken(proID),
		})
		if err != nil {
			t.Fatal(err)
		}
		if result, _ := b.connect(t, proID); result != "taken" {
			t.Errorf("result = %s", result)
		}
		if n := b.count(t, `SELECT COUNT(*) FROM channel`); n != 0 {
			t.Errorf("%d channels here", n)
		}
	})
}

func TestConnect_again(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		first := b.get(t, ch)
		dbtest.Clock(t, db).Advance(time.Hour)
		result, same := b.connect(t, proID)
		if result != "renewed" || same != ch || !b.get(t, ch).ExpiresAt.After(first.ExpiresAt) {
			t.Errorf("again: %s, %v, %v", result, same, b.get(t, ch).ExpiresAt)
		}
		if result, second := b.connect(t, otherID); result != "connected" || second == ch {
			t.Errorf("a second account: %s", result)
		}
		// One that was disconnected comes back as the channel it was, with its history.
		b.site.Must(200, "sari", "POST", "/instagram/accounts/"+ch.String()+"/disconnect", "")
		result, same = b.connect(t, proID)
		if result != "connected" || same != ch {
			t.Errorf("after leaving: %s, %v, want %v", result, same, ch)
		}
		if e := b.get(t, ch); e.Chan.State != channel.Connected || !e.LeftAt.IsZero() || !e.RevokedAt.IsZero() {
			t.Errorf("after leaving: %+v", e)
		}
		b.work(t)
		if !b.net.subscribed[proID] || b.net.revoked[proID] {
			t.Error("the job of the earlier leaving took the permissions of the new connection")
		}
	})
}

// Whoever connects an account again lets it send again, also when the network had restricted it.
func TestConnect_resumes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		err := db.Write(t.Context(), b.site.Workspace, func(tx *wsdb.Tx) error {
			return b.channels.Pause(t.Context(), tx, ch, "account_restricted", time.Time{})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.tend(t, time.Hour)
		if e := b.get(t, ch); e.Chan.State != channel.NeedsAttention {
			t.Errorf("a look took back what only a person can: %s", e.Chan.State)
		}
		if result, _ := b.connect(t, proID); result != "renewed" || b.get(t, ch).Chan.State != channel.Connected {
			t.Errorf("connected again: %s, %+v", result, b.get(t, ch).Chan)
		}
	})
}

func TestConnect_licence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.mayGrow = licence.ErrReadOnly
		if result, _ := b.connect(t, proID); result != "licence" {
			t.Errorf("result = %s", result)
		}
	})
}

func TestPages_strangers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		for lang, words := range map[string]string{"id": "tidak dimulai dari Kelola Pesan", "en": "was not begun in Kelola Pesan"} {
			rec := b.ask(t, http.MethodGet, "/oauth/instagram/callback?state=x&code=canary", "", "Accept-Language", lang)
			body := rec.Body.String()
			if rec.Code != 400 || !strings.Contains(body, words) || strings.Contains(body, "canary") || rec.Header().Get("Referrer-Policy") != "no-referrer" ||
				rec.Header().Get("Cache-Control") != "no-store" || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("%s: %d %v %s", lang, rec.Code, rec.Header(), body)
			}
		}
		last := 0
		for range 40 {
			last = b.ask(t, http.MethodGet, "/oauth/instagram/callback?state=x", "").Code
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("forty times: %d", last)
		}
	})
}

func systemCount(t *testing.T, db *wsdb.DB, query string, args ...any) (n int) {
	t.Helper()
	err := dbtest.System(t, db).Read(t.Context(), func(q sysdb.Query) error { return q.QueryRow(t.Context(), query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}
