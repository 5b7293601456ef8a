package erase

import (
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// nobody in particular acts: the host.
var nobody audit.Thing

// recorded is who did what to a request, in the order of the record.
func (b *bench) recorded(t *testing.T, request ID) (out []string) {
	t.Helper()
	err := b.sys.Read(t.Context(), func(q sysdb.Query) error {
		rows, err := q.Query(t.Context(), `SELECT action, COALESCE(CAST(actor_id AS TEXT), '') FROM audit_line WHERE subject_id = $1 ORDER BY seq`, request)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var action, actor string
			if err := rows.Scan(&action, &actor); err != nil {
				return err
			}
			out = append(out, action+" "+actor)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestApprove_aWholeWorkspaceNeedsTwo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 3)
		ani, budi := id.New[any](), id.New[any]()
		r, err := b.TakeIn(t.Context(), b.ws, Scope{Whole: true}, time.Hour, false, ani)
		if err != nil || r.Approvals() != 2 {
			t.Fatal(r.Approvals(), err)
		}
		if r, err = b.Approve(t.Context(), r.ID, r.Plan.Hash, ani); err != nil || r.State != Planned || len(r.Desk.Approvals) != 1 {
			t.Fatalf("after one of two it is %s: %v", r.State, err)
		}
		if _, err := b.Approve(t.Context(), r.ID, r.Plan.Hash, ani); !errors.Is(err, ErrTwice) {
			t.Errorf("one operator agreed twice: %v", err)
		}
		if r, err = b.Replan(t.Context(), r.ID, budi); err != nil || len(r.Desk.Approvals) != 0 {
			t.Fatalf("a new plan has %d approvals: %v", len(r.Desk.Approvals), err)
		}
		if r, err = b.Approve(t.Context(), r.ID, r.Plan.Hash, budi); err != nil || r.State != Planned {
			t.Fatal(r.State, err)
		}
		if r, err = b.Approve(t.Context(), r.ID, r.Plan.Hash, nobody); err != nil || r.State != Grace || !r.Report.Stopped {
			t.Fatalf("after an operator and the host it is %s: %v", r.State, err)
		}
		want := []string{
			"erasure.asked " + ani.String(), "erasure.approved " + ani.String(), "erasure.replanned " + budi.String(), "erasure.approved " + budi.String(),
			"erasure.approved ",
		}
		if got := b.recorded(t, r.ID); !slices.Equal(got, want) {
			t.Errorf("the record says %q", got)
		}
		_, way := b.get(t, r.ID)
		var acts []string
		for i := range way {
			if way[i].sum(r.ID) != way[i].Hash {
				t.Errorf("step %d does not hold", i)
			}
			if act := way[i].act(); act != "" {
				acts = append(acts, act+" "+way[i].Actor)
			}
		}
		if !slices.Equal(acts, []string{"approval " + ani.String(), "approval " + budi.String()}) {
			t.Errorf("the steps tell %q", acts)
		}
	})
}

func TestApprovals_whoeverAskedAndHowMuchGoes(t *testing.T) {
	t.Parallel()
	much, more := Plan{Lines: []Line{{Method: Delete, Rows: manyRows}}}, Plan{Lines: []Line{{Method: Clear, Rows: manyRows + 1}}}
	kept := Plan{Lines: []Line{{Method: Keep, Rows: 10 * manyRows}}}
	for i, is := range []struct {
		r    Request
		want int
	}{
		{Request{Way: InApp, Scope: Scope{Whole: true}, Plan: more}, 1}, {Request{Way: ByOperator, Scope: Scope{Whole: true}}, 2},
		{Request{Way: ByOperator, Plan: much}, 1}, {Request{Way: ByOperator, Plan: more}, 2}, {Request{Way: ByOperator, Plan: kept}, 1},
	} {
		if got := is.r.Approvals(); got != is.want {
			t.Errorf("%d: %d approvals, want %d", i, got, is.want)
		}
	}
}

// graced is a request in its grace of an hour.
func (b *bench) graced(t *testing.T, by audit.Thing) Request {
	t.Helper()
	r, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{datamap.Chats}}, time.Hour, false, by)
	if err == nil {
		r, err = b.Approve(t.Context(), r.ID, r.Plan.Hash, by)
	}
	if err != nil || r.State != Grace {
		t.Fatal(r.State, err)
	}
	return r
}

func TestHold_endsByItselfAndGivesThreeDays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		ani, clk := id.New[any](), dbtest.Clock(t, db)
		r := b.graced(t, ani)
		why := Decision{By: ani, Reason: Dispute, Note: " menunggu kabar "}
		for _, review := range []time.Time{{}, clk.Now(), clk.Now().Add(maxHold + time.Second)} {
			if _, err := b.Hold(t.Context(), r.ID, why, review); !errors.Is(err, ErrReview) {
				t.Errorf("held until %v: %v", review, err)
			}
		}
		if _, err := b.Hold(t.Context(), r.ID, Decision{Reason: Complex}, clk.Now().Add(time.Hour)); !errors.Is(err, ErrWhy) {
			t.Errorf("held for a reason that is none: %v", err)
		}
		if _, err := b.Hold(t.Context(), r.ID, Decision{Reason: Dispute, Note: strings.Repeat("x", maxNote+1)}, clk.Now().Add(time.Hour)); !errors.Is(err, ErrNote) {
			t.Errorf("a note without end: %v", err)
		}
		r, err := b.Hold(t.Context(), r.ID, why, clk.Now().Add(maxHold))
		if err != nil || r.Told() != Dispute || r.Desk.Notes[0].Text != "menunggu kabar" || r.Desk.Notes[0].By != ani.String() {
			t.Fatalf("%+v %v", r.Desk, err)
		}
		clk.Advance(maxHold - time.Second)
		b.due(t)
		if got, _ := b.get(t, r.ID); got.State != OnHold {
			t.Fatalf("before its review it is %s", got.State)
		}
		clk.Advance(time.Second)
		b.due(t)
		b.due(t)
		got, way := b.get(t, r.ID)
		if got.State != Grace || !got.GraceTill.Equal(clk.Now().Add(afterHold)) || !got.Desk.ReviewAt.IsZero() || got.Told() != "" {
			t.Fatalf("after its review it is %s until %v", got.State, got.GraceTill)
		}
		if last := way[len(way)-1]; last.Actor != "" || way[len(way)-2].Actor != ani.String() {
			t.Errorf("the review was taken by %q, the hold by %q", last.Actor, way[len(way)-2].Actor)
		}
		clk.Advance(afterHold)
		b.due(t)
		if got, _ := b.get(t, r.ID); got.State != Complete {
			t.Errorf("%s %s", got.State, got.Reason)
		}
		if got := b.recorded(t, r.ID); !slices.Equal(got[2:4], []string{"erasure.held " + ani.String(), "erasure.released "}) {
			t.Errorf("the record says %q", got)
		}
	})
}

// What the network asks is owed without delay, also after a hold.
func TestRelease_ofWhatMetaAsked(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	r := Request{Way: ByMeta, Desk: Desk{ReviewAt: now}}
	if r.goOn(now); !r.GraceTill.Equal(now) {
		t.Errorf("it waits until %v", r.GraceTill)
	}
}

func TestExtend_onceAndTold(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := newBench(t, db)
	ani, clk := id.New[any](), dbtest.Clock(t, db)
	r, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{datamap.Chats}}, 0, false, ani)
	if err != nil {
		t.Fatal(err)
	}
	code := r.Code()
	for _, days := range []int{0, -1, maxLonger + 1} {
		if _, err := b.Extend(t.Context(), r.ID, Decision{Reason: Complex}, days); !errors.Is(err, ErrLonger) {
			t.Errorf("extended by %d days: %v", days, err)
		}
	}
	if _, err := b.Extend(t.Context(), r.ID, Decision{Reason: Duplicate}, 1); !errors.Is(err, ErrWhy) {
		t.Errorf("extended for a reason that is none: %v", err)
	}
	clk.Advance(27 * 24 * time.Hour)
	if c, err := b.Clocks(t.Context()); err != nil || c.Close != 1 {
		t.Fatal(c, err)
	}
	due := r.Due()
	if r, err = b.Extend(t.Context(), r.ID, Decision{By: ani, Reason: Complex}, 60); err != nil || !r.Due().Equal(due.AddDate(0, 0, 60)) || r.State != Planned {
		t.Fatal(r.Due(), err)
	}
	if c, err := b.Clocks(t.Context()); err != nil || c.Close+c.Half+c.Late != 0 || r.Used(clk.Now()) != 30 {
		t.Errorf("%+v, %d of a hundred", c, r.Used(clk.Now()))
	}
	if _, err := b.Extend(t.Context(), r.ID, Decision{Reason: Complex}, 1); !errors.Is(err, ErrExtended) {
		t.Errorf("extended twice: %v", err)
	}
	page := b.page(t, code)
	if !strings.Contains(page, "saling berkaitan") || !strings.Contains(page, day(r.Due())) {
		t.Errorf("the status page does not tell:\n%s", page)
	}
}

// page is the public status page in Indonesian.
func (b *bench) page(t *testing.T, code string) string {
	t.Helper()
	var r Request
	err := b.sys.Read(t.Context(), func(q sysdb.Query) (err error) {
		r, err = find(t.Context(), q, byCode, b.codeHash(code))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.Pages(Browser{}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	if err := p.page.Execute(rec.Body, pageOf(&r, "id", code)); err != nil {
		t.Fatal(err)
	}
	return rec.Body.String()
}

func TestTold_neverWhatAnOperatorTyped(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"id", "en"} {
		for _, reason := range append(Reasons(), ExtensionReasons()...) {
			if deskWords[lang][reason] == "" {
				t.Errorf("%s: no words for %s", lang, reason)
			}
		}
	}
	old := Request{ID: id.New[Request](), State: OnHold, Reason: "Bu Siti 0812"}
	if page, public, own := pageOf(&old, "id", "x"), jsonOf(&old), ViewOf(&old, []Step{{To: OnHold, Reason: old.Reason}}); page.Reason != deskWords["id"][Other] ||
		public.Reason != Other || own.Reason != string(Other) || own.Steps[0].Reason != string(Other) {
		t.Errorf("%q %q %q %q", page.Reason, public.Reason, own.Reason, own.Steps[0].Reason)
	}
}

func TestAccount_numbersOfAMonth(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		clk := dbtest.Clock(t, db)
		b.seed(t, b.ws, "satu", 4)
		b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Sending}})
		b.due(t)
		r, err := b.TakeIn(t.Context(), b.ws, Scope{Whole: true}, 0, false, nobody)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Refuse(t.Context(), r.ID, Decision{Reason: NotOwner}); err != nil {
			t.Fatal(err)
		}
		held := b.graced(t, nobody)
		if _, err := b.Hold(t.Context(), held.ID, Decision{Reason: LegalOrder}, clk.Now().Add(maxHold)); err != nil {
			t.Fatal(err)
		}
		clk.Advance(31 * 24 * time.Hour)
		from, until, err := Month(MonthOf(r.Received))
		if err != nil {
			t.Fatal(err)
		}
		a, err := b.Account(t.Context(), from, until)
		if err != nil || a.Received != 3 || a.Ways["operator"] != 2 || a.Scopes["whole"] != 1 || a.Scopes["categories"] != 2 ||
			a.Ends["erased"] != 1 || a.Ends["refused"] != 1 || a.Ends["open"] != 1 || a.Refusals["not_owner"] != 1 || a.Timed != 1 || a.Late != 1 || a.Held != 1 ||
			a.Unproven != 0 {
			t.Errorf("%+v %v", a, err)
		}
		if none, err := b.Account(t.Context(), until, until.AddDate(0, 1, 0)); err != nil || none.Received != 0 {
			t.Errorf("%+v %v", none, err)
		}
	})
}

// What the verification finds is told with its place, which operators see and owners do not.
func TestVerify_tellsWhere(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t, database.SQLite)
	b := newBench(t, db)
	s := b.seed(t, b.ws, "satu", 8)
	leak := filepath.Join(b.d.DataDir, "lupa.log")
	if err := os.WriteFile(leak, []byte(strings.Repeat("-", 1234)+s.marks["contact.name"][0]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.skip = func(of string) bool { return of == "storage" } // so that the blocks keep what is deleted
	request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Contacts}})
	b.due(t)
	r, way := b.get(t, request)
	found := map[string][]Place{}
	for _, c := range r.Report.Checks {
		found[c.Kind] = c.Places
	}
	if r.State != Unproven || !slices.Equal(found["files"], []Place{{File: "lupa.log", Offset: 1234}}) {
		t.Errorf("it is %s (%s), found in files at %+v", r.State, r.Reason, found["files"])
	}
	if in := found["bytes"]; len(in) == 0 || len(in) > maxPlaces || in[0].File != "database" || in[0].Offset == 0 {
		t.Errorf("found in blocks at %+v", in)
	}
	for _, c := range ViewOf(&r, way).Checks {
		if c.Places != nil {
			t.Errorf("owners are told of %+v", c.Places)
		}
	}
}

// Who hands on a list of Meta stands with their name in the steps and in the record.
func TestFromList_whoHandedItOn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 8)
		ani := id.New[any]()
		codes, err := b.FromList(t.Context(), []string{mark + "satu channel external_id 1", "404"}, b.d.Clock.Now(), ani)
		if err != nil || len(codes) != 2 {
			t.Fatal(codes, err)
		}
		all, err := b.List(t.Context(), id.Workspace{})
		if err != nil || len(all) != 2 {
			t.Fatal(len(all), err)
		}
		for i := range all {
			r, way := b.get(t, all[i].ID)
			for _, step := range way {
				if step.Actor != ani.String() {
					t.Errorf("%s: nobody stands at %s", r.State, step.To)
				}
			}
			if got := b.recorded(t, r.ID); r.State == Grace && !slices.Equal(got, []string{"erasure.asked " + ani.String()}) {
				t.Errorf("the record says %q", got)
			}
		}
	})
}
