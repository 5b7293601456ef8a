package erase

import (
	"context"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/secret"
)

// FromMail takes a mail to the public address for a request that waits for proof. What machines write is none, and the same mail is one request
// however often it comes. The answer, with the link where proofs are given, is the notice of the state.
func (s *Service) FromMail(ctx context.Context, m mail.Incoming) error {
	if m.Machine || !isAddress(m.From) {
		return nil
	}
	said := written(m.Subject + "\n" + m.Text)
	c := claim{Code: newCode(), Language: languageOf(said), Email: m.From, Message: m.ID, Digest: s.d.Accounts.Digest(secret.New(licenceIn(said)))}
	labelled(said, &c)
	name := m.ID
	if name == "" {
		name = m.From + "\n" + said
	}
	return s.take(ctx, ByEmail, scopeIn(said), c, "mail:"+hex.EncodeToString(s.d.Hasher.KeyedHash("erasure.mail", []byte(name))))
}

// written is what a person wrote, without what is quoted and without the name of the product, which has a word in it that is looked for.
func written(text string) string {
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), ">") {
			out = append(out, line)
		}
	}
	return productName.ReplaceAllString(strings.Join(out, "\n"), "")
}

var (
	productName = regexp.MustCompile(`(?i)kelola\s?pesan`)
	licenceForm = regexp.MustCompile(`(?i)\bKP(?:[\s-]?[0-9a-z]{5}){5}\b`)
	label       = regexp.MustCompile(`^[\s*•\-\d.)]*([\p{L} /]{2,40}?)\s*[:=]\s*(\S.{0,199})$`)
)

// licenceIn finds a licence code wherever it stands.
func licenceIn(text string) string { return licenceForm.FindString(text) }

// labels are what people write before the colon, by what follows.
var labels = map[string][]string{
	"username":  {"username", "user name", "nama pengguna", "nama", "name", "user"},
	"workspace": {"workspace", "workspace name", "ruang kerja", "nama ruang kerja", "workspace identity", "identitas ruang kerja", "toko"},
	"number":    {"whatsapp", "nomor whatsapp", "no whatsapp", "nomor wa", "no wa", "wa", "whatsapp number", "workspace whatsapp number", "nomor whatsapp ruang kerja"},
	"instagram": {"instagram", "instagram username", "username instagram", "nama pengguna instagram", "ig", "akun instagram", "connected instagram username"},
}

// labelled reads lines such as "Nama pengguna: sari", in Indonesian or English.
func labelled(text string, c *claim) {
	into := map[string]*string{"username": &c.Username, "workspace": &c.Workspace, "number": &c.Number, "instagram": &c.Instagram}
	for line := range strings.SplitSeq(text, "\n") {
		m := label.FindStringSubmatch(strings.TrimRight(line, " \t\r"))
		if m == nil {
			continue
		}
		name := strings.ToLower(strings.Join(strings.Fields(m[1]), " "))
		for what, names := range labels {
			if at := into[what]; *at == "" && slices.Contains(names, name) {
				*at = strings.TrimSpace(m[2])
			}
		}
	}
}

var wholeWords = regexp.MustCompile(`(?i)seluruh (?:ruang kerja|workspace|data)|semua data|entire workspace|whole workspace|all (?:my )?data`)

// scopeForms are the words by which people name the kinds of data.
var scopeForms = map[datamap.Category]*regexp.Regexp{
	datamap.InstagramConnection: regexp.MustCompile(`(?i)data instagram|instagram (?:data|connection)|(?:sambungan|koneksi) instagram`),
	datamap.InstagramEvents:     regexp.MustCompile(`(?i)data instagram|instagram (?:data|events?)|kejadian instagram|komentar|\bcomments?\b`),
	datamap.Contacts:            regexp.MustCompile(`(?i)\bkontak\b|\bcontacts?\b`),
	datamap.Chats:               regexp.MustCompile(`(?i)percakapan|\bchats?\b|\bobrolan\b`),
	datamap.Sending:             regexp.MustCompile(`(?i)otomatisasi|\bautomation|\bblasts?\b|\bsequence|delivery log|catatan pengiriman`),
	datamap.Attachments:         regexp.MustCompile(`(?i)lampiran|\bberkas\b|\battachments?\b|\bfiles?\b`),
	datamap.NumberChecks:        regexp.MustCompile(`(?i)(?:validasi|pemeriksaan) nomor|number validation`),
	datamap.APIKeys:             regexp.MustCompile(`(?i)kunci api|api keys?`),
}

// scopeIn is what a mail asks to be deleted, as far as it says so. Owners see it before they agree.
func scopeIn(text string) (s Scope) {
	if wholeWords.MatchString(text) {
		return Scope{Whole: true}
	}
	for c, form := range scopeForms {
		if form.MatchString(text) {
			s.Categories = append(s.Categories, c)
		}
	}
	s.Categories = order(s.Categories)
	return s
}

var (
	indonesianWords = regexp.MustCompile(`(?i)\b(?:dan|yang|saya|kami|mohon|tolong|hapus|penghapusan|terima kasih|nomor|ruang kerja)\b`)
	englishWords    = regexp.MustCompile(`(?i)\b(?:and|the|my|our|please|delete|deletion|remove|erase|thank you|number|workspace)\b`)
)

// languageOf is the language that more words of a text are of.
func languageOf(text string) string {
	if len(englishWords.FindAllString(text, -1)) > len(indonesianWords.FindAllString(text, -1)) {
		return "en"
	}
	return "id"
}
