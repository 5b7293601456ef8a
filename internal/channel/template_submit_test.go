package channel_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// author is a stub whose network takes templates; answer is what it says to the next calls.
type author struct {
	*stub
	answer error
	calls  []string
	during func()
}

func (a *author) Components(f channel.TemplateForm, _ string) json.RawMessage {
	raw, _ := json.Marshal([]map[string]any{{"type": "BODY", "text": f.Body}})
	return raw
}

func (a *author) UploadExample(context.Context, channel.Session, string) (string, error) {
	return "h", nil
}

func (a *author) call(what string) error {
	a.calls = append(a.calls, what)
	if a.during != nil {
		a.during()
	}
	return a.answer
}

func (a *author) CreateTemplate(_ context.Context, _ channel.Session, f channel.TemplateForm, _ string) (channel.RemoteTemplate, error) {
	return channel.RemoteTemplate{ExternalID: "77", Status: "PENDING", Category: f.Category}, a.call("create " + f.Name)
}

func (a *author) EditTemplate(_ context.Context, _ channel.Session, external string, f channel.TemplateForm, _ string) error {
	return a.call("edit " + external + f.Category)
}

func (a *author) DeleteTemplate(_ context.Context, _ channel.Session, external, name string) error {
	return a.call("delete " + external + " " + name)
}

// uses pretends that so many blasts need every template.
type uses int

func (u uses) TemplateUses(context.Context, wsdb.Query, []channel.ID, string, string) (int, error) {
	return int(u), nil
}

type writing struct {
	*bundle
	author *author
	ch     channel.Channel
	clock  *clock.Fixed
}

func setupWriting(t *testing.T, db *wsdb.DB) *writing {
	t.Helper()
	b := setup(t, db)
	w := &writing{bundle: b, author: &author{stub: b.stub}, clock: dbtest.Clock(t, db)}
	b.svc.UseConnector(channel.CloudAPI, w.author)
	w.ch = b.connect(t, b.ws, "100")
	return w
}

func (w *writing) submit(t *testing.T) (channel.MessageTemplate, error) {
	t.Helper()
	return w.svc.SubmitTemplate(t.Context(), w.ws, w.ch.ID, goodForm(), audit.Thing{})
}

func (w *writing) status(t *testing.T, want string) channel.MessageTemplate {
	t.Helper()
	var m channel.MessageTemplate
	err := w.db.Read(t.Context(), w.ws, func(q wsdb.Query) (err error) {
		m, err = w.svc.Template(t.Context(), q, w.ch.ID, "promo_baru", "id")
		return err
	})
	if want == "" {
		if !errors.Is(err, channel.ErrTemplateNotFound) {
			t.Errorf("template = %+v, %v, want none", m, err)
		}
		return m
	}
	if err != nil || m.Status != want {
		t.Errorf("template = %s, %v, want %s", m.Status, err, want)
	}
	return m
}

// lists makes the network list the template with a status, or not at all, and reads the list.
func (w *writing) lists(t *testing.T, status string) {
	t.Helper()
	w.stub.templates = nil
	if status != "" {
		w.stub.templates = []channel.RemoteTemplate{{
			ExternalID: "77", Name: "promo_baru", Language: "id", Status: status, Category: "MARKETING", Components: json.RawMessage(`[{"type":"BODY","text":"Halo {{1}}, siap"}]`),
		}}
	}
	if _, err := w.svc.SyncTemplates(t.Context(), w.ws, w.ch.ID); err != nil {
		t.Fatal(err)
	}
}

func TestService_SubmitTemplate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		w := setupWriting(t, db)
		w.author.during = func() { w.status(t, "SUBMITTING") } // committed before the call
		m, err := w.submit(t)
		if err != nil || m.Status != "PENDING" || m.ExternalID != "77" || m.Form().Body != goodForm().Body {
			t.Fatalf("submit = %+v, %v", m, err)
		}
		w.author.during = nil
		if _, err := w.submit(t); !errors.Is(err, channel.ErrTemplateExists) || broken(err)["name"] != "exists" {
			t.Errorf("the same again = %v", err)
		}
		w.lists(t, "") // read at the same moment: it may be older than the answer
		w.status(t, "PENDING")
		w.clock.Advance(time.Second)
		w.lists(t, "REJECTED")
		w.status(t, "REJECTED")
		if len(w.author.calls) != 1 {
			t.Errorf("calls = %v", w.author.calls)
		}
		kinds := map[string]int{}
		for _, j := range dbtest.Jobs(t, db, w.ws) {
			kinds[j.Kind()]++
		}
		if kinds["audit.record"] != 2 { // connected, submitted
			t.Errorf("jobs = %v", kinds)
		}
	})
}

func TestService_SubmitTemplateRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		w := setupWriting(t, db)
		w.author.answer = channel.ErrTemplateRefused.WithField("body", "template.format", "x")
		if _, err := w.submit(t); broken(err)["body"] != "format" {
			t.Errorf("submit = %v", err)
		}
		w.status(t, "")
		f := goodForm()
		f.Body = ""
		if _, err := w.svc.SubmitTemplate(t.Context(), w.ws, w.ch.ID, f, audit.Thing{}); !errors.Is(err, channel.ErrTemplateInvalid) || len(w.author.calls) != 1 {
			t.Errorf("a form that is wrong: %v, calls %v", err, w.author.calls)
		}
		// The network tells of it before the refusal is read: the network is right.
		w.author.during = func() { w.clock.Advance(time.Second); w.lists(t, "APPROVED") }
		if _, err := w.submit(t); err == nil {
			t.Error("no error")
		}
		w.status(t, "APPROVED")
	})
}

// A lost answer neither makes a double nor is told as a success or failure; the list decides, once it cannot be older than the call.
func TestService_SubmitTemplateAnswerLost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		w := setupWriting(t, db)
		w.author.answer = channel.ErrTemplateUncertain
		m, err := w.submit(t)
		if err != nil || m.Status != "SUBMITTING" {
			t.Fatalf("submit = %+v, %v", m, err)
		}
		if ok, _ := m.Sendable(w.clock.Now()); ok {
			t.Error("it may be sent")
		}
		if _, err := w.submit(t); !errors.Is(err, channel.ErrTemplateBusy) || len(w.author.calls) != 1 {
			t.Errorf("again = %v, calls %v", err, w.author.calls)
		}
		if _, err := w.svc.DeleteTemplate(t.Context(), w.ws, m.ID, audit.Thing{}); !errors.Is(err, channel.ErrTemplateBusy) {
			t.Errorf("delete = %v", err)
		}
		w.clock.Advance(30 * time.Second)
		before := len(dbtest.Jobs(t, db, w.ws))
		w.lists(t, "")
		w.status(t, "SUBMITTING") // too early to tell
		if jobs := dbtest.Jobs(t, db, w.ws); len(jobs) != before+1 || !jobs[before].RunAt.After(w.clock.Now()) {
			t.Errorf("the list is not read again: %+v", jobs)
		}
		w.clock.Advance(31 * time.Second)
		w.lists(t, "")
		w.status(t, "NOT_CREATED")
		w.author.answer = nil
		if m, err := w.submit(t); err != nil || m.Status != "PENDING" {
			t.Errorf("after it did not arrive = %+v, %v", m, err)
		}
	})
}

func TestService_SubmitTemplateAnswerLostButArrived(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		w := setupWriting(t, db)
		w.author.answer = channel.ErrTemplateUncertain
		if _, err := w.submit(t); err != nil {
			t.Fatal(err)
		}
		w.lists(t, "PENDING") // being listed is proof, however early
		if m := w.status(t, "PENDING"); m.ExternalID != "77" {
			t.Errorf("template = %+v", m)
		}
		if len(w.author.calls) != 1 {
			t.Errorf("calls = %v", w.author.calls)
		}
	})
}

func TestService_EditTemplate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		w := setupWriting(t, db)
		m, err := w.submit(t)
		if err != nil {
			t.Fatal(err)
		}
		f := goodForm()
		f.Body = "Halo {{1}}, pesanan Anda sudah dikirim."
		edit := func() (channel.MessageTemplate, error) {
			return w.svc.EditTemplate(t.Context(), w.ws, m.ID, f, audit.Thing{})
		}
		if _, err := edit(); !errors.Is(err, channel.ErrTemplateLocked) {
			t.Errorf("of a pending one = %v", err)
		}
		w.clock.Advance(time.Second)
		w.lists(t, "APPROVED")
		w.svc.Attach(uses(1))
		if _, err := edit(); !errors.Is(err, channel.ErrTemplateInUse) {
			t.Errorf("of one in use = %v", err)
		}
		w.svc.Attach(uses(0))
		f.Category = "UTILITY"
		if _, err := edit(); broken(err)["category"] != "category_fixed" {
			t.Errorf("of the category = %v", err)
		}
		f.Category = "MARKETING"
		w.author.answer = channel.ErrTemplateRefused
		if _, err := edit(); !errors.Is(err, channel.ErrTemplateRefused) {
			t.Errorf("refused = %v", err)
		}
		if m := w.status(t, "APPROVED"); len(m.Edits) != 0 || m.Form().Body == f.Body {
			t.Errorf("after a refusal = %+v", m)
		}
		w.author.answer, w.author.calls = nil, nil
		got, err := edit()
		if err != nil || got.Status != "PENDING" || got.Form().Body != f.Body || len(got.Edits) != 1 {
			t.Fatalf("edit = %+v, %v", got, err)
		}
		if len(w.author.calls) != 1 || w.author.calls[0] != "edit 77" {
			t.Errorf("calls = %v, the category of an approved one must not be sent", w.author.calls)
		}
		w.clock.Advance(time.Hour)
		w.lists(t, "APPROVED")
		_, err = edit()
		if e, _ := fault.Of(err); !errors.Is(err, channel.ErrTemplateEdits) || e.RetryAfter != 23*time.Hour {
			t.Errorf("twice a day = %+v", err)
		}
		// The answer to a change is lost: what it is now, the list says.
		w.lists(t, "REJECTED")
		w.author.answer = channel.ErrTemplateUncertain
		if m, err := edit(); err != nil || m.Status != "SUBMITTING" {
			t.Errorf("answer lost = %+v, %v", m, err)
		}
		w.clock.Advance(time.Second)
		w.lists(t, "REJECTED")
		w.status(t, "SUBMITTING")
		w.clock.Advance(time.Minute)
		w.lists(t, "REJECTED")
		w.status(t, "REJECTED")
	})
}

func TestService_DeleteTemplate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		w := setupWriting(t, db)
		m, err := w.submit(t)
		if err != nil {
			t.Fatal(err)
		}
		del := func() (channel.MessageTemplate, error) {
			return w.svc.DeleteTemplate(t.Context(), w.ws, m.ID, audit.Thing{})
		}
		w.svc.Attach(uses(2))
		if _, err := del(); !errors.Is(err, channel.ErrTemplateInUse) || len(w.author.calls) != 1 {
			t.Errorf("in use = %v, calls %v", err, w.author.calls)
		}
		w.svc.Attach(uses(0))
		w.author.answer = channel.ErrTemplateRefused
		if _, err := del(); !errors.Is(err, channel.ErrTemplateRefused) {
			t.Errorf("refused = %v", err)
		}
		w.status(t, "PENDING")
		w.author.answer = channel.ErrTemplateUncertain
		if m, err := del(); err != nil || m.Status != "DELETING" {
			t.Errorf("answer lost = %+v, %v", m, err)
		}
		w.author.answer = channel.ErrTemplateNotFound // it had arrived
		if m, err := del(); err != nil || m.Status != "DELETED" {
			t.Errorf("again = %+v, %v", m, err)
		}
		w.author.answer = nil
		if m, err := del(); err != nil || m.Status != "DELETED" || len(w.author.calls) != 4 {
			t.Errorf("of a deleted one = %+v, %v, calls %v", m, err, w.author.calls)
		}
		if _, err := w.submit(t); broken(err)["name"] != "name_deleted" {
			t.Errorf("its name = %v", err)
		}
		w.clock.Advance(30 * 24 * time.Hour)
		if again, err := w.submit(t); err != nil || again.ID != m.ID || again.Status != "PENDING" {
			t.Errorf("its name after 30 days = %+v, %v", again, err)
		}
	})
}
