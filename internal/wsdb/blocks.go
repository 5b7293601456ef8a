package wsdb

import (
	"context"
	"errors"
	"io/fs"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
)

// Blocks hands over the decrypted blocks of a workspace's file and of its log as they lie on the disk, so that what is in free pages and gaps
// is seen too. A block is valid during the call only. It fails with database.ErrUnsupported on PostgreSQL.
func (d *DB) Blocks(ctx context.Context, ws id.Workspace, fn func(block []byte) error) error {
	h, err := d.acquire(ctx, ws)
	if err != nil {
		return err
	}
	defer d.release(h)
	if d.engine != database.SQLite {
		return database.ErrUnsupported
	}
	for _, path := range []string{d.filePath(ws), d.filePath(ws) + "-wal"} {
		err := database.Blocks(path, h.file.Key, func(_ int64, block []byte) error { return fn(block) })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return database.Translate(err)
		}
	}
	return nil
}
