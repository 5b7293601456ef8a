package sysdb

import (
	"context"
	"crypto/ed25519"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/id"
)

// SigningKey signs what the installation answers for: the deletion ledger and certificates. It belongs to the installation's own
// root in the key store, so it is the same after every start and after a change of the instance key.
func (d *DB) SigningKey() ed25519.PrivateKey {
	return signingKey(d.box)
}

// SigningKey is that of DB for who has the key store alone. It fails with ErrNoKey.
func (k *Keys) SigningKey(ctx context.Context) (ed25519.PrivateKey, error) {
	root, err := k.Get(ctx, ownerInstance)
	if err != nil {
		return nil, err
	}
	return signingKey(crypt.New(root)), nil
}

func signingKey(box *crypt.Box) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(box.Subkey("sign:deletion").Bytes())
}

// InstanceID names the installation and says nothing about it. It stays the same as long as the key store does.
func (d *DB) InstanceID() id.ID[any] {
	b := [16]byte(d.box.KeyedHash("instance id", nil))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80 // a UUID of version 8: made by our own rule
	return id.From[any](b)
}
