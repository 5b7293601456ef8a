package erase

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// postbox keeps what was to be mailed; a key counts once, as in the outbox.
type postbox struct{ sent []mail.Message }

func (l *postbox) On() bool { return true }

func (l *postbox) Add(_ context.Context, _ *sysdb.Tx, m mail.Message) error {
	for _, before := range l.sent {
		if before.Key == m.Key {
			return nil
		}
	}
	l.sent = append(l.sent, m)
	return nil
}

func (l *postbox) subjects() string {
	var out []string
	for _, m := range l.sent {
		out = append(out, strings.TrimPrefix(m.Subject, "Penghapusan data: "))
	}
	return strings.Join(out, ", ")
}

func newLetters(t *testing.T, db *wsdb.DB) (*door, *postbox) {
	t.Helper()
	d, l := newDoor(t, db), &postbox{}
	d.d.Mail, d.d.PublicURL = l, "https://kelola.example"
	return d, l
}

func TestNotices_eachStateOnceInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		d.seed(t, d.ws, "satu", 3)
		r, code := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "email", "sari@contoh.id", "scope", "C3")
		d.intake(t)
		if _, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true}); err != nil {
			t.Fatal(err)
		}
		d.intake(t)
		r, _ = d.get(t, r.ID)
		if _, err := d.change(t.Context(), d.ws, r.ID, func(tx *sysdb.Tx, now *Request) error {
			now.GraceTill = tx.Now().Add(now.Plan.Grace)
			return move(t.Context(), tx, now, "", "", Approved, Grace)
		}); err != nil {
			t.Fatal(err)
		}
		d.intake(t)
		dbtest.Clock(t, db).Advance(outsideGrace)
		if err := d.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			d.intake(t)
		}
		if got, want := l.subjects(), "permintaan diterima, bukti diterima, dijadwalkan, selesai"; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		for _, m := range l.sent {
			if m.To != "sari@contoh.id" || !strings.Contains(m.Text, "https://kelola.example/data-deletion/status/"+code) || strings.Contains(m.Text, "{") {
				t.Errorf("%s: %s", m.To, m.Text)
			}
		}
		if n := d.claims(t); n != 0 {
			t.Errorf("%d claims are left", n)
		}
	})
}

// TestNotices_clocks moves the clock by a month in both directions, and begins anew in between.
func TestNotices_clocks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		clk := dbtest.Clock(t, db)
		d.asked(t, "username", "sari", "workspace", "Toko Sari", "email", "sari@contoh.id", "scope", "C3")
		for _, days := range []int{-30, 30, 2, 1, 0, 3, 1, 6} { // days 0 0 2 3 3 6 7 13
			clk.Advance(time.Duration(days) * 24 * time.Hour)
			d.Service = New(d.d) // as after a restart
			d.intake(t)
		}
		if got, want := l.subjects(), "permintaan diterima, bukti masih ditunggu, bukti masih ditunggu"; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		clk.Advance(30 * 24 * time.Hour)
		for range 2 {
			d.intake(t)
		}
		if got := l.subjects(); !strings.HasSuffix(got, "ditunggu, berakhir") || d.claims(t) != 0 {
			t.Errorf("told %s, %d claims", got, d.claims(t))
		}
	})
}

// Who types somebody else's address has them written to once a day at most.
func TestNotices_aStrangersAddress(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		for n := range 8 {
			d.asked(t, "username", fmt.Sprint("siapa", n), "workspace", "x", "email", "Korban@contoh.id", "scope", "C3")
		}
		if len(l.sent) != 1 {
			t.Errorf("%d mails: %s", len(l.sent), l.subjects())
		}
		dbtest.Clock(t, db).Advance(proveWithin)
		for range 2 {
			d.intake(t)
		}
		if len(l.sent) != 2 {
			t.Errorf("%d mails at the end: %s", len(l.sent), l.subjects())
		}
	})
}

func TestProve_laterOnTheLink(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, _ := newLetters(t, db)
		r, code := d.asked(t, "username", "sari", "workspace", "bukan ini", "scope", "C3")
		if !r.Workspace.IsZero() {
			t.Fatal("found by a wrong name")
		}
		_, other, _ := d.fill(t, provePath+"aaaaaaaaaaaaaaaaaaaaaaaaaa", "username", "sari", "licence", d.code["sari"])
		status, page, _ := d.fill(t, provePath+code, "username", "sari", "licence", d.code["sari"], "scope", "whole")
		if status != http.StatusOK || strings.ReplaceAll(page, code, "") != strings.ReplaceAll(other, "aaaaaaaaaaaaaaaaaaaaaaaaaa", "") {
			t.Fatalf("%d\n%s\n%s", status, page, other)
		}
		d.intake(t)
		if r, _ = d.get(t, r.ID); r.Workspace != d.ws || fmt.Sprint(proofsOf(&r)) != "[licence]" || r.Scope.Whole {
			t.Fatalf("%v %v %+v", r.Workspace, proofsOf(&r), r.Scope)
		}
		// The licence of somebody else does not move it.
		d.fill(t, provePath+code, "username", "tuti", "licence", d.code["tuti"])
		d.intake(t)
		if r, _ = d.get(t, r.ID); r.Workspace != d.ws || len(r.Report.Proofs) != 1 {
			t.Fatalf("%v %+v", r.Workspace, r.Report.Proofs)
		}
	})
}

func TestStatus_callsOffByItsCode(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, _ := newLetters(t, db)
		d.seed(t, d.ws, "satu", 3)
		r, code := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "scope", "C3")
		d.fill(t, statusPath+code+"/cancel") // nothing to call off yet
		if r, _ = d.get(t, r.ID); r.State != Identity {
			t.Fatalf("%s", r.State)
		}
		if _, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true}); err != nil {
			t.Fatal(err)
		}
		if _, page := d.look(t, code, "text/html", "id"); !strings.Contains(page, code+"/cancel") {
			t.Errorf("no way to call it off: %s", page)
		}
		if status, _, _ := d.fill(t, statusPath+code+"/cancel"); status != http.StatusSeeOther {
			t.Errorf("%d", status)
		}
		if r, _ = d.get(t, r.ID); r.State != Cancelled {
			t.Errorf("%s", r.State)
		}
		own := d.ask(t, d.ws, Scope{Categories: []datamap.Category{datamap.Contacts}})
		if inApp, _ := d.get(t, own); inApp.revocable() {
			t.Error("what was asked in the app can be called off from outside")
		}
	})
}

// What happens at the desk is told when it concerns who asked, and the approvals of two are no news.
func TestNotices_fromTheDesk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		r, code := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "email", "sari@contoh.id", "scope", "whole")
		does := func(fn func() (Request, error)) {
			t.Helper()
			got, err := fn()
			if err != nil {
				t.Fatal(err)
			}
			r = got
			d.intake(t)
		}
		does(func() (Request, error) { return d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true}) })
		does(func() (Request, error) { return d.Extend(t.Context(), r.ID, Decision{Reason: Complex}, 20) })
		does(func() (Request, error) { return d.Approve(t.Context(), r.ID, r.Plan.Hash, audit.Thing{}) })
		does(func() (Request, error) { return d.Approve(t.Context(), r.ID, r.Plan.Hash, d.person["budi"].Actor()) })
		review := d.d.Clock.Now().Add(48 * time.Hour)
		does(func() (Request, error) { return d.Hold(t.Context(), r.ID, Decision{Reason: Dispute}, review) })
		does(func() (Request, error) { return d.Release(t.Context(), r.ID, Decision{}) })
		does(func() (Request, error) { return d.Refuse(t.Context(), r.ID, Decision{Reason: LegalOrder}) })
		want := "permintaan diterima, bukti diterima, perlu waktu lebih lama, dijadwalkan, ditahan sementara, dijadwalkan, ditolak"
		if got := l.subjects(); got != want {
			t.Errorf("told %s, want %s", got, want)
		}
		for n, part := range map[int]string{2: deskWords["id"][Complex], 4: day(review), 6: deskWords["id"][LegalOrder]} {
			if !strings.Contains(l.sent[n].Text, part) {
				t.Errorf("%q is missing in %s", part, l.sent[n].Text)
			}
		}
		if _, page := d.look(t, code, "text/html", "id"); !strings.Contains(page, deskWords["id"][LegalOrder]) {
			t.Errorf("status: %s", page)
		}
	})
}

// What cannot be opened any more keeps nobody else's from being forgotten, and its request goes its way.
func TestIntake_whatCannotBeOpened(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		d.fill(t, askPath, "username", "siapa", "workspace", "x", "email", "siapa@contoh.id", "scope", "C3")
		err := d.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE erasure_claim SET sealed = $1`, []byte("broken"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d.asked(t, "username", "lain", "workspace", "x", "email", "lain@contoh.id", "scope", "C3")
		dbtest.Clock(t, db).Advance(proveWithin)
		for range 2 {
			d.intake(t)
		}
		for _, r := range d.requests(t) {
			if r.State != Expired {
				t.Errorf("a request is %s", r.State)
			}
		}
		if n := d.claims(t); n != 0 {
			t.Errorf("%d claims are left", n)
		}
		if got, want := l.subjects(), "permintaan diterima, berakhir"; got != want {
			t.Errorf("told %s, want %s", got, want)
		}
	})
}

// Whoever has the link of a request whose claim cannot be opened gives what is needed anew.
func TestProve_afterWhatCannotBeOpened(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, _ := newLetters(t, db)
		r, code := d.asked(t, "username", "sari", "workspace", "bukan ini", "scope", "C3")
		err := d.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE erasure_claim SET sealed = $1`, []byte("broken"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		d.fill(t, provePath+code, "username", "sari", "licence", d.code["sari"])
		d.intake(t)
		if r, _ = d.get(t, r.ID); r.Workspace != d.ws || fmt.Sprint(proofsOf(&r)) != "[licence]" {
			t.Errorf("%v %v", r.Workspace, proofsOf(&r))
		}
	})
}

// A request that ends after those who wait were written to is told of the next time, before anything of it is forgotten.
func TestNotices_theLastIsNeverLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		r, _ := d.asked(t, "username", "sari", "licence", d.code["sari"], "workspace", "Toko Sari", "email", "sari@contoh.id", "scope", "C3")
		if err := d.tell(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{}); err != nil {
			t.Fatal(err)
		}
		if err := d.forgetOver(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.intake(t)
		if got, want := l.subjects(), "permintaan diterima, ditolak"; got != want || d.claims(t) != 0 {
			t.Errorf("told %s, want %s; %d claims are left", got, want, d.claims(t))
		}
	})
}
