package comment

import (
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestPending_isJudgedLater: while the network does not let a post be read, its comments wait; a sweep judges those of posts it lists and
// asks again for the others.
func TestPending_isJudgedLater(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Halo"), Repeat: Repeat{Every: true}})
		b.start(t, "Berikutnya", Spec{Match: words("x"), Scope: Scope{Kind: ScopeNext}, Private: private("Halo")})
		listed, older := b.comment(t, "7", "halo"), b.comment(t, "8", "halo")
		older.Post = "p2"
		b.receive(t, listed, older)
		if n := len(b.matches(t)); n != 0 {
			t.Fatalf("%d matches before the posts are known", n)
		}
		b.world.posts["p1"] = post("p1", 0)
		b.sweepNow(t)
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered"})
		asked := 0
		for _, job := range dbtest.Jobs(t, db, b.ws) {
			if job.Name == (LookUpPost{}).Kind() {
				asked++
				b.work(t, job.Args)
			}
		}
		if asked != 3 {
			t.Errorf("asked for posts %d times", asked)
		}
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered", "answered"})
	})
}

func TestPending_endsWithTheAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Halo")})
		b.start(t, "Berikutnya", Spec{Match: words("x"), Scope: Scope{Kind: ScopeNext}, Private: private("Halo")})
		b.receive(t, b.comment(t, "7", "halo"))
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.AccountLeft(t.Context(), tx, b.world.channel.ID) })
		if err != nil {
			t.Fatal(err)
		}
		b.world.posts["p1"] = post("p1", 0)
		b.sweepNow(t)
		if b.newest(t).Pending || len(b.matches(t)) != 0 {
			t.Errorf("a comment from before is answered: %v", outcomes(b.matches(t)))
		}
	})
}

// TestNextPost_isTheFirst: of several that appear between two sweeps, and never the copy an advertisement makes.
func TestNextPost_isTheFirst(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		start := dbtest.Clock(t, db).Now()
		r := b.start(t, "Berikutnya", Spec{Match: Words{Any: true}, Scope: Scope{Kind: ScopeNext}, Private: private("Halo")})
		b.world.posts["ad"] = instagram.Post{ID: "ad", Product: "AD", At: start.Add(time.Minute)}
		b.world.posts["first"] = instagram.Post{ID: "first", Product: "FEED", At: start.Add(2 * time.Minute)}
		b.world.posts["second"] = instagram.Post{ID: "second", Product: "FEED", At: start.Add(3 * time.Minute)}
		b.sweepNow(t)
		b.armed(t, r.ID, "first")
	})
}

// TestSweep_thatDoesNotReachTheEnd says so: what it did not come to is not taken for complete.
func TestSweep_thatDoesNotReachTheEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.world.posts["p1"], b.world.endless = post("p1", 90_000), true
		b.sweepNow(t)
		if p := b.post(t, "p1"); !p.Complete.IsZero() || p.SweptAt.IsZero() {
			t.Errorf("complete until %v, swept at %v", p.Complete, p.SweptAt)
		}
	})
}

// TestComment_ofLongAgo is not answered publicly either, as when an account with old posts is connected.
func TestComment_ofLongAgo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Public: &Public{Texts: []string{"Terima kasih"}}})
		c := b.comment(t, "7", "halo")
		dbtest.Clock(t, db).Advance(PrivateReplyTime)
		b.receive(t, c)
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"skipped:comment_too_old"})
	})
}

// TestComment_forgottenAndFoundAgain: the ledger knows what was answered when the comment is collected a second time.
func TestComment_forgottenAndFoundAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Public: &Public{Texts: []string{"Cek DM"}}})
		b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo")})
		c := b.comment(t, "7", "harga")
		other := b.comment(t, "", "halo")
		other.Username = ""
		b.receive(t, c, other)
		if _, err := b.Reply(t.Context(), b.ws, b.newest(t).ID, "Halo", false, "u1"); err != nil {
			t.Fatal(err)
		}
		before := b.sent(t)
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			_, err := b.EraseAccount(t.Context(), tx, b.world.channel.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.receive(t, c, other)
		equal(t, "sent", b.sent(t), before)
	})
}

// TestReply_inAThreadByNobody may be our own public reply.
func TestReply_inAThreadByNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Scope: Scope{Kind: ScopeAll, Replies: true}, Public: &Public{Texts: []string{"Halo"}}})
		c := b.comment(t, "", "Halo")
		c.Username, c.Parent = "", "c0"
		b.receive(t, c)
		if len(b.matches(t)) != 0 {
			t.Errorf("sent %q", b.sent(t))
		}
	})
}

// TestUpdateRule_atWork: what a rule at work says is sent, so it takes the right to send to change it.
func TestUpdateRule_atWork(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		r := b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo")})
		change := func(maySend bool) error {
			spec := r.Spec
			spec.Private = private("Lain")
			_, err := b.UpdateRule(t.Context(), b.ws, r.ID, r.Name, spec, audit.Thing{}, maySend)
			return err
		}
		if err := change(false); !errors.Is(err, workspace.ErrRightMissing) {
			t.Errorf("without the right: %v", err)
		}
		if err := change(true); err != nil {
			t.Error(err)
		}
		if _, err := b.PauseRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		if err := change(false); err != nil {
			t.Errorf("while it is paused: %v", err)
		}
	})
}

// TestSweepAll asks for the connected accounts alone; a workspace that is gone keeps nobody from their sweep.
func TestSweepAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		for state, want := range map[channel.State]int{channel.NeedsAttention: 0, channel.Connected: 1} {
			b.world.channel.State = state
			before := len(dbtest.Jobs(t, db, b.ws))
			if err := b.WorkSweepAll(t.Context(), SweepAll{}); err != nil {
				t.Fatal(err)
			}
			if n := len(dbtest.Jobs(t, db, b.ws)) - before; n != want {
				t.Errorf("%s: %d sweeps", state, n)
			}
		}
	})
}

// armed checks for which post a rule waits no more.
func (b *bundle) armed(t *testing.T, rule RuleID, want string) {
	t.Helper()
	if got, err := b.ruleNow(t, rule); err != nil || got.Armed != want {
		t.Errorf("armed with %q, %v; want %q", got.Armed, err, want)
	}
}
