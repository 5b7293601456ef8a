package comment

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// held lists the texts that wait for a rule to be started again.
func (b *bundle) held(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, m := range b.sends(t) {
		if m.State == outbox.StateHeld && m.Reason == outbox.ReasonPaused {
			out = append(out, m.Preview)
		}
	}
	return out
}

func (b *bundle) pause(t *testing.T, r Rule) {
	t.Helper()
	if _, err := b.PauseRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) resume(t *testing.T, r Rule) {
	t.Helper()
	if _, err := b.StartRule(t.Context(), b.ws, r.ID, audit.Thing{}); err != nil {
		t.Fatal(err)
	}
}

// TestPaused_whatWasPromisedWaits: a reply under the post that comes due, the content after a tap, the questions and the thanks are not lost
// while the rule is paused.
func TestPaused_whatWasPromisedWaits(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		r := b.start(t, "Katalog", Spec{
			Match: words("katalog"), Opening: opening, Private: private("Isi"), Public: &Public{Texts: []string{"Cek DM"}, DelayMin: 60, DelayMax: 60},
			Lead: &Lead{Email: "E-mail?", Again: "Coba lagi", Thanks: "Terima kasih"},
		})
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "")
		b.pause(t, r)
		dbtest.Clock(t, db).Advance(time.Hour)
		for range 2 {
			if err := b.Due(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
		}
		b.tap(t, "7")
		equal(t, "held", b.held(t), []string{"Cek DM", "Isi"})
		b.resume(t, r)
		b.accept(t, "")
		b.accept(t, "")
		b.pause(t, r)
		b.says(t, "7", "siti@example.com", "")
		equal(t, "held", b.held(t), []string{"Terima kasih"})
		b.resume(t, r)
		b.accept(t, "")
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?", "U Cek DM", "D Isi", "D E-mail?", "D Terima kasih"})
	})
}

// TestPublicReply_thatTheLedgerHas keeps nobody else's from being handed on.
func TestPublicReply_thatTheLedgerHas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		first := b.start(t, "Lama", Spec{Match: words("harga"), Public: &Public{Texts: []string{"Cek DM"}}})
		one := b.comment(t, "7", "harga")
		b.receive(t, one)
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			_, err := b.EraseAccount(t.Context(), tx, b.world.channel.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.pause(t, first)
		dbtest.Clock(t, db).Advance(time.Minute)
		b.start(t, "Baru", Spec{Match: words("harga"), Private: private("Halo"), Public: &Public{Texts: []string{"Sudah DM"}, After: true}})
		one.At = dbtest.Clock(t, db).Now()
		b.receive(t, one, b.comment(t, "8", "harga"))
		b.accept(t, "")
		dbtest.Clock(t, db).Advance(time.Second)
		if err := b.Due(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		equal(t, "sent", b.sent(t), []string{"U Cek DM", "P Halo", "P Halo", "U Sudah DM"})
	})
}

// TestKindOfPost_thatTheDeliveryDoesNotSay is that of the post.
func TestKindOfPost_thatTheDeliveryDoesNotSay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Reels", Spec{Match: Words{Any: true}, Scope: Scope{Kind: ScopeReels}, Private: private("Halo"), Repeat: Repeat{Every: true}})
		b.world.posts["reel"] = instagram.Post{ID: "reel", Product: "REELS", At: dbtest.Start}
		b.world.posts["feed"] = instagram.Post{ID: "feed", Product: "FEED", At: dbtest.Start}
		for range 2 { // once unknown, once known
			for _, post := range []string{"reel", "feed"} {
				c := b.comment(t, "7", "halo")
				c.Post, c.Product = post, ""
				b.receive(t, c)
			}
			for _, job := range dbtest.Jobs(t, db, b.ws) {
				if job.Name == (LookUpPost{}).Kind() {
					b.work(t, job.Args)
				}
			}
		}
		equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered", "answered"})
	})
}

// TestUpdateRule_toTheNextPost: the next one is the next from then on, not one that has been there since the rule was started.
func TestUpdateRule_toTheNextPost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		clock := dbtest.Clock(t, db)
		r := b.start(t, "Semua", Spec{Match: words("x"), Private: private("Halo")})
		clock.Advance(time.Hour)
		b.world.posts["there"] = instagram.Post{ID: "there", Product: "FEED", At: clock.Now()}
		clock.Advance(time.Hour)
		spec := r.Spec
		spec.Scope.Kind = ScopeNext
		if _, err := b.UpdateRule(t.Context(), b.ws, r.ID, r.Name, spec, audit.Thing{}, true); err != nil {
			t.Fatal(err)
		}
		b.sweepNow(t)
		b.armed(t, r.ID, "")
		clock.Advance(time.Hour)
		b.world.posts["next"] = instagram.Post{ID: "next", Product: "FEED", At: clock.Now()}
		b.sweepNow(t)
		b.armed(t, r.ID, "next")
	})
}

// TestComment_handledAfterTheAccountLeft is kept and not answered: what waits in the outbox would go out when the account comes back.
func TestComment_handledAfterTheAccountLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Semua", Spec{Match: Words{Any: true}, Private: private("Halo")})
		b.world.channel.State = channel.Disconnected
		b.receive(t, b.comment(t, "7", "halo"))
		b.world.channel.State = channel.Connected
		if n := b.newest(t).ExternalID; n != "c1" || len(b.sends(t)) != 0 || len(b.matches(t)) != 0 {
			t.Errorf("comment %q, sent %q", n, b.sent(t))
		}
	})
}

// TestOnce_countsWhatArrived: whose private reply was refused is answered for the next comment.
func TestOnce_countsWhatArrived(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for state, want := range map[outbox.State]string{
			outbox.StateFailed: "answered", outbox.StateSkipped: "answered", outbox.StateUnknown: "skipped:answered_before", outbox.StateAccepted: "skipped:answered_before",
		} {
			t.Run(string(state), func(t *testing.T) {
				b := setup(t, db)
				b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo")})
				b.receive(t, b.comment(t, "7", "harga"))
				err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
					_, err := tx.Exec(t.Context(), `UPDATE send SET state = $1`, string(state))
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				dbtest.Clock(t, db).Advance(time.Minute)
				b.receive(t, b.comment(t, "7", "harga lagi"))
				equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered", want})
			})
		}
	})
}

// TestOnce_underBothNames: a list names a person by the username, a delivery by the handle. It is one person.
func TestOnce_underBothNames(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		for name, handles := range map[string][2]string{"listed, then told": {"", "7"}, "told, then listed": {"7", ""}} {
			for _, together := range []bool{true, false} {
				t.Run(name, func(t *testing.T) {
					b := setup(t, db)
					b.start(t, "Harga", Spec{Match: words("harga"), Private: private("Halo")})
					first, second := b.comment(t, handles[0], "harga"), b.comment(t, handles[1], "harga")
					first.Username, second.Username = "siti", "siti"
					if together {
						b.receive(t, first, second)
					} else {
						b.receive(t, first)
						b.receive(t, second)
					}
					equal(t, "outcomes", outcomes(b.matches(t)), []string{"answered", "skipped:answered_before"})
				})
			}
		}
	})
}

// TestSweep_missBehindADeletion: a comment that its author deletes makes the network's count as large as ours although one is missing.
func TestSweep_missBehindADeletion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.comment(t, "7", "dihapus"))
		b.world.posts["p1"] = post("p1", 1)
		b.world.lists["p1"] = []string{"missed"}
		b.sweepNow(t)
		if p := b.post(t, "p1"); len(b.world.stored) != 1 || p.Complete.IsZero() {
			t.Errorf("stored %d, complete until %v", len(b.world.stored), p.Complete)
		}
		whole := b.post(t, "p1").Complete
		dbtest.Clock(t, db).Advance(10 * time.Minute)
		b.sweepNow(t)
		if p := b.post(t, "p1"); len(b.world.read) != 1 || !p.Complete.Equal(whole) {
			t.Errorf("read %q, complete until %v although nobody looked", b.world.read, p.Complete)
		}
		dbtest.Clock(t, db).Advance(time.Hour)
		b.sweepNow(t)
		equal(t, "read", b.world.read, []string{"p1", "p1"})
	})
}

// TestPublicReply_toADeletedComment is not tried.
func TestPublicReply_toADeletedComment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Harga", Spec{Match: words("harga"), Public: &Public{Texts: []string{"Cek DM"}, DelayMin: 60, DelayMax: 60}})
		b.receive(t, b.comment(t, "7", "harga"))
		if _, err := b.Delete(t.Context(), b.ws, b.newest(t).ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(t, db).Advance(time.Hour)
		if err := b.Due(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		equal(t, "sent", b.sent(t), nil)
	})
}

// TestPending_deletedMeanwhile: a comment that was deleted here while its post was looked up is not answered.
func TestPending_deletedMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Reels", Spec{Match: Words{Any: true}, Scope: Scope{Kind: ScopeReels}, Private: private("Halo")})
		b.world.posts["reel"] = instagram.Post{ID: "reel", Product: "REELS", At: dbtest.Start}
		c := b.comment(t, "7", "halo")
		c.Post, c.Product = "reel", ""
		b.receive(t, c)
		if _, err := b.Delete(t.Context(), b.ws, b.newest(t).ID, audit.Thing{}); err != nil {
			t.Fatal(err)
		}
		for _, job := range dbtest.Jobs(t, db, b.ws) {
			if job.Name == (LookUpPost{}).Kind() {
				b.work(t, job.Args)
			}
		}
		equal(t, "sent", b.sent(t), nil)
		if b.newest(t).Pending {
			t.Error("the comment still waits")
		}
	})
}
