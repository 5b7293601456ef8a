package wsdb

import (
	"context"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/secret"
)

// HashPurposes are the purposes of the keyed hashes that stand in the tables of a workspace and go along when it moves: orders not to
// write to somebody, the do-not-store list, events of the networks, what was forgotten, and people named in the deletion ledger.
func HashPurposes() []string {
	return []string{"suppression.phone", "suppression.user_id", "channel.unstored", "channel.inbound", "channel.forgotten", "erasure.contact"}
}

const (
	sealHashKey   = "wsdb.hash_key"
	listHashKeys  = `SELECT purpose, sealed FROM hash_key`
	insertHashKey = `INSERT INTO hash_key (purpose, sealed) VALUES ($1, $2)`
)

// HashKeys are the keys of all HashPurposes. With them anybody can try which numbers the hashes stand for.
func HashKeys(box *crypt.Box) map[string]secret.Key {
	keys := map[string]secret.Key{}
	for _, purpose := range HashPurposes() {
		keys[purpose] = box.HashKey(purpose)
	}
	return keys
}

// PutHashKeys stores keys that came with the rows of a workspace. They count from the next time its database is opened.
func PutHashKeys(ctx context.Context, q Query, box *crypt.Box, keys map[string]secret.Key) error {
	for purpose, key := range keys {
		sealed, err := box.Seal(sealHashKey, key.Bytes(), []byte(purpose))
		if err != nil {
			return err
		}
		if _, err := q.Exec(ctx, insertHashKey, purpose, sealed); err != nil {
			return err
		}
	}
	return nil
}

// adopt makes a box hash with the keys that came with the workspace.
func adopt(ctx context.Context, q Query, box *crypt.Box) error {
	rows, err := q.Query(ctx, listHashKeys)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var purpose string
		var sealed []byte
		if err := rows.Scan(&purpose, &sealed); err != nil {
			return err
		}
		raw, err := box.Open(sealHashKey, sealed, []byte(purpose))
		if err != nil {
			return err
		}
		key, err := secret.KeyFrom(raw)
		if err != nil {
			return err
		}
		box.UseHashKey(purpose, key)
	}
	return rows.Err()
}
