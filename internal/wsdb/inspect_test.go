package wsdb_test

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func TestPending_changesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		ws := dbtest.Workspace(t, db)
		err := db.Write(t.Context(), ws, func(tx *wsdb.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM migration WHERE number = 11`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := db.Pending(t.Context(), ws); err != nil || len(got) != 0 {
			t.Errorf("of an open database: %v, %v", got, err)
		}
		db = dbtest.Reopen(t, db)
		for range 2 {
			if got, err := db.Pending(t.Context(), ws); err != nil || len(got) != 1 || got[0] != "0011_job" {
				t.Errorf("%v, %v", got, err)
			}
		}
	})
}
