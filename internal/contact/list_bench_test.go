package contact_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const listRows = 200_000

// The first page of contacts under each filter, out of many; the group has a third, the city one in a thousand, nobody agreed.
func BenchmarkList(b *testing.B) {
	for _, engine := range []database.Engine{database.SQLite, database.Postgres} {
		b.Run(engine.String(), func(b *testing.B) {
			w := setup(b, dbtest.New(b, engine))
			w.field(b, contact.Field{Label: "Kota", Type: contact.TypeText})
			var file bytes.Buffer
			file.WriteString("Nama,No HP,Kota,Grup\n")
			for i := range listRows {
				fmt.Fprintf(&file, "Nama%d Orang,0812%08d,Kota%d,%s\n", (i*7919)%listRows, i, i%1000, map[bool]string{true: "Besar"}[i%3 == 0])
			}
			w.runImport(b, w.mapped(b, file.String(), nil).ID)
			if err := w.texts.Index(b.Context(), w.ws); err != nil {
				b.Fatal(err)
			}
			var big contact.Group
			w.read(b, func(q wsdb.Query) error {
				groups, err := w.Groups(b.Context(), q)
				big = groups[0]
				return err
			})
			no := false
			for _, c := range []struct {
				name   string
				filter contact.Filter
				sort   contact.Sort
			}{
				{"name", contact.Filter{}, contact.SortName}, {"newest", contact.Filter{}, contact.SortCreated},
				{"group", contact.Filter{Group: big.ID}, contact.SortName},
				{"field", contact.Filter{Fields: map[string]string{"kota": "Kota7"}}, contact.SortName},
				{"group and field", contact.Filter{Group: big.ID, Fields: map[string]string{"kota": "Kota7"}}, contact.SortName},
				{"consent", contact.Filter{Consent: "promo:granted"}, contact.SortName},
				{"no phone", contact.Filter{HasPhone: &no}, contact.SortName},
				{"search common", contact.Filter{Search: "orang"}, contact.SortName}, {"search rare", contact.Filter{Search: "nama199"}, contact.SortName},
			} {
				b.Run(c.name, func(b *testing.B) {
					for b.Loop() {
						w.read(b, func(q wsdb.Query) error {
							_, err := w.List(b.Context(), q, c.filter, c.sort, page.Request{Limit: 50})
							return err
						})
					}
				})
			}
			for name, r := range map[string]contact.Rule{
				"group":    {About: contact.AboutGroup, Test: contact.TestIs, Values: []string{big.ID.String()}},
				"field":    {About: contact.AboutField, Key: "kota", Test: contact.TestContains, Values: []string{"KOTA7"}},
				"activity": {About: contact.AboutActivity, Key: "replied", Test: contact.TestEver, Not: true},
			} {
				b.Run("count segment by "+name, func(b *testing.B) {
					for b.Loop() {
						w.read(b, func(q wsdb.Query) error {
							_, err := w.CountRules(b.Context(), q, contact.Rules{
								Match: contact.MatchAll, Groups: []contact.RuleGroup{{Match: contact.MatchAll, Rules: []contact.Rule{r}}},
							})
							return err
						})
					}
				})
			}
			b.Run("reach of 2000", func(b *testing.B) {
				for b.Loop() {
					w.read(b, func(q wsdb.Query) error {
						ids, err := w.Audience(b.Context(), q, contact.Audience{Groups: []contact.GroupID{big.ID}}, contact.ID{}, 2000)
						if err != nil {
							return err
						}
						_, err = w.Reach(b.Context(), q, ids, contact.PurposePromo)
						return err
					})
				}
			})
		})
	}
}
