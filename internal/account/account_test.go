package account_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// counter counts the hashes a login takes: that is the work which could give away what was wrong.
type counter struct {
	account.Hasher
	n atomic.Int64
}

func (c *counter) KeyedHash(purpose string, data []byte) []byte {
	c.n.Add(1)
	return c.Hasher.KeyedHash(purpose, data)
}

type bundle struct {
	*account.Service
	db     *wsdb.DB
	sys    *sysdb.DB
	clk    *clock.Fixed
	hashes *counter
	spaces *workspace.Service
	lic    *licence.Service
}

func setup(t *testing.T, db *wsdb.DB) *bundle {
	t.Helper()
	sys, clk := dbtest.System(t, db), dbtest.Clock(t, db)
	b := &bundle{db: db, sys: sys, clk: clk, hashes: &counter{Hasher: sys.Box()}}
	b.spaces = workspace.New(workspace.Deps{System: sys, DB: db, Clock: clk, Events: event.New(event.NewHub())})
	b.lic = licence.New(licence.Deps{System: sys, Clock: clk})
	b.Service = account.New(account.Deps{System: sys, Hasher: b.hashes, Clock: clk, Workspaces: b.spaces, Licences: b.lic})
	return b
}

func (b *bundle) user(t *testing.T, name string) secret.String {
	t.Helper()
	_, code, err := b.AddUser(t.Context(), name, "Sari", "id")
	if err != nil {
		t.Fatalf("add user: %v", err)
	}
	return code
}

var home = netip.MustParseAddr("203.0.113.7")

func (b *bundle) try(t *testing.T, name string, code secret.String, from netip.Addr) (account.Login, error) {
	t.Helper()
	return b.Login(t.Context(), account.Attempt{Username: name, Code: code, Address: from, UserAgent: "Test\x00 1"})
}

func (b *bundle) login(t *testing.T, name string, code secret.String) account.Login {
	t.Helper()
	l, err := b.try(t, name, code, home)
	if err != nil {
		t.Fatalf("login: %v", err)
	}
	return l
}

func TestService_LoginRefusesUniformly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		gone := b.user(t, "gone")
		if _, err := b.Disable(t.Context(), "gone"); err != nil {
			t.Fatal(err)
		}
		attempts := map[string]struct {
			name string
			code secret.String
		}{
			"wrong code":        {"sari", account.NewCode()},
			"other's code":      {"sari", gone},
			"malformed code":    {"sari", secret.New("hello")},
			"no code":           {"sari", secret.String{}},
			"huge code":         {"sari", secret.New(strings.Repeat("A", 100_000))},
			"unknown username":  {"nobody", account.NewCode()},
			"unknown and empty": {"", secret.String{}},
			"odd username":      {"sa\x00ri'; --", code},
			"disabled":          {"gone", gone},
		}
		want, first := int64(0), ""
		for name, a := range attempts {
			before := b.hashes.n.Load()
			_, err := b.try(t, a.name, a.code, netip.MustParseAddr(fmt.Sprintf("198.51.100.%d", len(name))))
			f, ok := fault.Of(err)
			if !ok || !errors.Is(err, account.ErrBadCredentials) || f.Detail != account.ErrBadCredentials.Detail {
				t.Errorf("%s: %v, want ErrBadCredentials", name, err)
			}
			hashes := b.hashes.n.Load() - before
			if first == "" {
				want, first = hashes, name
			}
			if hashes != want {
				t.Errorf("%s takes %d hashes, %s takes %d", name, hashes, first, want)
			}
		}
		typed := strings.ToLower(strings.ReplaceAll(code.Reveal(), "-", " "))
		if _, err := b.try(t, " SARI ", secret.New(typed), home); err != nil {
			t.Errorf("right credentials = %v", err)
		}
	})
}

func TestService_StoresNoCodeAndNoToken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		l := b.login(t, "sari", code)
		symbols, err := account.ParseCode(code.Reveal())
		if err != nil {
			t.Fatal(err)
		}
		var stored, session string
		err = b.sys.Read(t.Context(), func(q sysdb.Query) error {
			if err := q.QueryRow(t.Context(), `SELECT code_hash FROM account`).Scan(&stored); err != nil {
				return err
			}
			return q.QueryRow(t.Context(), `SELECT token_hash || user_agent FROM account_session`).Scan(&session)
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(stored, symbols.Reveal()) || len(stored) != 64 || strings.Contains(session, l.Token.Reveal()) {
			t.Error("a secret is stored")
		}
		if !strings.HasSuffix(session, "Test 1") {
			t.Errorf("user agent stored as %q", session[64:])
		}
	})
}

func TestService_SessionEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		idle := b.login(t, "sari", code)
		b.clk.Advance(account.IdleEnd - time.Microsecond)
		if _, err := b.Authenticate(t.Context(), idle.Token, ""); err != nil {
			t.Fatalf("just before the idle end: %v", err)
		}
		b.clk.Advance(account.IdleEnd)
		if _, err := b.Authenticate(t.Context(), idle.Token, ""); !errors.Is(err, account.ErrUnauthenticated) {
			t.Fatalf("at the idle end: %v", err)
		}
		busy := b.login(t, "sari", code)
		for range 30*24/10 - 1 {
			b.clk.Advance(10 * time.Hour)
			if _, err := b.Authenticate(t.Context(), busy.Token, ""); err != nil {
				t.Fatalf("a session in use: %v", err)
			}
		}
		b.clk.Advance(10 * time.Hour)
		if _, err := b.Authenticate(t.Context(), busy.Token, ""); !errors.Is(err, account.ErrUnauthenticated) {
			t.Errorf("after 30 days: %v", err)
		}
		if err := b.Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		var n int
		err := b.sys.Read(t.Context(), func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM account_session`).Scan(&n)
		})
		if err != nil || n != 0 {
			t.Errorf("%d sessions left, %v", n, err)
		}
	})
}

func TestService_Revoke(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code, other := b.user(t, "sari"), b.user(t, "budi")
		first, second, foreign := b.login(t, "sari", code), b.login(t, "sari", code), b.login(t, "budi", other)
		p, err := b.Authenticate(t.Context(), first.Token, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Revoke(t.Context(), p, foreign.Session.ID); !errors.Is(err, account.ErrSessionNotFound) {
			t.Errorf("Revoke of another's session = %v", err)
		}
		if err := b.Revoke(t.Context(), p, second.Session.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Authenticate(t.Context(), second.Token, ""); !errors.Is(err, account.ErrUnauthenticated) {
			t.Errorf("revoked session = %v", err)
		}
		if all, err := b.Sessions(t.Context(), p.User.ID); err != nil || len(all) != 1 || all[0].ID != first.Session.ID {
			t.Errorf("Sessions = %+v, %v", all, err)
		}
		if _, again, err := b.ReissueCode(t.Context(), "sari"); err != nil || again.Equal(code) {
			t.Fatalf("ReissueCode = %v", err)
		}
		if err := b.Check(t.Context(), p); !errors.Is(err, account.ErrUnauthenticated) {
			t.Errorf("session after the code was replaced = %v", err)
		}
		if _, err := b.try(t, "sari", code, home); !errors.Is(err, account.ErrBadCredentials) {
			t.Errorf("the old code = %v", err)
		}
		if _, err := b.Authenticate(t.Context(), foreign.Token, ""); err != nil {
			t.Errorf("the other person = %v", err)
		}
		if _, err := audit.Verify(t.Context(), b.sys); err != nil {
			t.Errorf("audit: %v", err)
		}
	})
}

func TestService_Workspaces(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		code := b.user(t, "sari")
		b.user(t, "budi")
		b.user(t, "wati")
		l, err := b.lic.Create(t.Context(), "Sari", time.Time{}, licence.Limits{Workspaces: 1, Members: 2})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.CreateWorkspace(t.Context(), l.ID, "toko", "Toko", "sari"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.CreateWorkspace(t.Context(), l.ID, "toko-2", "Toko 2", "sari"); !errors.Is(err, licence.ErrWorkspace) {
			t.Errorf("second workspace = %v", err)
		}
		if err := b.AddMember(t.Context(), "toko", "budi", workspace.Agent, false, account.UserID{}); err != nil {
			t.Fatal(err)
		}
		if err := b.AddMember(t.Context(), "toko", "wati", workspace.Agent, false, account.UserID{}); !errors.Is(err, licence.ErrMembers) {
			t.Errorf("third member = %v", err)
		}
		login := b.login(t, "sari", code)
		p, err := b.Authenticate(t.Context(), login.Token, "toko")
		if err != nil || !p.May(workspace.Delete) || p.Workspace.Slug != "toko" {
			t.Errorf("Authenticate = %+v, %v", p, err)
		}
		if _, err := b.Authenticate(t.Context(), login.Token, "other"); !errors.Is(err, workspace.ErrNotFound) {
			t.Errorf("Authenticate for nowhere = %v", err)
		}
		if all, err := b.Colleagues(t.Context(), p.Workspace.ID); err != nil || len(all) != 2 || all[1].User.Username != "budi" {
			t.Errorf("Colleagues = %+v, %v", all, err)
		}
	})
}

// Who is in no workspace any more goes thirty days after the last login, with everything that names them; operators and members stay.
func TestService_PurgeRemovesWhoIsLeftBehind(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		left, stays := b.user(t, "left"), b.user(t, "stays")
		for _, name := range []string{"works", "member"} {
			b.user(t, name)
		}
		if _, err := b.AddOperator(t.Context(), "works"); err != nil {
			t.Fatal(err)
		}
		member, err := b.UserByName(t.Context(), "member")
		if err != nil {
			t.Fatal(err)
		}
		err = b.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO workspace_member (workspace_id, user_id, role, can_send, added_at) VALUES ($1, $2, 'agent', TRUE, 1)`,
				dbtest.Workspace(t, db), member.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.login(t, "left", left)
		there := func() string {
			if err := b.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
			all, err := b.Users(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, u := range all {
				names = append(names, u.Username)
			}
			return strings.Join(names, " ")
		}
		b.clk.Advance(20 * 24 * time.Hour)
		b.login(t, "stays", stays)
		if got := there(); got != "left member stays works" {
			t.Errorf("after 20 days: %s", got)
		}
		b.clk.Advance(11 * 24 * time.Hour)
		if got := there(); got != "member stays works" {
			t.Errorf("after 31 days: %s", got)
		}
		b.clk.Advance(30 * 24 * time.Hour)
		if got := there(); got != "member works" {
			t.Errorf("after 61 days: %s", got)
		}
	})
}
