package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// read takes a mail apart. own are addresses that are not answered because they are ours.
func read(raw []byte, own []string) (in Incoming, err error) {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return in, err
	}
	from, err := netmail.ParseAddress(m.Header.Get("From"))
	if err == nil {
		in.From = from.Address
	}
	words := &mime.WordDecoder{}
	if in.Subject, err = words.DecodeHeader(m.Header.Get("Subject")); err != nil {
		in.Subject = ""
	}
	in.ID = strings.TrimSpace(m.Header.Get("Message-Id"))
	if len(in.ID) > 400 || strings.ContainsAny(in.ID, "\r\n") {
		in.ID = ""
	}
	in.Machine = machine(m.Header, in.From, own)
	in.Text = text(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
	return in, nil
}

// machine says whether a mail must not be answered: it was written by a machine, is about a mail that could not be delivered, or came over a
// list (RFC 3834, RFC 2076).
func machine(h netmail.Header, from string, own []string) bool {
	if auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted"))); auto != "" && auto != "no" {
		return true
	}
	if slices.Contains([]string{"bulk", "junk", "list", "auto_reply"}, strings.ToLower(strings.TrimSpace(h.Get("Precedence")))) {
		return true
	}
	for _, name := range []string{"List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Failed-Recipients"} {
		if h.Get(name) != "" {
			return true
		}
	}
	if back := strings.TrimSpace(h.Get("Return-Path")); back == "<>" {
		return true
	}
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	local, _, _ := strings.Cut(strings.ToLower(from), "@")
	return kind == "multipart/report" || from == "" || slices.ContainsFunc(own, func(one string) bool { return strings.EqualFold(one, from) }) ||
		slices.Contains([]string{"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"}, local)
}

const maxParts = 20

// text finds what a person wrote: the first plain text, or else a page without its marks.
func text(contentType, encoding string, body io.Reader, depth int) string {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 4 {
		parts, page := multipart.NewReader(body, params["boundary"]), ""
		for range maxParts {
			p, err := parts.NextRawPart()
			if err != nil {
				break
			}
			of := p.Header.Get("Content-Type")
			found := text(of, p.Header.Get("Content-Transfer-Encoding"), p, depth+1)
			if found == "" {
				continue
			}
			if strings.HasPrefix(strings.ToLower(of), "text/html") {
				page = found
				continue
			}
			return found
		}
		return page
	}
	if kind != "text/plain" && kind != "text/html" {
		return ""
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	raw, err := io.ReadAll(io.LimitReader(body, maxMail))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && len(raw) == 0 {
		return ""
	}
	said := plain(raw, params["charset"])
	if kind == "text/html" {
		said = html.UnescapeString(marks.ReplaceAllString(breaks.ReplaceAllString(said, "\n"), ""))
	}
	return strings.TrimSpace(said)
}

var (
	breaks = regexp.MustCompile(`(?i)<(br|/p|/div|/li|/tr)[^>]*>`)
	marks  = regexp.MustCompile(`(?s)<(?:style|script).*?</(?:style|script)>|<[^>]*>`)
)

// plain reads UTF-8, and what is none as Latin 1.
func plain(raw []byte, charset string) string {
	if utf8.Valid(raw) && !strings.EqualFold(charset, "iso-8859-1") {
		return string(raw)
	}
	out := make([]rune, len(raw))
	for i, b := range raw {
		out[i] = rune(b)
	}
	return string(out)
}
