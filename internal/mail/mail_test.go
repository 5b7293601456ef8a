package mail

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// server is a real mail server that keeps what it gets, or refuses it.
type server struct {
	mu     sync.Mutex
	got    []string
	refuse error
}

// NewSession implements smtp.Backend.
func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s: s}, nil }

type session struct {
	s  *server
	to string
}

func (x *session) Reset()                               {}
func (x *session) Logout() error                        { return nil }
func (x *session) Mail(string, *smtp.MailOptions) error { return nil }
func (x *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	x.to = to
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	return x.s.refuse
}

func (x *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	x.s.got = append(x.s.got, x.to+"\n"+string(raw))
	return err
}

type bench struct {
	*Service
	server *server
	sys    *sysdb.DB
	log    *bytes.Buffer
}

func setup(t *testing.T, db *wsdb.DB) *bench {
	t.Helper()
	b := &bench{server: &server{}, sys: dbtest.System(t, db), log: &bytes.Buffer{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := smtp.NewServer(b.server)
	srv.Domain = "localhost"
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	b.Service = New(Deps{
		System: b.sys, Clock: dbtest.Clock(t, db), Log: slog.New(slog.NewTextHandler(b.log, nil)),
		SMTP: config.SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: config.NoTLS, From: "halo@kelola.example"},
	})
	return b
}

func (b *bench) add(t *testing.T, m Message) {
	t.Helper()
	if err := b.sys.Write(t.Context(), func(tx *sysdb.Tx) error { return b.Add(t.Context(), tx, m) }); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) due(t *testing.T) {
	t.Helper()
	if err := b.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// stored is everything that the outbox holds of a mail.
func (b *bench) stored(t *testing.T) (sealed []byte, attempts int, problem string) {
	t.Helper()
	err := b.sys.Read(t.Context(), func(q sysdb.Query) error {
		return q.QueryRow(t.Context(), `SELECT sealed, attempts, problem FROM mail_outbox`).Scan(&sealed, &attempts, &problem)
	})
	if err != nil {
		t.Fatal(err)
	}
	return sealed, attempts, problem
}

var siti = Message{Key: "satu", To: "siti@contoh.id", Subject: "Permintaan diterima: é", Text: "Baris satu.\n.\nhttps://kelola.example/x\n", Answers: "<abc@contoh.id>"}

func TestOutbox_sendsOnceAndForgetsToWhom(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.add(t, siti)
		b.add(t, siti)
		if sealed, _, _ := b.stored(t); len(sealed) == 0 || bytes.Contains(sealed, []byte("siti")) {
			t.Fatalf("stored as %q", sealed)
		}
		b.due(t)
		b.due(t)
		if len(b.server.got) != 1 {
			t.Fatalf("%d mails", len(b.server.got))
		}
		for _, want := range []string{"siti@contoh.id\n", "From: <halo@kelola.example>", "Auto-Submitted: auto-replied", "In-Reply-To: <abc@contoh.id>", "https://kelola.example/x"} {
			if !strings.Contains(b.server.got[0], want) {
				t.Errorf("%q is missing in %s", want, b.server.got[0])
			}
		}
		if sealed, attempts, problem := b.stored(t); len(sealed) != 0 || attempts != 1 || problem != "" {
			t.Errorf("afterwards: %d bytes, %d attempts, %q", len(sealed), attempts, problem)
		}
		b.add(t, siti) // the key is remembered for a month
		b.due(t)
		dbtest.Clock(t, db).Advance(keepKeys + time.Hour)
		b.due(t)
		if waiting, failed, err := b.Counts(t.Context()); err != nil || waiting != 0 || failed != 0 || len(b.server.got) != 1 {
			t.Errorf("%d, %d, %v; %d mails", waiting, failed, err, len(b.server.got))
		}
	})
}

func TestOutbox_triesAgainAndGivesUp(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		clk := dbtest.Clock(t, db)
		b.server.refuse = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later, siti@contoh.id"}
		b.add(t, siti)
		b.due(t)
		b.due(t) // not before its time
		if _, attempts, _ := b.stored(t); attempts != 1 {
			t.Fatalf("%d attempts at once", attempts)
		}
		for range 30 {
			clk.Advance(longPause)
			b.due(t)
		}
		sealed, attempts, problem := b.stored(t)
		if problem != ProblemTooLate || len(sealed) != 0 || attempts < 10 || attempts > 14 {
			t.Errorf("%d attempts, %q, %d bytes", attempts, problem, len(sealed))
		}
		if strings.Contains(b.log.String(), "siti") || !strings.Contains(b.log.String(), ProblemTooLate) {
			t.Errorf("log: %s", b.log)
		}
	})
}

func TestOutbox_aRefusalForGood(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.server.refuse = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
		b.add(t, siti)
		b.due(t)
		if _, attempts, problem := b.stored(t); problem != ProblemRefused || attempts != 1 {
			t.Errorf("%d attempts, %q", attempts, problem)
		}
		if _, failed, err := b.Counts(t.Context()); failed != 1 || err != nil {
			t.Errorf("%d failed, %v", failed, err)
		}
	})
}

func TestOutbox_holdsWhileNothingMayLeave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		held := true
		b.d.Hold = func() bool { return held }
		b.add(t, siti)
		b.due(t)
		if len(b.server.got) != 0 {
			t.Fatal("something has left")
		}
		held = false
		b.due(t)
		if len(b.server.got) != 1 {
			t.Error("nothing has left")
		}
		off := New(Deps{System: b.sys, Clock: b.d.Clock, Log: b.d.Log})
		err := b.sys.Write(t.Context(), func(tx *sysdb.Tx) error { return off.Add(t.Context(), tx, Message{Key: "dua", To: "x@y.id"}) })
		if waiting, _, other := b.Counts(t.Context()); errors.Join(err, other) != nil || waiting != 0 {
			t.Errorf("without a server %d wait, %v, %v", waiting, err, other)
		}
	})
}

// What waits is forgotten in time also where nothing may leave, or no server is configured any more.
func TestOutbox_forgetsWhatCannotLeave(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.add(t, siti)
		off := New(Deps{System: b.sys, Clock: b.d.Clock, Log: b.d.Log})
		dbtest.Clock(t, db).Advance(giveUpAfter - time.Minute)
		if err := off.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sealed, _, _ := b.stored(t); len(sealed) == 0 {
			t.Error("forgotten before its time")
		}
		dbtest.Clock(t, db).Advance(time.Minute)
		if err := off.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sealed, _, problem := b.stored(t); len(sealed) > 0 || problem != ProblemTooLate {
			t.Errorf("%d bytes are kept, %q", len(sealed), problem)
		}
	})
}
