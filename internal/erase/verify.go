package erase

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// census is how many rows of people's data every other workspace has.
type census map[id.Workspace]int64

const people = `SELECT (SELECT COUNT(*) FROM contact) + (SELECT COUNT(*) FROM message) + (SELECT COUNT(*) FROM comment)`

// maxNeighbours bounds how many other workspaces are counted.
const maxNeighbours = 50

// look takes what is needed to prove afterwards that something is gone: some of the values, and that the scanner finds them now. What an
// earlier try took is used again.
func (x *execution) look(ctx context.Context) (err error) {
	if x.r.Scope.Whole {
		if err := x.takeStock(ctx); err != nil {
			return err
		}
	}
	if x.before, err = x.count(ctx); err != nil {
		return err
	}
	if err := x.loadTrace(ctx); err != nil || len(x.trace.values) > 0 {
		return err
	}
	if err := x.sample(ctx); err != nil || len(x.trace.values) == 0 {
		return err
	}
	s := x.trace.search()
	err = x.d.System.Read(ctx, func(q sysdb.Query) error { return tables(ctx, q, x.d.DB.Engine(), s, 0, nil) })
	if err != nil {
		return err
	}
	for i := range s.Found {
		x.trace.values[i].known = s.Found[i]
	}
	if x.r.Report.Control, err = x.control(ctx); err != nil {
		return err
	}
	return x.keepTrace(ctx)
}

// sample takes some values of what the rules meet.
func (x *execution) sample(ctx context.Context) error {
	g := x.r.Scope.given(x.cutoff)
	return x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error {
		for _, w := range x.r.Scope.work() {
			if w.keep != "" {
				continue
			}
			if err := x.trace.note(ctx, q, w, g); err != nil {
				return err
			}
		}
		if c := x.r.Scope.Contact; !c.IsZero() {
			return x.trace.note(ctx, q, work{rule: rule{table: "contact", where: "CAST(id AS TEXT) = {contact}"}}, g)
		}
		return nil
	})
}

// control says how many of the values the scanner finds before anything is deleted: in the blocks where it will look for them afterwards, or
// else in the rows.
func (x *execution) control(ctx context.Context) (int, error) {
	if x.d.DB.Engine() != database.SQLite || x.r.Scope.Whole {
		s, err := x.cells(ctx, firstRows)
		return s.Hits(), err
	}
	s := x.trace.search()
	err := x.d.DB.Blocks(ctx, x.r.Workspace, func(block []byte) error {
		s.Read(block)
		return ctx.Err()
	})
	return s.Hits(), err
}

func (x *execution) count(ctx context.Context) (census, error) {
	all, err := x.d.DB.List(ctx)
	if err != nil {
		return nil, err
	}
	out := census{}
	for _, ws := range all {
		if ws == x.r.Workspace || len(out) == maxNeighbours {
			continue
		}
		var n int64
		err := x.d.DB.Read(ctx, ws, func(q wsdb.Query) error { return q.QueryRow(ctx, people).Scan(&n) })
		if err != nil { // one that is ill must not keep data of another from being deleted
			continue
		}
		out[ws] = n
	}
	return out, nil
}

// verify looks for what should be gone: by conditions written apart from the rules, and by reading bytes.
func (x *execution) verify(ctx context.Context) error {
	if x.r.State == Executing {
		if err := x.step(ctx, x.r, "", Verifying); err != nil {
			return err
		}
	}
	x.r.Report.Checks, x.r.Report.Scan = nil, Scan{Values: len(x.trace.values)}
	if len(x.trace.values) == 0 { // nothing is searched for, so nothing is claimed to be found
		x.r.Report.Control = 0
	}
	checks := []func(context.Context) error{x.logical, x.pages, x.system, x.files, x.key, x.neighbours}
	if x.r.Scope.Whole {
		checks = []func(context.Context) error{x.system, x.files, x.key, x.neighbours}
	}
	for _, check := range checks {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return x.keep(ctx, x.r)
}

func (x *execution) found(c Check) { x.r.Report.Checks = append(x.r.Report.Checks, c) }

// logical counts rows that may not be there.
func (x *execution) logical(ctx context.Context) error {
	g := x.r.Scope.given(x.cutoff)
	all := x.r.Scope.forbidden()
	return x.d.DB.Read(ctx, x.r.Workspace, func(q wsdb.Query) error {
		for _, c := range slices.Sorted(maps.Keys(all)) {
			for _, f := range all[c] {
				text, args := g.bind("SELECT COUNT(*) FROM " + f.table + " WHERE " + rule{where: f.where}.condition())
				n := Check{Kind: "logical", Category: c, Table: f.table}
				if err := q.QueryRow(ctx, text, args...).Scan(&n.Found); err != nil {
					return fmt.Errorf("verify %s: %w", f.table, err)
				}
				x.found(n)
			}
		}
		return nil
	})
}

// pages reads the decrypted blocks of the database, free ones and gaps too. A value that stands there and in no row of what is kept is a
// residue. On PostgreSQL the program cannot read the files, and rows are searched.
func (x *execution) pages(ctx context.Context) error {
	if len(x.trace.values) == 0 {
		return nil
	}
	var err error
	var there *search
	if x.d.DB.Engine() == database.SQLite {
		there = x.trace.search()
		err = there.in(Place{File: "database"}, func() error {
			return x.d.DB.Blocks(ctx, x.r.Workspace, func(block []byte) error {
				there.Read(block)
				return ctx.Err()
			})
		})
	} else {
		there, err = x.cells(ctx, 0)
	}
	if err != nil {
		return err
	}
	var residue int64
	if x.d.DB.Engine() == database.Postgres && x.r.Report.Storage.Engine == "" { // the files cannot be read: they must have been written anew
		residue = 1
	}
	var places []Place
	if there.Hits() > 0 {
		alive, err := x.keptCells(ctx)
		if err != nil {
			return err
		}
		for i := range there.Found {
			if there.Found[i] && !alive.Found[i] {
				residue++
			}
		}
		places = there.where(func(i int) bool { return !alive.Found[i] })
	}
	x.r.Report.Scan.Bytes += there.Bytes
	x.r.Report.Scan.Hits += residue
	x.found(Check{Kind: "bytes", Found: residue, Places: places})
	return nil
}

// system searches every cell of the system database, where nothing of people may be.
func (x *execution) system(ctx context.Context) error {
	s := x.trace.search()
	err := x.d.System.Read(ctx, func(q sysdb.Query) error { return tables(ctx, q, x.d.DB.Engine(), s, 0, nil) })
	if err != nil {
		return err
	}
	x.r.Report.Scan.Bytes += s.Bytes
	x.r.Report.Scan.Hits += int64(s.fresh(&x.trace))
	x.found(Check{Kind: "system", Found: int64(s.fresh(&x.trace)), Places: s.where(func(i int) bool { return !x.trace.values[i].known })})
	if !x.r.Scope.Whole && !slices.Contains(x.r.Scope.Categories, datamap.InstagramConnection) {
		return nil
	}
	left, err := x.leftInSystem(ctx)
	x.found(Check{Kind: "register", Found: left})
	return err
}

// files searches the bytes of the data folder as they lie, where everything is encrypted, and for a whole workspace the names.
func (x *execution) files(ctx context.Context) error {
	if x.d.DataDir == "" {
		return nil
	}
	s := x.trace.search()
	var named []string
	err := filepath.WalkDir(x.d.DataDir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() && x.others(path) {
			return filepath.SkipDir
		}
		if !e.Type().IsRegular() || e.Name() == ballastFile || strings.HasSuffix(path, ".db") && filepath.Base(filepath.Dir(path)) == "workspaces" && !strings.Contains(e.Name(), x.r.Workspace.String()) {
			return nil
		}
		x.r.Report.Scan.Files++
		s.Apart()
		return s.in(Place{File: strings.TrimPrefix(path, x.d.DataDir+string(filepath.Separator))}, func() error { return readFile(path, s) })
	})
	if err != nil {
		return err
	}
	if x.r.Scope.Whole {
		err := x.d.Blobs.List(ctx, library.Prefix(x.r.Workspace), func(key string, _ int64) error {
			named = append(named, key)
			return nil
		})
		if err != nil {
			return err
		}
		named = append(named, x.left...)
	} else if named, _, err = x.loose(ctx); err != nil {
		return err
	}
	places := s.where(func(int) bool { return true })
	for _, name := range named[:min(len(named), maxPlaces)] {
		places = append(places, Place{File: name})
	}
	x.r.Report.Scan.Bytes += s.Bytes
	x.r.Report.Scan.Hits += int64(s.Hits())
	x.found(Check{Kind: "files", Found: int64(s.Hits() + len(named)), Places: places})
	return nil
}

// others says whether a folder holds the sealed files of another workspace, or backups.
func (x *execution) others(path string) bool {
	name := filepath.Base(path)
	_, err := id.ParseWorkspace(name)
	return name == "backups" || err == nil && name != x.r.Workspace.String()
}

// key looks whether the key of a workspace that is gone is still there.
func (x *execution) key(ctx context.Context) error {
	if !x.r.Scope.Whole {
		return nil
	}
	c := Check{Kind: "key"}
	_, err := x.d.System.Keys().Get(ctx, x.r.Workspace.String())
	if err == nil {
		c.Found = 1
	} else if !errors.Is(err, sysdb.ErrNoKey) {
		return err
	}
	files, err := x.d.System.Keys().FileKeys(ctx, x.r.Workspace.String())
	if err != nil {
		return err
	}
	c.Found += int64(len(files))
	x.found(c)
	return nil
}

// neighbours looks whether other workspaces have lost anything. They may have been deleted themselves in the meantime.
func (x *execution) neighbours(ctx context.Context) error {
	if x.before == nil {
		return nil
	}
	now, err := x.count(ctx)
	if err != nil {
		return err
	}
	c := Check{Kind: "neighbour"}
	for ws, n := range x.before {
		if is, there := now[ws]; there && is == 0 && n > 0 {
			c.Found++
		}
	}
	x.found(c)
	return nil
}
