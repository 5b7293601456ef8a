package erase

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// chat keeps what was answered in it.
type chat struct{ said []outbox.Request }

func (c *chat) Add(_ context.Context, _ *wsdb.Tx, reqs []outbox.Request) ([]outbox.Send, error) {
	c.said = append(c.said, reqs...)
	return nil, nil
}

var wordOn = regexp.MustCompile(`<code>HAPUS ([A-Z2-9]{8})</code>`)

// person is a door at which somebody stands whom the shop has in its contacts.
type person struct {
	*door
	chat    *chat
	contact contact.ID
	other   contact.ID
}

func newPerson(t *testing.T, db *wsdb.DB) *person {
	t.Helper()
	p := &person{door: newDoor(t, db), chat: &chat{}}
	p.d.Outbox, p.d.Language = p.chat, func(context.Context, wsdb.Query) (string, error) { return "id", nil }
	p.contact, p.other = p.known(t, "+6281234567890"), p.known(t, "+6281299999999")
	return p
}

func (p *person) known(t *testing.T, number string) (c contact.ID) {
	t.Helper()
	err := p.db.Write(t.Context(), p.ws, func(tx *wsdb.Tx) error {
		made, _, err := p.d.Contacts.(*contact.Service).Resolve(t.Context(), tx, contact.Address{Phone: phone.Number(number)})
		c = made.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// asks fills in the form and returns the word that the phone has to write.
func (p *person) asks(t *testing.T, number string) (word, code string) {
	t.Helper()
	p.from = fmt.Sprintf("192.0.2.%d", 10+len(p.requests(t)))
	status, page, code := p.fill(t, contactPath, "phone", number, "business", "0811-2222-333", "email", "siti@contoh.id")
	m := wordOn.FindStringSubmatch(page)
	if status != http.StatusOK || m == nil || !strings.Contains(page, "https://wa.me/628112222333?text=HAPUS%20"+m[1]) {
		t.Fatalf("%d %s", status, page)
	}
	return m[1], code
}

// writes lets a contact write something, and the jobs that come of it run.
func (p *person) writes(t *testing.T, c contact.ID, text string) {
	t.Helper()
	m := inbox.Received{Message: id.New[inbox.Message](), Contact: c, Text: text, At: p.d.Clock.Now()}
	var before, after int
	const jobs = `SELECT COUNT(*) FROM job_outbox`
	p.read(t, p.ws, jobs, &before)
	if err := p.db.Write(t.Context(), p.ws, func(tx *wsdb.Tx) error { return p.MessagesReceived(t.Context(), tx, []inbox.Received{m}) }); err != nil {
		t.Fatal(err)
	}
	p.read(t, p.ws, jobs, &after)
	if after == before {
		return
	}
	n, _ := wordNumber(spoken.FindStringSubmatch(text)[1])
	for range 2 { // a job may run twice
		if err := p.WorkHearWord(t.Context(), HearWord{Workspace: p.ws, Contact: c, Message: m.Message, Word: n}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestContact_aMessageFromThePhoneIsTheProof(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		p := newPerson(t, db)
		word, code := p.asks(t, "0812 3456 7890")
		p.writes(t, p.other, "hapus "+word) // somebody else's phone
		p.writes(t, p.contact, "hapus saja ya, HAPUS AAAAAAAA")
		if all := p.requests(t); len(all) != 1 || all[0].State == Planned || !all[0].Workspace.IsZero() || len(p.chat.said) != 0 {
			t.Fatalf("%+v, %v", all, p.chat.said)
		}
		p.writes(t, p.contact, "Hapus: "+strings.ToLower(word)+" ya")
		r := p.requests(t)[0]
		if r.State != Planned || r.Workspace != p.ws || r.Scope.Contact != p.contact || !r.answerTill().Equal(p.d.Clock.Now().Add(72*time.Hour)) {
			t.Fatalf("%s %+v until %s", r.State, r.Scope, r.answerTill())
		}
		if len(p.chat.said) != 1 && p.chat.said[0].Key != p.chat.said[1].Key || p.chat.said[0].To.Phone != "+6281234567890" {
			t.Errorf("answers: %+v", p.chat.said)
		}
		if err := p.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r, _ = p.get(t, r.ID); r.State != Planned {
			t.Fatalf("%s before an owner has answered", r.State)
		}
		if _, err := p.Approve(t.Context(), r.ID, r.Plan.Hash, nobody); !errors.Is(err, ErrState) {
			t.Errorf("an operator agreed in the place of an owner: %v", err)
		}
		if _, err := p.Answer(t.Context(), p.person["sari"], r.ID, Answer{Yes: true}); err != nil {
			t.Fatal(err)
		}
		if err := p.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.intake(t)
		r, _ = p.get(t, r.ID)
		var left, others int
		p.read(t, p.ws, `SELECT COUNT(*) FROM contact WHERE id = $1`, &left, p.contact)
		p.read(t, p.ws, `SELECT COUNT(*) FROM contact WHERE id = $1`, &others, p.other)
		if r.State != Complete || left != 0 || others != 1 || p.claims(t) != 0 {
			t.Errorf("%s (%s): %d left, %d others, %d claims", r.State, r.Reason, left, others, p.claims(t))
		}
		if _, page := p.look(t, code, "text/html", "id"); !strings.Contains(page, "Satu kontak") || !strings.Contains(page, "Selesai") {
			t.Errorf("status: %s", page)
		}
	})
}

func TestContact_ownersRefuseWithAReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		p := newPerson(t, db)
		word, _ := p.asks(t, "081234567890")
		p.writes(t, p.contact, "HAPUS "+word)
		r := p.requests(t)[0]
		if _, err := p.Answer(t.Context(), p.person["sari"], r.ID, Answer{Reason: "no"}); err == nil {
			t.Fatal("refused without a reason")
		}
		got, err := p.Answer(t.Context(), p.person["sari"], r.ID, Answer{Reason: ReasonDuty})
		if err != nil || got.State != Refused || got.Reason != ReasonDuty {
			t.Errorf("%v %s %s", err, got.State, got.Reason)
		}
		// What a person asks for again is a new request.
		word, _ = p.asks(t, "081234567890")
		p.writes(t, p.contact, "HAPUS "+word)
		if all := p.requests(t); all[0].State != Planned {
			t.Errorf("again: %s", all[0].State)
		}
	})
}

func TestContact_atOnceWhereOwnersChoseSo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		p := newPerson(t, db)
		in := &choiceInput{Body: choiceBody{ContactAuto: true}}
		if _, err := p.handleChoose(t.Context(), p.person["sari"], p.ws, in); err != nil {
			t.Fatal(err)
		}
		word, _ := p.asks(t, "081234567890")
		p.writes(t, p.contact, "HAPUS "+word)
		if r := p.requests(t)[0]; r.State != Grace || clock.Micros(r.GraceTill) != clock.Micros(p.d.Clock.Now().Add(replyTime)) {
			t.Fatalf("%s till %s", r.State, r.GraceTill)
		}
		dbtest.Clock(t, db).Advance(replyTime)
		if err := p.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := p.requests(t)[0]; r.State != Complete {
			t.Errorf("%s (%s)", r.State, r.Reason)
		}
	})
}
