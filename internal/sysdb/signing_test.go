package sysdb_test

import (
	"crypto/ed25519"
	"testing"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestSigningKey_staysWhenTheInstanceKeyChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		key, instance := db.System().SigningKey(), db.System().InstanceID()
		signature := ed25519.Sign(key, []byte("words"))
		opts := dbtest.Options(t, db)
		dbtest.Close(t, db)
		old, next := opts.MasterKeys[0], secret.NewKey()
		opts.Clock = clock.NewFixed(dbtest.Start)
		for _, keys := range [][]secret.Key{{old}, {next, old}, {next}} {
			opts.MasterKeys = keys
			sys, err := sysdb.Open(t.Context(), opts)
			if err != nil {
				t.Fatalf("with %d keys: %v", len(keys), err)
			}
			pub, _ := sys.SigningKey().Public().(ed25519.PublicKey)
			if !sys.SigningKey().Equal(key) || !ed25519.Verify(pub, []byte("words"), signature) || sys.InstanceID() != instance {
				t.Errorf("with %d keys the signing key or the id is another", len(keys))
			}
			mustClose(t, sys)
		}
	})
}

func TestSigningKey_everyInstallationHasItsOwn(t *testing.T) {
	t.Parallel()
	master := secret.NewKey() // the same one, which some copy from machine to machine
	one, _, err := open(t, t.TempDir(), master)
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := open(t, t.TempDir(), master)
	if err != nil {
		t.Fatal(err)
	}
	if one.SigningKey().Equal(two.SigningKey()) || one.InstanceID() == two.InstanceID() || one.InstanceID().IsZero() {
		t.Error("two installations have the same key or id")
	}
	mustClose(t, one)
	mustClose(t, two)
}
