package mail

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/kelolapesan/kelola/internal/config"
)

const (
	retry       = "retry" // no problem of the mail
	sendTimeout = 30 * time.Second
)

// send hands a mail to the server. It returns nothing, retry, or why it is given up. What the server said is not logged: it may name somebody.
func (s *Service) send(ctx context.Context, w *waiting, m *Message, now time.Time) string {
	msg := gomail.NewMsg()
	if errors.Join(msg.From(s.d.SMTP.From), msg.To(m.To)) != nil {
		return ProblemBroken
	}
	_, domain, _ := strings.Cut(s.d.SMTP.From, "@")
	msg.Subject(m.Subject)
	msg.SetDateWithValue(now)
	msg.SetMessageIDWithValue(w.id.String() + "@" + domain)
	// Machines do not answer what a machine has written (RFC 3834).
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.Answers != "" {
		msg.SetGenHeader("Auto-Submitted", "auto-replied")
		msg.SetGenHeader(gomail.HeaderInReplyTo, m.Answers)
		msg.SetGenHeader(gomail.HeaderReferences, m.Answers)
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	c, err := gomail.NewClient(s.d.SMTP.Host, s.options()...)
	if err != nil {
		s.d.Log.ErrorContext(ctx, "the mail server of the configuration cannot be used", slog.String("operation", "smtp"))
		return retry
	}
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	err = c.DialAndSendWithContext(ctx, msg)
	var refused *gomail.SendError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refused) && refused.ErrorCode() >= 500:
		return ProblemRefused
	}
	s.d.Log.WarnContext(ctx, "the mail server took nothing; it is tried again", slog.String("operation", "smtp"), slog.Int("attempt", w.attempts+1))
	return retry
}

func (s *Service) options() []gomail.Option {
	o := s.d.SMTP
	list := []gomail.Option{gomail.WithPort(o.Port), gomail.WithTimeout(sendTimeout)}
	switch o.Security {
	case config.TLSOnly:
		list = append(list, gomail.WithSSL())
	case config.StartTLS:
		list = append(list, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		list = append(list, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if o.User != "" {
		list = append(list, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.User), gomail.WithPassword(o.Password.Reveal()))
	}
	return list
}
