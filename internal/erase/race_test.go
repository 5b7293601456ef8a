package erase

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/mail"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// meanwhile does something while a deletion is carried out.
type meanwhile struct {
	quiet
	do func(ctx context.Context) error
}

func (m *meanwhile) Freeze(ctx context.Context, _ id.Workspace, _ Scope) (bool, error) {
	return false, m.do(ctx)
}

// What was due when the first of several deletions began may be held, released, or given more time before its turn comes.
func TestDue_looksAgainBeforeEach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := newBench(t, db)
		b.seed(t, b.ws, "satu", 3)
		clk := dbtest.Clock(t, db)
		ani := id.New[any]()
		first, err := b.TakeIn(t.Context(), b.ws, Scope{Categories: []datamap.Category{datamap.APIKeys}}, 0, false, ani)
		if err == nil {
			_, err = b.Approve(t.Context(), first.ID, first.Plan.Hash, ani)
		}
		if err != nil {
			t.Fatal(err)
		}
		second := b.graced(t, ani)
		clk.Advance(2 * time.Hour)
		m := &meanwhile{}
		m.do = func(ctx context.Context) error {
			m.do = func(context.Context) error { return nil }
			_, err := b.Hold(ctx, second.ID, Decision{By: ani, Reason: Dispute}, clk.Now().Add(24*time.Hour))
			if err == nil {
				_, err = b.Release(ctx, second.ID, Decision{By: ani, Note: "selesai"})
			}
			return err
		}
		b.d.Around = m
		if err := b.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r, _ := b.get(t, second.ID); r.State != Grace || len(r.Desk.Notes) != 1 {
			t.Errorf("three days before its time it is %s, with %d notes", r.State, len(r.Desk.Notes))
		}
	})
}

// Whoever agrees has to see to what: a mail that names no data is nothing to agree to, or a stranger with its link could choose afterwards.
func TestAnswer_notBeforeItIsSaidWhatGoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		d, _ := newLetters(t, db)
		d.seed(t, d.ws, "satu", 3)
		d.mailed(t, mail.Incoming{ID: "<tiga@contoh.id>", From: "asing@contoh.id", Subject: "Tolong", Text: "Nama pengguna: sari\nNama ruang kerja: Toko Sari\n"})
		r := d.requests(t)[0]
		if r.Workspace != d.ws || r.Scope.check() == nil {
			t.Fatalf("%v %+v", r.Workspace, r.Scope)
		}
		_, err := d.Answer(t.Context(), d.person["sari"], r.ID, Answer{Yes: true, Code: secret.New(d.code["sari"])})
		if got, _ := d.get(t, r.ID); !errors.Is(err, ErrState) || len(got.Report.Proofs) > 0 {
			t.Errorf("agreed to nothing in particular: %v, %v", err, proofsOf(&got))
		}
	})
}
