package doctor

import (
	"testing"
	"time"
)

func TestMail(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		on              bool
		waiting, failed int
		want            Finding
	}{
		"not configured": {false, 0, 0, NotChecked("mail", "KELOLA_SMTP_URL is not set, so who asks for a deletion is not written to")},
		"in order":       {true, 2, 0, OK("mail", "2 wait to leave")},
		"given up":       {true, 0, 3, Warn("mail", "see that the server of KELOLA_SMTP_URL takes mail from this address", "3 e-mails of the last month were given up")},
	} {
		if got := Mail(c.on, c.waiting, c.failed); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestContacts_theWorstIsTold(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		c     Contacts
		level Level
	}{
		{Contacts{Open: 3}, Fine}, {Contacts{Open: 3, Half: 1}, Warning}, {Contacts{Open: 3, Half: 1, Close: 1}, Warning}, {Contacts{Open: 3, Close: 1, Late: 1}, Wrong},
	} {
		if f := x.c.Finding(); f.Level != x.level || f.Level != Fine && f.Fix == "" {
			t.Errorf("%+v: %+v", x.c, f)
		}
	}
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		f     Finding
		level Level
	}{
		{Mailbox(false, at, true), Skipped}, {Mailbox(true, time.Time{}, false), Skipped}, {Mailbox(true, at, true), Fine}, {Mailbox(true, at, false), Wrong},
	} {
		if x.f.Level != x.level {
			t.Errorf("%+v, want %v", x.f, x.level)
		}
	}
}
