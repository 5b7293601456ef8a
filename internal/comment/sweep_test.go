package comment

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// listed has the network list posts from an hour before the start on, each older than the one before.
func (b *bundle) listed(n int) {
	for i := range n {
		p := post(fmt.Sprintf("n%02d", i), 0)
		p.At = dbtest.Start.Add(-time.Hour * time.Duration(i+1))
		b.world.posts[p.ID] = p
	}
}

// TestSweep_postsThatRulesName are read however old they are, also when the list of the newest does not reach them.
func TestSweep_postsThatRulesName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.listed(20)
		old := b.world.posts["n19"]
		old.Comments = 2
		b.world.posts["n19"], b.world.lists["n19"] = old, []string{"missed"}
		b.sweepNow(t)
		equal(t, "read", b.world.read, []string{"n19"}) // it has got comments
		b.world.pageOf = 10                             // the list does not reach it any more
		dbtest.Clock(t, db).Advance(2 * time.Hour)
		b.sweepNow(t)
		equal(t, "read", b.world.read, []string{"n19"})
		b.start(t, "Lama", Spec{Match: words("x"), Scope: Scope{Kind: ScopePosts, Posts: []string{"n19"}}, Private: private("Halo")})
		b.sweepNow(t)
		b.sweepNow(t)
		equal(t, "read", b.world.read, []string{"n19", "n19"})
		delete(b.world.posts, "n19")
		dbtest.Clock(t, db).Advance(2 * time.Hour)
		b.sweepNow(t) // deleted at the network
		equal(t, "read", b.world.read, []string{"n19", "n19"})
	})
}

// TestSweep_cutOff: the next one reads what this one could not, also of posts that are not among the newest. A post that the network
// refuses to show holds up no other.
func TestSweep_cutOff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.listed(20)
		for _, id := range []string{"n17", "n18", "n19"} {
			p := b.world.posts[id]
			p.Comments = 2
			b.world.posts[id], b.world.lists[id] = p, []string{"of" + id}
		}
		b.world.refuses = map[string]error{"n17": instagram.ErrRefused, "n18": instagram.ErrLimited}
		if err := b.sweep(t.Context(), Sweep{Workspace: b.ws, Channel: b.world.channel.ID}); !errors.Is(err, instagram.ErrLimited) {
			t.Fatalf("sweep = %v", err)
		}
		equal(t, "read", b.world.read, []string{"n17", "n18"})
		delete(b.world.refuses, "n18")
		dbtest.Clock(t, db).Advance(10 * time.Minute)
		for range 2 {
			b.sweepNow(t)
		}
		equal(t, "read", b.world.read, []string{"n17", "n18", "n18", "n19"})
		if p := b.post(t, "n19"); p.Comments != 2 {
			t.Errorf("the last post is %+v", p)
		}
	})
}

// TestSweep_namedPostRefused: nor does one that a rule names.
func TestSweep_namedPostRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.listed(3)
		b.sweepNow(t)
		b.start(t, "Lama", Spec{Match: words("x"), Scope: Scope{Kind: ScopePosts, Posts: []string{"n02"}}, Private: private("Halo")})
		b.world.pageOf, b.world.refuses = 2, map[string]error{"n02": instagram.ErrRefused}
		p := b.world.posts["n00"]
		p.Comments = 1
		b.world.posts["n00"] = p
		dbtest.Clock(t, db).Advance(2 * time.Hour)
		b.sweepNow(t)
		equal(t, "read", b.world.read, []string{"n00"})
	})
}

// TestStartSweep is a job: it shows how far it is, lists older posts too, reads what it can, and says why not.
func TestStartSweep(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.listed(25)
		b.world.pageOf = 10
		for _, id := range []string{"n00", "n01"} {
			p := b.world.posts[id]
			p.Comments = 1
			b.world.posts[id], b.world.lists[id] = p, []string{"of" + id}
		}
		now := func(id job.ID) (j job.Job) {
			t.Helper()
			err := db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
				j, err = b.d.Jobs.Get(t.Context(), q, id)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		run := func() job.Job {
			t.Helper()
			j, err := b.StartSweep(t.Context(), b.ws, b.world.channel.ID, job.Owner{})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // as after a crash
				if err := b.WorkSweep(t.Context(), Sweep{Workspace: b.ws, Channel: b.world.channel.ID, Job: j.ID}); err != nil {
					t.Fatal(err)
				}
			}
			return now(j.ID)
		}
		if j := run(); j.State != job.Done || j.Done != 2 || j.Total != 2 {
			t.Errorf("job %+v", j)
		}
		if p := b.post(t, "n24"); p.Complete.IsZero() || len(b.world.stored) == 0 {
			t.Errorf("the last post is %+v, %d comments", p, len(b.world.stored))
		}
		b.world.gone = instagram.ErrLimited
		if j := run(); j.State != job.Failed || j.ErrorCode != instagram.ErrLimited.Code {
			t.Errorf("job %+v", j)
		}
		b.world.gone, b.world.channel.State = nil, channel.Disconnected
		if _, err := b.StartSweep(t.Context(), b.ws, b.world.channel.ID, job.Owner{}); err == nil {
			t.Error("an account that left is swept")
		}
	})
}
