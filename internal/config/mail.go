package config

import (
	"net/mail"
	"net/url"
	"slices"
	"strconv"

	"github.com/kelolapesan/kelola/internal/secret"
)

// Mail is how e-mail leaves and comes in; without a host it does not.
type Mail struct {
	SMTP SMTP
	IMAP IMAP
}

// SMTP is the server that takes e-mail. Security is none, starttls or tls.
type SMTP struct {
	Host     string
	Port     int
	User     string
	Password secret.String
	Security string
	From     string
}

// IMAP is the mailbox of the public address.
type IMAP struct {
	Host     string
	Port     int
	User     string
	Password secret.String
	Security string
	Folder   string
}

// Kinds of security on the way to a mail server.
const (
	NoTLS    = "none"
	StartTLS = "starttls"
	TLSOnly  = "tls"
)

func (r *reader) mail() Mail {
	return Mail{SMTP: r.smtp("KELOLA_SMTP_URL"), IMAP: r.imap("KELOLA_IMAP_URL")}
}

func (r *reader) smtp(key string) SMTP {
	u := r.server(key, map[string]string{"smtp": NoTLS, "starttls": StartTLS, "smtps": TLSOnly})
	if u == nil {
		return SMTP{}
	}
	s := SMTP{Host: u.Hostname(), User: u.User.Username(), Security: map[string]string{"smtp": NoTLS, "starttls": StartTLS, "smtps": TLSOnly}[u.Scheme]}
	password, _ := u.User.Password()
	s.Password = secret.New(password)
	s.Port = r.mailPort(key, u, map[string]int{"smtp": 25, "starttls": 587, "smtps": 465}[u.Scheme])
	s.From = u.Query().Get("from")
	if a, err := mail.ParseAddress(s.From); err != nil || a.Address != s.From {
		r.wrong(key, "needs the address that mail comes from, such as ?from=halo@example.com")
	}
	return s
}

func (r *reader) imap(key string) IMAP {
	u := r.server(key, map[string]string{"imap": NoTLS, "imaps": TLSOnly})
	if u == nil {
		return IMAP{}
	}
	i := IMAP{Host: u.Hostname(), User: u.User.Username(), Security: map[string]string{"imap": NoTLS, "imaps": TLSOnly}[u.Scheme], Folder: "INBOX"}
	password, _ := u.User.Password()
	i.Password = secret.New(password)
	i.Port = r.mailPort(key, u, map[string]int{"imap": 143, "imaps": 993}[u.Scheme])
	if folder := u.Query().Get("folder"); folder != "" {
		i.Folder = folder
	}
	return i
}

// server reads the address of a mail server. A password goes over no connection that others can read.
func (r *reader) server(key string, schemes map[string]string) *url.URL {
	raw := r.secret(key).Reveal()
	if raw == "" {
		return nil
	}
	var names []string
	for name := range schemes {
		names = append(names, name)
	}
	slices.Sort(names)
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || schemes[u.Scheme] == "" {
		r.wrong(key, "must be the address of a mail server that begins with one of "+join(names)+"; special characters of a password are written as %40 and the like")
		return nil
	}
	if _, with := u.User.Password(); with && schemes[u.Scheme] == NoTLS && !loopback("http://"+u.Host) {
		r.wrong(key, "would send the password over a connection that others can read: use "+names[len(names)-1]+"://")
	}
	return u
}

func join(names []string) string {
	out := ""
	for i, name := range names {
		if i > 0 {
			out += ", "
		}
		out += name + "://"
	}
	return out
}

func (r *reader) mailPort(key string, u *url.URL, otherwise int) int {
	if u.Port() == "" {
		return otherwise
	}
	n, err := strconv.Atoi(u.Port())
	if err != nil || n < 1 || n > 65535 {
		r.wrong(key, "has no such port")
	}
	return n
}
