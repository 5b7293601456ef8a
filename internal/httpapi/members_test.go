package httpapi_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const toko = "/api/v1/workspaces/toko"

func (b *bundle) user(t *testing.T, name string) account.UserID {
	t.Helper()
	u, err := b.accounts.UserByName(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

func (b *bundle) wants(t *testing.T, cookie, method, path, body string, status int, code string) {
	t.Helper()
	a := b.do(t, cookie, method, path, body)
	if a.status != status || code != "" && a.code(t) != code {
		t.Errorf("%s %s %s = %d %s, want %d %s", method, path, body, a.status, a.text, status, code)
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		sari, budi, wati := b.login(t, "sari"), b.login(t, "budi"), b.login(t, "wati")
		at := func(name string) string { return toko + "/members/" + b.user(t, name).String() }
		b.wants(t, budi, http.MethodPatch, at("budi"), `{"role":"owner"}`, 403, "account.right_missing")
		b.wants(t, sari, http.MethodPatch, at("sari"), `{"role":"viewer"}`, 409, "workspace.last_owner")
		b.wants(t, sari, http.MethodDelete, at("sari"), "", 409, "workspace.last_owner")
		b.wants(t, sari, http.MethodPatch, at("eko"), `{"role":"agent"}`, 404, "workspace.member_not_found")
		b.wants(t, sari, http.MethodPatch, at("budi"), `{"role":"boss"}`, 422, "")
		b.wants(t, sari, http.MethodPatch, at("budi"), `{"role":"admin","can_send":false}`, 200, "")
		b.wants(t, budi, http.MethodPatch, at("budi"), `{"can_send":true}`, 403, "workspace.own_rights")
		b.wants(t, budi, http.MethodPatch, at("sari"), `{"can_send":false}`, 403, "workspace.owner_only")
		b.wants(t, budi, http.MethodDelete, at("sari"), "", 403, "workspace.owner_only")
		b.wants(t, budi, http.MethodPost, at("sari")+"/reissue-code", "", 403, "workspace.owner_only")
		a := b.do(t, budi, http.MethodPatch, at("wati"), `{"role":"agent"}`)
		if a.status != 200 || !strings.Contains(a.text, `"role":"agent"`) || !strings.Contains(a.text, `"can_send":true`) {
			t.Errorf("a change of the role alone = %d %s", a.status, a.text)
		}
		if a := b.do(t, wati, http.MethodGet, toko, ""); !strings.Contains(a.text, `"send"`) {
			t.Errorf("the new role does not work at once: %s", a.text)
		}
		b.wants(t, budi, http.MethodDelete, at("wati"), "", 204, "")
		b.wants(t, wati, http.MethodGet, toko, "", 404, "workspace.not_found")
		b.wants(t, wati, http.MethodGet, "/api/v1/me", "", 200, "")
	})
}

// TestMembers_codeOpensNoOtherDoor: who manages one workspace must not get into another through the code of somebody who is in both.
func TestMembers_codeOpensNoOtherDoor(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		sari, budi := b.login(t, "sari"), b.login(t, "budi")
		path := toko + "/members/" + b.user(t, "budi").String() + "/reissue-code"
		if err := b.accounts.AddMember(t.Context(), "lain", "budi", workspace.Agent, true, account.UserID{}); err != nil {
			t.Fatal(err)
		}
		b.wants(t, sari, http.MethodPost, path, "", 409, "account.member_elsewhere")
		b.wants(t, budi, http.MethodGet, "/api/v1/me", "", 200, "")
		if err := b.accounts.AddMember(t.Context(), "lain", "sari", workspace.Admin, true, account.UserID{}); err != nil {
			t.Fatal(err)
		}
		var code struct {
			Username    string
			LicenceCode string `json:"licence_code"`
		}
		b.do(t, sari, http.MethodPost, path, "").into(t, &code)
		b.wants(t, budi, http.MethodGet, "/api/v1/me", "", 401, "account.unauthenticated")
		if a := b.do(t, "", http.MethodPost, "/api/v1/session", `{"username":"budi","licence_code":"`+b.codes["budi"].Reveal()+`"}`); a.status != 401 {
			t.Errorf("the old code = %d", a.status)
		}
		b.codes["budi"] = secret.New(code.LicenceCode)
		b.login(t, code.Username)
		b.wants(t, sari, http.MethodPost, toko+"/members/"+b.user(t, "sari").String()+"/reissue-code", "", 409, "account.own_code")
		b.wants(t, sari, http.MethodPost, toko+"/members/"+b.user(t, "eko").String()+"/reissue-code", "", 404, "workspace.member_not_found")
	})
}

func TestOwnCodeAndOtherSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		here, there := b.login(t, "budi"), b.login(t, "budi")
		b.wants(t, here, http.MethodPatch, "/api/v1/me", `{"name":"  "}`, 422, "account.name_invalid")
		if a := b.do(t, here, http.MethodPatch, "/api/v1/me", `{"name":"Budi S."}`); !strings.Contains(a.text, `"name":"Budi S."`) || !strings.Contains(a.text, `"language":"id"`) {
			t.Errorf("profile = %s", a.text)
		}
		if a := b.do(t, here, http.MethodDelete, "/api/v1/me/sessions", ""); a.status != 200 || !strings.Contains(a.text, `"ended":1`) {
			t.Errorf("ending the others = %d %s", a.status, a.text)
		}
		b.wants(t, there, http.MethodGet, "/api/v1/me", "", 401, "")
		there = b.login(t, "budi")
		b.wants(t, here, http.MethodPost, "/api/v1/me/reissue-code", `{"licence_code":"`+b.codes["sari"].Reveal()+`"}`, 422, "account.code_wrong")
		var code struct {
			LicenceCode string `json:"licence_code"`
		}
		b.do(t, here, http.MethodPost, "/api/v1/me/reissue-code", `{"licence_code":"`+b.codes["budi"].Reveal()+`"}`).into(t, &code)
		b.wants(t, there, http.MethodGet, "/api/v1/me", "", 401, "")
		b.wants(t, here, http.MethodGet, "/api/v1/me", "", 200, "")
		old := b.codes["budi"].Reveal()
		b.codes["budi"] = secret.New(code.LicenceCode)
		b.login(t, "budi")
		for i := range 11 {
			want := 422
			if i == 10 {
				want = 429
			}
			b.wants(t, here, http.MethodPost, "/api/v1/me/reissue-code", `{"licence_code":"`+old+`"}`, want, "")
		}
		if strings.Contains(b.logs.String(), code.LicenceCode) {
			t.Error("a code is in the log")
		}
	})
}

type link struct {
	Invite struct{ ID, State string }
	Path   string
}

func (l link) token() string { return strings.TrimPrefix(l.Path, "/join/") }

func (b *bundle) invite(t *testing.T, cookie, body string) link {
	t.Helper()
	var l link
	b.do(t, cookie, http.MethodPost, toko+"/invites", body).into(t, &l)
	return l
}

func joinBody(token, username string) string {
	text, _ := json.Marshal(map[string]string{"token": token, "username": username, "name": "Dewi", "language": "id"})
	return string(text)
}

func TestInvites(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		sari, budi, eko := b.login(t, "sari"), b.login(t, "budi"), b.login(t, "eko")
		b.wants(t, budi, http.MethodPost, toko+"/invites", `{"name":"Dewi","role":"viewer"}`, 403, "account.right_missing")
		l := b.invite(t, sari, `{"name":"Dewi","role":"agent","can_send":true,"note":"kasir"}`)
		if len(l.token()) != 43 || l.Invite.State != "open" {
			t.Fatalf("link = %+v", l)
		}
		look := b.do(t, "", http.MethodPost, "/api/v1/join/look", `{"token":"`+l.token()+`"}`)
		if look.status != 200 || !strings.Contains(look.text, `"workspace_name":"Toko"`) || !strings.Contains(look.text, `"logged_in":null`) || strings.Contains(look.text, "kasir") {
			t.Errorf("look = %d %s", look.status, look.text)
		}
		b.wants(t, "", http.MethodPost, "/api/v1/join", joinBody(l.token(), "sari"), 409, "account.username_taken")
		b.wants(t, "", http.MethodPost, "/api/v1/join", joinBody(l.token(), "x"), 422, "account.username_invalid")
		var in struct {
			Username, Workspace string
			LicenceCode         string `json:"licence_code"`
		}
		b.do(t, "", http.MethodPost, "/api/v1/join", joinBody(l.token(), "Dewi")).into(t, &in)
		b.codes["dewi"] = secret.New(in.LicenceCode)
		dewi := b.login(t, "dewi")
		if a := b.do(t, dewi, http.MethodGet, "/api/v1/workspaces/"+in.Workspace, ""); !strings.Contains(a.text, `"role":"agent"`) || !strings.Contains(a.text, `"send"`) {
			t.Errorf("the newcomer = %d %s", a.status, a.text)
		}
		b.wants(t, "", http.MethodPost, "/api/v1/join", joinBody(l.token(), "dewi2"), 404, "account.invite_invalid")
		// Somebody who is here already accepts, and members cannot use up a link.
		l = b.invite(t, sari, `{"name":"Eko","role":"viewer"}`)
		if a := b.do(t, eko, http.MethodPost, "/api/v1/join/look", `{"token":"`+l.token()+`"}`); !strings.Contains(a.text, `"username":"eko"`) {
			t.Errorf("look of somebody logged in = %s", a.text)
		}
		b.wants(t, budi, http.MethodPost, "/api/v1/join/accept", `{"token":"`+l.token()+`"}`, 409, "workspace.already_member")
		b.wants(t, eko, http.MethodPost, "/api/v1/join/accept", `{"token":"`+l.token()+`"}`, 200, "")
		b.wants(t, eko, http.MethodGet, toko, "", 200, "")
		if strings.Contains(b.logs.String(), l.token()) {
			t.Error("the secret of a link is in the log")
		}
		a := b.do(t, sari, http.MethodGet, toko+"/audit", "")
		for _, action := range []string{"invite.created", "invite.accepted", "user.added", "workspace.member_added"} {
			if !strings.Contains(a.text, action) {
				t.Errorf("the record lacks %s: %s", action, a.text)
			}
		}
	})
}

// TestInvites_newsGetLost: the code is shown only once, so it must be answered whatever becomes of the news about it.
func TestInvites_newsGetLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		l := b.invite(t, b.login(t, "sari"), `{"name":"Dewi","role":"agent"}`)
		if _, err := db.Erase(t.Context(), b.ws.ID); err != nil {
			t.Fatal(err)
		}
		a := b.do(t, "", http.MethodPost, "/api/v1/join", joinBody(l.token(), "dewi"))
		if a.status != 201 || !strings.Contains(a.text, `"licence_code"`) {
			t.Errorf("join = %d %s", a.status, a.text)
		}
	})
}

// TestInvites_uniformRefusal: a link that cannot be used says nothing of why.
func TestInvites_uniformRefusal(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		sari := b.login(t, "sari")
		revoked := b.invite(t, sari, `{"name":"Dewi","role":"agent"}`)
		b.wants(t, sari, http.MethodDelete, toko+"/invites/"+revoked.Invite.ID, "", 204, "")
		renewed := b.invite(t, sari, `{"name":"Dewi","role":"agent","hours":1}`)
		var again link
		b.do(t, sari, http.MethodPost, toko+"/invites/"+renewed.Invite.ID+"/renew", `{"hours":200}`).into(t, &again)
		expired := b.invite(t, sari, `{"name":"Dewi","role":"agent","hours":1}`)
		b.clk.Advance(time.Hour)
		// An invitation is worth what its sender may do now.
		if err := b.accounts.ChangeMember(t.Context(), "toko", "budi", workspace.Admin, true); err != nil {
			t.Fatal(err)
		}
		void := b.invite(t, b.login(t, "budi"), `{"name":"Kawan","role":"admin"}`)
		b.wants(t, b.login(t, "budi"), http.MethodPost, toko+"/invites", `{"name":"Kawan","role":"owner"}`, 403, "workspace.owner_only")
		b.wants(t, sari, http.MethodPatch, toko+"/members/"+b.user(t, "budi").String(), `{"role":"agent"}`, 200, "")
		first := ""
		for name, token := range map[string]string{
			"revoked": revoked.token(), "renewed": renewed.token(), "expired": expired.token(), "void": void.token(),
			"unknown": strings.Repeat("A", 43), "short": "x", "empty": "", "long": strings.Repeat("A", 200),
		} {
			a := b.do(t, "", http.MethodPost, "/api/v1/join/look", `{"token":"`+token+`"}`)
			var p struct{ Code, Detail string }
			if err := json.Unmarshal([]byte(a.text), &p); err != nil || a.status != 404 || p.Code != "account.invite_invalid" {
				t.Errorf("%s = %d %s", name, a.status, a.text)
			}
			if first == "" {
				first = p.Detail
			}
			if p.Detail != first {
				t.Errorf("%s answers %q", name, p.Detail)
			}
			b.wants(t, "", http.MethodPost, "/api/v1/join", joinBody(token, "dewi"), 404, "account.invite_invalid")
		}
		if a := b.do(t, "", http.MethodPost, "/api/v1/join/look", `{"token":"`+again.token()+`"}`); a.status != 200 {
			t.Errorf("the new link = %d %s", a.status, a.text)
		}
		var list struct{ Items []struct{ ID, State string } }
		b.do(t, sari, http.MethodGet, toko+"/invites", "").into(t, &list)
		states := map[string]string{}
		for _, i := range list.Items {
			states[i.ID] = i.State
		}
		if states[expired.Invite.ID] != "expired" || states[void.Invite.ID] != "void" || states[renewed.Invite.ID] != "open" || len(states) != 3 {
			t.Errorf("states = %v", states)
		}
		for range 40 {
			if a := b.do(t, "", http.MethodPost, "/api/v1/join/look", `{"token":"nope"}`); a.status == 429 {
				return
			}
		}
		t.Error("links can be tried for ever")
	})
}

func TestInvites_holdTheLimitsOfTheLicence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ctx := t.Context()
		l, err := b.licences.Create(ctx, "Kecil", b.clk.Now().Add(7*24*time.Hour), licence.Limits{Members: 2})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.accounts.CreateWorkspace(ctx, l.ID, "kecil", "Kecil", "sari"); err != nil {
			t.Fatal(err)
		}
		const kecil = "/api/v1/workspaces/kecil"
		sari := b.login(t, "sari")
		var made link
		b.do(t, sari, http.MethodPost, kecil+"/invites", `{"name":"Dewi","role":"agent"}`).into(t, &made)
		b.wants(t, sari, http.MethodPost, kecil+"/invites", `{"name":"Tono","role":"agent"}`, 403, "licence.members_exceeded")
		a := b.do(t, sari, http.MethodGet, kecil+"/licence", "")
		for _, part := range []string{`"state":"expiring"`, `"days_left":7`, `"warn_days":7`, `"members":{"used":2,"limit":2}`, `"workspaces":{"used":1,"limit":0}`, `"may_send":true`} {
			if !strings.Contains(a.text, part) {
				t.Errorf("licence lacks %s: %s", part, a.text)
			}
		}
		// The place went to somebody else in between: the link keeps, the limit holds.
		if err := b.accounts.AddMember(ctx, "kecil", "budi", workspace.Viewer, false, account.UserID{}); err != nil {
			t.Fatal(err)
		}
		b.wants(t, "", http.MethodPost, "/api/v1/join", joinBody(made.token(), "dewi"), 403, "licence.members_exceeded")
		if err := b.licences.Suspend(ctx, l.ID, "Tagihan belum dibayar"); err != nil {
			t.Fatal(err)
		}
		b.clk.Advance(2 * time.Second)
		if a := b.do(t, sari, http.MethodGet, kecil+"/licence", ""); !strings.Contains(a.text, "Tagihan belum dibayar") || !strings.Contains(a.text, `"read_only":true`) {
			t.Errorf("suspended = %s", a.text)
		}
		b.wants(t, "", http.MethodPost, "/api/v1/join", joinBody(made.token(), "dewi"), 403, "licence.read_only")
		b.wants(t, sari, http.MethodDelete, kecil+"/members/"+b.user(t, "budi").String(), "", 204, "")
		b.wants(t, sari, http.MethodDelete, kecil+"/invites/"+made.Invite.ID, "", 204, "")
	})
}

func TestAudit_ofOwners(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		sari, budi := b.login(t, "sari"), b.login(t, "budi")
		b.wants(t, sari, http.MethodPatch, "/api/v1/me", `{"name":"=1+2"}`, 200, "")
		b.wants(t, sari, http.MethodPatch, toko+"/members/"+b.user(t, "budi").String(), `{"role":"admin"}`, 200, "")
		b.wants(t, budi, http.MethodGet, toko+"/audit", "", 403, "account.right_missing")
		b.wants(t, budi, http.MethodGet, toko+"/audit/export.csv", "", 403, "account.right_missing")
		var list struct {
			Items []struct {
				Action string
				Actor  *struct{ Username string }
				Person *struct{ Username string } `json:"subject_person"`
			}
			Next *string
		}
		b.do(t, sari, http.MethodGet, toko+"/audit?limit=1", "").into(t, &list)
		if len(list.Items) != 1 || list.Next == nil || list.Items[0].Action != "workspace.member_changed" || list.Items[0].Actor.Username != "sari" || list.Items[0].Person.Username != "budi" {
			t.Fatalf("newest = %+v", list)
		}
		b.do(t, sari, http.MethodGet, toko+"/audit?action=workspace.member_added", "").into(t, &list)
		if len(list.Items) != 2 || list.Items[0].Actor != nil {
			t.Errorf("added by the operator = %+v", list)
		}
		b.do(t, sari, http.MethodGet, toko+"/audit?actor="+b.user(t, "budi").String(), "").into(t, &list)
		if len(list.Items) != 1 || list.Items[0].Action != "session.started" || list.Items[0].Actor.Username != "budi" {
			t.Errorf("done by budi = %+v", list)
		}
		b.do(t, sari, http.MethodGet, toko+"/audit?group=session", "").into(t, &list)
		if len(list.Items) != 2 {
			t.Errorf("logins = %+v", list)
		}
		file := b.do(t, sari, http.MethodGet, toko+"/audit/export.csv?action=workspace.member_changed", "")
		if file.status != 200 || !strings.Contains(file.text, "workspace.member_changed,'=1+2,sari,") || strings.Count(file.text, "\r\n") != 2 {
			t.Errorf("export = %d %q", file.status, file.text)
		}
		b.do(t, sari, http.MethodGet, toko+"/audit?group=audit", "").into(t, &list)
		if len(list.Items) != 1 || list.Items[0].Action != "audit.exported" || list.Items[0].Actor.Username != "sari" {
			t.Errorf("the download in the record = %+v", list)
		}
		b.wants(t, sari, http.MethodGet, toko+"/audit/export.csv?from=yesterday", "", 422, "request.query_invalid")
	})
}
