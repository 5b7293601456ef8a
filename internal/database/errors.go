package database

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/ncruces/go-sqlite3"

	"github.com/kelolapesan/kelola/internal/fault"
)

// Faults of the databases.
var (
	ErrFull        = fault.New(fault.Unavailable, "storage.full", "The disk of the database is full. Nothing was stored; free some space and try again.")
	ErrWrongKey    = fault.New(fault.Unavailable, "storage.wrong_key", "The database file does not open with the key kept for it. Restore the key that belongs to it; the file is left as it is.")
	ErrPlainFile   = fault.New(fault.Unavailable, "storage.plain_file", "A database file is not encrypted. It is not opened.")
	ErrSettings    = fault.New(fault.Unavailable, "storage.settings", "The database does not run with the settings that keep it whole.")
	ErrBusy        = fault.New(fault.Unavailable, "storage.busy", "The database is busy. Try again.")
	ErrChanged     = fault.New(fault.Unavailable, "storage.migration_changed", "A migration that was already applied has another text now.")
	ErrNewer       = fault.New(fault.Unavailable, "storage.newer_database", "The database was written by a newer version of this program.")
	ErrDamaged     = fault.New(fault.Unavailable, "storage.damaged", "The database file is damaged. Restore it from a backup.")
	ErrInUse       = fault.New(fault.Unavailable, "storage.in_use", "Another process is using this data. Stop it first.")
	ErrRolledBack  = fault.New(fault.Internal, "storage.rolled_back", "A statement had failed and the transaction could not be committed.")
	ErrUnsupported = fault.New(fault.Invalid, "storage.unsupported", "This database engine cannot do that.")
)

// IsUnique reports whether a statement failed because a unique key exists already.
func IsUnique(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	return errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) || errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY) || errors.Is(err, sqlite3.CONSTRAINT_ROWID)
}

// IsForeignKey reports whether a statement failed because a row it points to is missing, or one that points to it is left.
func IsForeignKey(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23503"
	}
	return errors.Is(err, sqlite3.CONSTRAINT_FOREIGNKEY)
}

// Translate turns what the engines report about the machine (full disk, wrong key, lock not granted) into faults, and leaves
// everything else as it is.
func Translate(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.Of(err); ok {
		return err
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pg.Code {
		case "53100":
			return ErrFull.With(err)
		case "53300", "55P03", "57P03":
			return ErrBusy.With(err)
		}
		return err
	}
	switch {
	case errors.Is(err, sqlite3.FULL):
		return ErrFull.With(err)
	case errors.Is(err, sqlite3.NOTADB):
		return ErrWrongKey.With(err)
	case errors.Is(err, sqlite3.BUSY):
		return ErrBusy.With(err)
	}
	return err
}
