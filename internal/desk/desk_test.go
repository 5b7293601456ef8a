package desk

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/erase"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

var (
	whole    = map[string]any{"whole": true}
	contacts = map[string]any{"categories": []string{"C3"}}
)

func TestApprove_twoDifferentPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		d := o.takes(t, whole)
		if d.Needed != 2 || len(d.StatusCode) != 26 || len(d.Approvals) != 0 {
			t.Fatalf("%d approvals of %d, code %q", len(d.Approvals), d.Needed, d.StatusCode)
		}
		path := "/" + d.ID + "/approve"
		if _, wrong := o.does(t, "ani", path, map[string]any{"plan_tail": "00000000"}); wrong != ErrTail.Code {
			t.Errorf("another plan: %q", wrong)
		}
		if _, wrong := o.does(t, "ani", path, map[string]any{"plan_tail": tail(d)["plan_tail"], "licence_code": o.codes["budi"]}); wrong == "" {
			t.Error("approved with the licence code of somebody else")
		}
		got, wrong := o.does(t, "ani", path, tail(d))
		if wrong != "" || got.State != erase.Planned || !got.Mine || len(got.Approvals) != 1 || got.Approvals[0].By.Name != "ANI" || got.StatusCode != "" {
			t.Fatalf("%+v %q", got, wrong)
		}
		if _, wrong := o.does(t, "ani", path, tail(d)); wrong != erase.ErrTwice.Code {
			t.Errorf("the same person twice: %q", wrong)
		}
		o.wait(2 * time.Hour)
		o.due(t)
		if got = o.get(t, d); got.State != erase.Planned {
			t.Fatalf("with one approval it is %s", got.State)
		}
		if got, wrong = o.does(t, "budi", path, tail(d)); wrong != "" || got.State != erase.Grace || !got.Mine || len(got.Approvals) != 2 {
			t.Fatalf("%s %q, %d approvals", got.State, wrong, len(got.Approvals))
		}
		o.due(t)
		if got = o.get(t, d); got.State != erase.Grace {
			t.Errorf("within the grace it is %s", got.State)
		}
		o.wait(time.Hour)
		o.due(t)
		if got = o.get(t, d); got.State != erase.Complete || got.Workspace != nil {
			t.Errorf("%s, workspace %v", got.State, got.Workspace)
		}
		if last := got.Trail[len(got.Trail)-1]; last.To != erase.Complete || last.By != nil {
			t.Errorf("the last step is %+v", last)
		}
	})
}

// What would be deleted has become more since the first of two agreed: nobody has agreed to that.
func TestApprove_thePlanHasChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		d := o.takes(t, whole)
		path := "/" + d.ID
		if _, wrong := o.does(t, "ani", path+"/approve", tail(d)); wrong != "" {
			t.Fatal(wrong)
		}
		o.meet(t)
		if _, wrong := o.does(t, "budi", path+"/approve", tail(d)); wrong != erase.ErrDrift.Code {
			t.Fatalf("agreed to what is not so any more: %q", wrong)
		}
		status, answer := o.ask(t, "budi", http.MethodPost, "/deletions"+path+"/fresh-plan", nil)
		var fresh erase.PlanView
		if err := json.Unmarshal([]byte(answer), &fresh); err != nil || status != http.StatusOK || fresh.Gone <= d.Plan.Gone {
			t.Fatalf("%d %s", status, answer)
		}
		now, wrong := o.does(t, "budi", path+"/replan", nil)
		if wrong != "" || len(now.Approvals) != 0 || now.Plan.Hash == d.Plan.Hash || now.Plan.Gone != fresh.Gone {
			t.Fatalf("%+v %q", now.Approvals, wrong)
		}
		if _, wrong := o.does(t, "budi", path+"/approve", tail(d)); wrong != ErrTail.Code {
			t.Errorf("the old plan: %q", wrong)
		}
		for _, who := range []string{"budi", "ani"} {
			if now, wrong = o.does(t, who, path+"/approve", tail(now)); wrong != "" {
				t.Fatalf("%s: %q", who, wrong)
			}
		}
		if now.State != erase.Grace {
			t.Errorf("after both it is %s", now.State)
		}
	})
}

// graced is a request for the contacts that ani took in and agreed to.
func (o *office) graced(t *testing.T) (Deletion, string) {
	t.Helper()
	d := o.takes(t, contacts)
	path := "/" + d.ID
	d, wrong := o.does(t, "ani", path+"/approve", tail(d))
	if wrong != "" || d.State != erase.Grace || d.Needed != 1 {
		t.Fatalf("%s %q", d.State, wrong)
	}
	return d, path
}

func TestHold_hasAnEndAndGivesThreeDays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		d, path := o.graced(t)
		on := func(days int) string { return o.clock.Now().AddDate(0, 0, days).Format(time.DateOnly) }
		for name, body := range map[string]map[string]any{
			"long ago":  {"reason": "dispute", "review_on": on(-1)},
			"too late":  {"reason": "dispute", "review_on": on(92)},
			"no day":    {"reason": "dispute", "review_on": "besok"},
			"no reason": {"reason": "complex", "review_on": on(5)},
		} {
			if got, wrong := o.does(t, "ani", path+"/hold", body); wrong == "" {
				t.Errorf("%s: held until %v", name, got.HoldUntil)
			}
		}
		held, wrong := o.does(t, "ani", path+"/hold", map[string]any{"reason": "dispute", "review_on": on(10), "note": "menunggu surat"})
		if wrong != "" || held.State != erase.OnHold || len(held.Notes) != 1 || held.Notes[0].By.Name != "ANI" || held.Notes[0].Text != "menunggu surat" {
			t.Fatalf("%+v %q", held.Notes, wrong)
		}
		o.wait(5 * 24 * time.Hour)
		o.due(t)
		if got := o.get(t, d); got.State != erase.OnHold {
			t.Fatalf("before its end it is %s", got.State)
		}
		o.wait(5 * 24 * time.Hour)
		o.due(t)
		if got := o.get(t, d); got.State != erase.Grace {
			t.Fatalf("at its end it is %s", got.State)
		}
		o.wait(72*time.Hour - time.Second)
		o.due(t)
		if got := o.get(t, d); got.State != erase.Grace {
			t.Errorf("within three days it is %s", got.State)
		}
		o.wait(time.Second)
		o.due(t)
		if got := o.get(t, d); got.State != erase.Complete {
			t.Errorf("after three days it is %s", got.State)
		}
	})
}

func TestRelease_before(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		_, path := o.graced(t)
		if _, wrong := o.does(t, "budi", path+"/release", nil); wrong != erase.ErrState.Code {
			t.Errorf("what is not held: %q", wrong)
		}
		on := o.clock.Now().AddDate(0, 0, 30).Format(time.DateOnly)
		if _, wrong := o.does(t, "ani", path+"/hold", map[string]any{"reason": "legal_order", "review_on": on}); wrong != "" {
			t.Fatal(wrong)
		}
		got, wrong := o.does(t, "budi", path+"/release", nil)
		if wrong != "" || got.State != erase.Grace {
			t.Fatalf("%s %q", got.State, wrong)
		}
		if last := got.Trail[len(got.Trail)-1]; last.By == nil || last.By.Name != "BUDI" {
			t.Errorf("released by %+v", last.By)
		}
	})
}

func TestExtend_once(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		d, path := o.graced(t)
		if _, wrong := o.does(t, "ani", path+"/extend", map[string]any{"days": 61, "reason": "complex"}); wrong == "" {
			t.Error("extended by 61 days")
		}
		got, wrong := o.does(t, "ani", path+"/extend", map[string]any{"days": 60, "reason": "complex", "note": "banyak"})
		if wrong != "" || !got.DueAt.Equal(d.DueAt.AddDate(0, 0, 60)) {
			t.Fatalf("due %s, was %s: %q", got.DueAt, d.DueAt, wrong)
		}
		if _, wrong := o.does(t, "budi", path+"/extend", map[string]any{"days": 1, "reason": "complex"}); wrong != erase.ErrExtended.Code {
			t.Errorf("twice: %q", wrong)
		}
	})
}

func TestRefuse_isTheEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		d, path := o.graced(t)
		if _, wrong := o.does(t, "ani", path+"/refuse", map[string]any{"reason": "sudahlah"}); wrong == "" {
			t.Error("refused without a reason of the list")
		}
		got, wrong := o.does(t, "ani", path+"/refuse", map[string]any{"reason": "not_owner", "note": "bukan pemilik"})
		if wrong != "" || got.State != erase.Refused || got.Reason != string(erase.NotOwner) {
			t.Fatalf("%s (%s) %q", got.State, got.Reason, wrong)
		}
		o.wait(48 * time.Hour)
		o.due(t)
		if got = o.get(t, d); got.State != erase.Refused {
			t.Errorf("it went on to %s", got.State)
		}
		for _, act := range []string{"approve", "hold", "release", "extend", "retry", "replan", "refuse"} {
			body := map[string]map[string]any{
				"approve": tail(d), "hold": {"reason": "other", "review_on": o.clock.Now().AddDate(0, 0, 9).Format(time.DateOnly)},
				"extend": {"days": 3, "reason": "other"}, "refuse": {"reason": "other"},
			}[act]
			if _, wrong := o.does(t, "budi", path+"/"+act, body); wrong != erase.ErrState.Code {
				t.Errorf("%s of what is refused: %q", act, wrong)
			}
		}
	})
}

// The queue counts by what an operator can do, and the clocks say how much of the time is over.
func TestList_counts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		o.graced(t)
		o.takes(t, whole)
		o.wait(16 * 24 * time.Hour)
		for show, want := range map[string]int{"open": 2, "waiting": 1, "held": 0, "unproven": 0, "done": 0, "all": 2} {
			status, answer := o.ask(t, "budi", http.MethodGet, "/deletions?show="+show, nil)
			var got deletionQueue
			if err := json.Unmarshal([]byte(answer), &got); err != nil || status != http.StatusOK {
				t.Fatalf("%d %s", status, answer)
			}
			if c := got.Counts; len(got.Items) != want || c.Open != 2 || c.Waiting != 1 || c.Half != 2 || c.Late != 0 {
				t.Errorf("%s: %d items, %+v", show, len(got.Items), c)
			}
			for _, item := range got.Items {
				if item.Used != 53 || len(item.Trail) != 0 || item.Workspace.Slug != "toko" {
					t.Errorf("%+v", item)
				}
			}
		}
	})
}

// The books tell of backups in which something erased can still be read, and of the whole ledger.
func TestBooks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		now := o.clock.Now()
		o.backups = []Generation{
			{ID: "b1", MadeAt: now.Add(-time.Hour), EndsAt: now.AddDate(0, 0, 30), Readable: []id.Workspace{o.ws}, Whole: true},
			{ID: "b2", MadeAt: now.Add(-time.Hour), EndsAt: now.AddDate(0, 0, 30), Whole: true},
		}
		d, _ := o.graced(t)
		o.wait(2 * time.Hour)
		o.due(t)
		if got := o.get(t, d); got.State != erase.Complete { // no backup is waited for in this test
			t.Fatal(got.State)
		}
		for path, want := range map[string]string{
			"/ledger": `"lines":2`, "/ledger/check": `"holds":true`, "/report": `"received":1`, "/report.csv": "end,erased,1",
		} {
			if status, answer := o.ask(t, "ani", http.MethodGet, path, nil); status != http.StatusOK || !strings.Contains(answer, want) {
				t.Errorf("%s: %d %s", path, status, answer)
			}
		}
		waits := erase.Request{Workspace: o.ws, State: erase.BackupWait, LiveAt: now}
		waits.Report.Ledger = [2]int64{3, 4}
		all := []erase.Request{waits, {Workspace: o.ws, State: erase.Complete, LiveAt: now}}
		later := o.backups[0]
		o.backups[0].Line, later.Line = 3, 4 // made in between, and when the deletion was proven
		if a, b, c := erasedIn(&o.backups[0], all), erasedIn(&o.backups[1], all), erasedIn(&later, all); a != 1 || b != 0 || c != 0 {
			t.Errorf("%d, %d and %d deletions can be read again, want 1, 0 and 0", a, b, c)
		}
	})
}

func TestDesk_isThereForOperatorsOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		o := newOffice(t, db)
		d, _ := o.graced(t)
		for _, path := range []string{"/deletions", "/deletions/" + d.ID, "/ledger", "/backups", "/report"} {
			if status, answer := o.ask(t, "sari", http.MethodGet, path, nil); status != http.StatusNotFound || !strings.Contains(answer, "request.not_found") {
				t.Errorf("%s as an owner: %d %s", path, status, answer)
			}
		}
	})
}
