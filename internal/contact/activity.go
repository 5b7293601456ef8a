package contact

import (
	"context"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Activity is when something last happened between a contact and the workspace. A zero time says nothing: what is known stays.
type Activity struct {
	Contact     ID
	WroteAt     time.Time // a message came in
	SentAt      time.Time // the network took a message
	DeliveredAt time.Time
	ReadAt      time.Time
	BlastAt     time.Time // a blast was attempted
	PromoAt     time.Time // something promotional was attempted
}

type activityRow struct {
	Contact   ID    `json:"contact_id"`
	In        int64 `json:"in_at"`
	Sent      int64 `json:"sent_at"`
	Delivered int64 `json:"delivered_at"`
	Read      int64 `json:"read_at"`
	Blast     int64 `json:"blast_at"`
	Promo     int64 `json:"promo_at"`
}

// later takes over every time that is later than what is known.
func (r *activityRow) later(a Activity) {
	for _, t := range []struct {
		known *int64
		at    time.Time
	}{{&r.In, a.WroteAt}, {&r.Sent, a.SentAt}, {&r.Delivered, a.DeliveredAt}, {&r.Read, a.ReadAt}, {&r.Blast, a.BlastAt}, {&r.Promo, a.PromoAt}} {
		*t.known = max(*t.known, clock.Micros(t.at))
	}
}

const (
	putActivityHead = `
	INSERT INTO contact_activity (contact_id, in_at, replied_at, sent_at, delivered_at, read_at, blast_at, promo_at)
	SELECT r.contact_id, r.in_at, 0, r.sent_at, r.delivered_at, r.read_at, r.blast_at, r.promo_at FROM `
	// Who was deleted meanwhile does not come back. A reply is a message of somebody who was written to before.
	putActivityTail = ` AS r
	WHERE EXISTS (SELECT 1 FROM contact AS c WHERE c.id = r.contact_id)
	ON CONFLICT (contact_id) DO UPDATE SET
		in_at = CASE WHEN excluded.in_at > contact_activity.in_at THEN excluded.in_at ELSE contact_activity.in_at END,
		replied_at = CASE WHEN excluded.in_at > contact_activity.replied_at AND contact_activity.sent_at > 0
			THEN excluded.in_at ELSE contact_activity.replied_at END,
		sent_at = CASE WHEN excluded.sent_at > contact_activity.sent_at THEN excluded.sent_at ELSE contact_activity.sent_at END,
		delivered_at = CASE WHEN excluded.delivered_at > contact_activity.delivered_at
			THEN excluded.delivered_at ELSE contact_activity.delivered_at END,
		read_at = CASE WHEN excluded.read_at > contact_activity.read_at THEN excluded.read_at ELSE contact_activity.read_at END,
		blast_at = CASE WHEN excluded.blast_at > contact_activity.blast_at THEN excluded.blast_at ELSE contact_activity.blast_at END,
		promo_at = CASE WHEN excluded.promo_at > contact_activity.promo_at THEN excluded.promo_at ELSE contact_activity.promo_at END`
)

var putActivity = statement{
	sqlite: putActivityHead + `(SELECT value ->> 'contact_id' AS contact_id, value ->> 'in_at' AS in_at, value ->> 'sent_at' AS sent_at,
		value ->> 'delivered_at' AS delivered_at, value ->> 'read_at' AS read_at, value ->> 'blast_at' AS blast_at,
		value ->> 'promo_at' AS promo_at FROM jsonb_each($1))` + putActivityTail,
	postgres: putActivityHead + `(SELECT * FROM jsonb_to_recordset(CAST($1 AS jsonb)) AS t(contact_id UUID, in_at BIGINT, sent_at BIGINT,
		delivered_at BIGINT, read_at BIGINT, blast_at BIGINT, promo_at BIGINT))` + putActivityTail,
}

// Note keeps what happened between contacts and the workspace, in the transaction in which it happens. Times only move up, so that a
// repeat and a wrong order do no harm. One statement, whatever the number.
func (s *Service) Note(ctx context.Context, tx *wsdb.Tx, list []Activity) error {
	rows := make([]activityRow, 0, len(list))
	at := make(map[ID]int, len(list))
	for _, a := range list {
		if a.Contact.IsZero() {
			continue
		}
		i, ok := at[a.Contact]
		if !ok {
			i = len(rows)
			at[a.Contact] = i
			rows = append(rows, activityRow{Contact: a.Contact})
		}
		rows[i].later(a)
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, s.sql(putActivity), jsonList(rows)); err != nil {
		return fmt.Errorf("note activity: %w", err)
	}
	return nil
}

var promoted = uuidList(`SELECT contact_id FROM contact_activity WHERE promo_at >= $2 AND contact_id IN (%s)`)

// Promoted says which of the contacts were written to with something promotional since a moment.
func (s *Service) Promoted(ctx context.Context, q wsdb.Query, ids []ID, since time.Time) (map[ID]bool, error) {
	got := map[ID]bool{}
	rows, err := q.Query(ctx, s.sql(promoted), jsonList(ids), clock.Micros(since))
	if err != nil {
		return nil, fmt.Errorf("read activity: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var i ID
		if err := rows.Scan(&i); err != nil {
			return nil, fmt.Errorf("read activity: %w", err)
		}
		got[i] = true
	}
	return got, rows.Err()
}

var deleteActivity = uuidList(`DELETE FROM contact_activity WHERE contact_id IN (%s)`)
