package erase

import (
	"context"
	"fmt"
	"slices"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// ofSystem are the tables of the system database that speak of workspaces, with the column that names one.
var ofSystem = map[string]string{
	"workspace_registry": "id", "workspace_member": "workspace_id", "account_invite": "workspace_id", "channel_route": "workspace_id",
	"signup_route": "workspace_id", "instagram_login": "workspace_id", "instagram_notice": "workspace_id", "workspace_due": "workspace_id",
	"job_mark": "workspace_id",
}

// staysInSystem are those that stay, and why.
var staysInSystem = map[string]string{
	"workspace_place": "that it was erased, so that nothing is made under its id again", "audit_line": "who did what, twelve months",
	"licence_workspace": "billing", "erasure_request": "this deletion",
}

// remove destroys a workspace: its database and key, then what the system database says of it.
func (x *execution) remove(ctx context.Context) error {
	began := x.d.Clock.Now()
	ev, err := x.d.DB.Erase(ctx, x.r.Workspace)
	if unlessGone(err) != nil {
		return err
	}
	if err == nil {
		st := &x.r.Report.Storage
		st.Engine, st.Removed, st.Took = ev.Engine, ev.Removed, x.d.Clock.Now().Sub(began)
		for i := range st.Keys {
			st.Keys[i].Destroyed = ev.At
		}
		x.left = ev.LeftOver
	}
	return x.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		for table, column := range ofSystem {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE "+column+" = $1", x.r.Workspace); err != nil {
				return fmt.Errorf("delete from %s: %w", table, err)
			}
		}
		_, err := tx.Exec(ctx, `DELETE FROM river_job WHERE CAST(args AS TEXT) LIKE $1`, "%"+x.r.Workspace.String()+"%")
		return err
	})
}

// leftInSystem counts what the system database still says of a workspace that is gone, or of the accounts that were deleted.
func (x *execution) leftInSystem(ctx context.Context) (n int64, err error) {
	where := map[string]string{}
	for table, column := range ofSystem {
		where[table] = column + " = $1 AND $2 = $2"
	}
	if !x.r.Scope.Whole {
		where = map[string]string{}
		if slices.Contains(x.r.Scope.Categories, datamap.InstagramConnection) {
			where = forbiddenInSystem
		}
	}
	err = x.d.System.Read(ctx, func(q sysdb.Query) error {
		for table, condition := range where {
			var some int64
			if err := q.QueryRow(ctx, "SELECT COUNT(*) FROM "+table+" WHERE "+condition, x.r.Workspace, x.r.Scope.given(x.cutoff).channel).Scan(&some); err != nil {
				return err
			}
			n += some
		}
		return nil
	})
	return n, err
}

// ofConnection are rows of the system database about accounts on Instagram: consents that were begun, and notices of Meta.
var ofConnection = map[string]string{
	"instagram_login":  `workspace_id = $1 AND $2 = ''`,
	"instagram_notice": `workspace_id = $1 AND ($2 = '' OR CAST(channel_id AS TEXT) = $2)`,
}

// connections removes what the system database says of the accounts of a scope.
func (x *execution) connections(ctx context.Context) error {
	if !slices.Contains(x.r.Scope.Categories, datamap.InstagramConnection) || x.leaves("system") {
		return nil
	}
	return x.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		for table, where := range ofConnection {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE "+where, x.r.Workspace, x.r.Scope.given(x.cutoff).channel); err != nil {
				return fmt.Errorf("delete from %s: %w", table, err)
			}
		}
		return nil
	})
}

// compact rewrites the database without what was deleted, under a new key.
func (x *execution) compact(ctx context.Context) error {
	if x.leaves("storage") {
		return nil
	}
	done, err := x.d.DB.Compact(ctx, x.r.Workspace)
	if err != nil {
		return err
	}
	keys := x.r.Report.Storage.Keys // of earlier tries
	x.r.Report.Storage = Storage{Engine: done.Engine, Before: done.BytesBefore, After: done.BytesAfter, Took: done.Duration, Keys: keys}
	if done.OldKey != "" {
		k := Key{Fingerprint: done.OldKey}
		if done.OldKeyDestroyed {
			k.Destroyed = done.At
		}
		x.r.Report.Storage.Keys = append(x.r.Report.Storage.Keys, k)
	}
	return nil
}

// takeStock notes what a whole workspace has before it is removed at one stroke, and by which key it is opened.
func (x *execution) takeStock(ctx context.Context) error {
	p, err := x.Preview(ctx, x.r.Workspace, x.r.Scope)
	if err != nil {
		return err
	}
	x.r.Report.Lines = p.Lines
	key, err := x.d.System.Keys().Get(ctx, x.r.Workspace.String())
	if err != nil {
		return err
	}
	x.r.Report.Storage.Keys = []Key{{Fingerprint: crypt.Fingerprint(key)}}
	files, err := x.d.System.Keys().FileKeys(ctx, x.r.Workspace.String())
	if err != nil {
		return err
	}
	for _, f := range files {
		x.r.Report.Storage.Keys = append(x.r.Report.Storage.Keys, Key{Fingerprint: crypt.Fingerprint(f.Key)})
	}
	return x.keep(ctx, x.r)
}
