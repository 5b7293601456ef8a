package contact

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/phone"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// chunk is the rows that are committed together.
type chunk struct {
	from, to int64 // the row before the first, the last
	rows     []importRow
	refused  []importRow
}

func (c *chunk) add(r importRow) {
	c.to = r.no
	if r.code == "" {
		c.rows = append(c.rows, r)
		return
	}
	c.refused = append(c.refused, r)
}

func phoneKey(n string) uint64 { return phone.Number(n).Key() }

// commit writes a chunk together with how far the import is.
func (r *importRun) commit(ctx context.Context, c *chunk) error {
	return r.s.deps.DB.Write(ctx, r.args.Workspace, func(tx *wsdb.Tx) (err error) {
		narrow, err := r.s.wide(ctx, tx)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, narrow()) }()
		i, err := getImport(ctx, tx, r.args.Import)
		if err != nil {
			return err
		}
		if !i.active() || i.Row != c.from {
			return errOtherWorker
		}
		counts, err := r.take(ctx, tx, c, i.State == ImportChecking)
		if err != nil {
			return err
		}
		if err := r.refuse(ctx, tx, c, &i); err != nil {
			return err
		}
		i.Counts.add(counts)
		i.Row, i.UpdatedAt = c.to, tx.Now()
		if err := r.s.saveImport(ctx, tx, &i); err != nil {
			return err
		}
		return r.s.deps.Jobs.Progress(ctx, tx, i.Job, i.Row, i.RowCount, "")
	})
}

// bulkCache is how much of an SQLite file a chunk may keep in memory. A chunk touches many leaves of many indexes; with the small cache that
// suits single changes each would be written and read again several times.
const bulkCache = 32 << 10 // KiB

// wide enlarges the writer's cache; narrow makes it what it was.
func (s *Service) wide(ctx context.Context, tx *wsdb.Tx) (narrow func() error, err error) {
	if s.deps.DB.Engine() != database.SQLite {
		return func() error { return nil }, nil
	}
	var usual int
	if err := tx.QueryRow(ctx, `PRAGMA cache_size`).Scan(&usual); err != nil {
		return nil, err
	}
	set := func(size int) error {
		_, err := tx.Exec(ctx, `PRAGMA cache_size = `+strconv.Itoa(size))
		return err
	}
	return func() error { return set(usual) }, set(-bulkCache)
}

// take brings the good rows of a chunk into the contacts, or only counts what that would do.
func (r *importRun) take(ctx context.Context, tx *wsdb.Tx, c *chunk, dry bool) (Counts, error) {
	b, err := r.match(ctx, tx, c)
	if err != nil {
		return Counts{}, err
	}
	if dry {
		return b.counts, nil
	}
	b.consent(r.imp.Mapping, r.imp.CreatedBy.String(), clock.Micros(tx.Now()))
	if err := r.s.put(ctx, tx, b.dirty(), int(b.counts.New)); err != nil {
		return Counts{}, err
	}
	if err := r.s.putChanges(ctx, tx, b.changes); err != nil {
		return Counts{}, err
	}
	if err := r.s.deps.Texts.PutAll(ctx, tx, textindex.Contact, b.docs()); err != nil {
		return Counts{}, err
	}
	return b.counts, r.join(ctx, tx, c, b)
}

// refuse counts the bad rows and keeps as many as a person can mend.
func (r *importRun) refuse(ctx context.Context, tx *wsdb.Tx, c *chunk, i *Import) error {
	var list []rowError
	for _, row := range c.refused {
		if i.Counts.Invalid+i.Counts.Duplicate < keptErrors {
			list = append(list, rowError{
				Import: i.ID, Row: row.no, Line: row.line, Code: row.code, Field: row.field, Cells: jsonList(printable(row.cells)),
			})
		}
		if row.code == ErrDuplicate.Code {
			i.Counts.Duplicate++
		} else {
			i.Counts.Invalid++
		}
	}
	return r.s.putErrors(ctx, tx, list)
}

// batch is a chunk's rows side by side with their contacts.
type batch struct {
	list    []record
	fresh   []bool // the contact is new
	moved   []bool // what it says of itself is new or changed
	touched []bool // it must be written
	changes []change
	counts  Counts
}

// match finds or makes the contact of each row.
func (r *importRun) match(ctx context.Context, tx *wsdb.Tx, c *chunk) (*batch, error) {
	n := len(c.rows)
	types, err := r.s.types(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range c.rows {
		c.rows[i].keep(r.rows.types, types)
	}
	b := &batch{list: make([]record, 0, n), fresh: make([]bool, n), moved: make([]bool, n), touched: make([]bool, n)}
	phones := make([]string, n)
	for i := range c.rows {
		phones[i] = c.rows[i].phone
	}
	found, err := r.s.byPhones(ctx, tx, phones)
	if err != nil {
		return nil, err
	}
	known := make(map[string]record, len(found))
	for _, f := range found {
		known[*f.Phone] = f
	}
	now := clock.Micros(tx.Now())
	var made []record
	var madeAt []int
	for i := range c.rows {
		rec, old := known[c.rows[i].phone]
		switch {
		case !old:
			rec = newRecord(SourceImport, now)
			rec.Phone = &c.rows[i].phone
			c.rows[i].change(&rec)
			b.fresh[i], b.moved[i] = true, true
			b.counts.New++
			made, madeAt = append(made, rec), append(madeAt, i)
		case r.imp.Mapping.UpdateExisting && c.rows[i].change(&rec):
			rec.UpdatedAt = now
			b.moved[i] = true
			b.counts.Updated++
		default:
			b.counts.Unchanged++
		}
		b.touched[i] = b.moved[i]
		b.list = append(b.list, rec)
	}
	if err := r.s.mark(ctx, tx, made); err != nil {
		return nil, err
	}
	for n, i := range madeAt {
		b.list[i] = made[n]
	}
	for i := range b.list {
		if b.list[i].SuppressedAt > 0 {
			b.counts.Suppressed++
		}
	}
	return b, nil
}

// consent notes what the import states, for those who have not said otherwise themselves and have not told us to stop.
func (b *batch) consent(m Mapping, actor string, now int64) {
	for _, p := range Purposes() {
		source, stated := m.Consent[p]
		if !stated {
			continue
		}
		for i := range b.list {
			rec := &b.list[i]
			if state := rec.consent(p); *state == Unknown.stored() && rec.SuppressedAt == 0 {
				*state = Granted.stored()
				b.touched[i] = true
				b.changes = append(b.changes, change{
					Contact: rec.ID, Purpose: string(p), At: now, State: *state, Source: source, Actor: actor,
				})
			}
		}
	}
}

func (b *batch) dirty() []record {
	var list []record
	for i := range b.list {
		if b.touched[i] {
			list = append(list, b.list[i])
		}
	}
	return list
}

func (b *batch) docs() []textindex.Doc {
	var list []textindex.Doc
	for i := range b.list {
		if b.moved[i] {
			list = append(list, textindex.Doc{Ref: b.list[i].ID.String(), Text: b.list[i].text()})
		}
	}
	return list
}

// join puts everyone of the chunk into the groups of the import and of their own row.
func (r *importRun) join(ctx context.Context, tx *wsdb.Tx, c *chunk, b *batch) error {
	names := map[string]string{}
	for i := range c.rows {
		for _, name := range c.rows[i].groups {
			if key := nameKey(name); names[key] == "" {
				names[key] = name
			}
		}
	}
	if len(names) == 0 && len(r.imp.Mapping.Groups) == 0 {
		return nil
	}
	ids, err := r.s.groupsByName(ctx, tx, names)
	if err != nil {
		return err
	}
	members := map[GroupID][]member{}
	add := func(g GroupID, r *record) { members[g] = append(members[g], member{r.ID.String(), r.NameKey}) }
	for i := range c.rows {
		for _, name := range c.rows[i].groups {
			add(ids[nameKey(name)], &b.list[i])
		}
	}
	existing, err := r.s.Groups(ctx, tx)
	if err != nil {
		return err
	}
	for _, g := range existing {
		if slices.Contains(r.imp.Mapping.Groups, g.ID) {
			for i := range b.list {
				add(g.ID, &b.list[i])
			}
		}
		if err := r.s.joinNamed(ctx, tx, g.ID, members[g.ID]); err != nil {
			return err
		}
	}
	return nil
}

// printable makes cells fit to be stored: no engine takes NUL in a text.
func printable(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = shortCell(c)
	}
	return out
}
