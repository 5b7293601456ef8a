package doctor

import "testing"

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
