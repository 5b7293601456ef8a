package erase

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (d *door) mailed(t *testing.T, m mail.Incoming) {
	t.Helper()
	if err := d.FromMail(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	d.intake(t)
}

func TestFromMail_aRequestInPlainWords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		m := mail.Incoming{
			ID: "<satu@contoh.id>", From: "sari@contoh.id", Subject: "Permintaan penghapusan data Kelola Pesan",
			Text: "Halo tim Kelola Pesan,\n\nmohon hapus data berikut:\n- Nama pengguna: sari\n- Kode lisensi: " + d.code["sari"] +
				"\n- Nama ruang kerja: Toko Sari\nJenis data: kontak dan percakapan\n\n> Instagram data (dikutip)\n",
		}
		for range 3 {
			d.mailed(t, m)
		}
		all := d.requests(t)
		if len(all) != 1 {
			t.Fatalf("%d requests for one mail", len(all))
		}
		r := all[0]
		if r.Way != ByEmail || r.State != Identity || r.Workspace != d.ws || fmt.Sprint(proofsOf(&r)) != "[licence]" || fmt.Sprint(r.Scope.Categories) != "[C4 C3]" {
			t.Fatalf("%s %s %v %v %+v", r.Way, r.State, r.Workspace, proofsOf(&r), r.Scope)
		}
		if l.subjects() != "permintaan diterima" || l.sent[0].Answers != "<satu@contoh.id>" || !strings.Contains(l.sent[0].Text, provePath) {
			t.Errorf("answers: %+v", l.sent)
		}
	})
}

func TestFromMail_theRestIsGivenOnTheLink(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		d.seed(t, d.ws, "satu", 3)
		d.mailed(t, mail.Incoming{ID: "<dua@contoh.id>", From: "sari@contoh.id", Subject: "Please delete my things", Text: "Thank you and best regards"})
		r := d.requests(t)[0]
		if r.Scope.check() == nil || !r.Workspace.IsZero() || !strings.HasPrefix(l.sent[0].Subject, "Data deletion") {
			t.Fatalf("%+v %+v", r.Scope, l.sent)
		}
		link := l.sent[0].Text[strings.Index(l.sent[0].Text, provePath):]
		link, _, _ = strings.Cut(link, "\n")
		if status, page, _ := d.fill(t, link, "username", "sari", "licence", d.code["sari"], "scope", "C3"); status != http.StatusOK {
			t.Fatalf("%d %s", status, page)
		}
		d.intake(t)
		got, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true})
		if err != nil || got.State != Planned || fmt.Sprint(got.Scope.Categories) != "[C3]" {
			t.Errorf("%v %s %+v", err, got.State, got.Scope)
		}
	})
}

// Two machines that answer each other would never end: what a machine writes is neither a request nor answered.
func TestFromMail_noLoop(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, l := newLetters(t, db)
		for n := range 5 {
			d.mailed(t, mail.Incoming{ID: fmt.Sprintf("<auto%d@contoh.id>", n), From: "cuti@contoh.id", Subject: "Automatic reply", Machine: true})
			// One that does not say that it is one gets an answer a day.
			d.mailed(t, mail.Incoming{ID: fmt.Sprintf("<robot%d@contoh.id>", n), From: "robot@contoh.id", Subject: "Re: Penghapusan data", Text: "Terima kasih."})
		}
		if len(l.sent) != 1 || len(d.requests(t)) != 5 {
			t.Errorf("%d answers, %d requests", len(l.sent), len(d.requests(t)))
		}
	})
}

func TestScopeIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]datamap.Category{
		"Kelola Pesan, hapus lampiran saya":         {datamap.Attachments},
		"delete our Instagram data and the chats":   {datamap.InstagramEvents, datamap.Chats, datamap.InstagramConnection},
		"hapus kontak, otomatisasi dan kunci API":   {datamap.Sending, datamap.Contacts, datamap.APIKeys},
		"saya lupa kata sandi di Kelola Pesan":      nil,
		"kontak saya: 0812\n> hapus semua lampiran": {datamap.Contacts},
	} {
		if got := scopeIn(written(text)); fmt.Sprint(got.Categories) != fmt.Sprint(want) || got.Whole {
			t.Errorf("%q: %v, want %v", text, got.Categories, want)
		}
	}
	for _, text := range []string{"Seluruh ruang kerja", "please erase the entire workspace", "hapus semua data kami"} {
		if !scopeIn(written(text)).Whole {
			t.Errorf("%q is not the whole workspace", text)
		}
	}
}
