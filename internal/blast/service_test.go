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
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_runToTheEnd(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		people := b.people(t, 130)
		b.consent(t, people[3], false)
		b.write(t, func(tx *wsdb.Tx) error {
			return b.contacts.SuppressContact(t.Context(), tx, people[5], contact.ReasonOptOut, "test")
		})
		d := b.draft(t)
		b.dispatch(t)
		b.start(t, d)
		v := b.waitState(t, d, Finished)
		if v.Counts.Total != 130 || v.Counts.Accepted != 128 || v.Counts.Skipped != 2 || v.FinishedAt.IsZero() {
			t.Fatalf("counts = %+v", v.Counts)
		}
		for number, n := range b.sentTo() {
			if n != 1 {
				t.Fatalf("%s got %d messages", number, n)
			}
		}
		b.reconcile(t, d)
		rep, err := b.Report(t.Context(), b.ws, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := []Count{{Reason: "consent_denied", Count: 1}, {Reason: "suppressed", Count: 1}}
		if !cmp.Equal(rep.Skips, want) || len(rep.Failures) != 0 || len(rep.Minutes) != 1 || rep.Minutes[0].Sent != 128 {
			t.Fatalf("report = %+v", rep)
		}
		b.around.with(func(a *around) {
			m := a.calls[0].Content.Template
			if m == nil || m.Body[0].Text[:5] != "Orang" || m.Body[1].Text != "kue" {
				t.Errorf("template = %+v", m)
			}
		})
	})
}

func TestService_startIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		refused := func(d Blast, code string) {
			t.Helper()
			_, err := b.Start(t.Context(), b.ws, d.ID, d.Version, nobody)
			f, ok := fault.Of(err)
			if !ok || !errors.Is(err, ErrIncomplete) || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Code == "blast."+code }) {
				t.Errorf("Start = %v, want the blocker %s", err, code)
			}
			pre, err := b.Preflight(t.Context(), b.ws, d.ID)
			if err != nil || !slices.Contains(pre.Blockers, code) {
				t.Errorf("Preflight = %v %v, want the blocker %s", pre.Blockers, err, code)
			}
		}
		refused(b.draft(t), blockAudience)
		b.people(t, 2)
		refused(b.draft(t, func(d *Blast) { d.Channel = channel.ID{} }), blockChannel)
		refused(b.draft(t, func(d *Blast) { d.Message.Template.Name = "gone" }), blockTemplate)
		refused(b.draft(t, func(d *Blast) { delete(d.Message.Variables, "body.2") }), blockVariables)
		refused(b.draft(t, func(d *Blast) { d.Message = Message{Kind: KindText} }), blockMessage)
		b.around.with(func(a *around) { a.template.Status = "PAUSED" })
		refused(b.draft(t), blockUnsendable)
		b.around.with(func(a *around) { a.template.Status, a.channel.State = channel.StatusApproved, channel.NeedsAttention })
		refused(b.draft(t), blockAttention)
		b.around.with(func(a *around) { a.channel.State, a.verdict.MaySend = channel.Connected, false })
		refused(b.draft(t), blockLicence)
		b.around.with(func(a *around) { a.verdict.MaySend = true })
		d := b.draft(t)
		if _, err := b.Start(t.Context(), b.ws, d.ID, d.Version-1, nobody); !errors.Is(err, ErrVersion) {
			t.Errorf("Start of what has changed = %v", err)
		}
		b.start(t, d)
		if _, err := b.Start(t.Context(), b.ws, d.ID, d.Version, nobody); !errors.Is(err, ErrAlreadyStarted) {
			t.Errorf("second Start = %v", err)
		}
	})
}

// Pause and edit: those who were attempted keep the old text and are never touched again, the rest gets the new one.
func TestService_pauseEditResume(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 40)
		d := b.draft(t)
		gate := make(chan struct{}, 40)
		b.around.with(func(a *around) { a.answer = func(channel.Outgoing) error { <-gate; return nil } })
		b.around.with(func(a *around) { a.channel.Limits.PerMinute = 10 })
		b.dispatch(t)
		b.start(t, d)
		dbtest.Wait(t, "ten calls", func() bool { return len(b.sentTo()) == 10 })
		paused, err := b.Pause(t.Context(), b.ws, d.ID, nobody)
		if err != nil || paused.StateReason != ReasonByPerson {
			t.Fatalf("Pause = %+v, %v", paused, err)
		}
		b.reconcile(t, d)
		edited, err := b.Edit(t.Context(), b.ws, d.ID, func(x *Blast) error {
			x.Message.Variables["body.2"] = "roti"
			x.Audience = Audience{}
			return nil
		})
		if err != nil || edited.Version != d.Version+1 || !edited.Audience.All {
			t.Fatalf("Edit = %+v, %v", edited, err)
		}
		b.reconcile(t, d)
		if c := b.view(t, d).Counts; c.Planned != 30 || c.Skipped != 0 {
			t.Fatalf("after the edit: %+v", c)
		}
		for range 40 {
			gate <- struct{}{}
		}
		b.around.with(func(a *around) { a.channel.Limits = channel.Limits{} })
		dbtest.Wait(t, "ten to be accepted", func() bool { return b.view(t, d).Counts.Accepted == 10 })
		if n := len(b.sentTo()); n != 10 {
			t.Fatalf("%d were called while paused", n)
		}
		if _, err := b.Resume(t.Context(), b.ws, d.ID, nobody); err != nil {
			t.Fatal(err)
		}
		v := b.waitState(t, d, Finished)
		if v.Counts.Accepted != 40 || v.Counts.Total != 40 {
			t.Fatalf("counts = %+v", v.Counts)
		}
		text := map[string]int{}
		b.around.with(func(a *around) {
			for _, m := range a.calls {
				text[m.Content.Template.Body[1].Text]++
			}
		})
		if !cmp.Equal(text, map[string]int{"kue": 10, "roti": 30}) || len(b.sentTo()) != 40 {
			t.Fatalf("texts = %v to %d people", text, len(b.sentTo()))
		}
		rs, err := b.Recipients(t.Context(), b.ws, d.ID, "", page.Request{})
		if err != nil {
			t.Fatal(err)
		}
		versions := map[int]int{}
		for _, r := range rs.Items {
			versions[r.Version]++
		}
		if !cmp.Equal(versions, map[int]int{d.Version: 10, d.Version + 1: 30}) {
			t.Fatalf("versions = %v", versions)
		}
		b.reconcile(t, d)
	})
}

func TestService_stop(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 250)
		d := b.draft(t)
		b.start(t, d)
		if more, err := true, error(nil); more {
			b.write(t, func(tx *wsdb.Tx) error { _, err = b.step(t.Context(), tx, d.ID); return err })
		}
		if c := b.view(t, d).Counts; c.Total != firstPage || c.Queued != firstPage {
			t.Fatalf("after the first page: %+v", c)
		}
		if _, err := b.Stop(t.Context(), b.ws, d.ID, nobody); err != nil {
			t.Fatal(err)
		}
		b.pump(t, d)
		v := b.view(t, d)
		if v.State != Stopped || v.Counts.Skipped != 250 || v.Counts.Total != 250 {
			t.Fatalf("after the stop: %s %+v", v.State, v.Counts)
		}
		b.reconcile(t, d)
		rs, err := b.Recipients(t.Context(), b.ws, d.ID, outbox.StateSkipped, page.Request{Limit: 200})
		if err != nil || len(rs.Items) != 200 || rs.Next == "" || rs.Items[0].Reason != outbox.ReasonBlastStopped {
			t.Fatalf("Recipients = %d %v", len(rs.Items), err)
		}
	})
}

func TestService_missingValues(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		number := "+6281900000001"
		nameless, err := b.contacts.Create(t.Context(), b.ws, contact.Draft{Phone: &number})
		if err != nil {
			t.Fatal(err)
		}
		b.consent(t, nameless.ID, true)
		b.people(t, 1)
		b.dispatch(t)
		body := func() (out []string) {
			b.around.with(func(a *around) {
				for _, m := range a.calls {
					if m.To.Phone == number {
						out = append(out, m.Content.Template.Body[0].Text)
					}
				}
				a.calls = nil
			})
			return out
		}
		d := b.draft(t, func(d *Blast) { d.Policy = PolicyFallback })
		b.start(t, d)
		if v := b.waitState(t, d, Finished); v.Counts.Accepted != 2 {
			t.Fatalf("fallback: %+v", v.Counts)
		}
		if got := body(); !cmp.Equal(got, []string{"Kak"}) {
			t.Fatalf("fallback: %q", got)
		}
		d = b.draft(t, func(d *Blast) { d.Policy = PolicySkip })
		b.start(t, d)
		if v := b.waitState(t, d, Finished); v.Counts.Accepted != 1 || v.Counts.Skipped != 1 {
			t.Fatalf("skip: %+v", v.Counts)
		}
		d = b.draft(t, func(d *Blast) { d.Policy = PolicyHold })
		b.start(t, d)
		v := b.waitState(t, d, Held)
		if v.StateReason != ReasonMissingVariable || v.Counts.Held != 1 || v.Counts.Accepted != 1 {
			t.Fatalf("hold: %s %+v", v.StateReason, v.Counts)
		}
		b.reconcile(t, d)
		held, err := b.Recipients(t.Context(), b.ws, d.ID, outbox.StateHeld, page.Request{})
		if err != nil || len(held.Items) != 1 || held.Items[0].Reason != reasonMissing {
			t.Fatalf("held = %+v, %v", held.Items, err)
		}
		name := "Budi"
		if _, err := b.contacts.Update(t.Context(), b.ws, nameless.ID, contact.Draft{Name: &name}); err != nil {
			t.Fatal(err)
		}
		body()
		if _, err := b.Resume(t.Context(), b.ws, d.ID, nobody); err != nil {
			t.Fatal(err)
		}
		if v := b.waitState(t, d, Finished); v.Counts.Accepted != 2 {
			t.Fatalf("after the name was filled in: %+v", v.Counts)
		}
		if got := body(); !cmp.Equal(got, []string{"Budi"}) {
			t.Fatalf("after the name was filled in: %q", got)
		}
		b.reconcile(t, d)
	})
}

func TestService_schedule(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 1)
		clk := dbtest.Clock(t, db)
		at := clk.Now().Add(time.Hour)
		early, late := b.draft(t), b.draft(t)
		for _, d := range []Blast{early, late} {
			if _, err := b.Schedule(t.Context(), b.ws, d.ID, at, d.Version, nobody); err != nil {
				t.Fatal(err)
			}
		}
		due := func() {
			if err := b.Due(t.Context(), b.ws); err != nil {
				t.Fatal(err)
			}
		}
		due()
		if s := b.view(t, early).State; s != Scheduled {
			t.Fatalf("before its time: %s", s)
		}
		if _, err := b.Unschedule(t.Context(), b.ws, late.ID, nobody); err != nil {
			t.Fatal(err)
		}
		clk.Set(at)
		due()
		due()
		if s := b.view(t, early).State; s != Running {
			t.Fatalf("at its time: %s", s)
		}
		if _, err := b.Schedule(t.Context(), b.ws, late.ID, at.Add(time.Hour), late.Version, nobody); err != nil {
			t.Fatal(err)
		}
		clk.Set(at.Add(2*time.Hour + time.Second))
		due()
		if v := b.view(t, late); v.State != Held || v.StateReason != ReasonMissedSchedule || v.Counts.Total != 0 {
			t.Fatalf("an hour and a second late: %s %s", v.State, v.StateReason)
		}
		b.start(t, late)
		blocked := b.draft(t)
		if _, err := b.Schedule(t.Context(), b.ws, blocked.ID, clk.Now().Add(time.Minute), blocked.Version, nobody); err != nil {
			t.Fatal(err)
		}
		b.around.with(func(a *around) { a.template.Status = "PAUSED" })
		clk.Advance(time.Minute)
		due()
		if v := b.view(t, blocked); v.State != Held || v.StateReason != ReasonBlocked {
			t.Fatalf("with a paused template: %s %s", v.State, v.StateReason)
		}
	})
}

// A process that dies between two pages loses nobody and doubles nobody.
func TestService_restart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.people(t, 220)
		d := b.draft(t)
		b.start(t, d)
		b.write(t, func(tx *wsdb.Tx) error { _, err := b.step(t.Context(), tx, d.ID); return err })
		b.open(t, dbtest.Reopen(t, db))
		b.dispatch(t)
		if err := b.Due(t.Context(), b.ws); err != nil {
			t.Fatal(err)
		}
		v := b.waitState(t, d, Finished)
		if v.Counts.Accepted != 220 || len(b.sentTo()) != 220 {
			t.Fatalf("%+v, %d people", v.Counts, len(b.sentTo()))
		}
		for number, n := range b.sentTo() {
			if n != 1 {
				t.Fatalf("%s got %d messages", number, n)
			}
		}
		b.reconcile(t, d)
	})
}

func TestService_PreviewAndTest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		people := b.people(t, 30)
		b.consent(t, people[0], false)
		d := b.draft(t)
		got, err := b.Preview(t.Context(), b.ws, d.ID, people[:2], 0)
		if err != nil || len(got) != 2 {
			t.Fatalf("Preview = %+v, %v", got, err)
		}
		if got[0].SkipReason != "consent_denied" || got[1].SkipReason != "" || got[1].Text != "Halo Orang 1, promo kue!" || got[1].Footer != "Balas STOP" {
			t.Fatalf("Preview = %+v", got)
		}
		some, err := b.Preview(t.Context(), b.ws, d.ID, nil, 0)
		if err != nil || len(some) != previewDefault {
			t.Fatalf("Preview of some = %d, %v", len(some), err)
		}
		sent, err := b.Test(t.Context(), b.ws, d.ID, "0812 0000 001", "k", "user")
		if err != nil || sent.To.Phone != "+628120000001" || sent.Origin.Kind != outbox.OriginTest {
			t.Fatalf("Test = %+v, %v", sent, err)
		}
		again, err := b.Test(t.Context(), b.ws, d.ID, "0812 0000 001", "k", "user")
		if err != nil || again.ID != sent.ID {
			t.Fatalf("second Test = %v, %v", again.ID, err)
		}
		if _, err := b.Test(t.Context(), b.ws, d.ID, "abc", "", ""); !errors.Is(err, ErrTestPhone) {
			t.Fatalf("Test to no number = %v", err)
		}
		if v := b.view(t, d); v.State != Draft || v.Counts.Total != 0 {
			t.Fatalf("a test changed the blast: %+v", v)
		}
	})
}

func TestService_Preflight(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		people := b.people(t, 60)
		for _, c := range people[:10] {
			b.consent(t, c, false)
		}
		b.around.with(func(a *around) { a.channel.Limits.PerMinute, a.channel.DailyLimit = 10, 40 })
		d := b.draft(t)
		got, err := b.Preflight(t.Context(), b.ws, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := Preflight{
			Audience: 60, Checked: 60, Sendable: 50, Skipped: []Count{{Reason: "consent_denied", Count: 10}}, TemplateState: "APPROVED", Template: true,
			ChannelState: channel.Connected, EstimatedStart: dbtest.Start, EstimatedEnd: dbtest.Start.Add(24*time.Hour + time.Minute),
			Warnings: []string{warnDailyLimit},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
