package contact_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// teller stands for the inbox: messages of the same second as what the contact's own tables hold.
type teller []contact.Moment

func (l teller) Moments(_ context.Context, _ wsdb.Query, _ contact.ID, before contact.Before, limit int) (out []contact.Moment, err error) {
	at, last := before.Of(contact.FromMessages)
	for _, m := range l {
		if us := clock.Micros(m.At); (us < at || us == at && m.ID < last) && len(out) < limit {
			out = append(out, m)
		}
	}
	return out, nil
}

type blastNames map[string]string

func (n blastNames) Names(context.Context, wsdb.Query, []string) (map[string]string, error) {
	return n, nil
}

func (b *bundle) timeline(t *testing.T, c contact.ID, size int) (all []string, pages int) {
	t.Helper()
	req := page.Request{Limit: size}
	for {
		var p page.Page[contact.Moment]
		b.read(t, func(q wsdb.Query) (err error) {
			p, err = b.Timeline(t.Context(), q, c, req)
			return err
		})
		for _, m := range p.Items {
			all = append(all, fmt.Sprintf("%s %s%s%s", m.Kind, m.Purpose, m.State, m.Name))
		}
		pages++
		if p.Next == "" {
			return all, pages
		}
		req.Cursor = page.Cursor(p.Next)
	}
}

func TestService_Timeline(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		c, other := b.create(t, "Budi", "08111111111"), b.create(t, "Pak Budi", "08222222222")
		b.write(t, func(tx *wsdb.Tx) error {
			return errors.Join(b.SetConsent(t.Context(), tx, c.ID, contact.PurposePromo, true, "Toko", ""),
				b.SetConsent(t.Context(), tx, c.ID, contact.PurposeReminder, true, "Toko", ""))
		})
		now := b.clock.Now()
		var said teller
		for n := range 5 {
			said = append(said, contact.Moment{Kind: contact.MomentIn, From: contact.FromMessages, ID: fmt.Sprintf("0198c1f2-7c1e-7a53-9f5e-00000000000%d", 9-n), At: now})
		}
		said[1].Kind, said[1].Blast = contact.MomentBlast, "b1"
		said = append(said, contact.Moment{Kind: contact.MomentOut, State: "read", From: contact.FromMessages, ID: "0198c1f2-7c1e-7a53-9f5e-000000000000", At: now.Add(-time.Hour)})
		b.Tell(blastNames{"b1": "Promo"}, said)
		b.clock.Advance(time.Minute)
		b.write(t, func(tx *wsdb.Tx) error {
			return errors.Join(b.Merge(t.Context(), tx, c.ID, other.ID, nil, "u1"),
				b.SuppressContact(t.Context(), tx, c.ID, contact.ReasonOptOut, "chat"))
		})
		want := []string{
			"suppressed ", "merged Pak Budi", "message_in ", "blast Promo", "message_in ", "message_in ", "message_in ",
			"consent remindergranted", "consent promogranted", "message_out read",
		}
		for _, size := range []int{50, 3, 1} {
			got, pages := b.timeline(t, c.ID, size)
			if diff := cmp.Diff(want, got); diff != "" || pages != (len(want)+size-1)/size {
				t.Errorf("in %d pages of %d: %s", pages, size, diff)
			}
		}
		b.read(t, func(q wsdb.Query) error {
			if _, err := b.Timeline(t.Context(), q, id.New[contact.Contact](), page.Request{}); !errors.Is(err, contact.ErrNotFound) {
				t.Errorf("of nobody: %v", err)
			}
			if _, err := b.Timeline(t.Context(), q, c.ID, page.Request{Cursor: "x"}); !errors.Is(err, page.ErrCursor) {
				t.Errorf("with a bad cursor: %v", err)
			}
			return nil
		})
	})
}
