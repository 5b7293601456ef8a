package wsdb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const (
	quietLimit = 10 * time.Second // how long a compaction waits for those inside to leave, while others wait for it
	spareRoom  = 1 << 20
)

// Compaction is what was seen while a workspace's database was compacted.
type Compaction struct {
	Engine          string        `json:"engine"`
	BytesBefore     int64         `json:"bytes_before"` // with logs and indexes
	BytesAfter      int64         `json:"bytes_after"`
	KeyEpoch        int64         `json:"key_epoch,omitempty"` // of the new file key
	OldKey          string        `json:"old_key,omitempty"`   // fingerprints, see crypt.Fingerprint; none on PostgreSQL
	NewKey          string        `json:"new_key,omitempty"`
	OldKeyDestroyed bool          `json:"old_key_destroyed"` // never for a key that is derived from the root: the root is still needed
	Remains         []string      `json:"remains"`           // places of PostgreSQL that it does not reach: "wal", "statistics"
	Duration        time.Duration `json:"duration"`
	At              time.Time     `json:"at"`
}

// Compact removes for good what was deleted in a workspace's database: the words in its full-text index, free pages and gaps, the log.
//
// On SQLite the rows go to a new file under a new key, which takes the place of the old one at once; then the old key is destroyed, so
// that no copy of the old file opens any more. Writers wait the whole time (Write no longer than its limit), readers only for the moment
// of the change. A process that ends in between leaves one file and its key, whichever it is, and the next use of the workspace tidies up.
//
// On PostgreSQL every table is written anew, each locked for that time. Copies in the write-ahead log stay until the server recycles it,
// and in standbys and backups made of it; there is no key to destroy.
//
// It fails with database.ErrBusy when a pinned database, a long reader or writer does not leave before ctx or the limit, and with
// database.ErrFull when there is no room for the copy. After an error no row is changed: the index may be tidier, and on PostgreSQL
// some tables may be done.
func (d *DB) Compact(ctx context.Context, ws id.Workspace) (Compaction, error) {
	begun := clock.System{}.Now()
	c := Compaction{Engine: d.engine.String(), Remains: []string{}}
	var err error
	if d.engine == database.Postgres {
		err = d.compactSchema(ctx, ws, &c)
	} else {
		err = d.compactFile(ctx, ws, &c)
	}
	if _, known := fault.Of(err); err != nil && !known && ctx.Err() != nil {
		err = database.ErrBusy.With(err)
	}
	c.Duration, c.At = clock.System{}.Now().Sub(begun), d.clock.Now()
	return c, database.Translate(err)
}

// hooks are replaced by tests only.
type hooks struct {
	step      func(name string)               // called between the steps of a compaction
	free      func(dir string) (int64, error) // the room on a disk
	keepWords bool                            // leaves out the step that removes deleted words
}

func (d *DB) compactFile(ctx context.Context, ws id.Workspace, c *Compaction) error {
	h, leave, err := d.closeGate(ctx, ws)
	if err != nil {
		return err
	}
	defer leave()
	if c.BytesBefore, err = database.FileSize(d.filePath(ws)); err != nil {
		return err
	}
	file, ok := h.store.(fileStore)
	if !ok {
		return database.ErrUnsupported
	}
	if err := d.checkRoom(ctx, file); err != nil {
		return err
	}
	next, err := d.copyFile(ctx, h, file)
	if err == nil {
		err = d.changeFile(ctx, h)
	}
	if err != nil {
		return errors.Join(err, d.dropNext(ctx, h))
	}
	c.KeyEpoch, c.OldKey, c.NewKey = next.Epoch, crypt.Fingerprint(h.file.Key), crypt.Fingerprint(next.Key)
	// The change is made: what follows is not given up with the caller, and repeated at the next use if it fails.
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	if err := d.sys.Keys().UseFileKey(late, ws.String(), next.Epoch); err != nil {
		return err
	}
	d.hooks.step("old key destroyed")
	if c.OldKeyDestroyed, err = d.isDestroyed(late, ws, h.file); err != nil {
		return err
	}
	c.BytesAfter, err = database.FileSize(d.filePath(ws))
	return err
}

// checkRoom makes sure that there is room for what is written next: the words once more into the log, and afterwards the copy. Neither is larger
// than what lives in the file. Where room is short the log gives back what it takes.
func (d *DB) checkRoom(ctx context.Context, file fileStore) error {
	live, err := file.LiveSize(ctx)
	if err != nil {
		return err
	}
	need := live + spareRoom
	free, err := d.hooks.free(d.dir)
	if err == nil && free < need {
		if err = file.Checkpoint(ctx); err == nil {
			free, err = d.hooks.free(d.dir)
		}
	}
	if err == nil && free < need {
		err = database.ErrFull.WithDetail(fmt.Sprintf("Compacting needs %d MB of free space, there are %d. Nothing was changed.", need>>20+1, free>>20))
	}
	return err
}

// copyFile writes the file that is to take the place of h's, under a new key, and makes it durable.
func (d *DB) copyFile(ctx context.Context, h *handle, file fileStore) (sysdb.FileKey, error) {
	if !d.hooks.keepWords {
		if err := file.OptimizeText(ctx); err != nil {
			return sysdb.FileKey{}, err
		}
	}
	d.hooks.step("words removed")
	if err := d.checkRoom(ctx, file); err != nil {
		return sysdb.FileKey{}, err
	}
	next, err := d.sys.Keys().CreateFileKey(ctx, h.ws.String())
	if err != nil {
		return next, err
	}
	d.hooks.step("new key stored")
	if err := file.Snapshot(ctx, d.nextPath(h.ws), next.Key); err != nil {
		return next, err
	}
	d.hooks.step("copy written")
	err = database.CheckFile(ctx, d.nextPath(h.ws), next.Key)
	d.hooks.step("copy checked")
	return next, err
}

// changeFile waits for the readers, closes the old file and puts the new one in its place. h is used up, whatever comes of it.
func (d *DB) changeFile(ctx context.Context, h *handle) error {
	if err := d.closeGateToAll(ctx, h); err != nil {
		return err
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	d.mu.Lock()
	d.gates[h.ws].spent = true
	d.mu.Unlock()
	if err := d.closeHandle(late, h); err != nil {
		return err
	}
	d.hooks.step("old file closed")
	if err := database.RemoveLog(d.filePath(h.ws)); err != nil {
		return err
	}
	d.hooks.step("log removed")
	err := database.ReplaceFile(d.nextPath(h.ws), d.filePath(h.ws))
	d.hooks.step("file changed")
	return err
}

// dropNext undoes what was prepared, unless the file is the new one already: then the next use of the workspace tidies up.
func (d *DB) dropNext(ctx context.Context, h *handle) error {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	if old, err := database.Opens(d.filePath(h.ws), h.file.Key); err != nil || !old {
		return err
	}
	if _, err := database.RemoveFile(d.nextPath(h.ws)); err != nil {
		return err
	}
	return d.sys.Keys().UseFileKey(late, h.ws.String(), h.file.Epoch)
}

// isDestroyed looks whether a file key is in the key store no more. The one derived from the root always is.
func (d *DB) isDestroyed(ctx context.Context, ws id.Workspace, old sysdb.FileKey) (bool, error) {
	if old.Epoch == 0 {
		return false, nil
	}
	keys, err := d.sys.Keys().FileKeys(ctx, ws.String())
	for _, k := range keys {
		if k.Key.Equal(old.Key) {
			return false, err
		}
	}
	return err == nil, err
}

// compactSchema writes the tables of a schema anew.
func (d *DB) compactSchema(ctx context.Context, ws id.Workspace, c *Compaction) error {
	h, err := d.acquire(ctx, ws)
	if err != nil {
		return err
	}
	defer d.release(h)
	st, ok := h.store.(*schemaStore)
	if !ok {
		return database.ErrUnsupported
	}
	if c.BytesBefore, err = st.server.SchemaSize(ctx, st.schema); err != nil {
		return err
	}
	statistics, err := st.server.RewriteSchema(ctx, st.schema)
	if err != nil {
		return err
	}
	c.Remains = append(c.Remains, "wal")
	if !statistics {
		c.Remains = append(c.Remains, "statistics")
	}
	c.BytesAfter, err = st.server.SchemaSize(ctx, st.schema)
	return err
}
