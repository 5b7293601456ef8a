package transfer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/backup"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type reader = io.Reader

// rows puts the rows of the workspace back, sealing what belongs sealed.
func (p *put) rows(ctx context.Context, write wsdb.Writer, box *crypt.Box) error {
	to, err := backup.NewLoader(ctx, write, p.d.DB.Engine(), "workspace")
	if err != nil {
		return err
	}
	for i := range p.a.schema.Tables {
		t := &p.a.schema.Tables[i]
		if !strings.HasPrefix(t.File, tableFolder) {
			continue
		}
		fields := make([]database.Field, len(t.Columns))
		for i, c := range t.Columns {
			fields[i] = database.Field{Name: c.Name, Form: c.Type}
		}
		if err := to.Begin(t.Table, fields); err != nil {
			return err
		}
		n := int64(0)
		err := p.a.lines(t.File, func(line []byte) error {
			n++
			cells, err := t.cells(line)
			if err == nil {
				err = p.seal(box, t, cells)
			}
			if err != nil {
				return err
			}
			return to.Row(cells)
		})
		if err != nil {
			return err
		}
		p.out.Rows += n
		if err := to.End(n); err != nil {
			return err
		}
	}
	return nil
}

// seal encrypts the cells of a row that are kept sealed.
func (p *put) seal(box *crypt.Box, t *TableSchema, cells []json.RawMessage) error {
	for i, c := range t.Columns {
		s, ok := p.sealedOf(t.Table, c.Name)
		if !ok {
			continue
		}
		var plain []byte
		if err := json.Unmarshal(cells[i], &plain); err != nil {
			return ErrDamaged.With(err)
		}
		if s.Secret {
			plain = nil
		}
		if len(plain) > 0 {
			var text string
			at := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == s.Place })
			if at < 0 || json.Unmarshal(cells[at], &text) != nil {
				return ErrDamaged.With(errors.New("a sealed value has no place"))
			}
			place, err := placeOf(text)
			if err != nil {
				return ErrDamaged.With(err)
			}
			if plain, err = box.Seal(s.Purpose, plain, place); err != nil {
				return err
			}
		}
		cells[i] = json.RawMessage(`"` + base64.StdEncoding.EncodeToString(plain) + `"`)
	}
	return nil
}

// each reads the rows of a table as objects; an archive may lack it.
func (p *put) each(folder, table string, fn func(row map[string]json.RawMessage) error) error {
	t := p.a.table(folder, table)
	if t == nil {
		return nil
	}
	return p.a.lines(t.File, func(line []byte) error {
		var row map[string]json.RawMessage
		if err := json.Unmarshal(line, &row); err != nil {
			return ErrDamaged.With(err)
		}
		return fn(row)
	})
}

// into reads some columns of a row.
func into(row map[string]json.RawMessage, to map[string]any) error {
	for name, v := range to {
		if err := json.Unmarshal(row[name], v); err != nil {
			return ErrDamaged.With(errors.New("a row is not readable"))
		}
	}
	return nil
}

const (
	findWorkspace   = `SELECT COUNT(*) FROM workspace_registry WHERE id = $1 AND ready`
	findSlug        = `SELECT COUNT(*) FROM workspace_registry WHERE slug = $1 AND id <> $2`
	insertWorkspace = `INSERT INTO workspace_registry (id, slug, name, ready, created_at) VALUES ($1, $2, $3, FALSE, $4)`
	showWorkspace   = `UPDATE workspace_registry SET ready = TRUE, slug = $2 WHERE id = $1`
	findPerson      = `SELECT COUNT(*) FROM account WHERE id = $1`
	findUnused      = `SELECT COUNT(*) FROM account WHERE id = $1 AND code_hash = ''` // made by an import, and let in by nobody yet
	findName        = `SELECT COUNT(*) FROM account WHERE username = $1`
	insertPerson    = `INSERT INTO account (id, username, name, language, code_hash, code_at, disabled_at, created_at)
		VALUES ($1, $2, $3, $4, '', 0, $5, $6)`
	insertMember = `INSERT INTO workspace_member (workspace_id, user_id, role, can_send, added_at) VALUES ($1, $2, $3, $4, $5)`
	insertRoute  = `INSERT INTO signup_route (token, workspace_id, form_id, created_at) VALUES ($1, $2, $3, $4)`
)

func count(ctx context.Context, q sysdb.Query, text string, args ...any) (n int, err error) {
	err = q.QueryRow(ctx, text, args...).Scan(&n)
	return n, err
}

func (s *Service) registered(ctx context.Context, ws id.Workspace) (there bool, err error) {
	err = s.d.DB.System().Read(ctx, func(q sysdb.Query) error {
		n, err := count(ctx, q, findWorkspace, ws)
		there = n > 0
		return err
	})
	return there, err
}

// register notes the workspace, its members and what leads to it, which nobody sees until all of it is there. Until then its id stands for the
// short name, so that no new workspace goes on with what is half there. What an import that was cut off has left is replaced.
func (p *put) register(ctx context.Context) error {
	if err := errors.Join(workspace.CheckSlug(p.out.Workspace.Slug), workspace.CheckName(p.out.Workspace.Name)); err != nil {
		return err
	}
	return p.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error {
		if err := p.clear(ctx, tx); err != nil {
			return err
		}
		ws := p.out.Workspace
		if err := p.free(ctx, tx); err != nil {
			return err
		}
		created := clock.Micros(p.a.m.MadeAt.Time)
		err := p.each(systemFolder, "workspace_registry", func(row map[string]json.RawMessage) error {
			return into(row, map[string]any{"created_at": &created})
		})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertWorkspace, ws.ID, ws.ID.String(), ws.Name, created); err != nil {
			return err
		}
		if err := p.d.Licences.Attach(ctx, tx, p.o.Licence, ws.ID); err != nil {
			return err
		}
		return errors.Join(p.people(ctx, tx), p.routes(ctx, tx))
	})
}

// free fails with errSlug where another workspace has the short name.
func (p *put) free(ctx context.Context, q sysdb.Query) error {
	n, err := count(ctx, q, findSlug, p.out.Workspace.Slug, p.out.Workspace.ID)
	if err == nil && n > 0 {
		err = errSlug
	}
	return err
}

// people makes the members. Whoever is not known here gets an account without a code, that is closed. Somebody who is known here by the same
// id is let in only by an archive of our own: another could name anybody.
func (p *put) people(ctx context.Context, tx *sysdb.Tx) error {
	fresh := map[id.ID[any]]bool{}
	err := p.each(systemFolder, "account", func(row map[string]json.RawMessage) error {
		var person id.ID[any]
		var username, name, language string
		var created int64
		err := into(row, map[string]any{"id": &person, "username": &username, "name": &name, "language": &language, "created_at": &created})
		if err != nil {
			return err
		}
		if n, err := count(ctx, tx, findUnused, person); err != nil || n > 0 {
			fresh[person] = true
			return err
		}
		if n, err := count(ctx, tx, findPerson, person); err != nil || n > 0 {
			return err
		}
		free := username
		for i := 2; ; i++ {
			n, err := count(ctx, tx, findName, free)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
			free = fmt.Sprintf("%.36s-%d", username, i)
		}
		fresh[person] = true
		p.made, p.out.People = append(p.made, person), append(p.out.People, free)
		_, err = tx.Exec(ctx, insertPerson, person, free, name, language, clock.Micros(tx.Now()), created)
		return err
	})
	if err != nil {
		return err
	}
	return p.each(systemFolder, "workspace_member", func(row map[string]json.RawMessage) error {
		var person id.ID[any]
		var role workspace.Role
		var send bool
		var added int64
		if err := into(row, map[string]any{"user_id": &person, "role": &role, "can_send": &send, "added_at": &added}); err != nil {
			return err
		}
		if !role.Valid() {
			return ErrDamaged.With(errors.New("a member has no role"))
		}
		if n, err := count(ctx, tx, findPerson, person); err != nil || n == 0 || !fresh[person] && !p.ours {
			return err
		}
		_, err := tx.Exec(ctx, insertMember, p.out.Workspace.ID, person, string(role), send, added)
		return err
	})
}

// routes makes the sign-up forms be found.
func (p *put) routes(ctx context.Context, tx *sysdb.Tx) error {
	return p.each(systemFolder, "signup_route", func(row map[string]json.RawMessage) error {
		var token string
		var form id.ID[any]
		var created int64
		if err := into(row, map[string]any{"token": &token, "form_id": &form, "created_at": &created}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertRoute, token, p.out.Workspace.ID, form, created)
		return err
	})
}

// clear removes what register has made.
func (p *put) clear(ctx context.Context, tx *sysdb.Tx) error {
	for _, text := range []string{
		`DELETE FROM signup_route WHERE workspace_id = $1`, `DELETE FROM workspace_member WHERE workspace_id = $1`,
		`DELETE FROM licence_workspace WHERE workspace_id = $1`, `DELETE FROM workspace_registry WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, text, p.out.Workspace.ID); err != nil {
			return err
		}
	}
	for _, person := range p.made {
		if _, err := tx.Exec(ctx, `DELETE FROM account WHERE id = $1`, person); err != nil {
			return err
		}
	}
	return nil
}

// undo removes everything of an import that failed.
func (p *put) undo(ctx context.Context) error {
	err := p.d.DB.System().Write(ctx, func(tx *sysdb.Tx) error { return p.clear(ctx, tx) })
	return errors.Join(err, p.d.DB.Unload(ctx, p.out.Workspace.ID), p.d.Drop(ctx, p.out.Workspace.ID))
}
