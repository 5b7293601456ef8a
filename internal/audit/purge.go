package audit

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// beginning is where the chain begins: the last line that is no longer kept, and its hash. The first of all has no line before it.
type beginning struct {
	seq  int64
	hash string
	seal string
}

const (
	sealPurpose = "audit.beginning"

	selectBeginning = `SELECT seq, hash, seal FROM audit_beginning WHERE one = 1`
	updateBeginning = `UPDATE audit_beginning SET seq = $1, hash = $2, seal = $3 WHERE one = 1`
	firstKept       = `SELECT seq FROM audit_line WHERE at >= $1 ORDER BY seq LIMIT 1`
	lastGone        = `SELECT seq, hash FROM audit_line WHERE seq < $1 AND seq <= $2 ORDER BY seq DESC LIMIT 1`
)

func getBeginning(ctx context.Context, q sysdb.Query) (beginning, error) {
	var b beginning
	if err := q.QueryRow(ctx, selectBeginning).Scan(&b.seq, &b.hash, &b.seal); err != nil {
		return b, fmt.Errorf("beginning of the audit log: %w", err)
	}
	return b, nil
}

func (b beginning) sum(box *crypt.Box) string {
	return hex.EncodeToString(box.KeyedHash(sealPurpose, fmt.Appendf(nil, "%d %s", b.seq, b.hash)))
}

func (b beginning) sealed(box *crypt.Box) bool {
	if b.seq == 0 { // nothing was taken away yet
		return b.hash == noHash && b.seal == ""
	}
	return hmac.Equal([]byte(b.seal), []byte(b.sum(box)))
}

// purgePage is how many lines go in one transaction, so that others can write in between.
const purgePage = 5000

// Purge removes the lines written before a time and says how many there were. What is left can still be verified: where it begins is
// noted under the seal of the installation. A line that came in late keeps those behind it until it is old enough itself.
func Purge(ctx context.Context, db *sysdb.DB, before time.Time) (int64, error) {
	var all int64
	for {
		n, err := purgePageOf(ctx, db, before)
		all += n
		if err != nil || n < purgePage {
			return all, err
		}
	}
}

func purgePageOf(ctx context.Context, db *sysdb.DB, before time.Time) (gone int64, err error) {
	err = db.Write(ctx, func(tx *sysdb.Tx) error {
		b, err := getBeginning(ctx, tx)
		if err != nil {
			return err
		}
		if !b.sealed(db.Box()) {
			return ErrBroken.WithDetail("The note of where the audit log begins was changed: nothing is removed from the log before somebody has looked.")
		}
		end := b.seq + purgePage
		kept := end + 1
		if err := tx.QueryRow(ctx, firstKept, clock.Micros(before)).Scan(&kept); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("first audit line to keep: %w", err)
		}
		if err := tx.QueryRow(ctx, lastGone, kept, end).Scan(&b.seq, &b.hash); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			return fmt.Errorf("last audit line to remove: %w", err)
		}
		done, err := tx.Exec(ctx, `DELETE FROM audit_line WHERE seq <= $1`, b.seq)
		if err != nil {
			return fmt.Errorf("remove audit lines: %w", err)
		}
		if gone, err = done.RowsAffected(); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, updateBeginning, b.seq, b.hash, b.sum(db.Box()))
		return err
	})
	return gone, err
}
