package contact_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestService_ResolveAllIsResolveForEach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		for round := range 12 {
			r := rand.New(rand.NewPCG(5, uint64(round)))
			addrs := make([]contact.Address, 25)
			for i := range addrs {
				for addrs[i].Phone == "" && addrs[i].UserID == "" {
					addrs[i] = contact.Address{
						Phone:       []phone.Number{"", "+6281100000001", "+6281100000002", "+6281100000003", "+6281100000004"}[r.IntN(5)],
						UserID:      []string{"", "", "ID.1", "ID.2", "ID.3", "ID.4"}[r.IntN(6)],
						ProfileName: []string{"", "Siti", "Budi"}[r.IntN(3)],
					}
				}
			}
			singly := func(tx *wsdb.Tx, list []contact.Address) (whose []contact.ID, err error) {
				for _, a := range list {
					c, _, err := b.Resolve(t.Context(), tx, a)
					if err != nil {
						return nil, err
					}
					whose = append(whose, c.ID)
				}
				return whose, nil
			}
			together := func(tx *wsdb.Tx, list []contact.Address) ([]contact.ID, error) {
				return b.ResolveAll(t.Context(), tx, list)
			}
			want := b.met(t, addrs, singly)
			if diff := cmp.Diff(want, b.met(t, addrs, together)); diff != "" {
				t.Fatalf("round %d: one by one (-) and together (+) differ:\n%s", round, diff)
			}
		}
		b.write(t, func(tx *wsdb.Tx) error {
			if _, err := b.ResolveAll(t.Context(), tx, []contact.Address{{ProfileName: "nobody"}}); err == nil {
				t.Error("somebody without an address was found")
			}
			return nil
		})
	})
}

// met resolves addresses in a workspace of its own where some are known and some suppressed, and describes what came of it.
func (b *bundle) met(t *testing.T, addrs []contact.Address, resolve func(*wsdb.Tx, []contact.Address) ([]contact.ID, error)) []string {
	t.Helper()
	b.ws = dbtest.Workspace(t, b.db)
	b.create(t, "Pak Budi", "+6281100000001")
	var whose []contact.ID
	var facts, total int
	b.write(t, func(tx *wsdb.Tx) error {
		for _, a := range []contact.Address{{Phone: "+6281100000002"}, {UserID: "ID.3"}} {
			if err := b.Suppress(t.Context(), tx, a, contact.ReasonManual, "person"); err != nil {
				return err
			}
		}
		return nil
	})
	b.write(t, func(tx *wsdb.Tx) (err error) {
		whose, err = resolve(tx, addrs)
		return err
	})
	var out []string
	b.read(t, func(q wsdb.Query) error {
		all, err := b.Many(t.Context(), q, whose)
		if err != nil {
			return err
		}
		for i, c := range whose {
			out = append(out, fmt.Sprint(i, describe(all[c])))
		}
		if err := q.QueryRow(t.Context(), `SELECT COUNT(*) FROM event WHERE data <> '{}'`).Scan(&facts); err != nil {
			return err
		}
		return q.QueryRow(t.Context(), `SELECT contacts FROM contact_total`).Scan(&total)
	})
	for _, source := range []string{"person", "linked"} {
		var n int
		b.read(t, func(q wsdb.Query) error {
			return q.QueryRow(t.Context(), `SELECT COUNT(*) FROM suppression WHERE source = $1`, source).Scan(&n)
		})
		out = append(out, fmt.Sprint(n, " orders: ", source))
	}
	slices.Sort(out)
	return append(out, fmt.Sprint(total, " contacts, ", facts, " facts about two of one person"))
}

func describe(c contact.Contact) string {
	number, user := "", ""
	if c.Phone != nil {
		number = string(*c.Phone)
	}
	if c.UserID != nil {
		user = *c.UserID
	}
	return fmt.Sprintf(": %s %s %q %v %+v %v", number, user, c.Name, c.NameTyped, c.Suppressed, c.UpdatedAt)
}
