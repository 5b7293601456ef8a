package instagram

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// login is a consent that was begun.
type login struct {
	workspace id.Workspace
	person    person
	expires   time.Time
	used      time.Time
}

func insertLogin(ctx context.Context, tx *sysdb.Tx, state string, l login) error {
	_, err := tx.Exec(ctx, `INSERT INTO instagram_login (state, workspace_id, session_id, user_id, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, 0)`,
		state, l.workspace, l.person.session, l.person.user, clock.Micros(l.expires))
	if err != nil {
		return fmt.Errorf("note consent: %w", err)
	}
	return nil
}

// getLogin fails with ErrState.
func getLogin(ctx context.Context, q sysdb.Query, state string) (l login, err error) {
	var expires, used int64
	err = q.QueryRow(ctx, `SELECT workspace_id, session_id, user_id, expires_at, used_at FROM instagram_login WHERE state = $1`, state).
		Scan(&l.workspace, &l.person.session, &l.person.user, &expires, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return login{}, ErrState
	}
	if err != nil {
		return login{}, fmt.Errorf("read consent: %w", err)
	}
	l.expires, l.used = clock.Time(expires), clock.Time(used)
	return l, nil
}

func useLogin(ctx context.Context, tx *sysdb.Tx, state string) error {
	_, err := tx.Exec(ctx, `UPDATE instagram_login SET used_at = $2 WHERE state = $1`, state, clock.Micros(tx.Now()))
	return err
}

func purgeLogins(ctx context.Context, tx *sysdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM instagram_login WHERE expires_at < $1`, clock.Micros(before))
	return err
}

// notice is the network's word that an account removed the app.
type notice struct {
	hash    string
	channel channel.ID
	ws      id.Workspace
	issued  time.Time
}

// insertNotice keeps a notice that is new.
func insertNotice(ctx context.Context, tx *sysdb.Tx, n notice) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO instagram_notice (notice, workspace_id, channel_id, issued_at, received_at, done_at) VALUES ($1, $2, $3, $4, $5, 0)
		ON CONFLICT (notice, channel_id) DO NOTHING`, n.hash, n.ws, n.channel, clock.Micros(n.issued), clock.Micros(tx.Now()))
	if err != nil {
		return fmt.Errorf("note notice: %w", err)
	}
	return nil
}

// openNotices lists what is not done: of one notice, or of all with "".
func openNotices(ctx context.Context, q sysdb.Query, hash string) ([]notice, error) {
	rows, err := q.Query(ctx, `
		SELECT notice, workspace_id, channel_id, issued_at FROM instagram_notice
		WHERE done_at = 0 AND ($1 = '' OR notice = $1) ORDER BY received_at, notice, channel_id LIMIT 1000`, hash)
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []notice
	for rows.Next() {
		var n notice
		var issued int64
		if err := rows.Scan(&n.hash, &n.ws, &n.channel, &issued); err != nil {
			return nil, fmt.Errorf("read notices: %w", err)
		}
		n.issued = clock.Time(issued)
		out = append(out, n)
	}
	return out, rows.Err()
}

func doneNotice(ctx context.Context, tx *sysdb.Tx, n notice) error {
	_, err := tx.Exec(ctx, `UPDATE instagram_notice SET done_at = $3 WHERE notice = $1 AND channel_id = $2`, n.hash, n.channel, clock.Micros(tx.Now()))
	return err
}

func purgeNotices(ctx context.Context, tx *sysdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM instagram_notice WHERE received_at < $1 AND done_at <> 0`, clock.Micros(before))
	return err
}
