package instagram_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const day = 24 * time.Hour

// A year passes: the token is refreshed in time, never ends, and is not asked for more often than need be.
func TestCare_year(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		clk := dbtest.Clock(t, db)
		shortest := lifetime
		for n := range 365 {
			b.tend(t, day)
			e := b.get(t, ch)
			if e.Chan.State != channel.Connected || e.CheckError != "" || e.RefreshError != "" || e.Expiring(clk.Now()) {
				t.Fatalf("day %d: %+v, %s, %s", n, e.Chan, e.CheckError, e.RefreshError)
			}
			shortest = min(shortest, e.ExpiresAt.Sub(clk.Now()))
		}
		if b.net.refreshes < 11 || b.net.refreshes > 13 || shortest < 29*day {
			t.Errorf("%d refreshes in a year, at least %v of life left", b.net.refreshes, shortest)
		}
		if b.get(t, ch).RefreshedAt.IsZero() || strings.Contains(b.log.String(), "canary") {
			t.Errorf("refreshed %v, log %s", b.get(t, ch).RefreshedAt, b.log)
		}
	})
}

// While the network cannot be reached the refresh is tried again; a week before the end the account rings, and when the network is back
// it is as before.
func TestCare_refreshFails(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		clk := dbtest.Clock(t, db)
		b.tend(t, 20*day)
		b.net.set(func() { b.net.down = true })
		for range 32 {
			b.tend(t, day)
			if e := b.get(t, ch); e.Expiring(clk.Now()) {
				t.Fatalf("rings %v before the end", e.ExpiresAt.Sub(clk.Now()))
			}
		}
		if e := b.get(t, ch); e.RefreshError != network.ErrUnreachable.Code || e.Chan.State != channel.Connected {
			t.Errorf("refresh error %q, %s", e.RefreshError, e.Chan.State)
		}
		b.tend(t, 2*day)
		b.site.LogIn("wati")
		if list := b.site.Must(200, "wati", "GET", "/instagram/accounts", ""); !strings.Contains(list, `"token_expiring":true`) || !strings.Contains(list, network.ErrUnreachable.Code) {
			t.Errorf("six days before the end: %s", list)
		}
		b.read(t, func(q wsdb.Query) error {
			n, err := b.Expiring(t.Context(), q)
			if n != 1 {
				t.Errorf("%d accounts ring", n)
			}
			return err
		})
		b.net.set(func() { b.net.down = false })
		b.tend(t, time.Hour)
		if e := b.get(t, ch); e.Expiring(clk.Now()) || e.RefreshError != "" || e.CheckError != "" || b.net.refreshes != 1 {
			t.Errorf("the network is back: %+v", e.Account)
		}
	})
}

// A token that has run out cannot be refreshed: the channel waits for its owner.
func TestCare_runsOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		b.net.set(func() { b.net.down = true })
		b.tend(t, 61*day)
		if e := b.get(t, ch); e.Chan.State != channel.NeedsAttention || e.Chan.StateReason != "token_invalid" {
			t.Errorf("run out while nobody could be asked: %+v", e.Chan)
		}
		b.net.set(func() { b.net.down = false })
		b.tend(t, time.Hour)
		if b.net.refreshes != 0 || b.get(t, ch).Chan.State != channel.NeedsAttention {
			t.Errorf("%d refreshes of a token that ran out", b.net.refreshes)
		}
		b.site.LogIn("sari")
		if result, same := b.connect(t, proID); result != "renewed" || same != ch || b.get(t, ch).Chan.State != channel.Connected {
			t.Errorf("connected again: %s, %s", result, b.get(t, ch).Chan.State)
		}
	})
}

// A revoked token is noticed by the next look, at the latest after an hour, and then looked at every minute for a quarter of an hour.
func TestCare_revoked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		b.net.revoke(proID)
		b.tend(t, 59*time.Minute)
		if e := b.get(t, ch); e.Chan.State != channel.Connected {
			t.Error("looked at before an hour")
		}
		b.tend(t, time.Minute)
		e := b.get(t, ch)
		if e.Chan.State != channel.NeedsAttention || e.Chan.StateReason != "token_invalid" || e.CheckError != network.ErrToken.Code {
			t.Fatalf("after an hour: %+v, %s", e.Chan, e.CheckError)
		}
		pauses := []time.Duration{}
		for range 18 {
			seen := b.get(t, ch)
			pauses = append(pauses, seen.CareAt.Sub(seen.CheckedAt))
			b.tend(t, seen.CareAt.Sub(dbtest.Clock(t, db).Now()))
		}
		if pauses[0] != time.Minute || pauses[14] != time.Minute || pauses[15] != time.Hour || pauses[17] != time.Hour {
			t.Errorf("pauses = %v", pauses)
		}
		// The network takes the token again by itself.
		b.net.set(func() { b.net.revoked[proID] = false })
		b.tend(t, time.Hour)
		if e := b.get(t, ch); e.Chan.State != channel.Connected || e.CheckError != "" || e.Webhook != "on" {
			t.Errorf("accepted again: %+v, %s, webhook %s", e.Chan, e.CheckError, e.Webhook)
		}
	})
}

// Any call of any part that shows a dead token stops the channel at once.
func TestCare_noticedByOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		session, err := b.channels.Session(t.Context(), b.site.Workspace, ch)
		if err != nil {
			t.Fatal(err)
		}
		b.net.revoke(proID)
		if _, err := b.connector.Person(t.Context(), session, channel.HandleAddress("99")); !errors.Is(err, network.ErrToken) {
			t.Fatalf("a call = %v", err)
		}
		if e := b.get(t, ch); e.Chan.State != channel.NeedsAttention || e.Chan.StateReason != "token_invalid" {
			t.Errorf("after it: %+v", e.Chan)
		}
	})
}

// A subscription that was lost is made again.
func TestCare_subscribesAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		b.net.set(func() { b.net.subscribed[proID] = false })
		b.tend(t, time.Hour)
		if e := b.get(t, ch); !b.net.subscribed[proID] || e.Webhook != "on" || e.Chan.State != channel.Connected {
			t.Errorf("subscribed %v, %s, %+v", b.net.subscribed[proID], e.Webhook, e.Chan)
		}
	})
}

// What the network tells of the account is renewed, the picture as a copy and only when it is another one.
func TestCare_profile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ch := b.connected(t)
		first := b.get(t, ch)
		b.net.set(func() { b.net.accounts[proID].Username = "toko.sari.baru" })
		b.tend(t, 8*day)
		same := b.get(t, ch)
		if same.Username != "toko.sari.baru" || same.Picture != first.Picture || b.count(t, `SELECT COUNT(*) FROM attachment`) != 1 {
			t.Errorf("a week later: %s, the same picture %v, %d files", same.Username, same.Picture == first.Picture, b.count(t, `SELECT COUNT(*) FROM attachment`))
		}
		b.net.set(func() { b.net.accounts[proID].Picture = "other" })
		b.tend(t, 8*day)
		if other := b.get(t, ch); other.Picture == first.Picture || b.count(t, `SELECT COUNT(*) FROM attachment`) != 1 {
			t.Errorf("another picture: kept %v, %d files", other.Picture == first.Picture, b.count(t, `SELECT COUNT(*) FROM attachment`))
		}
		b.net.set(func() { b.net.limited = true })
		b.tend(t, time.Hour)
		if e := b.get(t, ch); e.CheckError != network.ErrLimited.Code || e.Chan.State != channel.Connected {
			t.Errorf("asked to slow down: %s, %s", e.CheckError, e.Chan.State)
		}
	})
}

// An account whose notes a crash kept from being written is found and written down.
func TestCare_afterACrash(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c, _, err := b.channels.Connect(t.Context(), b.site.Workspace, channel.Connect{
			Kind: channel.Instagram, Name: "@toko.sari", ExternalID: proID, AccountID: appID, Token: b.net.giveToken(proID),
		})
		if err != nil {
			t.Fatal(err)
		}
		b.tend(t, 0)
		if e := b.get(t, c.ID); e.Username != "toko.sari" || e.Webhook != "on" || e.Picture.IsZero() {
			t.Errorf("account = %+v", e.Account)
		}
		b.tend(t, 2*day)
		if e := b.get(t, c.ID); b.net.refreshes != 1 || e.ExpiresAt.IsZero() {
			t.Errorf("a token of unknown end is not refreshed: %+v", e.Account)
		}
	})
}
