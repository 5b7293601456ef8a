package database

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
)

// Migration is one step of a database's tables.
type Migration struct {
	Number   int
	Name     string // the file name without its ending
	Text     string // as applied to the engine it was loaded for
	Checksum string // SHA-256 of the file
}

// Plan is every migration of one kind of database for one engine, sorted by number.
type Plan []Migration

var blobType = regexp.MustCompile(`(?m)\bBLOB\b`)

// LoadPlan reads the migrations in dir. It fails if two share a number or a name is malformed.
func LoadPlan(files fs.FS, dir string, engine Engine) (Plan, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, err
	}
	var plan Plan
	for _, e := range entries {
		base, ok := strings.CutSuffix(e.Name(), ".sql")
		if !ok {
			continue
		}
		if base, ok = forEngine(base, engine); !ok {
			continue
		}
		digits, _, ok := strings.Cut(base, "_")
		number, err := strconv.Atoi(digits)
		if !ok || err != nil || len(digits) != 4 {
			return nil, fmt.Errorf("database: migration %s is not named NNNN_name.sql", e.Name())
		}
		text, err := fs.ReadFile(files, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		m := Migration{Number: number, Name: base, Text: string(text), Checksum: hex.EncodeToString(sum[:])}
		if engine == Postgres {
			m.Text = blobType.ReplaceAllString(m.Text, "BYTEA")
		}
		plan = append(plan, m)
	}
	slices.SortFunc(plan, func(a, b Migration) int { return a.Number - b.Number })
	for i := 1; i < len(plan); i++ {
		if plan[i].Number == plan[i-1].Number {
			return nil, fmt.Errorf("database: migrations %s and %s share a number", plan[i-1].Name, plan[i].Name)
		}
	}
	return plan, nil
}

// forEngine takes the engine's ending off a name, and reports whether the file is for this engine.
func forEngine(base string, engine Engine) (string, bool) {
	if b, ok := strings.CutSuffix(base, ".sqlite"); ok {
		return b, engine == SQLite
	}
	if b, ok := strings.CutSuffix(base, ".postgres"); ok {
		return b, engine == Postgres
	}
	return base, true
}

// Only is the part of the plan with these numbers.
func (p Plan) Only(numbers []int) Plan {
	return slices.DeleteFunc(slices.Clone(p), func(m Migration) bool { return !slices.Contains(numbers, m.Number) })
}

// Applied lists the numbers of the migrations that a database has.
func Applied(ctx context.Context, q Query) ([]int, error) {
	var all []int
	err := each(ctx, q, listApplied, func(rows *sql.Rows) error {
		var number int
		var name, sum string
		err := rows.Scan(&number, &name, &sum)
		all = append(all, number)
		return err
	})
	return all, Translate(err)
}

// Checksum changes whenever any migration of the plan does.
func (p Plan) Checksum() string {
	h := sha256.New()
	for _, m := range p {
		_, _ = h.Write([]byte(m.Name + m.Checksum))
	}
	return hex.EncodeToString(h.Sum(nil))
}

const migrationTable = `
	CREATE TABLE IF NOT EXISTS migration (
		number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)`

const listApplied = `SELECT number, name, checksum FROM migration ORDER BY number`

const insertApplied = `INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)`

// Migrate applies what is missing: everything at once to a new database, else one transaction for each step. open starts a write
// transaction, which is also the lock against others who migrate. It fails with ErrNewer or ErrChanged before touching anything.
func Migrate(ctx context.Context, plan Plan, now time.Time, open func(context.Context) (*Session, error)) error {
	for {
		more, err := migrateOnce(ctx, plan, now, open)
		if err != nil {
			return Translate(err)
		}
		if !more {
			return nil
		}
	}
}

func migrateOnce(ctx context.Context, plan Plan, now time.Time, open func(context.Context) (*Session, error)) (more bool, err error) {
	s, err := open(ctx)
	if err != nil {
		return false, err
	}
	defer s.Rollback()
	if _, err := s.Exec(ctx, migrationTable); err != nil {
		return false, err
	}
	missing, fresh, err := plan.missing(ctx, s)
	if err != nil {
		return false, err
	}
	if !fresh && len(missing) > 1 {
		more, missing = true, missing[:1]
	}
	for _, m := range missing {
		if err := s.Script(ctx, m.Text); err != nil {
			return false, fmt.Errorf("database: migration %s: %w", m.Name, err)
		}
		if _, err := s.Exec(ctx, insertApplied, m.Number, m.Name, m.Checksum, clock.Micros(now)); err != nil {
			return false, err
		}
	}
	if len(missing) == 0 && !fresh {
		return false, nil
	}
	return more, s.Commit(ctx)
}

// Missing lists what a database lacks, reading only. fresh says that nothing was applied yet.
func (p Plan) missing(ctx context.Context, q Query) (missing []Migration, fresh bool, err error) {
	rows, err := q.Query(ctx, listApplied)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = rows.Close() }()
	known := make(map[int]Migration, len(p))
	newest := 0
	for _, m := range p {
		known[m.Number] = m
		newest = max(newest, m.Number)
	}
	applied := map[int]bool{}
	for rows.Next() {
		var number int
		var name, sum string
		if err := rows.Scan(&number, &name, &sum); err != nil {
			return nil, false, err
		}
		m, ok := known[number]
		if !ok {
			return nil, false, ErrNewer.With(fmt.Errorf("it has migration %s, this program knows up to %04d", name, newest))
		}
		if m.Checksum != sum {
			return nil, false, ErrChanged.With(fmt.Errorf("%s was applied with checksum %.12s and is %.12s now", name, sum, m.Checksum))
		}
		applied[number] = true
	}
	if err := rows.Err(); err != nil {
		return nil, false, err
	}
	for _, m := range p {
		if !applied[m.Number] {
			missing = append(missing, m)
		}
	}
	return missing, len(applied) == 0, nil
}
