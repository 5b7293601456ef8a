package wsdb

import (
	"context"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// createKeys makes the root of a new workspace and, on SQLite, the first key of its file.
func (d *DB) createKeys(ctx context.Context, ws id.Workspace) error {
	if _, err := d.sys.Keys().Create(ctx, ws.String()); err != nil || d.engine == database.Postgres {
		return err
	}
	_, err := d.sys.Keys().CreateFileKey(ctx, ws.String())
	return err
}

// fileKey finds the key a workspace's file is under and changes nothing. While a compaction runs there are two, and the file itself says
// which it is. A file from before files had keys apart is under one derived from the root, as long as no other was ever used.
func (d *DB) fileKey(ctx context.Context, ws id.Workspace, box *crypt.Box) (sysdb.FileKey, error) {
	keys, err := d.sys.Keys().FileKeys(ctx, ws.String())
	if err != nil {
		return sysdb.FileKey{}, err
	}
	derived := true
	for _, k := range keys {
		derived = derived && !k.Used
	}
	if derived {
		keys = append(keys, sysdb.FileKey{Key: box.Subkey("file"), Used: true})
	}
	if len(keys) == 1 {
		return keys[0], nil
	}
	for _, k := range keys {
		// A file that is about to be made opens with the newest.
		if ok, err := database.Opens(d.filePath(ws), k.Key); err != nil || ok {
			return k, err
		}
	}
	return sysdb.FileKey{}, database.ErrWrongKey
}

// settle ends a compaction that was cut off: it removes the copy that was not finished, and destroys the keys the file is not under.
func (d *DB) settle(ctx context.Context, h *handle) error {
	if d.engine == database.Postgres {
		return nil
	}
	keys, err := d.sys.Keys().FileKeys(ctx, h.ws.String())
	if err != nil || len(keys) == 0 || len(keys) == 1 && keys[0].Used {
		return err
	}
	if _, err := database.RemoveFile(d.nextPath(h.ws)); err != nil {
		return err
	}
	return d.sys.Keys().UseFileKey(ctx, h.ws.String(), h.file.Epoch)
}
