// Package signup owns public forms on which people sign up for messages: what a form asks, who filled it in and has not confirmed yet,
// and the message from the phone that makes a sign-up count.
package signup

import (
	"crypto/rand"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// ID identifies a form.
type ID = id.ID[Form]

// Form is a public form of a workspace. Token is the random part of its address; Code is what its poster has people write.
type Form struct {
	ID        ID
	Token     string
	Code      string
	Open      bool
	Name      string
	Page      Page
	Group     contact.GroupID // people who confirm come into it; zero is none
	Channel   channel.ID      // whose number confirmations go to; zero is none
	Confirmed int64           // how often somebody has confirmed
	Waiting   int64           // who filled it in and has not confirmed
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Page is what a form shows and asks. The name and the number are always asked.
type Page struct {
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Asks     []Ask    `json:"asks"`
	Email    bool     `json:"email"`
	Fields   []string `json:"fields"` // keys of custom fields
	Thanks   string   `json:"thanks"`
	ChatText string   `json:"chat_text"` // how the message of the poster begins
}

// Ask is one checkbox: a purpose, and the words a person agrees to.
type Ask struct {
	Purpose contact.Purpose `json:"purpose" enum:"service,reminder,promo"`
	Wording string          `json:"wording" maxLength:"200"`
}

// Limits of a form. A name and a wording fit into the source of a consent together.
const (
	MaxForms   = 50
	maxName    = 60
	maxTitle   = 120
	maxText    = 2000
	maxWording = 200
	maxChat    = 200
	maxFields  = 12
)

// Faults of forms.
var (
	ErrNotFound = fault.New(fault.NotFound, "signup.not_found", "There is no such sign-up form.")
	ErrInvalid  = fault.New(fault.Invalid, "signup.invalid", "Something about the form is not right.")
	ErrTaken    = fault.New(fault.Conflict, "signup.name_taken", "There is a sign-up form of this name already.")
	ErrMany     = fault.New(fault.Limited, "signup.too_many", "There are 50 sign-up forms already.")
	ErrChannel  = fault.New(fault.Conflict, "signup.channel_missing", "An open form needs a connected channel with a number, because people confirm by a message to it.")
	ErrQR       = fault.New(fault.NotFound, "signup.qr_missing", "There is no such QR code: it is of page or chat, and chat needs a connected channel.")
)

// clean brings a form into its stored shape. All that is wrong is said at once.
func (f *Form) clean() error {
	bad := ErrInvalid
	need := func(ok bool, field, code, detail string) {
		if !ok {
			bad = bad.WithField(field, code, detail)
		}
	}
	p := &f.Page
	f.Name, p.Title, p.ChatText = oneLine(f.Name), oneLine(p.Title), oneLine(p.ChatText)
	p.Text, p.Thanks = paragraphs(p.Text), paragraphs(p.Thanks)
	need(within(f.Name, 1, maxName), "name", "signup.name_length", "The name has 1 to 60 characters.")
	need(within(p.Title, 1, maxTitle), "title", "signup.title_length", "The title has 1 to 120 characters.")
	need(within(p.Text, 0, maxText), "text", "signup.text_length", "The text has at most 2,000 characters.")
	need(within(p.Thanks, 0, maxText), "thanks", "signup.text_length", "The text has at most 2,000 characters.")
	need(within(p.ChatText, 0, maxChat), "chat_text", "signup.chat_text_length", "The message has at most 200 characters.")
	need(len(p.Asks) > 0, "asks", "signup.purpose_missing", "A form asks for at least one purpose.")
	seen := map[contact.Purpose]bool{}
	for i := range p.Asks {
		a := &p.Asks[i]
		a.Wording = oneLine(a.Wording)
		need(a.Purpose.Valid() && !seen[a.Purpose], "asks", "signup.purpose_wrong", "Each purpose is service, reminder or promo, and asked once.")
		need(within(a.Wording, 1, maxWording), "asks."+string(a.Purpose), "signup.wording_length", "The words somebody agrees to have 1 to 200 characters.")
		seen[a.Purpose] = true
	}
	slices.Sort(p.Fields)
	p.Fields = slices.Compact(p.Fields)
	need(len(p.Fields) <= maxFields, "fields", "signup.fields_many", "A form asks for at most 12 custom fields.")
	if len(bad.Fields) > 0 {
		return bad
	}
	return nil
}

// source says in the ledger of consents where a consent came from, with the words that were agreed to.
func (f *Form) source(wording string) string { return "form: " + f.Name + ": " + wording }

func within(s string, least, most int) bool {
	n := utf8.RuneCountInString(s)
	return n >= least && n <= most
}

func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }

func paragraphs(s string) string {
	return strings.TrimSpace(visible(strings.ReplaceAll(s, "\r\n", "\n")))
}

func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == utf8.RuneError || r == '\ufeff' {
			return -1
		}
		return r
	}, s)
}

// letters leaves out what looks alike. It has 32 of them, so that a byte cut to five bits picks each as often.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

const (
	formCode    = 6
	pendingCode = 8
)

func newCode(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b)
}

func newToken() string { return strings.ToLower(rand.Text()) }

var tokenForm = regexp.MustCompile(`^[a-z2-7]{26}$`)

// keyword begins a confirmation, and the message of a poster.
const keyword = "DAFTAR"

// maxHeard is how many codes of a message are looked up.
const maxHeard = 4

var (
	spoken = regexp.MustCompile(`(?i)\b` + keyword + `\b`)
	behind = regexp.MustCompile(`(?i)^[\s:.*_-]*([a-z0-9]{6,8})\b`)
)

// heard reads what may be codes out of a message, in their order: the keyword is also a word that people use.
func heard(text string) (codes []string) {
	if len(text) > 1000 {
		return nil
	}
	for _, at := range spoken.FindAllStringIndex(text, -1) {
		if m := behind.FindStringSubmatch(text[at[1]:]); m != nil && len(codes) < maxHeard {
			codes = append(codes, strings.ToUpper(m[1]))
		}
	}
	return codes
}

// chatLink opens a chat with a number, in which a text stands ready.
func chatLink(digits, text string) string {
	return "https://wa.me/" + digits + "?text=" + strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

func (f *Form) posterText() string {
	return strings.TrimSpace(f.Page.ChatText + " " + keyword + " " + f.Code)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
