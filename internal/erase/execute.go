package erase

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// execution is one run through the stages of a request.
type execution struct {
	*Service
	r      *Request
	cutoff time.Time
	past   time.Time // up to when the past is kept out, if not up to cutoff
	trace  trace
	before census
	left   []string // names of the workspace that were still there after it was removed
}

type stage struct {
	name string
	do   func(ctx context.Context) error
}

func (x *execution) stages() []stage {
	rows, storage := x.rows, x.compact
	if x.r.Scope.Whole {
		rows, storage = x.blobs, x.remove
	}
	return []stage{
		{StageLedger, x.intent}, {StageFreeze, x.freeze}, {StageExternal, x.external}, {StageDrain, x.drain}, {StageRows, rows}, {StageStorage, storage},
		{StageVerify, x.verify},
	}
}

// personPurpose is for what contacts are hashed in the ledger.
const personPurpose = "erasure.contact"

// intent says in the ledger what is to be gone, before the first of it goes.
func (x *execution) intent(ctx context.Context) error {
	if x.r.Report.Ledger[0] > 0 {
		return nil
	}
	if err := x.hash(ctx); err != nil {
		return err
	}
	line, err := x.d.Ledger.Append(ctx, x.r.entry(ledger.Intent, x.cutoff))
	x.r.Report.Ledger[0], x.r.Report.Cutoff = line.Seq, x.cutoff
	return err
}

// hash makes what stands for the contact in the ledger.
func (x *execution) hash(ctx context.Context) error {
	if x.r.Scope.Contact.IsZero() {
		return nil
	}
	box, err := x.d.DB.Box(ctx, x.r.Workspace)
	if err != nil {
		return err
	}
	b := x.r.Scope.Contact.Bytes()
	x.r.Report.Person = hex.EncodeToString(box.KeyedHash(personPurpose, b[:]))
	return nil
}

func (x *execution) freeze(ctx context.Context) error {
	_, err := x.d.Around.Freeze(ctx, x.r.Workspace, x.r.Scope)
	return unlessGone(err)
}

func (x *execution) external(ctx context.Context) error {
	if len(x.r.Report.External) > 0 {
		return nil
	}
	done, err := x.d.Around.Revoke(ctx, x.r.Workspace, x.r.Scope)
	x.r.Report.External = done
	return unlessGone(err)
}

// unlessGone lets a run go on that a crash cut off after the workspace was removed.
func unlessGone(err error) error {
	if errors.Is(err, wsdb.ErrErased) || errors.Is(err, wsdb.ErrNotFound) {
		return nil
	}
	return err
}

const (
	drainWithin = 30 * time.Second
	drainAgain  = 50 * time.Millisecond
)

// drain has what came in handled and waits for messages that are on their way to a network, and then looks at what is there: how much, and some of it to search for
// afterwards.
func (x *execution) drain(ctx context.Context) error {
	if err := x.settle(ctx); err != nil {
		return err
	}
	for until := x.d.Clock.Now().Add(drainWithin); ; {
		var busy int
		err := x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error {
			return q.QueryRow(ctx, `SELECT COUNT(*) FROM send WHERE state = 'sending'`).Scan(&busy)
		})
		if err != nil || busy == 0 || x.d.Clock.Now().After(until) {
			if err == nil {
				err = x.look(ctx)
			}
			return unlessGone(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-x.d.Clock.After(drainAgain):
		}
	}
}

const (
	firstPortion = 200
	maxPortion   = 20_000
	portionTime  = 10 * time.Millisecond
	restFactor   = 3
)

// rows removes the rows of a scope in portions that take about ten milliseconds, with rests in between, so that others hardly notice.
func (x *execution) rows(ctx context.Context) error {
	if err := x.forgetPast(ctx); err != nil {
		return err
	}
	g := x.r.Scope.given(x.cutoff)
	if slices.Contains(x.r.Scope.Categories, datamap.Contacts) {
		if err := x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error { return x.d.Contacts.ForgetFields(ctx, tx) }); err != nil {
			return err
		}
	}
	for i, w := range x.r.Scope.work() {
		if w.keep != "" || x.leaves(w.table) {
			continue
		}
		if err := x.rule(ctx, i, w, g); err != nil {
			return err
		}
	}
	if err := errors.Join(x.person(ctx), x.looseFiles(ctx), x.connections(ctx), x.recount(ctx), x.totals(ctx)); err != nil {
		return err
	}
	if !x.leaves("textindex") {
		if err := x.lostWords(ctx); err != nil {
			return err
		}
	}
	return x.sum(ctx)
}

// rule carries a rule out, from the first row to the last, and again from the beginning until there is none: rows may have come in between.
func (x *execution) rule(ctx context.Context, line int, w work, g given) error {
	n := firstPortion
	for after := []any(nil); ; {
		s, took, err := x.portion(ctx, line, w, g, after, n)
		if err != nil || s.first == nil && after == nil {
			return err
		}
		after = s.last
		if err := rest(ctx, &n, took); err != nil {
			return err
		}
	}
}

func (x *execution) leaves(table string) bool { return x.skip != nil && x.skip(table) }

// rest lets others work and fits the next portion to the time the last one took.
func rest(ctx context.Context, n *int, took time.Duration) error {
	switch {
	case took < portionTime/2:
		*n = min(*n*2, maxPortion)
	case took > portionTime*2:
		*n = max(*n/2, 20)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-clock.System{}.After(min(took*restFactor, time.Second)):
		return nil
	}
}

const addProgress = `INSERT INTO erasure_progress (request_id, line, removed, files, bytes) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (request_id, line) DO UPDATE SET removed = erasure_progress.removed + excluded.removed,
	files = erasure_progress.files + excluded.files, bytes = erasure_progress.bytes + excluded.bytes`

// portion removes some rows of one rule, with what it says of its progress in the same transaction. The bytes of files go before their rows.
// It says which rows those were, and how long others had to wait for it.
func (x *execution) portion(ctx context.Context, line int, w work, g given, after []any, n int) (s span, took time.Duration, err error) {
	var keys []string
	var bytes int64
	if w.blobs {
		n = min(n, firstPortion)
	}
	err = x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) (err error) {
		if s, err = w.next(ctx, q, g, after, n); err == nil && s.first != nil && w.blobs {
			keys, bytes, err = w.files(ctx, q, g, s)
		}
		return err
	})
	if err != nil || s.first == nil {
		return s, 0, err
	}
	for _, key := range keys {
		if err := x.d.Blobs.Delete(ctx, key); err != nil {
			return s, 0, err
		}
	}
	began := clock.System{}.Now() // how long the machine takes, whatever time it is for the workspace
	err = x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error {
		remove := w.portion
		if w.whole {
			remove = func(ctx context.Context, tx *wsdb.Tx, g given, s span) (int64, error) {
				return x.through(ctx, tx, w, g, s)
			}
		}
		some, err := remove(ctx, tx, g, s)
		if err != nil || some == 0 {
			return err
		}
		_, err = tx.Exec(ctx, addProgress, x.r.ID, line, some, len(keys), bytes)
		return err
	})
	return s, clock.System{}.Now().Sub(began), err
}

// person removes the contact itself.
func (x *execution) person(ctx context.Context) error {
	c := x.r.Scope.Contact
	if c.IsZero() {
		return nil
	}
	err := x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error {
		if _, err := x.d.Contacts.Erase(ctx, tx, c); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, addProgress, x.r.ID, len(ofContact), 1, 0, 0)
		return err
	})
	if errors.Is(err, contact.ErrNotFound) {
		return nil
	}
	return err
}

// sum turns the progress into the lines of the report.
func (x *execution) sum(ctx context.Context) error {
	all := x.r.Scope.work()
	if !x.r.Scope.Contact.IsZero() {
		all = append(all, work{rule{table: "contact"}, "C3"})
	}
	return x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error {
		rows, err := q.Query(ctx, `SELECT line, removed, files, bytes FROM erasure_progress WHERE request_id = $1 ORDER BY line`, x.r.ID)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		var lines []Line
		for rows.Next() {
			var at int
			var l Line
			if err := rows.Scan(&at, &l.Rows, &l.Files, &l.Bytes); err != nil {
				return err
			}
			if at < len(all) {
				l.Category, l.Table, l.Method = all[at].category, all[at].table, all[at].method()
				lines = append(lines, l)
			}
		}
		x.r.Report.Lines = lines
		return rows.Err()
	})
}

// blobs removes every file of a workspace.
func (x *execution) blobs(ctx context.Context) error {
	for {
		some := Files{}
		var keys []string
		err := x.d.Blobs.List(ctx, library.Prefix(x.r.Workspace), func(key string, size int64) error {
			keys, some.Bytes = append(keys, key), some.Bytes+size
			return nil
		})
		if err == nil && len(keys) == 0 {
			return x.d.Blobs.Prune(library.Prefix(x.r.Workspace))
		}
		if err != nil {
			return err
		}
		for _, key := range keys {
			if err := x.d.Blobs.Delete(ctx, key); err != nil {
				return err
			}
		}
		x.r.Report.Blobs.Count += int64(len(keys))
		x.r.Report.Blobs.Bytes += some.Bytes
		if err := x.keep(ctx, x.r); err != nil {
			return err
		}
	}
}

// recount brings the number of contacts up to date.
func (x *execution) recount(ctx context.Context) error {
	if x.leaves("contact_total") {
		return nil
	}
	return x.d.DB.Write(ctx, x.r.Workspace, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE contact_total SET contacts = (SELECT COUNT(*) FROM contact)`)
		return err
	})
}

// totals makes those anonymous that outlive the rows they were counted from.
func (x *execution) totals(ctx context.Context) error {
	about := func(list ...datamap.Category) bool {
		return slices.ContainsFunc(list, func(c datamap.Category) bool { return slices.Contains(x.r.Scope.Categories, c) })
	}
	stops := about(datamap.Contacts, datamap.Sending)
	if x.leaves("totals") || !stops && x.r.Scope.Contact.IsZero() && !about(datamap.Chats, datamap.InstagramEvents) {
		return nil
	}
	return x.d.Totals.ThinGone(ctx, x.r.Workspace, stops)
}

// loose names the files that a scope takes along whether a row speaks of them or not: those of imports with the contacts, all others with
// the attachments.
func (x *execution) loose(ctx context.Context) (keys []string, bytes int64, err error) {
	prefix := library.Prefix(x.r.Workspace)
	imports, others := slices.Contains(x.r.Scope.Categories, datamap.Contacts), slices.Contains(x.r.Scope.Categories, datamap.Attachments)
	if !imports && !others {
		return nil, 0, nil
	}
	err = x.d.Blobs.List(ctx, prefix, func(key string, size int64) error {
		if staged := strings.HasPrefix(key, prefix+"import/"); staged && imports || !staged && others {
			keys, bytes = append(keys, key), bytes+size
		}
		return nil
	})
	return keys, bytes, err
}

func (x *execution) looseFiles(ctx context.Context) error {
	if x.leaves("files") {
		return nil
	}
	keys, bytes, err := x.loose(ctx)
	for _, key := range keys {
		err = errors.Join(err, x.d.Blobs.Delete(ctx, key))
	}
	if err == nil && len(keys) > 0 {
		x.r.Report.Blobs.Count += int64(len(keys))
		x.r.Report.Blobs.Bytes += bytes
		err = x.keep(ctx, x.r)
	}
	return err
}
