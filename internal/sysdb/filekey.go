package sysdb

import (
	"context"
	"strconv"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/secret"
)

const (
	listFileKeys   = `SELECT epoch, wrapped, used_at FROM file_key WHERE owner = $1 ORDER BY epoch DESC`
	allFileKeys    = `SELECT owner, epoch, wrapped FROM file_key ORDER BY owner, epoch`
	insertFileKey  = `INSERT INTO file_key (owner, epoch, wrapped, used_at, created_at) VALUES ($1, $2, $3, 0, $4)`
	updateFileKey  = `UPDATE file_key SET wrapped = $3 WHERE owner = $1 AND epoch = $2`
	useFileKey     = `UPDATE file_key SET used_at = $3 WHERE owner = $1 AND epoch = $2 AND used_at = 0`
	otherFileKeys  = `SELECT COUNT(*) FROM file_key WHERE owner = $1 AND epoch <> $2`
	deleteOthers   = `DELETE FROM file_key WHERE owner = $1 AND epoch <> $2`
	deleteFileKeys = `DELETE FROM file_key WHERE owner = $1`
)

// FileKey is the key of a database file in one epoch. Epochs of an owner are counted from 1.
type FileKey struct {
	Epoch int64
	Key   secret.Key
	Used  bool // the file has been under it; a key that never was is left over from a compaction that was cut off, or about to be used
}

// FileKeys lists the file keys of an owner, the newest first; none if the file has no key of its own.
func (k *Keys) FileKeys(ctx context.Context, owner string) ([]FileKey, error) {
	s, err := k.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Rollback()
	return k.fileKeys(ctx, s, owner)
}

func (k *Keys) fileKeys(ctx context.Context, q Query, owner string) ([]FileKey, error) {
	rows, err := q.Query(ctx, listFileKeys, owner)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []FileKey
	for rows.Next() {
		var f FileKey
		var wrapped []byte
		var used int64
		if err := rows.Scan(&f.Epoch, &wrapped, &used); err != nil {
			return nil, err
		}
		if f.Key, _, err = k.ring.Unwrap(wrapped, wrapName(owner, f.Epoch)); err != nil {
			return nil, err
		}
		f.Used = used > 0
		all = append(all, f)
	}
	return all, rows.Err()
}

// CreateFileKey makes and stores the file key of the next epoch. The file is not under it yet: UseFileKey says that it is.
func (k *Keys) CreateFileKey(ctx context.Context, owner string) (FileKey, error) {
	s, err := k.begin(ctx)
	if err != nil {
		return FileKey{}, err
	}
	defer s.Rollback()
	have, err := k.fileKeys(ctx, s, owner)
	if err != nil {
		return FileKey{}, err
	}
	next := FileKey{Epoch: 1, Key: secret.NewKey()}
	if len(have) > 0 {
		next.Epoch = have[0].Epoch + 1
	}
	wrapped, err := k.ring.Wrap(next.Key, wrapName(owner, next.Epoch))
	if err != nil {
		return FileKey{}, err
	}
	if _, err := s.Exec(ctx, insertFileKey, owner, next.Epoch, wrapped, clock.Micros(k.clock.Now())); err != nil {
		return FileKey{}, err
	}
	return next, database.Translate(s.Commit(ctx))
}

// UseFileKey says which of an owner's file keys the file is under now, and destroys the others for good; epoch 0 destroys all of
// them. It does nothing when nothing is to be changed.
func (k *Keys) UseFileKey(ctx context.Context, owner string, epoch int64) error {
	s, err := k.begin(ctx)
	if err != nil {
		return err
	}
	defer s.Rollback()
	var others int64
	if err := s.QueryRow(ctx, otherFileKeys, owner, epoch).Scan(&others); err != nil {
		return err
	}
	res, err := s.Exec(ctx, useFileKey, owner, epoch, clock.Micros(k.clock.Now()))
	if err != nil {
		return err
	}
	used, err := res.RowsAffected()
	if err != nil || used+others == 0 {
		return err
	}
	if _, err := s.Exec(ctx, deleteOthers, owner, epoch); err != nil {
		return err
	}
	if err := s.Commit(ctx); err != nil {
		return database.Translate(err)
	}
	if others == 0 {
		return nil
	}
	return k.scrub(ctx)
}

// scrub rewrites the store, because a deleted row leaves traces in the file and in its log. On PostgreSQL the write-ahead log keeps them until
// the server recycles it; what they hold is wrapped under the instance key.
func (k *Keys) scrub(ctx context.Context) error {
	if k.file == nil {
		_, err := k.server.RewriteSchema(ctx, keysSchema)
		return database.Translate(err)
	}
	return database.Translate(k.file.Vacuum(ctx))
}

// rewrapFileKeys brings every file key under the current instance key and reports whether any was not.
func (k *Keys) rewrapFileKeys(ctx context.Context, s *database.Session) (changed bool, err error) {
	stale, err := k.staleFileKeys(ctx, s)
	if err != nil {
		return false, err
	}
	for _, f := range stale {
		wrapped, err := k.ring.Wrap(f.key, wrapName(f.owner, f.epoch))
		if err != nil {
			return false, err
		}
		if _, err := s.Exec(ctx, updateFileKey, f.owner, f.epoch, wrapped); err != nil {
			return false, err
		}
	}
	return len(stale) > 0, nil
}

type staleFileKey struct {
	owner string
	epoch int64
	key   secret.Key
}

func (k *Keys) staleFileKeys(ctx context.Context, q Query) ([]staleFileKey, error) {
	rows, err := q.Query(ctx, allFileKeys)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []staleFileKey
	for rows.Next() {
		var f staleFileKey
		var wrapped []byte
		if err := rows.Scan(&f.owner, &f.epoch, &wrapped); err != nil {
			return nil, err
		}
		key, stale, err := k.ring.Unwrap(wrapped, wrapName(f.owner, f.epoch))
		if err != nil {
			return nil, database.ErrWrongKey.With(err)
		}
		if f.key = key; stale {
			all = append(all, f)
		}
	}
	return all, rows.Err()
}

// wrapName binds a wrapped file key to its place.
func wrapName(owner string, epoch int64) string {
	return owner + "/file/" + strconv.FormatInt(epoch, 10)
}
