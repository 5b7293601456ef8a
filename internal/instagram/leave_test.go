package instagram_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestDisconnect(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		if status := b.deliver(t, proID, "c1"); status != 200 || b.count(t, `SELECT COUNT(*) FROM inbound`) != 1 || b.get(t, ch).EventAt.IsZero() {
			t.Fatalf("a comment before: %d", status)
		}
		at := "/instagram/accounts/" + ch.String() + "/disconnect"
		b.site.Must(403, "wati", "POST", at, "")
		answer := b.site.Must(200, "sari", "POST", at, "")
		if !strings.Contains(answer, `"state":"disconnected"`) || !strings.Contains(answer, `"revoked":true`) || !strings.Contains(answer, `"collected":1`) ||
			!strings.Contains(answer, `"confirm":"toko.sari"`) {
			t.Errorf("answer = %s", answer)
		}
		if b.net.subscribed[proID] || !b.net.revoked[proID] || len(b.auto.left) != 1 || b.auto.left[0] != ch {
			t.Errorf("subscribed %v, revoked %v, told %v", b.net.subscribed, b.net.revoked, b.auto.left)
		}
		if n := b.count(t, `SELECT COUNT(*) FROM channel WHERE length(token) > 0`) + b.count(t, `SELECT COUNT(*) FROM instagram_account WHERE length(leave_token) > 0`); n != 0 {
			t.Error("a token is still there")
		}
		if n := systemCount(t, db, `SELECT COUNT(*) FROM channel_route WHERE external_id = $1`, proID); n != 0 {
			t.Error("the account still leads here")
		}
		if status := b.deliver(t, proID, "c2"); status != 200 || b.count(t, `SELECT COUNT(*) FROM inbound`) != 1 || b.ingest.Counts().Unknown != 1 {
			t.Errorf("a comment after: %d, %d kept", status, b.count(t, `SELECT COUNT(*) FROM inbound`))
		}
		b.read(t, func(q wsdb.Query) error {
			left, err := b.LastLeft(t.Context(), q)
			if left.IsZero() || !left.Equal(b.get(t, ch).LeftAt) {
				t.Errorf("the last account left at %s", left)
			}
			return err
		})
		b.site.Must(200, "sari", "POST", at, "")
		b.tend(t, 48*time.Hour)
		if len(b.auto.left) != 1 {
			t.Errorf("told %d times", len(b.auto.left))
		}
	})
}

// Locally everything ends at once; the network hears of it when it can be reached again, or after a day not at all.
func TestDisconnect_networkDown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		leave := func() error {
			t.Helper()
			for _, j := range dbtest.Jobs(t, db, b.site.Workspace) {
				if j.Name == "instagram.leave_account" {
					return b.jobs.Run(t.Context(), j)
				}
			}
			t.Fatal("there is no job")
			return nil
		}
		waiting := func() int {
			return b.count(t, `SELECT COUNT(*) FROM instagram_account WHERE length(leave_token) > 0`)
		}
		b.net.set(func() { b.net.down = true })
		if err := b.channels.Disconnect(t.Context(), b.site.Workspace, ch, audit.Thing{}); err != nil { // as the page of channels does
			t.Fatal(err)
		}
		if e := b.get(t, ch); e.Chan.State != channel.Disconnected || !e.RevokedAt.IsZero() || b.count(t, `SELECT COUNT(*) FROM channel WHERE length(token) > 0`) != 0 {
			t.Errorf("while the network is down: %+v", e.Chan)
		}
		if err := leave(); fault.KindOf(err) != fault.Unavailable || waiting() != 1 {
			t.Errorf("leave = %v, %d tokens wait", err, waiting())
		}
		if list := b.site.Must(200, "sari", "GET", "/instagram/accounts", ""); !strings.Contains(list, `"leaving":true`) {
			t.Errorf("while it waits: %s", list)
		}
		b.net.set(func() { b.net.down = false })
		if err := leave(); err != nil || waiting() != 0 || !b.net.revoked[proID] || b.get(t, ch).RevokedAt.IsZero() {
			t.Errorf("leave = %v, %d tokens wait", err, waiting())
		}

		_, ch = b.connect(t, proID)
		b.net.set(func() { b.net.down = true })
		b.site.Must(200, "sari", "POST", "/instagram/accounts/"+ch.String()+"/disconnect", "")
		dbtest.Clock(t, db).Advance(25 * time.Hour)
		if err := leave(); err != nil || waiting() != 0 || !b.get(t, ch).RevokedAt.IsZero() {
			t.Errorf("a day later: %v, %d tokens wait", err, waiting())
		}
	})
}

// An account that left and was connected elsewhere keeps the permissions it gave there.
func TestDisconnect_connectedElsewhere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		if err := b.channels.Disconnect(t.Context(), b.site.Workspace, ch, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		_, _, err := b.channels.Connect(t.Context(), dbtest.Workspace(t, db), channel.Connect{
			Kind: channel.Instagram, Name: "sana", ExternalID: proID, AccountID: appID, Token: b.net.giveToken(proID),
		})
		if err != nil {
			t.Fatal(err)
		}
		b.work(t)
		if !b.net.subscribed[proID] || b.net.revoked[proID] || b.count(t, `SELECT COUNT(*) FROM instagram_account WHERE length(leave_token) > 0`) != 0 {
			t.Error("the other workspace lost the account")
		}
	})
}

func TestErase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		_, other := b.connect(t, otherID)
		b.deliver(t, proID, "c1")
		b.deliver(t, otherID, "c2")
		b.auto.kept[ch], b.auto.kept[other] = 7, 5
		at := "/instagram/accounts/" + ch.String() + "/erase"
		b.site.Must(409, "sari", "POST", at, `{"confirm":"toko.sari"}`)
		b.site.Must(200, "sari", "POST", "/instagram/accounts/"+ch.String()+"/disconnect", "")
		b.site.Must(403, "wati", "POST", at, `{"confirm":"toko.sari"}`)
		if got := b.site.Must(422, "sari", "POST", at, `{"confirm":"toko"}`); !strings.Contains(got, "instagram.confirm_wrong") {
			t.Errorf("wrong name = %s", got)
		}
		if got := b.site.Must(200, "sari", "POST", at, `{"confirm":" @Toko.Sari"}`); !strings.Contains(got, `"events":8`) {
			t.Errorf("erase = %s", got)
		}
		for what, n := range map[string]int{
			"an account":   b.count(t, `SELECT COUNT(*) FROM instagram_account WHERE channel_id = $1`, ch),
			"a picture":    b.count(t, `SELECT COUNT(*) FROM attachment`),
			"a raw event":  b.count(t, `SELECT COUNT(*) FROM inbound WHERE channel_id = $1`, ch),
			"an id":        b.count(t, `SELECT COUNT(*) FROM channel WHERE external_id = $1 OR account_id = $2`, proID, appID),
			"a name":       b.count(t, `SELECT COUNT(*) FROM channel WHERE verified_name = 'toko.sari' OR name = '@toko.sari'`),
			"a comment":    int(b.auto.kept[ch]),
			"another less": 1 - b.count(t, `SELECT COUNT(*) FROM inbound WHERE channel_id = $1`, other),
		} {
			if n != 0 {
				t.Errorf("%s is left: %d", what, n)
			}
		}
		if list := b.site.Must(200, "sari", "GET", "/instagram/accounts", ""); strings.Contains(list, ch.String()) || !strings.Contains(list, other.String()) {
			t.Errorf("list = %s", list)
		}
		b.site.Must(404, "sari", "POST", at, `{"confirm":"toko.sari"}`)
		if result, fresh := b.connect(t, proID); result != "connected" || fresh == ch {
			t.Errorf("connected again: %s, the same channel %v", result, fresh == ch)
		}
	})
}

// notice says, signed by the network, that an account removed the app.
func (b *bundle) notice(t *testing.T, key, user string, issued time.Time) int {
	t.Helper()
	payload, err := json.Marshal(map[string]any{"algorithm": "HMAC-SHA256", "issued_at": issued.Unix(), "user_id": user})
	if err != nil {
		t.Fatal(err)
	}
	return b.send(t, webhook.MakeSignedRequest(secret.New(key), payload))
}

func (b *bundle) send(t *testing.T, signed string) int {
	t.Helper()
	form := url.Values{"signed_request": {signed}}.Encode()
	return b.ask(t, http.MethodPost, "/meta/deauthorize", form, "Content-Type", "application/x-www-form-urlencoded").Code
}

func TestDeauthorize(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		clk := dbtest.Clock(t, db)
		for i, user := range []string{proID, appID} {
			key := []string{"metasecret", "igsecret"}[i]
			_, ch := b.connect(t, proID)
			clk.Advance(time.Minute)
			b.net.revoke(proID)
			issued := clk.Now()
			for _, forged := range []string{"", "x.y", webhook.MakeSignedRequest(secret.New("forged"), []byte(`{"algorithm":"HMAC-SHA256","issued_at":1,"user_id":"`+user+`"}`))} {
				if status := b.send(t, forged); status != 400 {
					t.Errorf("forged: %d", status)
				}
			}
			if status := b.notice(t, key, "999", issued); status != 200 || b.get(t, ch).Chan.State != channel.Connected {
				t.Errorf("about a stranger: %d", status)
			}
			if status := b.notice(t, key, user, issued); status != 200 {
				t.Errorf("notice = %d", status)
			}
			e := b.get(t, ch)
			if e.Chan.State != channel.Disconnected || e.Chan.StateReason != "removed_at_network" || e.LeftReason != "removed_at_network" || len(b.auto.left) != i+1 {
				t.Errorf("user %s: %+v, told %v", user, e.Chan, b.auto.left)
			}
			if n := b.count(t, `SELECT COUNT(*) FROM instagram_account WHERE length(leave_token) > 0`); n != 0 {
				t.Error("a dead token is kept")
			}
			if status := b.deliver(t, proID, "late"+strconv.Itoa(i)); status != 200 || b.count(t, `SELECT COUNT(*) FROM inbound`) != 0 {
				t.Error("an event is kept")
			}
			// The account is connected again; the network repeats the old notice.
			_, same := b.connect(t, proID)
			if status := b.notice(t, key, user, issued); status != 200 || same != ch || b.get(t, ch).Chan.State != channel.Connected {
				t.Errorf("a repeated notice ended the new connection: %d %s", status, b.get(t, ch).Chan.State)
			}
			b.site.Must(200, "sari", "POST", "/instagram/accounts/"+ch.String()+"/disconnect", "")
			b.auto.left = b.auto.left[:i+1]
		}
		if strings.Contains(b.log.String(), proID) || strings.Contains(b.log.String(), appID) {
			t.Errorf("the log says who: %s", b.log)
		}
	})
}

// A notice that is older than the connection is about an earlier one: it only has the account looked at.
func TestDeauthorize_late(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		old := dbtest.Clock(t, db).Now().Add(-time.Hour)
		if status := b.notice(t, "igsecret", proID, old); status != 200 {
			t.Fatalf("notice = %d", status)
		}
		b.work(t)
		if e := b.get(t, ch); e.Chan.State != channel.Connected {
			t.Errorf("ended: %+v", e.Chan)
		}
		b.net.revoke(proID)
		if status := b.notice(t, "igsecret", proID, old.Add(time.Second)); status != 200 {
			t.Fatalf("notice = %d", status)
		}
		b.work(t)
		if e := b.get(t, ch); e.Chan.State != channel.NeedsAttention || e.Chan.StateReason != "token_invalid" {
			t.Errorf("with a dead token: %+v", e.Chan)
		}
	})
}

// A notice that a crash cut off is taken up at the next start.
func TestDeauthorize_afterACrash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		err := dbtest.System(t, db).Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO instagram_notice (notice, workspace_id, channel_id, issued_at, received_at, done_at) VALUES ('n', $1, $2, $3, $3, 0)`,
				b.site.Workspace, ch, clock.Micros(tx.Now()))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := b.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if e := b.get(t, ch); e.Chan.State != channel.Disconnected || e.LeftReason != "removed_at_network" || len(b.auto.left) != 1 {
			t.Errorf("%+v, told %d times", e.Chan, len(b.auto.left))
		}
		dbtest.Clock(t, db).Advance(31 * 24 * time.Hour)
		if err := b.Purge(t.Context()); err != nil || systemCount(t, db, `SELECT COUNT(*) FROM instagram_notice`)+systemCount(t, db, `SELECT COUNT(*) FROM instagram_login`) != 0 {
			t.Errorf("a month later something is left: %v", err)
		}
	})
}
