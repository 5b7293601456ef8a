package database

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"

	"github.com/kelolapesan/kelola/internal/secret"
)

// Key encrypts one SQLite file.
type Key = secret.Key

const (
	sqliteReaders  = 2
	sqliteHeader   = "SQLite format 3\x00"
	writerCacheKiB = 1024
	readerCacheKiB = 2048
	sqliteConnIdle = 5 * time.Minute
)

// DescriptorsPerFile is how many file descriptors an open File may hold: three for each connection.
const DescriptorsPerFile = 3 * (1 + sqliteReaders)

// File is one encrypted SQLite database: one writing connection, which is also the lock of the writers, and readers.
type File struct {
	path  string
	conns *sqliteConnector // of connections that may write
	write *sql.DB
	read  *sql.DB
}

// OpenFile opens or creates the encrypted SQLite database at path and checks that it is one: encrypted, readable with the key,
// in WAL mode with synchronous=FULL. It fails with ErrWrongKey, ErrPlainFile or ErrSettings.
func OpenFile(ctx context.Context, path string, key Key) (*File, error) {
	if key.IsZero() {
		return nil, ErrWrongKey.With(errors.New("no key"))
	}
	if err := checkHeader(path); err != nil {
		return nil, err
	}
	// Asked before SQLite is: under a wrong key it takes the log for an empty one and removes it when it closes, commits and all.
	if ok, err := Opens(path, key); err != nil {
		return nil, err
	} else if !ok {
		return nil, ErrWrongKey
	}
	f := &File{path: path, conns: &sqliteConnector{name: sqliteName(path), dir: filepath.Dir(path), init: prepareConn(key, false)}}
	f.write = sql.OpenDB(f.conns)
	f.write.SetMaxOpenConns(1)
	f.read = sql.OpenDB(&sqliteConnector{name: sqliteName(path), dir: filepath.Dir(path), init: prepareConn(key, true)})
	f.read.SetMaxOpenConns(sqliteReaders)
	f.read.SetMaxIdleConns(sqliteReaders)
	f.read.SetConnMaxIdleTime(sqliteConnIdle)
	if err := f.write.PingContext(ctx); err != nil {
		return nil, errors.Join(Translate(err), f.write.Close(), f.read.Close())
	}
	if err := checkHeader(path); err != nil {
		return nil, errors.Join(err, f.write.Close(), f.read.Close())
	}
	return f, nil
}

// Begin starts a transaction: of the writer, which waits for other writers, or of a reader, which sees one moment.
func (f *File) Begin(ctx context.Context, write bool) (*Session, error) {
	db, start := f.read, "begin"
	if write {
		db, start = f.write, "begin immediate"
	}
	return begin(ctx, db, SQLite, func(c *sql.Conn) error {
		_, err := c.ExecContext(ctx, start)
		return err
	})
}

// Writer is the pool of the one writing connection.
func (f *File) Writer() *sql.DB { return f.write }

// Reader is the pool of the reading connections.
func (f *File) Reader() *sql.DB { return f.read }

// Path is where the file is.
func (f *File) Path() string { return f.path }

// Close writes the log back into the file, empties it, and closes all connections.
func (f *File) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	err := f.read.Close()
	return errors.Join(err, f.Checkpoint(ctx), f.write.Close())
}

// Checkpoint writes the log back into the file and empties it, as far as no reader still needs it.
func (f *File) Checkpoint(ctx context.Context) error {
	var busy, log, done int
	return f.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done)
}

// Vacuum rewrites the file without what was deleted and empties the log. It needs the writer, and room for a copy.
func (f *File) Vacuum(ctx context.Context) error {
	if _, err := f.write.ExecContext(ctx, "VACUUM"); err != nil {
		return err
	}
	return f.Checkpoint(ctx)
}

// Snapshot writes a compacted copy of the database to a new file under another key, as of one moment.
func (f *File) Snapshot(ctx context.Context, to string, key Key) error {
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("database: %s exists already: %w", to, os.ErrExist)
	}
	own := sql.OpenDB(f.conns) // a reader may not do it, and the writer is not to wait for it
	defer func() { _ = own.Close() }()
	// The key has no other way in than the name; neither is part of the error.
	if _, err := own.ExecContext(ctx, "VACUUM INTO $1", sqliteName(to)+"&hexkey="+key.Hex()); err != nil {
		code := sqlite3.ExtendedErrorCode(sqlite3.ERROR)
		_ = errors.As(err, &code)
		return Translate(fmt.Errorf("database: snapshot failed: %w", code))
	}
	return nil
}

// RemoveFile unlinks a database and everything SQLite keeps beside it, and returns the names that were there.
func RemoveFile(path string) ([]string, error) {
	var removed []string
	for _, name := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		err := os.Remove(name)
		if err == nil {
			removed = append(removed, filepath.Base(name))
		} else if !errors.Is(err, os.ErrNotExist) {
			return removed, err
		}
	}
	return removed, syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func sqliteName(path string) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: "vfs=" + sealedVFS()}).String()
}

// prepareConn gives a new connection its key and settings, in the order that SQLite needs, and reads back the ones that
// keep committed data whole.
func prepareConn(key Key, reader bool) func(*sqlite3.Conn) error {
	return func(c *sqlite3.Conn) error {
		settings := []string{
			"hexkey='" + key.Hex() + "'", "busy_timeout=5000", "journal_mode=wal", "synchronous=full", "foreign_keys=on",
			"temp_store=memory", "secure_delete=on", "cache_size=-" + strconv.Itoa(writerCacheKiB),
		}
		if reader {
			settings = append(settings[:len(settings)-1], "cache_size=-"+strconv.Itoa(readerCacheKiB), "query_only=on")
		}
		for i, s := range settings {
			if err := c.Exec("PRAGMA " + s); err != nil {
				if i == 0 {
					return ErrWrongKey // the statement holds the key: say nothing more
				}
				return err
			}
		}
		if err := fts5.Register(c); err != nil {
			return err
		}
		// The collation of bytes under the name PostgreSQL has for it, so that one text can say which letters lower() folds: A to Z.
		if err := c.CreateCollation("C", bytes.Compare); err != nil {
			return err
		}
		return checkSettings(c)
	}
}

// checkSettings reads back what must not differ: with this encryption, anything below FULL can damage committed rows at a
// power cut, and the log is gathered by the size of pages.
func checkSettings(c *sqlite3.Conn) error {
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1", "page_size": strconv.Itoa(pageSize)} {
		s, _, err := c.Prepare("PRAGMA " + pragma)
		if err != nil {
			return err
		}
		got := ""
		if s.Step() {
			got = s.ColumnText(0)
		}
		if err := s.Close(); err != nil {
			return err
		}
		if got != want {
			return ErrSettings.With(fmt.Errorf("PRAGMA %s is %s instead of %s", pragma, got, want))
		}
	}
	return nil
}

// checkHeader refuses a file that begins like an unencrypted SQLite database.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, len(sqliteHeader))
	if _, err := io.ReadFull(f, head); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		return err
	}
	if string(head) == sqliteHeader {
		return ErrPlainFile.With(errors.New(filepath.Base(path)))
	}
	return nil
}
