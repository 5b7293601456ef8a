package outbox

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// purgePage is how many sends are looked at in one transaction: few enough that whoever writes beside it waits a tenth of a second at most.
const purgePage = 500

const (
	selectLogPlace = `SELECT until_id, scan_id FROM send_log WHERE one = 1`
	updateLogPlace = `UPDATE send_log SET until_id = $1, scan_id = $2 WHERE one = 1`
	listForPurge   = `SELECT id, origin, state, logged, created_at FROM send WHERE id > $1 ORDER BY id LIMIT $2`

	// The network's id and the times stay: reactions, quotes and ticks of a bubble are found by them, and caps count them.
	stripSends = `UPDATE send SET logged = FALSE, phone = '', user_id = '', preview = '', reason = '', code = '', class = '',
		client_key = CASE WHEN origin = 'comment' THEN client_key END, client_sum = CASE WHEN origin = 'comment' THEN client_sum END
		WHERE id IN `
	emptySends = `UPDATE send SET content = '{}' WHERE id IN `
	dropSends  = `DELETE FROM send WHERE id IN `
)

// aged is what the clean-up of the log has to know of a send.
type aged struct {
	id     ID
	origin string
	state  State
	logged bool
	at     time.Time
}

// live says that the send has still to be sent, or is being sent.
func (a aged) live() bool {
	return a.state == StateQueued || a.state == StateHeld || a.state == StateSending
}

// PurgeLog has the delivery log forget ended sends that were added before a time: number, text, cause and key go. What a conversation
// or a blast shows stays, without them; what nothing shows goes altogether. Totals of reports and counters of blasts do not change. It
// looks at one page and says whether there may be more; it may be repeated.
func (s *Service) PurgeLog(ctx context.Context, tx *wsdb.Tx, before time.Time) (more bool, err error) {
	var until, scan ID
	if err := tx.QueryRow(ctx, selectLogPlace).Scan(&until, &scan); err != nil {
		return false, fmt.Errorf("place of the delivery log: %w", err)
	}
	rows, err := s.store.listAged(ctx, tx, scan)
	if err != nil {
		return false, err
	}
	clear := scan == until // nothing that is not ended yet lies between
	var old []aged
	more = len(rows) == purgePage
	for _, r := range rows {
		if !r.at.Before(before) {
			more = false
			break
		}
		scan = r.id
		clear = clear && !r.live()
		if clear {
			until = r.id
		}
		if r.logged && !r.live() {
			old = append(old, r)
		}
	}
	if err := s.forgetAged(ctx, tx, old); err != nil {
		return false, err
	}
	if !more {
		scan = until
	}
	_, err = tx.Exec(ctx, updateLogPlace, place(until), place(scan))
	return more, err
}

// forgetAged parts sends into those that are shown, those that only a report refers to, and those that nothing needs.
func (s *Service) forgetAged(ctx context.Context, tx *wsdb.Tx, old []aged) error {
	if len(old) == 0 {
		return nil
	}
	ids := make([]ID, len(old))
	for i, a := range old {
		ids[i] = a.id
	}
	shown, err := s.bubbles.Shown(ctx, tx, ids)
	if err != nil {
		return err
	}
	var strip, empty, drop []ID
	matched := tx.Now().Add(-datamap.CommentLife)
	for _, a := range old {
		switch {
		case shown[a.id]:
			strip = append(strip, a.id)
		case a.origin == OriginBlast, a.origin == OriginComment && a.at.After(matched):
			strip, empty = append(strip, a.id), append(empty, a.id)
		default:
			drop = append(drop, a.id)
		}
	}
	return s.store.forgetSends(ctx, tx, strip, empty, drop)
}

// PurgeUsage forgets what was attempted in seconds before a time; budgets look back a day.
func (s *Service) PurgeUsage(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM channel_usage WHERE second_at < $1`, before.Unix())
	return err
}

// Drop removes sends that nothing refers to any more, of those the ones that the delivery log has forgotten and no conversation shows.
func (s *Service) Drop(ctx context.Context, tx *wsdb.Tx, ids []ID) error {
	if len(ids) == 0 {
		return nil
	}
	shown, err := s.bubbles.Shown(ctx, tx, ids)
	if err != nil {
		return err
	}
	var drop []ID
	for _, send := range ids {
		if !shown[send] {
			drop = append(drop, send)
		}
	}
	if len(drop) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, dropSends+s.store.in()+` AND NOT logged`, jsonIDs(drop))
	return err
}

// place is the text of an id, also of the one before all others.
func place(i ID) string { return cmp.Or(i.String(), firstID) }

func (s store) listAged(ctx context.Context, q wsdb.Query, after ID) ([]aged, error) {
	rows, err := q.Query(ctx, listForPurge, place(after), purgePage)
	if err != nil {
		return nil, fmt.Errorf("list old sends: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []aged
	for rows.Next() {
		var a aged
		var at int64
		if err := rows.Scan(&a.id, &a.origin, &a.state, &a.logged, &at); err != nil {
			return nil, fmt.Errorf("list old sends: %w", err)
		}
		a.at = clock.Time(at)
		list = append(list, a)
	}
	return list, rows.Err()
}

func (s store) forgetSends(ctx context.Context, tx *wsdb.Tx, strip, empty, drop []ID) error {
	for _, part := range []struct {
		text string
		ids  []ID
	}{{stripSends, strip}, {emptySends, empty}, {dropSends, drop}} {
		if len(part.ids) == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, part.text+s.in(), jsonIDs(part.ids)); err != nil {
			return fmt.Errorf("forget old sends: %w", err)
		}
	}
	return nil
}
