package erase

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// restless does something when a workspace is frozen.
type restless struct {
	quiet
	freeze func(ws id.Workspace) error
	thawed int
}

func (r *restless) Freeze(ctx context.Context, ws id.Workspace, s Scope) (bool, error) {
	if r.freeze != nil {
		if err := r.freeze(ws); err != nil {
			return false, err
		}
	}
	return r.quiet.Freeze(ctx, ws, s)
}

func (r *restless) Thaw(context.Context, id.Workspace) error {
	r.thawed++
	return nil
}

func people3() Scope { return Scope{Categories: []datamap.Category{datamap.Contacts}} }

func TestDue_whatIsCalledOffMeanwhileIsNotCarriedOut(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.APIKeys}})
	second := b.ask(t, b.ws, people3())
	b.d.Around = &restless{freeze: func(id.Workspace) error {
		if _, err := b.Cancel(t.Context(), b.ws, second, audit.Thing{}); err != nil && !errors.Is(err, ErrState) {
			t.Error(err)
		}
		return nil
	}}
	b.due(t)
	var n int
	b.read(t, b.ws, `SELECT COUNT(*) FROM contact`, &n)
	if r, _ := b.get(t, second); r.State != Cancelled || n != 4 {
		t.Errorf("it is %s, and %d of 4 contacts are there", r.State, n)
	}
}

func TestDue_oneThatFailsStopsNoOther(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	other := dbtest.Workspace(t, b.db)
	b.d.Around = &restless{freeze: func(ws id.Workspace) error {
		if ws == b.ws {
			return database.ErrBusy
		}
		return nil
	}}
	b.ask(t, b.ws, people3())
	second := b.ask(t, other, people3())
	if err := b.Due(t.Context()); !errors.Is(err, database.ErrBusy) {
		t.Errorf("the failure is not told: %v", err)
	}
	if r, _ := b.get(t, second); r.State != Complete {
		t.Errorf("the deletion of another workspace is %s", r.State)
	}
}

// A deletion that has no room says so where people look, and goes on by itself when there is room.
func TestDue_waitsForRoom(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	disk := database.ErrFull.WithDetail("Compacting needs 90 MB of free space, there are 3. Nothing was changed.")
	b.d.Around = &restless{freeze: func(id.Workspace) error { return disk }}
	request := b.ask(t, b.ws, people3())
	for range maxAttempts + 1 {
		if err := b.Due(t.Context()); !errors.Is(err, database.ErrFull) {
			t.Fatalf("the failure is not told: %v", err)
		}
	}
	if r, _ := b.get(t, request); r.State != Executing || r.Reason != ReasonRoom || len(r.Report.Stages) != 2 {
		t.Errorf("without room it is %s (%s), with the stages %v", r.State, r.Reason, r.Report.Stages)
	}
	if c, err := b.Clocks(t.Context()); err != nil || c.Room != 1 {
		t.Errorf("the clocks say %+v, %v", c, err)
	}
	till := b.d.Clock.Now().Add(24 * time.Hour)
	b.d.Around, b.d.Backups = &quiet{}, func(context.Context, id.Workspace, int64) (time.Time, error) { return till, nil }
	b.due(t)
	if r, _ := b.get(t, request); r.State != BackupWait || r.Reason != "" {
		t.Errorf("with room it is %s (%s)", r.State, r.Reason)
	}
	// What waits for backups does not wait for room, whatever fails meanwhile.
	b.d.Backups = func(context.Context, id.Workspace, int64) (time.Time, error) { return till, disk }
	if err := b.Due(t.Context()); !errors.Is(err, database.ErrFull) {
		t.Error(err)
	}
	if r, _ := b.get(t, request); r.State != BackupWait || r.Reason != "" {
		t.Errorf("afterwards it is %s (%s)", r.State, r.Reason)
	}
}

// The room that was given up for a deletion is not taken from it again: one for which it is too small waits, and is not tried without a rest.
func TestRun_takesNoRoomFromWhatWaitsForIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	own := clock.NewFixed(b.d.Clock.Now())
	b.d.Clock = own
	b.ask(t, b.ws, people3())
	if err := b.ballast(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	tries := 0
	b.d.Around = &restless{freeze: func(id.Workspace) error {
		if tries++; tries > 3 {
			stop()
		}
		return database.ErrFull
	}}
	over := make(chan struct{})
	go func() { defer close(over); b.Run(ctx) }()
	for n, more := own.Timers(); n == 0 && ctx.Err() == nil; n, more = own.Timers() {
		select {
		case <-more:
		case <-ctx.Done():
		}
	}
	stop()
	<-over
	if tries != 2 {
		t.Errorf("it was tried %d times, want once with the ballast and once without", tries)
	}
}

func TestDue_aDamagedNeighbourStopsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.New(t, database.SQLite))
	s.seed(t, s.ws, "satu", 2)
	other := dbtest.Workspace(t, s.db)
	err := s.db.Write(t.Context(), other, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(t.Context(), `DROP TABLE comment`)
		_, and := tx.Exec(t.Context(), `DROP TABLE instagram_account`)
		return errors.Join(err, and)
	})
	if err != nil {
		t.Fatal(err)
	}
	request := s.ask(t, s.ws, people3())
	s.due(t)
	if r, _ := s.get(t, request); r.State != Complete {
		t.Errorf("it is %s (%s)", r.State, r.Reason)
	}
	if status, _ := s.post(t, notice(appSecret, about("1784", s.d.Clock.Now()))); status != 200 {
		t.Errorf("Meta gets %d", status)
	}
}

func TestVerify_wordsThatTheSystemKnowsAnyway(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Approved", "Instagram", "Received"} {
		b := newBench(t, dbtest.New(t, database.SQLite))
		b.exec(t, `INSERT INTO contact_group (id, name, name_key, members, created_at) VALUES ('`+uuid(1)+`', '`+name+`', 'x', 0, 1)`)
		request := b.ask(t, b.ws, people3())
		b.due(t)
		if r, _ := b.get(t, request); r.State != Complete {
			t.Errorf("a group called %s: %s (%s)", name, r.State, r.Reason)
		}
	}
}

func TestVerify_aRowThatHasNoBusinessWithSomebodyIsNoExcuse(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	var name string
	b.read(t, b.ws, `SELECT name FROM contact WHERE CAST(id AS TEXT) = $1`, &name, uuid(1))
	b.exec(t, `INSERT INTO event (seq, kind, subject, data, created_at) VALUES (999999, 'contact', 'x', '{"name":"`+name+`"}', 1)`)
	request := b.ask(t, b.ws, people3())
	b.due(t)
	if r, _ := b.get(t, request); r.State != Unproven {
		t.Errorf("a name stands among the events, and it is %s", r.State)
	}
}

func TestErase_filesWithoutARow(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	for _, key := range []string{"bb/lost", "import/STAGED"} {
		err := b.blobs.Put(t.Context(), library.Prefix(b.ws)+key, func(w io.Writer) error {
			_, err := io.WriteString(w, "x")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Attachments, datamap.Contacts}})
	b.skip = func(of string) bool { return of == "files" }
	b.due(t)
	if r, _ := b.get(t, request); r.State != Unproven || r.Reason != "files" {
		t.Errorf("with two files left it is %s (%s)", r.State, r.Reason)
	} else if places := r.Report.Checks[len(r.Report.Checks)-2].Places; len(places) != 2 || !strings.HasSuffix(places[0].File, "bb/lost") {
		t.Errorf("they are at %+v", places)
	}
	b.skip = nil
	b.due(t)
	if r, _ := b.get(t, request); r.State != Complete {
		t.Errorf("it is %s (%s)", r.State, r.Reason)
	}
}

func TestAlone_theWholeTakesWhatIsStuckAlong(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	b.seed(t, b.ws, "satu", 4)
	b.skip = func(of string) bool { return of == "contact" }
	stuck := b.ask(t, b.ws, people3())
	for range maxAttempts {
		b.due(t)
	}
	b.skip = nil
	unproven := Request{Workspace: b.ws, Way: ByForm, Scope: Scope{Whole: true}}
	err := b.put(t.Context(), &unproven, "", func(tx *sysdb.Tx) error {
		return move(t.Context(), tx, &unproven, "", "", Received, Acknowledged, Identity)
	})
	if err != nil {
		t.Fatal(err)
	}
	whole := b.ask(t, b.ws, Scope{Whole: true})
	b.due(t)
	if asked, _ := b.get(t, unproven.ID); asked.State != Expired || asked.Reason != ReasonGone {
		t.Errorf("a request that nobody proved is %s (%s)", asked.State, asked.Reason)
	}
	first, _ := b.get(t, stuck)
	second, _ := b.get(t, whole)
	if first.State != Cancelled || first.Reason != "merged" || second.State != Complete {
		t.Errorf("the stuck one is %s (%s), the whole %s (%s)", first.State, first.Reason, second.State, second.Reason)
	}
}

func TestMeta_doesNotWaitForAnOwnerWhoMayCallOff(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.New(t, database.SQLite))
	s.seed(t, s.ws, "satu", 8)
	r := Request{Workspace: s.ws, Way: InApp, Scope: Scope{Categories: []datamap.Category{datamap.InstagramConnection}}}
	err := s.put(t.Context(), &r, "", func(tx *sysdb.Tx) error {
		r.GraceTill = tx.Now().Add(MaxGrace)
		return move(t.Context(), tx, &r, "", "", Received, Acknowledged, Verified, Planned, Approved, Grace)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, a := s.post(t, notice(appSecret, about(mark+"satu channel account_id 3", s.d.Clock.Now().Add(time.Hour))))
	s.due(t)
	var comments, handles int
	s.read(t, s.ws, `SELECT COUNT(*) FROM comment WHERE CAST(channel_id AS TEXT) = $1`, &comments, uuid(3))
	s.read(t, s.ws, `SELECT COUNT(*) FROM contact_handle WHERE CAST(channel_id AS TEXT) = $1`, &handles, uuid(3))
	if _, page := s.look(t, a.Code, "application/json", "id"); comments+handles > 0 || !strings.Contains(page, `"complete"`) {
		t.Errorf("%s: %d comments and %d handles are left", page, comments, handles)
	}
}

func TestMeta_theCodeCannotBeReadFromTheRegister(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.New(t, database.SQLite))
	_, a := s.post(t, notice(appSecret, about("1784", s.d.Clock.Now())))
	var key, code string
	err := s.sys.Read(t.Context(), func(q sysdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT repeat_key, code FROM erasure_request`).Scan(&key, &code)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{key, code} {
		raw, err := hex.DecodeString(kept)
		if err != nil || strings.ToLower(base32.StdEncoding.EncodeToString(raw)[:26]) == a.Code {
			t.Errorf("%q is kept of the code %s", kept, a.Code)
		}
	}
}

func TestRefuse_leavesAStopThatWasThereBefore(t *testing.T) {
	t.Parallel()
	b := newBench(t, dbtest.New(t, database.SQLite))
	around := &restless{}
	b.d.Around = around
	r, err := b.TakeIn(t.Context(), b.ws, Scope{Whole: true}, 0, false, nobody)
	if err == nil {
		_, err = b.Refuse(t.Context(), r.ID, Decision{Reason: NotOwner})
	}
	if err != nil || around.thawed > 0 {
		t.Errorf("%v; sending was started again %d times", err, around.thawed)
	}
}

func TestErase_theSystemDatabaseForgetsTheAccounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 4)
		other := dbtest.Workspace(t, db)
		err := b.sys.Write(t.Context(), func(tx *sysdb.Tx) error {
			for n, ws := range []id.Workspace{b.ws, other} {
				_, err := tx.Exec(t.Context(), `INSERT INTO instagram_login (state, workspace_id, session_id, user_id, expires_at, used_at) VALUES ($1, $2, $3, $4, 1, 0)`,
					uuid(n), ws, uuid(1), uuid(2))
				_, and := tx.Exec(t.Context(), `INSERT INTO instagram_notice (notice, workspace_id, channel_id, issued_at, received_at, done_at) VALUES ($1, $2, $3, 1, 1, 1)`,
					uuid(n), ws, uuid(3))
				if err = errors.Join(err, and); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		b.skip = func(of string) bool { return of == "system" }
		request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.InstagramConnection}})
		b.due(t)
		if r, _ := b.get(t, request); r.State != Unproven || r.Reason != "register" {
			t.Errorf("with two rows left it is %s (%s)", r.State, r.Reason)
		}
		b.skip = nil
		b.due(t)
		var left int
		err = b.sys.Read(t.Context(), func(q sysdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT (SELECT COUNT(*) FROM instagram_login) + (SELECT COUNT(*) FROM instagram_notice)`).Scan(&left)
		})
		if r, _ := b.get(t, request); err != nil || r.State != Complete || left != 2 {
			t.Errorf("it is %s (%s), %d rows left, want those of the other workspace: %v", r.State, r.Reason, left, err)
		}
	})
}
