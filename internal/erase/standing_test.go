package erase

import (
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestStanding_whatPeopleOfTheWorkspaceShouldKnow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		p := newPerson(t, db)
		is := func(want Standing) {
			t.Helper()
			if got, err := p.Standing(t.Context(), p.ws); err != nil || got != want {
				t.Fatalf("%+v, %v; want %+v", got, err, want)
			}
		}
		is(Standing{})
		r, _ := p.asked(t, "username", "sari", "licence", p.code["sari"], "workspace", "Toko Sari", "scope", "whole")
		is(Standing{Asks: 1})
		if _, err := p.Answer(t.Context(), p.person["sari"], r.ID, Answer{Yes: true}); err != nil {
			t.Fatal(err)
		}
		is(Standing{Waits: true, Whole: true})
		if _, err := p.Cancel(t.Context(), p.ws, r.ID, p.person["sari"].Actor()); err != nil {
			t.Fatal(err)
		}
		word, _ := p.asks(t, "081234567890")
		p.writes(t, p.contact, "HAPUS "+word)
		is(Standing{Asks: 1})
		clk := dbtest.Clock(t, db)
		for _, x := range []struct {
			by   time.Duration
			want ContactClocks
		}{
			{35 * time.Hour, ContactClocks{Open: 1}}, {time.Hour, ContactClocks{Open: 1, Half: 1}}, {22 * time.Hour, ContactClocks{Open: 1, Close: 1}},
			{14 * time.Hour, ContactClocks{Open: 1, Late: 1}}, {30 * 24 * time.Hour, ContactClocks{Open: 1, Late: 1}}, {-60 * 24 * time.Hour, ContactClocks{Open: 1}},
		} {
			clk.Advance(x.by)
			if got, err := p.ContactClocks(t.Context()); err != nil || got != x.want {
				t.Errorf("after %s more: %+v, %v; want %+v", x.by, got, err, x.want)
			}
		}
	})
}
