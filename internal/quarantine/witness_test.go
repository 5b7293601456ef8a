package quarantine

import (
	"testing"

	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/secret"
)

// A crash between the two writes of a new epoch leaves a witness of both, and databases of either.
func TestWitness_knowsBothEpochsInBetween(t *testing.T) {
	t.Parallel()
	w := witness{dir: t.TempDir(), box: crypt.New(secret.NewKey())}
	if err := w.write("before", "next"); err != nil {
		t.Fatal(err)
	}
	for epoch, want := range map[string]Reason{"before": "", "next": "", "older": PutBack} {
		if got := w.compare(epoch); got != want {
			t.Errorf("compare(%s) = %q, want %q", epoch, got, want)
		}
	}
	other := witness{dir: w.dir, box: crypt.New(secret.NewKey())}
	if got := other.compare("next"); got != Moved {
		t.Errorf("the witness of another installation: %q", got)
	}
}
