package contact_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_Supplement(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Key: "kota", Label: "Kota", Type: contact.TypeText})
		b.field(t, contact.Field{Key: "umur", Label: "Umur", Type: contact.TypeNumber})
		typed := b.create(t, "Bu Siti", "+6281234567890")
		met, _ := b.resolve(t, contact.Address{Phone: "+6281234567891", ProfileName: "siti99"})
		says := contact.Answers{Name: " Siti  Rahma ", Email: "Siti@Example.id", Fields: map[string]string{"kota": "Solo", "umur": "31", "gone": "x"}}
		b.write(t, func(tx *wsdb.Tx) error {
			checked, err := b.CheckAnswers(t.Context(), tx, says)
			if err != nil {
				return err
			}
			for _, c := range []contact.ID{typed.ID, met.ID, met.ID} { // twice does no harm
				if err := b.Supplement(t.Context(), tx, c, checked); err != nil {
					return err
				}
			}
			later := contact.Answers{Name: "Orang lain", Email: "lain@example.id", Fields: map[string]string{"kota": "Bogor"}}
			return b.Supplement(t.Context(), tx, met.ID, later)
		})
		if got := b.get(t, typed.ID); got.Name != "Bu Siti" || got.Email != "siti@example.id" || got.Fields["kota"] != "Solo" {
			t.Errorf("a typed name was replaced, or the rest not written: %+v", got)
		}
		if got := b.get(t, met.ID); got.Name != "Siti Rahma" || !got.NameTyped || got.Email != "siti@example.id" || got.Fields["kota"] != "Solo" {
			t.Errorf("met = %+v", got)
		}
	})
}

// A field may be another one by the time somebody has confirmed.
func TestService_Supplement_fieldOfAnotherType(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Key: "umur", Label: "Umur", Type: contact.TypeNumber})
		b.field(t, contact.Field{Key: "tinggi", Label: "Tinggi", Type: contact.TypeNumber})
		c := b.create(t, "Bu Siti", "+6281234567890")
		b.write(t, func(tx *wsdb.Tx) error {
			return b.Supplement(t.Context(), tx, c.ID, contact.Answers{Fields: map[string]string{"umur": "tua", "tinggi": "1.625"}})
		})
		if got := b.get(t, c.ID).Fields; len(got) != 1 || fmt.Sprint(got["tinggi"]) != "1.625" {
			t.Errorf("fields = %v", got)
		}
	})
}

func TestService_CheckAnswers_namesAllThatIsWrong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.field(t, contact.Field{Key: "umur", Label: "Umur", Type: contact.TypeNumber})
		b.read(t, func(q wsdb.Query) error {
			_, err := b.CheckAnswers(t.Context(), q, contact.Answers{Email: "bukan", Fields: map[string]string{"umur": "tua"}})
			f, ok := fault.Of(err)
			if !ok {
				t.Fatalf("err = %v", err)
			}
			got := map[string]string{}
			for _, x := range f.Fields {
				got[x.Name] = x.Code
			}
			want := map[string]string{"email": "contact.email_invalid", "fields.umur": "field.number_invalid"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			return nil
		})
	})
}
