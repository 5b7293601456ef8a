package signup

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestHeard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"DAFTAR K7PX2MAB": {"K7PX2MAB"}, "daftar k7px2mab": {"K7PX2MAB"}, "Halo. DAFTAR: K7PX2M": {"K7PX2M"}, "*DAFTAR* K7PX2MAB terima kasih": {"K7PX2MAB"},
		"DAFTAR": nil, "saya mau daftar": nil, "PENDAFTARAN K7PX2MAB": nil, "DAFTAR K7P": nil, strings.Repeat("x", 2000) + " DAFTAR K7PX2MAB": nil,
		"Saya mau daftar DAFTAR K7PX2M":                  {"DAFTAR", "K7PX2M"},
		"Mau daftar member. DAFTAR K7PX2MAB":             {"MEMBER", "K7PX2MAB"},
		strings.Repeat("daftar banget ", 9) + " selesai": {"BANGET", "BANGET", "BANGET", "BANGET"},
	} {
		if diff := cmp.Diff(want, heard(text)); diff != "" {
			t.Errorf("heard(%.30q): %s", text, diff)
		}
	}
}

func TestForm_clean(t *testing.T) {
	t.Parallel()
	good := func() Form {
		return Form{Name: " Toko  Solo ", Page: Page{Title: "Daftar", Asks: []Ask{{contact.PurposePromo, "Saya setuju."}}, Fields: []string{"kota", "kota"}}}
	}
	f := good()
	if err := f.clean(); err != nil || f.Name != "Toko Solo" || len(f.Page.Fields) != 1 {
		t.Fatalf("clean = %v, %+v", err, f)
	}
	for name, spoil := range map[string]func(*Form){
		"no name": func(f *Form) { f.Name = " " }, "long name": func(f *Form) { f.Name = strings.Repeat("x", 61) },
		"no title": func(f *Form) { f.Page.Title = "" }, "no purpose": func(f *Form) { f.Page.Asks = nil },
		"no wording": func(f *Form) { f.Page.Asks[0].Wording = "" }, "wrong purpose": func(f *Form) { f.Page.Asks[0].Purpose = "spam" },
		"twice": func(f *Form) { f.Page.Asks = append(f.Page.Asks, f.Page.Asks[0]) },
	} {
		f := good()
		spoil(&f)
		if err := f.clean(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	longest := Form{Name: strings.Repeat("é", maxName)}
	if n := len([]rune(longest.source(strings.Repeat("é", maxWording)))); n > 300 {
		t.Errorf("the longest source has %d characters", n)
	}
}

func TestService_forms(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		f := b.make(t, b.draft())
		if _, err := b.Create(t.Context(), b.ws, b.draft(), nobody); !errors.Is(err, ErrTaken) {
			t.Errorf("same name: %v", err)
		}
		other := b.draft()
		other.Name, other.Channel = "Lain", id.New[channel.Channel]()
		if _, err := b.Create(t.Context(), b.ws, other, nobody); !errors.Is(err, ErrChannel) {
			t.Errorf("open without a channel: %v", err)
		}
		other.Open, other.Group = false, id.New[contact.Group]()
		if _, err := b.Create(t.Context(), b.ws, other, nobody); !errors.Is(err, contact.ErrGroupNotFound) {
			t.Errorf("foreign group: %v", err)
		}
		other.Group, other.Page.Fields = contact.GroupID{}, []string{"kota"}
		if _, err := b.Create(t.Context(), b.ws, other, nobody); !errors.Is(err, contact.ErrFieldNotFound) {
			t.Errorf("unknown field: %v", err)
		}
		next := b.draft()
		next.Name, next.Open = "Pameran Solo", false
		got, err := b.Update(t.Context(), b.ws, f.ID, next, nobody)
		if err != nil || got.Name != "Pameran Solo" || got.Open || got.Token != f.Token || got.Code != f.Code {
			t.Errorf("Update = %+v, %v", got, err)
		}
		if ws, form, err := b.route(t.Context(), f.Token); err != nil || ws != b.ws || form != f.ID {
			t.Errorf("route = %v %v %v", ws, form, err)
		}
		if err := b.Delete(t.Context(), b.ws, f.ID, nobody); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.route(t.Context(), f.Token); !errors.Is(err, ErrNotFound) {
			t.Errorf("the address outlives the form: %v", err)
		}
		if err := b.Delete(t.Context(), b.ws, f.ID, nobody); !errors.Is(err, ErrNotFound) {
			t.Errorf("second delete: %v", err)
		}
	})
}
