package sysdb_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
)

// A key that was destroyed is not in the files of the key database any more.
func TestDestroy_leavesNoTraceOnPostgreSQL(t *testing.T) {
	t.Parallel()
	if !dbtest.HasPostgres() {
		t.Skip("no PostgreSQL here")
	}
	db := dbtest.New(t, database.Postgres)
	keys := db.System().Keys()
	owner := func(n int) string { return fmt.Sprintf("owner-%06d", n) }
	for n := range 20 {
		if _, err := keys.Create(t.Context(), owner(n)); err != nil {
			t.Fatal(err)
		}
	}
	server, err := database.OpenServer(t.Context(), dbtest.Options(t, db).KeysURL, "kelola_keys")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	in := func(text string) int {
		if _, err := server.DB().ExecContext(t.Context(), `CHECKPOINT`); err != nil {
			t.Fatal(err)
		}
		var raw []byte
		err := server.DB().QueryRowContext(t.Context(), `SELECT pg_read_binary_file(pg_relation_filepath('kelola_keys.wrapped_key'))`).Scan(&raw)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(raw, []byte(text))
	}
	if in(owner(3)) == 0 {
		t.Fatal("the scan does not see a key that is there")
	}
	if gone, err := keys.Destroy(t.Context(), owner(3)); err != nil || !gone {
		t.Fatal(gone, err)
	}
	if in(owner(3)) != 0 || in(owner(4)) == 0 {
		t.Errorf("of the destroyed key there are %d traces, of another %d", in(owner(3)), in(owner(4)))
	}
}
