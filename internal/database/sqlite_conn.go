package database

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	sqlitedriver "github.com/ncruces/go-sqlite3/driver"
)

// statementsKept is how many prepared statements one SQLite connection keeps.
const statementsKept = 96

// fullBelow is the free space under which a failed write is put down to a full disk.
const fullBelow = 1 << 20

var errTransactionLost = errors.New("database: SQLite ended this transaction after an error; nothing more can be done in it")

// sqliteConnector opens connections that number placeholders, keep prepared statements, and notice a lost transaction.
type sqliteConnector struct {
	name string
	dir  string // of the file
	init func(*sqlite3.Conn) error
}

// Driver implements driver.Connector.
func (c *sqliteConnector) Driver() driver.Driver { return &sqlitedriver.SQLite{} }

// Connect implements driver.Connector.
func (c *sqliteConnector) Connect(ctx context.Context) (driver.Conn, error) {
	inner, err := connectSQLite(ctx, c.name, c.init)
	if err != nil {
		return nil, err
	}
	return &sqliteConn{Conn: inner, dir: c.dir, cache: map[string]*list.Element{}, recent: list.New()}, nil
}

// connectSQLite makes one connection of the driver underneath and prepares it before anything else uses it.
func connectSQLite(ctx context.Context, name string, init func(*sqlite3.Conn) error) (sqlitedriver.Conn, error) {
	opened, err := (&sqlitedriver.SQLite{}).OpenConnector(name)
	if err != nil {
		return nil, err
	}
	conn, err := opened.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner := conn.(sqlitedriver.Conn)
	if err := init(inner.Raw()); err != nil {
		return nil, errors.Join(err, inner.Close())
	}
	return inner, nil
}

type sqliteConn struct {
	sqlitedriver.Conn
	dir    string
	cache  map[string]*list.Element
	recent *list.List // of *sqliteStmt, the most recently used first
	began  bool       // a BEGIN of ours is open
}

type sqliteStmt struct {
	text string
	stmt driver.Stmt
	busy bool
}

// ExecContext implements driver.ExecerContext.
func (c *sqliteConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.checkTransaction(query); err != nil {
		return nil, err
	}
	if len(args) == 0 && isScript(query) {
		res, err := c.Conn.(driver.ExecerContext).ExecContext(ctx, query, nil)
		return res, c.explain(err)
	}
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return driver.RowsAffected(0), nil
	}
	res, err := s.stmt.(driver.StmtExecContext).ExecContext(ctx, args)
	c.free(s)
	if err == nil {
		c.noteTransaction(query)
	}
	return res, c.explain(err)
}

// explain tells a full disk from other failures to write, which the file layer reports alike.
func (c *sqliteConn) explain(err error) error {
	if err == nil || !errors.Is(err, sqlite3.IOERR) || c.dir == "" {
		return err
	}
	var fs syscall.Statfs_t
	if syscall.Statfs(c.dir, &fs) == nil && fs.Bavail*uint64(fs.Bsize) < fullBelow { //nolint:gosec // sizes are not negative
		return ErrFull.With(err)
	}
	return err
}

// QueryContext implements driver.QueryerContext.
func (c *sqliteConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.checkTransaction(query); err != nil {
		return nil, err
	}
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errors.New("database: no statement in the text")
	}
	rows, err := s.stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	if err != nil {
		c.free(s)
		return nil, err
	}
	return &sqliteRows{Rows: rows, conn: c, stmt: s}, nil
}

// PrepareContext implements driver.ConnPrepareContext, numbering placeholders.
func (c *sqliteConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.PrepareContext(ctx, numbered(query))
}

// Prepare implements driver.Conn.
func (c *sqliteConn) Prepare(query string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), query)
}

// BeginTx implements driver.ConnBeginTx.
func (c *sqliteConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	c.began = true
	return &sqliteTx{tx: tx, conn: c}, nil
}

// Close closes the kept statements and the connection.
func (c *sqliteConn) Close() error {
	var errs []error
	for e := c.recent.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*sqliteStmt).stmt.Close())
	}
	c.recent.Init()
	clear(c.cache)
	return errors.Join(append(errs, c.Conn.Close())...)
}

// ResetSession implements driver.SessionResetter: a connection that comes back inside a transaction is thrown away.
func (c *sqliteConn) ResetSession(context.Context) error {
	if !c.Raw().GetAutocommit() {
		return driver.ErrBadConn
	}
	c.began = false
	return nil
}

// IsValid implements driver.Validator.
func (c *sqliteConn) IsValid() bool { return c.Raw().GetAutocommit() }

func (c *sqliteConn) prepared(ctx context.Context, query string) (*sqliteStmt, error) {
	if e, ok := c.cache[query]; ok {
		s := e.Value.(*sqliteStmt)
		if !s.busy {
			s.busy = true
			c.recent.MoveToFront(e)
			return s, nil
		}
		stmt, err := c.PrepareContext(ctx, query)
		return &sqliteStmt{stmt: stmt, busy: true}, err
	}
	stmt, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &sqliteStmt{text: query, stmt: stmt, busy: true}
	c.cache[query] = c.recent.PushFront(s)
	for c.recent.Len() > statementsKept {
		last := c.recent.Back()
		old := last.Value.(*sqliteStmt)
		if old.busy {
			break
		}
		c.recent.Remove(last)
		delete(c.cache, old.text)
		if err := old.stmt.Close(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (c *sqliteConn) free(s *sqliteStmt) {
	s.busy = false
	if s.text == "" {
		_ = s.stmt.Close()
	}
}

// checkTransaction refuses statements after SQLite has rolled the transaction back by itself (full disk, interrupt):
// they would each commit on their own.
func (c *sqliteConn) checkTransaction(query string) error {
	if !c.began || !c.Raw().GetAutocommit() {
		return nil
	}
	if strings.EqualFold(query, "rollback") {
		c.began = false
	}
	return errTransactionLost
}

func (c *sqliteConn) noteTransaction(query string) {
	if len(query) > 20 {
		return
	}
	switch strings.ToLower(query) {
	case "begin", "begin immediate":
		c.began = true
	case "commit", "rollback":
		c.began = false
	}
}

// isScript reports whether the text may hold more than one statement.
func isScript(query string) bool {
	i := strings.IndexByte(query, ';')
	return i >= 0 && strings.TrimSpace(query[i+1:]) != ""
}

// sqliteRows gives its statement back when closed.
type sqliteRows struct {
	driver.Rows
	conn *sqliteConn
	stmt *sqliteStmt
}

// Close implements driver.Rows.
func (r *sqliteRows) Close() error {
	err := r.Rows.Close()
	if r.stmt.busy {
		r.conn.free(r.stmt)
	}
	return err
}

// sqliteTx is a transaction begun through database/sql.
type sqliteTx struct {
	tx   driver.Tx
	conn *sqliteConn
}

// Commit implements driver.Tx.
func (t *sqliteTx) Commit() error {
	lost := t.conn.Raw().GetAutocommit()
	t.conn.began = false
	if lost {
		return errTransactionLost
	}
	return t.conn.explain(t.tx.Commit())
}

// Rollback implements driver.Tx.
func (t *sqliteTx) Rollback() error {
	t.conn.began = false
	if t.conn.Raw().GetAutocommit() {
		return nil
	}
	return t.tx.Rollback()
}
