package webui

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

// language is one the public pages are written in.
type language string

const (
	indonesian language = "id" // also for whoever asks for one we do not have
	english    language = "en"
)

var languages = []language{indonesian, english}

func (l language) other() language {
	if l == indonesian {
		return english
	}
	return indonesian
}

// Language is the language in which the reader of a public page gets it: "id" or "en".
func Language(r *http.Request) string {
	return string(choose(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language")))
}

// choose prefers the language asked for in the address, then that of the browser.
func choose(asked, acceptLanguage string) language {
	if lang, ok := known(asked); ok {
		return lang
	}
	best, most := indonesian, 0.0
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, params, _ := strings.Cut(part, ";")
		if lang, ok := known(tag); ok {
			if w := weight(params); w > most {
				best, most = lang, w
			}
		}
	}
	return best
}

// known finds the language of a tag such as en-GB. Old browsers call Indonesian "in".
func known(tag string) (language, bool) {
	primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch primary {
	case "id", "in":
		return indonesian, true
	case "en":
		return english, true
	}
	return "", false
}

func dateIn(lang language, t time.Time) string {
	if lang == english {
		return t.Format("January 2, 2006")
	}
	months := [...]string{
		"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember",
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// document is one public page: its name in the address and what stands outside its text.
type document struct {
	name        string
	title       map[language]string
	description map[language]string
}

func (d document) path() string { return "/" + d.name }

var documents = []document{
	{
		name:  "data-deletion",
		title: map[language]string{indonesian: "Penghapusan data", english: "Data deletion"},
		description: map[language]string{
			indonesian: "Cara memutus sambungan Instagram dan meminta agar data Anda di Kelola Pesan dihapus.",
			english:    "How to end the Instagram connection, and how to have your data at Kelola Pesan erased.",
		},
	},
	{
		name:  "privacy",
		title: map[language]string{indonesian: "Kebijakan privasi", english: "Privacy policy"},
		description: map[language]string{
			indonesian: "Data apa yang disimpan Kelola Pesan, untuk apa, di mana, berapa lama, dan apa hak Anda atasnya.",
			english:    "Which data Kelola Pesan keeps, what for, where and for how long, and what your rights to it are.",
		},
	},
	{
		name:  "terms",
		title: map[language]string{indonesian: "Ketentuan penggunaan", english: "Terms of use"},
		description: map[language]string{
			indonesian: "Aturan memakai Kelola Pesan: lisensi, pesan yang boleh dikirim, ketersediaan, dan tanggung jawab.",
			english:    "The rules for using Kelola Pesan: licences, what may be sent, availability and liability.",
		},
	},
}

// wording is what the layout says around the text of a document.
type wording struct {
	LanguageName, Skip, Back, Documents, Contents, Effective, Operator, OtherLanguage string
	Team, TeamAlone                                                                   string // the default operator
}

var words = map[language]wording{
	indonesian: {
		LanguageName: "Bahasa Indonesia", Skip: "Langsung ke isi", Back: "Kembali ke halaman masuk", Documents: "Halaman umum",
		Contents: "Isi halaman", Effective: "Berlaku sejak", Operator: "Pengelola", OtherLanguage: "Baca halaman ini dalam bahasa Inggris",
		Team: "tim Kelola Pesan", TeamAlone: "Tim Kelola Pesan",
	},
	english: {
		LanguageName: "English", Skip: "Skip to content", Back: "Back to login", Documents: "Public pages",
		Contents: "On this page", Effective: "Effective date", Operator: "Operator", OtherLanguage: "Read this page in Indonesian",
		Team: "the Kelola Pesan team", TeamAlone: "Kelola Pesan team",
	},
}

type link struct {
	To, Title string
	Current   bool
}

// entry is a line of the contents.
type entry struct {
	ID    string
	Plain bool // without a number
	Title template.HTML
}

// pageView is what the templates see.
type pageView struct {
	Lang, Other             language
	OtherName               string
	Document, Path          string
	Title, Description      string
	Style                   string
	Words                   wording
	Operator, OperatorAlone string // within a sentence, and by itself
	Email, Mailto           string
	Date, DateISO           string
	OwnEncryption           bool
	Documents               []link
	Contents                []entry
	Text                    template.HTML
}
