package config

import (
	"strings"
	"testing"
)

func TestMail(t *testing.T) {
	t.Parallel()
	load := func(smtp, imap string) (Config, error) {
		set := map[string]string{"KELOLA_SMTP_URL": smtp, "KELOLA_IMAP_URL": imap}
		return Load(func(key string) (string, bool) { v, ok := set[key]; return v, ok })
	}
	c, err := load("starttls://halo:p%40ss@mail.example.com?from=halo@example.com", "imaps://halo:x@mail.example.com")
	if err != nil {
		t.Fatal(err)
	}
	if s := c.SMTP; s.Host != "mail.example.com" || s.Port != 587 || s.User != "halo" || s.Password.Reveal() != "p@ss" || s.Security != StartTLS || s.From != "halo@example.com" {
		t.Errorf("%+v", s)
	}
	if i := c.IMAP; i.Port != 993 || i.Security != TLSOnly || i.Folder != "INBOX" {
		t.Errorf("%+v", i)
	}
	if c, err = load("", ""); err != nil || c.SMTP.Host != "" || c.IMAP.Host != "" {
		t.Errorf("%+v, %v", c.Mail, err)
	}
	for smtp, want := range map[string]string{
		"mail.example.com": "begins with one of", "http://mail.example.com?from=a@b.id": "begins with one of",
		"smtps://mail.example.com": "?from=", "smtp://u:rahasia@mail.example.com?from=a@b.id": "others can read",
		"smtps://mail.example.com:99999?from=a@b.id": "no such port",
	} {
		_, err := load(smtp, "")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("%s: %v", smtp, err)
		}
	}
	if _, err := load("", "imaps://u:p@mail.example.com"); err == nil {
		t.Error("a mailbox from which nothing is answered")
	}
	if _, err := load("smtp://u:p@127.0.0.1:1025?from=a@b.id", "imap://u:p@127.0.0.1:1143?folder=Hapus"); err != nil {
		t.Errorf("on this machine: %v", err)
	}
}
