package comment

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

var opening = &Opening{Text: "Mau katalog?", Button: "Mau"}

// tap presses the button of the newest message that has one.
func (b *bundle) tap(t *testing.T, handle string) {
	t.Helper()
	all := b.sends(t)
	for i := len(all) - 1; i >= 0; i-- {
		if in := all[i].Content.Interactive; in != nil && in.Buttons[0].ID != "" {
			b.says(t, handle, in.Buttons[0].Title, in.Buttons[0].ID)
			return
		}
	}
	t.Fatal("there is nothing to tap")
}

// follow does the job that a tap has left, twice, as after a crash.
func (b *bundle) follow(t *testing.T) {
	t.Helper()
	for _, m := range b.matches(t) {
		job := CheckFollow{Workspace: b.ws, Match: m.ID, Asked: m.Asked}
		for range 2 {
			if err := b.WorkCheckFollow(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestOpening_contentAfterTheTap(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Katalog", Spec{Match: words("katalog"), Opening: opening, Private: &Private{Texts: []string{"Ini katalognya"}, Buttons: []Button{{"Buka", "https://toko.example"}}}})
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "70") // the conversation has another id than the comment
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?"})
		b.says(t, "70", "halo", "")
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?"}) // a text is no tap
		b.standby = true
		b.tap(t, "70")
		b.standby = false
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?"}) // another app talks to this person
		b.tap(t, "70")
		b.tap(t, "70") // twice
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?", "D Ini katalognya"})
		if last := b.sends(t)[1]; last.To.Handle() != "70" || last.Contact != b.matches(t)[0].Contact {
			t.Errorf("the content goes to %q", last.To.Handle())
		}
	})
}

func TestOpening_plain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Katalog", Spec{Match: words("katalog"), Opening: &Opening{Text: "Balas YA", Plain: true}, Private: private("Ini")})
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "")
		b.says(t, "7", "STOP", "")
		b.says(t, "7", "ya", "")
		if m := b.matches(t)[0]; m.Step != StepDone || m.Reason != ReasonOptedOut {
			t.Errorf("after a stop: %s %s", m.Step, m.Reason)
		}
		b.receive(t, b.comment(t, "8", "katalog"))
		b.accept(t, "")
		b.says(t, "8", "iya kak", "")
		if got := b.sent(t); got[len(got)-1] != "D Ini" {
			t.Errorf("sent %q", got)
		}
	})
}

// TestFollowGate: unknown before a tap, and after it when the network does not say.
func TestFollowGate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ask := Gate{Text: "Ikuti dulu ya", Button: "Sudah"}
		for name, x := range map[string]struct {
			policy Policy
			is     []Follow // at each tap
			want   []string
			step   Step
			reason string
		}{
			"send":            {FollowSend, []Follow{FollowsNot}, []string{"P Mau katalog?", "D Isi"}, StepContent, ""},
			"skip, follows":   {FollowSkip, []Follow{Follows}, []string{"P Mau katalog?", "D Isi"}, StepContent, ""},
			"skip, not":       {FollowSkip, []Follow{FollowsNot}, []string{"P Mau katalog?"}, StepDone, ReasonNoFollow},
			"skip, unknown":   {FollowSkip, []Follow{FollowUnknown}, []string{"P Mau katalog?"}, StepDone, ReasonNoKnowing},
			"verify, follows": {FollowVerify, []Follow{Follows}, []string{"P Mau katalog?", "D Isi"}, StepContent, ""},
			"verify, then":    {FollowVerify, []Follow{FollowsNot, Follows}, []string{"P Mau katalog?", "D Ikuti dulu ya", "D Isi"}, StepContent, ""},
			"verify, never": {
				FollowVerify, []Follow{FollowsNot, FollowsNot, FollowUnknown, FollowsNot},
				[]string{"P Mau katalog?", "D Ikuti dulu ya", "D Ikuti dulu ya", "D Ikuti dulu ya"}, StepDone, ReasonNoFollow,
			},
		} {
			t.Run(name, func(t *testing.T) {
				b := setup(t, db)
				gate := ask
				gate.Policy = x.policy
				b.start(t, name, Spec{Match: words("katalog"), Opening: opening, Private: private("Isi"), Follow: gate})
				b.receive(t, b.comment(t, "7", "katalog"))
				b.accept(t, "")
				if m := b.matches(t)[0]; m.Follow != FollowUnknown {
					t.Errorf("a comment tells %s", m.Follow)
				}
				for _, is := range x.is {
					b.world.follows["7"] = is
					b.tap(t, "7")
					b.follow(t)
					b.accept(t, "")
				}
				equal(t, "sent", b.sent(t), x.want)
				if m := b.matches(t)[0]; m.Step != x.step || m.Reason != x.reason {
					t.Errorf("%s %s, want %s %s", m.Step, m.Reason, x.step, x.reason)
				}
			})
		}
	})
}

func TestLead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var group contact.Group
		var taken contact.Contact
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) (err error) {
			if group, err = b.contacts.CreateGroup(t.Context(), tx, "Prospek"); err != nil {
				return err
			}
			taken, _, err = b.contacts.Resolve(t.Context(), tx, contact.Address{Phone: "+6281234567890"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		b.start(t, "Prospek", Spec{Match: words("daftar"), Opening: opening, Private: private("Isi"), Lead: &Lead{
			Email: "E-mail?", Phone: "Nomor WA?", Again: "Belum benar, coba lagi", Thanks: "Terima kasih", Group: group.ID.String(), Promo: true,
		}})
		run := func(handle, email, number string, more ...string) contact.Contact {
			t.Helper()
			b.receive(t, b.comment(t, handle, "daftar"))
			b.accept(t, "")
			b.tap(t, handle)
			b.accept(t, "") // the question comes once the content is with the network
			b.accept(t, "")
			for _, said := range append([]string{"nanti ya", email, number}, more...) {
				b.says(t, handle, said, "")
				b.accept(t, "")
			}
			var c contact.Contact
			err := db.Read(t.Context(), b.ws, func(q wsdb.Query) (err error) {
				all := b.matches(t)
				c, err = b.contacts.Get(t.Context(), q, all[len(all)-1].Contact)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := run("7", "ini ya: siti@example.com.", "0813 9876 5432")
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?", "D Isi", "D E-mail?", "D Belum benar, coba lagi", "D Nomor WA?", "D Terima kasih"})
		if c.Email != "siti@example.com" || c.Phone == nil || *c.Phone != phone.Number("+6281398765432") || c.Consents[contact.PurposePromo].State != contact.Granted {
			t.Errorf("kept %q %v %v", c.Email, c.Phone, c.Consents)
		}
		other := run("8", "budi@example.com", "081234567890")
		if other.Phone != nil || other.ID == taken.ID {
			t.Error("a number of somebody else was taken over")
		}
		if n := b.members(t, group.ID); n != 2 {
			t.Errorf("%d in the group", n)
		}
		run("9", "bukan", "juga bukan", "tetap bukan")
		all := b.matches(t)
		if m := all[len(all)-1]; m.Step != StepDone || m.Reason != ReasonAsked {
			t.Errorf("after wrong answers: %s %s", m.Step, m.Reason)
		}
	})
}

func (b *bundle) members(t *testing.T, group contact.GroupID) (n int64) {
	t.Helper()
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		g, err := b.contacts.Group(t.Context(), q, group)
		n = g.Count
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAccountLeft: what waits is not sent, what was collected can go.
func TestAccountLeft(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Harga", Spec{Match: words("harga"), Opening: opening, Private: private("Isi"), Public: &Public{Texts: []string{"DM"}, DelayMin: 60, DelayMax: 60}})
		b.receive(t, b.comment(t, "7", "harga"))
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error { return b.AccountLeft(t.Context(), tx, b.world.channel.ID) })
		if err != nil {
			t.Fatal(err)
		}
		dbtest.Clock(t, db).Advance(time.Hour)
		if err := b.Due(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		if m := b.sends(t); len(m) != 1 || string(m[0].State)+m[0].Reason != "skippedaccount_left" {
			t.Errorf("%d sends, %s %s", len(m), m[0].State, m[0].Reason)
		}
		if m := b.matches(t)[0]; m.Step != StepDone || m.Reason != ReasonLeft {
			t.Errorf("%s %s", m.Step, m.Reason)
		}
		var n int64
		err = db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) (err error) {
			n, err = b.EraseAccount(t.Context(), tx, b.world.channel.ID)
			return err
		})
		if err != nil || n != 2 || len(b.matches(t)) != 0 {
			t.Errorf("%d rows erased, %v", n, err)
		}
	})
}

func TestReply_byHandOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.receive(t, b.comment(t, "7", "harga"))
		c := b.newest(t)
		if _, err := b.Reply(t.Context(), b.ws, c.ID, "Halo", false, "u1"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reply(t.Context(), b.ws, c.ID, "Halo lagi", false, "u1"); err == nil {
			t.Error("a comment was answered privately twice")
		}
		for range 2 {
			if _, err := b.Reply(t.Context(), b.ws, c.ID, "Sudah kami DM", true, "u1"); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, "sent", b.sent(t), []string{"P Halo", "U Sudah kami DM"})
		dbtest.Clock(t, db).Advance(PrivateReplyTime)
		b.receive(t, channel.CommentReceived{ExternalID: "late", From: channel.HandleAddress("9"), Text: "x", At: dbtest.Start})
		if _, err := b.Reply(t.Context(), b.ws, b.newest(t).ID, "Halo", false, "u1"); err == nil {
			t.Error("a comment of last week was answered privately")
		}
	})
}

// newest is the comment that was received last.
func (b *bundle) newest(t *testing.T) (c Comment) {
	t.Helper()
	err := b.db.Read(t.Context(), b.ws, func(q wsdb.Query) error {
		list, err := b.store.comments(t.Context(), q, `ORDER BY id DESC LIMIT 1`)
		if err == nil {
			c = list[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSweep(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		known := b.comment(t, "7", "halo")
		b.receive(t, known)
		b.world.posts["p1"] = post("p1", 3)
		b.world.posts["p2"] = post("p2", 0)
		b.world.lists["p1"] = []string{known.ExternalID, "missed1", "missed2"}
		b.sweepNow(t)
		if n := len(b.world.stored); n != 3 {
			t.Fatalf("stored %d", n)
		}
		if f := b.world.stored[1]; f.Key != "c:missed1" || f.Workspace != b.ws || f.Channel != b.world.channel.ID {
			t.Errorf("stored %+v", f)
		}
		p := b.post(t, "p1")
		if !p.Complete.Equal(dbtest.Clock(t, db).Now()) || p.Known != 1 || p.Comments != 3 {
			t.Errorf("post %+v", p)
		}
		b.world.posts["p1"] = post("p1", 1) // nothing missing any more
		b.sweepNow(t)
		if n := len(b.world.stored); n != 3 {
			t.Errorf("stored %d again", n-3)
		}
	})
}

// TestTap_ofSomebodyElse: a button is for the person it was sent to.
func TestTap_ofSomebodyElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Katalog", Spec{Match: words("katalog"), Opening: opening, Private: private("Isi")})
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "70")
		b.tap(t, "99")
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?"})
		b.tap(t, "70")
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?", "D Isi"})
	})
}

// TestAnswer_ofOneKnownByMessages: who has written before is known by the id of the conversation, and comments under another.
func TestAnswer_ofOneKnownByMessages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Katalog", Spec{Match: words("katalog"), Opening: &Opening{Text: "Balas YA", Plain: true}, Private: private("Isi")})
		b.says(t, "70", "halo", "")
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "70")
		b.says(t, "70", "ya", "")
		equal(t, "sent", b.sent(t), []string{"P Balas YA", "D Isi"})
	})
}

func TestAnswer_withAWordOfTheWorkspaceToStop(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.world.stop = []string{"cukup"}
		b.start(t, "Katalog", Spec{Match: words("katalog"), Opening: &Opening{Text: "Balas YA", Plain: true}, Private: private("Isi")})
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "")
		b.says(t, "7", "Cukup!", "")
		if m := b.matches(t)[0]; m.Step != StepDone || m.Reason != ReasonOptedOut {
			t.Errorf("%s %s", m.Step, m.Reason)
		}
	})
}

// TestFollowGate_deadToken: that we cannot ask is not the person's fault.
func TestFollowGate_deadToken(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.start(t, "Katalog", Spec{Match: words("katalog"), Opening: opening, Private: private("Isi"), Follow: Gate{Policy: FollowSkip}})
		b.receive(t, b.comment(t, "7", "katalog"))
		b.accept(t, "")
		b.tap(t, "7")
		b.world.gone, b.world.follows["7"] = instagram.ErrToken, Follows
		if err := b.WorkCheckFollow(t.Context(), CheckFollow{Workspace: b.ws, Match: b.matches(t)[0].ID}); err == nil {
			t.Error("the job does not try again")
		}
		b.world.gone = nil
		b.follow(t)
		equal(t, "sent", b.sent(t), []string{"P Mau katalog?", "D Isi"})
	})
}

// TestReply_byHandToNobody: the answer to a private reply tells who it was, also when a person has written it.
func TestReply_byHandToNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c := b.comment(t, "", "halo")
		c.Username = ""
		b.receive(t, c)
		if _, err := b.Reply(t.Context(), b.ws, b.newest(t).ID, "Halo", false, "u1"); err != nil {
			t.Fatal(err)
		}
		b.accept(t, "4242")
		list, err := b.inbox.List(t.Context(), b.ws, inboxAll)
		if err != nil || len(list.Items) != 1 {
			t.Errorf("conversations: %d, %v", len(list.Items), err)
		}
	})
}
