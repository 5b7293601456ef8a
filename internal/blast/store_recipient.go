package blast

import (
	"context"
	"encoding/json"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// States of a recipient that are not those of its send.
const (
	recipientPlanned = "planned"
	recipientWaiting = "waiting" // held until somebody fills in a value
	recipientOut     = "out"     // the send in the ledger tells the rest
	recipientSkipped = "skipped"
	recipientFailed  = "failed"
	recipientUnknown = "unknown"
)

// recipient is one person of a blast.
type recipient struct {
	Contact   contact.ID `json:"contact"`
	Send      outbox.ID  `json:"send"`
	State     string     `json:"state"`
	Reason    string     `json:"reason"`
	Code      string     `json:"code"`
	Class     string     `json:"class"`
	Version   int        `json:"version"`
	RepliedAt time.Time  `json:"-"`
}

// recipientRow is a recipient as it is handed to the bulk statements; an empty id is NULL there.
type recipientRow struct {
	Contact string  `json:"contact"`
	Send    *string `json:"send"`
	State   string  `json:"state"`
	Reason  string  `json:"reason"`
	Code    string  `json:"code"`
	Class   string  `json:"class"`
	Version int     `json:"version"`
}

func marshalRecipients(rs []recipient) (string, error) {
	rows := make([]recipientRow, len(rs))
	for i, r := range rs {
		rows[i] = recipientRow{Contact: r.Contact.String(), State: r.State, Reason: r.Reason, Code: r.Code, Class: r.Class, Version: r.Version}
		if !r.Send.IsZero() {
			rows[i].Send = new(r.Send.String())
		}
	}
	b, err := json.Marshal(rows)
	return string(b), err
}

// The two forms of each statement differ in how a JSON array is read as rows. The updates take the blast from the rows and forbid
// that these are merged into the statement (LIMIT -1, OFFSET 0): otherwise both engines walk all recipients of the blast, and the
// whole array for each of them.
const (
	recipientSet = ` AS r(contact uuid, send uuid, state text, reason text, code text, class text, version integer)`
	changedLite  = ` FROM (SELECT $2 AS blast, value FROM json_each($1) LIMIT -1) AS r
		WHERE blast_recipient.blast_id = r.blast AND blast_recipient.contact_id = r.value->>'contact'`
	changedPG = ` FROM (SELECT CAST($2 AS uuid) AS blast, r.* FROM jsonb_to_recordset(CAST($1 AS jsonb))` + recipientSet + ` OFFSET 0) AS r
		WHERE blast_recipient.blast_id = r.blast AND blast_recipient.contact_id = r.contact`

	insertRecipientHead = `INSERT INTO blast_recipient (blast_id, contact_id, send_id, state, reason, code, class, version, replied_at) `
	insertRecipientLite = insertRecipientHead + `SELECT $2, value->>'contact', value->>'send', value->>'state', value->>'reason',
		value->>'code', value->>'class', value->>'version', 0 FROM json_each($1)`
	insertRecipientPG = insertRecipientHead + `SELECT CAST($2 AS uuid), contact, send, state, reason, code, class, version, 0
		FROM jsonb_to_recordset(CAST($1 AS jsonb))` + recipientSet

	updateRecipientLite = `UPDATE blast_recipient SET send_id = r.value->>'send', state = r.value->>'state', reason = r.value->>'reason',
		code = r.value->>'code', class = r.value->>'class', version = r.value->>'version'` + changedLite
	updateRecipientPG = `UPDATE blast_recipient SET send_id = r.send, state = r.state, reason = r.reason, code = r.code, class = r.class,
		version = r.version` + changedPG

	troubleRecipientLite = `UPDATE blast_recipient SET state = r.value->>'state', reason = r.value->>'reason', code = r.value->>'code',
		class = r.value->>'class'` + changedLite
	troubleRecipientPG = `UPDATE blast_recipient SET state = r.state, reason = r.reason, code = r.code, class = r.class` + changedPG

	replanLite = `UPDATE blast_recipient SET state = 'planned', send_id = NULL WHERE blast_id = $2
		AND contact_id IN (SELECT value FROM json_each($1))`
	replanPG = `UPDATE blast_recipient SET state = 'planned', send_id = NULL WHERE blast_id = $2
		AND contact_id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb)))`

	recipientColumns = `contact_id, send_id, state, reason, code, class, version, replied_at`
	ofContactsLite   = `SELECT ` + recipientColumns + ` FROM blast_recipient
		WHERE blast_id = $2 AND contact_id IN (SELECT value FROM json_each($1)) ORDER BY contact_id`
	ofContactsPG = `SELECT ` + recipientColumns + ` FROM blast_recipient
		WHERE blast_id = $2 AND contact_id IN (SELECT CAST(value AS uuid) FROM jsonb_array_elements_text(CAST($1 AS jsonb))) ORDER BY contact_id`

	listRecipients = `SELECT ` + recipientColumns + ` FROM blast_recipient
		WHERE blast_id = $1 AND contact_id > $2 ORDER BY contact_id LIMIT $3`
	listPlanned = `SELECT ` + recipientColumns + ` FROM blast_recipient
		WHERE blast_id = $1 AND contact_id > $2 AND state = 'planned' ORDER BY contact_id LIMIT $3`
	listTrouble = `SELECT ` + recipientColumns + ` FROM blast_recipient
		WHERE blast_id = $1 AND contact_id > $2 AND state IN ('waiting', 'skipped', 'failed', 'unknown') AND state = $4
		ORDER BY contact_id LIMIT $3`
	listRetryable = `SELECT ` + recipientColumns + ` FROM blast_recipient
		WHERE blast_id = $1 AND contact_id > $2 AND state = 'failed'
		AND class IN ('retry', 'retry_channel', 'retry_pair', 'channel', 'template') ORDER BY contact_id LIMIT $3`
)

// noContact sorts before every contact.
const noContact = "00000000-0000-0000-0000-000000000000"

func after(c contact.ID) string {
	if c.IsZero() {
		return noContact
	}
	return c.String()
}

func (s store) insertRecipients(ctx context.Context, tx *wsdb.Tx, blast ID, rs []recipient) error {
	if len(rs) == 0 {
		return nil
	}
	list, err := marshalRecipients(rs)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(insertRecipientLite, insertRecipientPG), list, blast)
	return err
}

func (s store) updateRecipients(ctx context.Context, tx *wsdb.Tx, blast ID, rs []recipient) error {
	if len(rs) == 0 {
		return nil
	}
	list, err := marshalRecipients(rs)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(updateRecipientLite, updateRecipientPG), list, blast)
	return err
}

// troubleRecipients notes why recipients got nothing, or may not have; which text they were given stays.
func (s store) troubleRecipients(ctx context.Context, tx *wsdb.Tx, blast ID, rs []recipient) error {
	if len(rs) == 0 {
		return nil
	}
	list, err := marshalRecipients(rs)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(troubleRecipientLite, troubleRecipientPG), list, blast)
	return err
}

// replan lets recipients be planned again.
func (s store) replan(ctx context.Context, tx *wsdb.Tx, blast ID, contacts []contact.ID) error {
	if len(contacts) == 0 {
		return nil
	}
	list, err := json.Marshal(contacts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, s.pick(replanLite, replanPG), string(list), blast)
	return err
}

func (s store) listRecipients(ctx context.Context, q wsdb.Query, query string, args ...any) ([]recipient, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []recipient
	for rows.Next() {
		var r recipient
		var replied int64
		if err := rows.Scan(&r.Contact, &r.Send, &r.State, &r.Reason, &r.Code, &r.Class, &r.Version, &replied); err != nil {
			return nil, err
		}
		r.RepliedAt = clock.Time(replied)
		out = append(out, r)
	}
	return out, rows.Err()
}

// ofContacts finds the recipients of a blast among contacts.
func (s store) ofContacts(ctx context.Context, q wsdb.Query, blast ID, contacts []contact.ID) ([]recipient, error) {
	if len(contacts) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(contacts)
	if err != nil {
		return nil, err
	}
	return s.listRecipients(ctx, q, s.pick(ofContactsLite, ofContactsPG), string(list), blast)
}

// replanWaiting lets those who waited for a value be planned again.
func (s store) replanWaiting(ctx context.Context, tx *wsdb.Tx, blast ID) (int, error) {
	res, err := tx.Exec(ctx, `UPDATE blast_recipient SET state = 'planned', reason = '' WHERE blast_id = $1 AND state = 'waiting'`, blast)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// skipWaiting gives up those who wait for a value.
func (s store) skipWaiting(ctx context.Context, tx *wsdb.Tx, blast ID, reason string) (int, error) {
	res, err := tx.Exec(ctx, `UPDATE blast_recipient SET state = 'skipped', reason = $2 WHERE blast_id = $1 AND state = 'waiting'`, blast, reason)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// replied notes that a recipient wrote back.
func (s store) replied(ctx context.Context, tx *wsdb.Tx, blast ID, c contact.ID) error {
	_, err := tx.Exec(ctx, `UPDATE blast_recipient SET replied_at = $3 WHERE blast_id = $1 AND contact_id = $2 AND replied_at = 0`,
		blast, c, clock.Micros(tx.Now()))
	return err
}

// countRetryable counts the failures of a blast that can be retried.
func (s store) countRetryable(ctx context.Context, q wsdb.Query, blast ID) (int, error) {
	causes, err := s.causes(ctx, q, blast)
	n := 0
	for _, c := range causes {
		if c.State == recipientFailed && retryable(c.Class) {
			n += c.N
		}
	}
	return n, err
}
