package mail

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/secret"
)

type box struct {
	*Mailbox
	user *imapmemserver.User
	got  []Incoming
	fail error
	log  *bytes.Buffer
}

func newBox(t *testing.T) *box {
	t.Helper()
	b := &box{user: imapmemserver.NewUser("halo", "rahasia"), log: &bytes.Buffer{}}
	if err := b.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(b.user)
	srv := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		InsecureAuth: true,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	b.Mailbox = NewMailbox(MailboxDeps{
		Clock: clock.System{}, Log: slog.New(slog.NewTextHandler(b.log, nil)), Own: []string{"halo@kelola.example"},
		IMAP: config.IMAP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, User: "halo", Password: secret.New("rahasia"), Security: config.NoTLS, Folder: "INBOX"},
		Take: func(_ context.Context, m Incoming) error {
			if b.fail == nil {
				b.got = append(b.got, m)
			}
			return b.fail
		},
	})
	return b
}

func (b *box) comes(t *testing.T, lines ...string) {
	t.Helper()
	raw := strings.Join(lines, "\r\n")
	if _, err := b.user.Append("INBOX", literal{strings.NewReader(raw)}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
}

type literal struct{ *strings.Reader }

// Size implements imap.LiteralReader.
func (l literal) Size() int64 { return l.Reader.Size() }

func (b *box) poll(t *testing.T) {
	t.Helper()
	if err := b.Poll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestMailbox_eachMailOnce(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	b.comes(t, "From: =?utf-8?q?S=C3=ADti?= <siti@contoh.id>", "Message-ID: <satu@contoh.id>", "Subject: =?utf-8?q?Hapus_data_sa=C3=BDa?=",
		"Content-Type: multipart/alternative; boundary=x", "", "--x", "Content-Type: text/html", "", "<p>bukan ini</p>", "--x",
		"Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "Nama pengguna: s=C3=ADti", "--x--", "")
	b.fail = errors.New("later")
	if err := b.Poll(t.Context()); !errors.Is(err, b.fail) {
		t.Fatal(err)
	}
	b.fail = nil
	b.poll(t)
	b.poll(t)
	want := Incoming{ID: "<satu@contoh.id>", From: "siti@contoh.id", Subject: "Hapus data saýa", Text: "Nama pengguna: síti"}
	if len(b.got) != 1 || b.got[0] != want {
		t.Errorf("%+v", b.got)
	}
	b.d.IMAP.Password = secret.New("salah")
	if err := b.Poll(t.Context()); err == nil {
		t.Error("read with a wrong password")
	}
	if strings.Contains(b.log.String(), "siti") || strings.Contains(b.log.String(), "rahasia") {
		t.Errorf("log: %s", b.log)
	}
}

func TestMailbox_whatMachinesWrite(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	for _, header := range []string{
		"Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>", "List-Id: <kabar.contoh.id>", "Content-Type: multipart/report; boundary=y",
		"X-Failed-Recipients: siti@contoh.id",
	} {
		b.comes(t, "From: siti@contoh.id", header, "", "hapus")
	}
	for _, from := range []string{"MAILER-DAEMON@contoh.id", "no-reply@contoh.id", "Halo@kelola.example", "bukan alamat"} {
		b.comes(t, "From: "+from, "Subject: x", "", "hapus")
	}
	b.comes(t, "From: siti@contoh.id", "Auto-Submitted: no", "", "hapus")
	b.comes(t, "not a mail at all")
	b.poll(t)
	if len(b.got) != 11 {
		t.Fatalf("%d mails", len(b.got))
	}
	for i, m := range b.got {
		if m.Machine != (i < 10) {
			t.Errorf("%d: %+v", i, m)
		}
	}
	b.poll(t)
	if len(b.got) != 11 {
		t.Error("read again")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("From: a@b.id\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhalo\r\n--x--\r\n")
	f.Add("From: a@b.id\r\nContent-Transfer-Encoding: base64\r\n\r\naGFsbw==\r\n")
	f.Fuzz(func(t *testing.T, raw string) {
		in, err := read([]byte(raw), nil)
		if err == nil && (strings.ContainsAny(in.From, "\r\n") || strings.ContainsAny(in.ID, "\r\n")) {
			t.Errorf("%+v", in)
		}
	})
}
