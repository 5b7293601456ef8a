package blast

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (b *bundle) segment(t *testing.T, name string, rules ...contact.Rule) contact.SegmentID {
	t.Helper()
	var g contact.Segment
	b.write(t, func(tx *wsdb.Tx) (err error) {
		g, err = b.contacts.CreateSegment(t.Context(), tx, name, contact.Rules{
			Match: contact.MatchAll, Groups: []contact.RuleGroup{{Match: contact.MatchAll, Rules: rules}},
		})
		return err
	})
	return g.ID
}

func (b *bundle) members(t *testing.T, segment contact.SegmentID) (ids []contact.ID) {
	t.Helper()
	b.read(t, func(q wsdb.Query) (err error) {
		ids, err = b.contacts.Audience(t.Context(), q, Audience{Segments: []contact.SegmentID{segment}}, contact.ID{}, 1000)
		return err
	})
	return ids
}

// What a blast brings about is found by segments: who got it, who read it, who answered, whom it failed; and by the next audience.
func TestSegments_historyOfABlast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ids := b.people(t, 5)
		b.around.answer = func(m channel.Outgoing) error {
			if m.To.Phone == "+628120000004" {
				return &channel.SendError{Class: channel.ClassPermanent, Code: 131026}
			}
			return nil
		}
		b.dispatch(t)
		d := b.draft(t)
		b.start(t, d)
		b.waitState(t, d, Finished)
		status := func(i int, s channel.DeliveryStatus) channel.Event {
			var row recipient
			b.read(t, func(q wsdb.Query) error {
				rows, err := b.store.ofContacts(t.Context(), q, d.ID, ids[i:i+1])
				if len(rows) == 1 {
					row = rows[0]
				}
				return err
			})
			return channel.StatusReceived{SendID: row.Send.String(), Status: s, At: time.Time{}}
		}
		evs := []channel.Event{status(1, channel.StatusDelivered), status(2, channel.StatusRead)}
		b.write(t, func(tx *wsdb.Tx) error {
			if err := b.outbox.HandleEvents(t.Context(), tx, b.around.channel, evs); err != nil {
				return err
			}
			return b.inbox.HandleEvents(t.Context(), tx, b.around.channel, []channel.Event{channel.MessageReceived{
				ExternalID: "in-1", From: channel.Address{Phone: "+628120000003"}, Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "ya"}},
			}})
		})
		blast := func(outcome string, not bool) contact.Rule {
			return contact.Rule{About: contact.AboutBlast, Key: outcome, Test: contact.TestIs, Values: []string{d.ID.String()}, Not: not}
		}
		activity := func(kind string, days int) contact.Rule {
			if days == 0 {
				return contact.Rule{About: contact.AboutActivity, Key: kind, Test: contact.TestEver}
			}
			return contact.Rule{About: contact.AboutActivity, Key: kind, Test: contact.TestPastDays, Days: days}
		}
		for name, tt := range map[string]struct {
			rule contact.Rule
			want []int
		}{
			"got": {blast("got", false), []int{0, 1, 2, 3}}, "delivered": {blast("delivered", false), []int{1, 2}}, "read": {blast("read", false), []int{2}},
			"replied": {blast("replied", false), []int{3}}, "failed": {blast("failed", false), []int{4}}, "not read": {blast("read", true), []int{0, 1, 3, 4}},
			"ever sent": {activity("sent", 0), []int{0, 1, 2, 3}}, "ever delivered": {activity("delivered", 0), []int{1, 2}},
			"ever read": {activity("read", 0), []int{2}}, "ever replied": {activity("replied", 0), []int{3}}, "wrote today": {activity("wrote", 1), []int{3}},
			"in a blast this week": {activity("blast", 7), []int{0, 1, 2, 3}}, "promoted": {activity("promo", 0), []int{0, 1, 2, 3}},
		} {
			var want []contact.ID
			for _, i := range tt.want {
				want = append(want, ids[i])
			}
			if got := b.members(t, b.segment(t, name, tt.rule)); !slices.Equal(got, want) {
				t.Errorf("%s: %d contacts, want %d", name, len(got), len(want))
			}
		}
		again := b.draft(t, func(x *Blast) { x.Audience.SkipPromoted = 7 })
		p, err := b.Preflight(t.Context(), b.ws, again.ID)
		if err != nil || p.Sendable != 1 || !cmp.Equal(p.Skipped, []Count{{Reason: reasonPromoted, Count: 4}}) {
			t.Errorf("a second promotion within a week: %+v, %v", p, err)
		}
		b.start(t, again)
		if v := b.waitState(t, again, Finished); v.Counts.Skipped != 4 {
			t.Errorf("counts: %+v", v.Counts)
		}
		b.reconcile(t, again)
	})
}

// A blast goes to those who are in its segments at the start, whatever becomes of the segments.
func TestSegments_frozenAtTheStart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ids := b.people(t, 6)
		named := func(name string) contact.Rule {
			return contact.Rule{About: contact.AboutName, Test: contact.TestIs, Values: []string{name}}
		}
		in := b.segment(t, "masuk", contact.Rule{About: contact.AboutName, Test: contact.TestBegins, Values: []string{"orang"}})
		out := b.segment(t, "keluar", named("Orang 2"))
		d := b.draft(t, func(x *Blast) {
			x.Audience = Audience{Segments: []contact.SegmentID{in}, ExcludeSegments: []contact.SegmentID{out}}
		})
		b.start(t, d)
		rules := contact.Rules{Match: contact.MatchAll, Groups: []contact.RuleGroup{{Match: contact.MatchAll, Rules: []contact.Rule{named("x")}}}}
		b.write(t, func(tx *wsdb.Tx) error {
			if _, err := b.contacts.UpdateSegment(t.Context(), tx, in, nil, &rules); err != nil {
				return err
			}
			return b.contacts.DeleteSegment(t.Context(), tx, out)
		})
		b.pump(t, d)
		v := b.view(t, d)
		if v.Counts.Total != len(ids)-1 || v.Audience.Frozen == nil || len(v.Audience.Frozen.Segments) != 2 {
			t.Errorf("%d recipients, frozen %+v", v.Counts.Total, v.Audience.Frozen)
		}
		b.reconcile(t, d)
	})
}

// When what a segment names is deleted while its blast begins, the blast waits for a person, who can stop it.
func TestSegments_goneInARunningBlast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ids := b.people(t, 2)
		var group contact.Group
		b.write(t, func(tx *wsdb.Tx) (err error) {
			if group, err = b.contacts.CreateGroup(t.Context(), tx, "VIP"); err == nil {
				_, err = b.contacts.Join(t.Context(), tx, group.ID, ids)
			}
			return err
		})
		in := b.segment(t, "setia", contact.Rule{About: contact.AboutGroup, Test: contact.TestIs, Values: []string{group.ID.String()}})
		d := b.draft(t, func(x *Blast) { x.Audience = Audience{Segments: []contact.SegmentID{in}} })
		b.start(t, d)
		b.write(t, func(tx *wsdb.Tx) error { return b.contacts.DeleteGroup(t.Context(), tx, group.ID) })
		b.pump(t, d)
		if v := b.view(t, d); v.State != Paused || v.StateReason != ReasonBlocked {
			t.Fatalf("state = %s %s", v.State, v.StateReason)
		}
		if _, err := b.Stop(t.Context(), b.ws, d.ID, nobody); err != nil {
			t.Fatal(err)
		}
		b.pump(t, d)
		if v := b.view(t, d); v.State != Stopped {
			t.Errorf("state = %s %s, %+v", v.State, v.StateReason, v.Counts)
		}
		b.reconcile(t, d)
	})
}

func TestSegments_inUse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 1)
		g := b.segment(t, "semua", contact.Rule{About: contact.AboutPhone, Test: contact.TestPresent})
		d := b.draft(t, func(x *Blast) { x.Audience = Audience{Segments: []contact.SegmentID{g}} })
		remove := func() (err error) {
			_ = b.db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
				err = b.contacts.DeleteSegment(t.Context(), tx, g)
				return errors.New("look only")
			})
			return err
		}
		if err := remove(); err != nil {
			t.Errorf("a draft keeps a segment: %v", err)
		}
		if _, err := b.Schedule(t.Context(), b.ws, d.ID, time.Now().AddDate(5, 0, 0), d.Version, nobody); err != nil {
			t.Fatal(err)
		}
		if err := remove(); !errors.Is(err, contact.ErrSegmentUsed) {
			t.Errorf("delete = %v", err)
		}
		if _, err := b.Unschedule(t.Context(), b.ws, d.ID, nobody); err != nil {
			t.Fatal(err)
		}
		b.write(t, func(tx *wsdb.Tx) error { return b.contacts.DeleteSegment(t.Context(), tx, g) })
		p, err := b.Preflight(t.Context(), b.ws, d.ID)
		if err != nil || !slices.Contains(p.Blockers, blockFilter) {
			t.Errorf("a draft whose segment is gone: %+v, %v", p, err)
		}
	})
}

// Numbers become contacts, those who are none as well, and are named by id from then on.
func TestEdit_numbers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		ids := b.people(t, 2)
		list := func(numbers ...string) func(x *Blast) {
			return func(x *Blast) { x.Audience = Audience{Contacts: ids[:1], Numbers: numbers} }
		}
		d := b.draft(t, list("0812 0000 000", "0812-0000-001", "0856 1234 5678"))
		if a := d.Audience; len(a.Contacts) != 3 || a.Numbers != nil || a.All {
			t.Errorf("audience = %+v", a)
		}
		p, err := b.Preflight(t.Context(), b.ws, d.ID)
		if err != nil || p.Audience != 3 || p.Sendable != 2 {
			t.Errorf("preflight = %+v, %v", p, err)
		}
		_, err = b.Edit(t.Context(), b.ws, d.ID, func(x *Blast) error {
			list("0812 0000 001", "besok")(x)
			return nil
		})
		if !errors.Is(err, contact.ErrInvalid) {
			t.Errorf("a word in the list: %v", err)
		}
	})
}
