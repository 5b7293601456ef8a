package app

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/datamap"
)

// What works in the background is what the map of the data knows of, no more and no less.
func TestJobKinds_areRegistered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(datamap.JobKinds())), w.registry.Kinds()); diff != "" {
		t.Errorf("registered in datamap (-), working (+):\n%s", diff)
	}
}
