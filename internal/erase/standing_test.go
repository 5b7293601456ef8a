package erase

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestStanding_whatPeopleOfTheWorkspaceShouldKnow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		p := newPerson(t, db)
		is := func(want Standing) {
			t.Helper()
			if got, err := p.Standing(t.Context(), p.ws); err != nil || !reflect.DeepEqual(got, want) {
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

// What ended is told for three days, first gone from everything in use, then complete; what could not be proven as long as it is not.
func TestStanding_whatHasEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 4)
		clk, told := dbtest.Clock(t, db), 0
		b.d.Tell = func(context.Context, id.Workspace) { told++ }
		began := clk.Now()
		b.d.Backups = func(context.Context, id.Workspace, int64) (time.Time, error) {
			return began.Add(30 * 24 * time.Hour), nil
		}
		is := func(want ...End) {
			t.Helper()
			if got, err := b.Standing(t.Context(), b.ws); err != nil || !reflect.DeepEqual(got.Ends, want) {
				t.Fatalf("%+v, %v; want %+v", got.Ends, err, want)
			}
		}
		is()
		request := b.ask(t, b.ws, Scope{Categories: []datamap.Category{datamap.Contacts}})
		b.skip = func(of string) bool { return of == "contact_group" }
		for range maxAttempts {
			is()
			b.due(t)
		}
		is(End{Request: request, State: Unproven})
		if told == 0 {
			t.Error("nobody was told that it could not be proven")
		}
		b.skip = nil
		if _, err := b.Again(t.Context(), request, nobody); err != nil {
			t.Fatal(err)
		}
		b.due(t)
		is(End{request, LiveErased, clk.Now()})
		clk.Advance(endShown)
		is()
		clk.Advance(began.Add(30 * 24 * time.Hour).Sub(clk.Now()))
		told = 0
		b.due(t)
		is(End{request, Complete, clk.Now()})
		if told == 0 {
			t.Error("nobody was told of the end")
		}
		clk.Advance(endShown)
		is()
	})
}
