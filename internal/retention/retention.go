// Package retention owns the rule that everything goes when its time is over: it runs the clean-up hour by hour, says what is kept and
// for how long, and how late it is.
package retention

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Late is by how much the oldest thing of a kind may outlive its time before somebody has to look. The clean-up runs every hour.
const Late = 24 * time.Hour

// Purge removes what is older than a time from a workspace, a page at a time, and says whether there may be more.
type Purge func(ctx context.Context, tx *wsdb.Tx, before time.Time) (more bool, err error)

// Once is a Purge that needs no pages.
func Once(fn func(ctx context.Context, tx *wsdb.Tx, before time.Time) error) Purge {
	return func(ctx context.Context, tx *wsdb.Tx, before time.Time) (bool, error) {
		return false, fn(ctx, tx, before)
	}
}

// Kept is one kind of thing as it is now: how long it is kept, the oldest there is, and when the clean-up last looked.
type Kept struct {
	datamap.Kind
	Oldest time.Time // zero when there is none, or none that concerns the workspace alone
	RanAt  time.Time // zero when the clean-up has not been here yet, or another one removes it
}

// Lag is by how much the oldest has outlived its time; zero when it has not.
func (k Kept) Lag(now time.Time) time.Duration {
	if k.Life == 0 || k.Oldest.IsZero() {
		return 0
	}
	return max(0, now.Sub(k.Oldest)-k.Life)
}

// Overdue says that somebody has to look why it is still there.
func (k Kept) Overdue(now time.Time) bool { return k.Lag(now) > Late }

// ofWorkspace finds the oldest of a kind in a workspace: one time in microseconds, or no row.
func ofWorkspace() map[string]string {
	return map[string]string{
		"raw_event": `SELECT received_at FROM inbound WHERE length(raw) > 0 AND processed_at <> 0 ORDER BY received_at LIMIT 1`,
		"event_key": `SELECT received_at FROM inbound WHERE processed_at <> 0 ORDER BY received_at LIMIT 1`,
		"announced": `SELECT at FROM announced ORDER BY at LIMIT 1`,
		"amendment": `SELECT CASE WHEN revoked_at > edited_at THEN revoked_at ELSE edited_at END AS late FROM amendment ORDER BY late LIMIT 1`,
		"fact":      `SELECT created_at FROM event WHERE seq < (SELECT MAX(seq) FROM event) ORDER BY seq LIMIT 1`,
		"sign_up":   `SELECT at FROM signup_pending ORDER BY at LIMIT 1`,
		"import":    `SELECT created_at FROM contact_import ORDER BY created_at LIMIT 1`,
		"delivery_log": `SELECT created_at FROM send WHERE logged AND id > (SELECT until_id FROM send_log WHERE one = 1)
			AND state NOT IN ('queued', 'held', 'sending') ORDER BY id LIMIT 1`,
		"usage":         `SELECT second_at * 1000000 AS at FROM channel_usage ORDER BY second_at LIMIT 1`,
		"comment":       `SELECT CASE WHEN at > received_at THEN at ELSE received_at END AS late FROM comment ORDER BY id LIMIT 1`,
		"comment_match": `SELECT at FROM comment_match WHERE public_at = 0 ORDER BY id LIMIT 1`,
		"contact":       `SELECT created_at FROM contact ORDER BY id LIMIT 1`,
		"message":       `SELECT created_at FROM message ORDER BY id LIMIT 1`,
		"blast":         `SELECT created_at FROM blast ORDER BY id LIMIT 1`,
		"attachment":    `SELECT created_at FROM attachment ORDER BY id LIMIT 1`,
		"unstored":      `SELECT created_at FROM unstored_number ORDER BY created_at LIMIT 1`,
		"total":         `SELECT quarter_at FROM report_send ORDER BY quarter_at LIMIT 1`,
		"job":           `SELECT created_at FROM job ORDER BY id LIMIT 1`,
	}
}

// ofSystem finds the oldest of a kind in the system database. Where TRUE stands, a workspace is asked for; what has no such place
// belongs to people, and no workspace is told of it.
func ofSystem() map[string]string {
	return map[string]string{
		"audit":   `SELECT at FROM audit_line WHERE TRUE ORDER BY seq LIMIT 1`,
		"invite":  `SELECT expires_at FROM account_invite WHERE TRUE ORDER BY expires_at LIMIT 1`,
		"consent": `SELECT expires_at FROM instagram_login WHERE TRUE ORDER BY expires_at LIMIT 1`,
		"notice":  `SELECT received_at FROM instagram_notice WHERE TRUE AND done_at > 0 ORDER BY received_at LIMIT 1`,
		"claim": `SELECT r.received_at FROM erasure_claim AS c JOIN erasure_request AS r ON r.id = c.request_id
			WHERE TRUE AND r.state = 'identity_pending' ORDER BY r.received_at LIMIT 1`,
		"mail":    `SELECT created_at FROM mail_outbox WHERE ended_at = 0 ORDER BY created_at LIMIT 1`,
		"session": `SELECT created_at FROM account_session ORDER BY created_at LIMIT 1`,
		"account": `SELECT code_at FROM account WHERE operator_at = 0 AND id NOT IN (SELECT user_id FROM workspace_member)
			AND id NOT IN (SELECT account_id FROM account_session) AND id NOT IN (SELECT account_id FROM account_address) ORDER BY code_at LIMIT 1`,
		"address": `SELECT seen_at FROM account_address ORDER BY seen_at LIMIT 1`,
	}
}
