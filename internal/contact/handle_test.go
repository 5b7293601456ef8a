package contact_test

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestLink: a handle is of one contact that is there; who is gone holds none, so that the person is found when they write again.
func TestLink(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		a := contact.Address{UserID: "ig:7", Channel: "0190f000-0000-7000-8000-000000000001", Username: "siti"}
		err := db.Write(t.Context(), b.ws, func(tx *wsdb.Tx) error {
			whose, err := b.Link(t.Context(), tx, id.New[contact.Contact](), a)
			if err != nil || !whose.IsZero() {
				t.Errorf("linked with a contact that is gone: %v, %v", whose, err)
			}
			first, _, err := b.Resolve(t.Context(), tx, a)
			if err != nil {
				return err
			}
			again, created, err := b.Resolve(t.Context(), tx, a)
			if err != nil || created || again.ID != first.ID {
				t.Errorf("found %v, made anew: %v, %v", again.ID, created, err)
			}
			other, _, err := b.Resolve(t.Context(), tx, contact.Address{Phone: "+6281100000001"})
			if err != nil {
				return err
			}
			if whose, err = b.Link(t.Context(), tx, other.ID, a); err != nil || whose != first.ID {
				t.Errorf("the handle is now of %v, %v", whose, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
