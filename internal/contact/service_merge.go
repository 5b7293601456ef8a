package contact

import (
	"context"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Merge makes one contact of two: everything of the other one comes to this one. A suppression of either stays; of consents the newest
// word counts, and of two words of the same moment the refusal. Merging the same two again fails with ErrNotFound and changes nothing.
func (s *Service) Merge(ctx context.Context, tx *wsdb.Tx, this, other ID, p Picks, actor string) error {
	if this == other {
		return ErrMergeSelf
	}
	if err := p.check(); err != nil {
		return err
	}
	kept, err := s.one(ctx, tx, this)
	if err != nil {
		return err
	}
	gone, err := s.one(ctx, tx, other)
	if err != nil {
		return err
	}
	both, err := s.addresses(ctx, tx, []record{kept, gone})
	if err != nil {
		return err
	}
	own := hashesOfAll(tx, append(both[0], both[1]...))
	if len(own) > 0 {
		if err := s.surviving(ctx, tx, own); err != nil {
			return err
		}
	}
	result := kept
	result.Values = cloned(kept.Values)
	result.absorb(&gone, p)
	if err := s.unite(ctx, tx, result, gone, actor); err != nil {
		return err
	}
	return s.tellMoved(ctx, tx, &result)
}

// tellMoved tells the followers what a contact's address is now.
func (s *Service) tellMoved(ctx context.Context, tx *wsdb.Tx, r *record) error {
	for _, f := range s.followers {
		if err := f.ContactMoved(ctx, tx, r.ID, r.address()); err != nil {
			return err
		}
	}
	return nil
}

func cloned(m map[string]string) map[string]string {
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// surviving makes that an order against any of the addresses holds for all of them, even where the other one was lifted later.
func (s *Service) surviving(ctx context.Context, tx *wsdb.Tx, own []string) error {
	each := make([][]string, len(own))
	for i, h := range own {
		each[i] = []string{h}
	}
	list, err := s.standings(ctx, tx, append(each, own))
	if err != nil {
		return err
	}
	all := list[len(list)-1]
	for _, one := range list[:len(list)-1] {
		if o := one.order; o.at > 0 {
			o.at = max(o.at, all.before)
			all.suppress(o)
		}
	}
	return all.save(ctx, tx)
}

// unite writes what a merged contact is and moves everything of the one that goes to it.
func (s *Service) unite(ctx context.Context, tx *wsdb.Tx, kept, gone record, actor string) error {
	if err := s.uniteConsents(ctx, tx, &kept, &gone); err != nil {
		return err
	}
	if err := s.uniteGroups(ctx, tx, kept.ID, gone.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, s.sql(moveActivity), gone.ID, kept.ID); err != nil {
		return fmt.Errorf("move activity: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE contact_handle SET contact_id = $2 WHERE contact_id = $1`, gone.ID, kept.ID); err != nil {
		return fmt.Errorf("move handles: %w", err)
	}
	m := &Merging{Kept: kept.ID, Gone: gone.ID}
	for _, f := range s.followers {
		if err := f.ContactsMerged(ctx, tx, m); err != nil {
			return err
		}
	}
	if err := s.noteMerge(ctx, tx, kept.ID, &gone, actor); err != nil {
		return err
	}
	if _, err := s.Delete(ctx, tx, []ID{gone.ID}); err != nil {
		return err
	}
	kept.UpdatedAt = clock.Micros(tx.Now())
	list := []record{kept}
	if err := s.mark(ctx, tx, list); err != nil {
		return err
	}
	if err := s.save(ctx, tx, list, 0); err != nil {
		return err
	}
	return s.deps.Events.Append(ctx, tx, event.ContactChanged, gone.ID.String(), map[string]any{"merged_into": kept.ID})
}

// noteMerge keeps what the contact that goes said, and lets earlier merges and former addresses lead to the one that stays.
func (s *Service) noteMerge(ctx context.Context, tx *wsdb.Tx, kept ID, gone *record, actor string) error {
	if _, err := tx.Exec(ctx, `UPDATE contact_merge SET kept_id = $2 WHERE kept_id = $1`, gone.ID, kept); err != nil {
		return fmt.Errorf("note a merge: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE contact_former SET contact_id = $2 WHERE contact_id = $1`, gone.ID, kept); err != nil {
		return fmt.Errorf("note a merge: %w", err)
	}
	_, err := tx.Exec(ctx, `INSERT INTO contact_merge (gone_id, kept_id, at, actor, was) VALUES ($1, $2, $3, $4, $5)`,
		gone.ID, kept, clock.Micros(tx.Now()), actor, asJSON(gone))
	if err != nil {
		return fmt.Errorf("note a merge: %w", err)
	}
	return nil
}

// Denied is stored with the higher number: of two words of one moment the refusal stays.
const moveChangesText = `
	INSERT INTO consent_change (contact_id, purpose, at, state, source, actor)
	SELECT %s, g.purpose, g.at, g.state, g.source, g.actor FROM consent_change AS g WHERE g.contact_id = $1
	ON CONFLICT (contact_id, purpose, at) DO UPDATE SET state = excluded.state, source = excluded.source, actor = excluded.actor
		WHERE excluded.state > consent_change.state`

var moveChanges = statement{sqlite: fmt.Sprintf(moveChangesText, `$2`), postgres: fmt.Sprintf(moveChangesText, `CAST($2 AS UUID)`)}

// The later of both, of everything that has happened.
const moveActivityText = `
	INSERT INTO contact_activity (contact_id, in_at, replied_at, sent_at, delivered_at, read_at, blast_at, promo_at)
	SELECT %s, g.in_at, g.replied_at, g.sent_at, g.delivered_at, g.read_at, g.blast_at, g.promo_at FROM contact_activity AS g
	WHERE g.contact_id = $1
	ON CONFLICT (contact_id) DO UPDATE SET `

var moveActivity = func() statement {
	var set []string
	for _, c := range []string{"in_at", "replied_at", "sent_at", "delivered_at", "read_at", "blast_at", "promo_at"} {
		set = append(set, c+" = CASE WHEN excluded."+c+" > contact_activity."+c+" THEN excluded."+c+" ELSE contact_activity."+c+" END")
	}
	text := moveActivityText + strings.Join(set, ", ")
	return statement{sqlite: fmt.Sprintf(text, `$2`), postgres: fmt.Sprintf(text, `CAST($2 AS UUID)`)}
}()

func (s *Service) uniteConsents(ctx context.Context, tx *wsdb.Tx, kept, gone *record) error {
	if _, err := tx.Exec(ctx, s.sql(moveChanges), gone.ID, kept.ID); err != nil {
		return fmt.Errorf("move consents: %w", err)
	}
	for _, p := range Purposes() { // of a state without a word the stricter one
		*kept.consent(p) = max(*kept.consent(p), *gone.consent(p))
	}
	return eachRow(ctx, tx, s.sql(newestChanges), jsonList([]ID{kept.ID}), func(scan func(...any) error) error {
		var c change
		if err := scan(&c.Contact, &c.Purpose, &c.At, &c.State, &c.Source, &c.Actor); err != nil {
			return err
		}
		*kept.consent(Purpose(c.Purpose)) = c.State
		return nil
	})
}

func (s *Service) uniteGroups(ctx context.Context, tx *wsdb.Tx, kept, gone ID) error {
	var list []GroupID
	err := eachRow(ctx, tx, s.sql(groupsOf), jsonList([]ID{gone}), func(scan func(...any) error) error {
		var (
			c ID
			g GroupRef
		)
		err := scan(&c, &g.ID, &g.Name)
		list = append(list, g.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("read groups: %w", err)
	}
	for _, g := range list {
		if _, err := s.Join(ctx, tx, g, []ID{kept}); err != nil {
			return err
		}
	}
	return nil
}
