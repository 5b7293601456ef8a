package outbox

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSettle_orderDoesNotMatter: whatever the order and number of statuses, the end is the same, and none moves a send down.
func TestSettle_orderDoesNotMatter(t *testing.T) {
	t.Parallel()
	reports := []State{StateSent, StateDelivered, StateRead, StateFailed}
	start := []State{StateSending, StateUnknown, StateAccepted, StateSent}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.SampledFrom(start).Draw(t, "from")
		seen := rapid.SliceOfN(rapid.SampledFrom(reports), 1, 8).Draw(t, "statuses")
		shuffled := rapid.Permutation(seen).Draw(t, "shuffled")
		one, two := from, from
		for i := range seen {
			before := one
			one, _ = one.settle(seen[i], 1)
			two, _ = two.settle(shuffled[i], 1)
			if rank[before] >= rank[StateDelivered] && rank[one] < rank[before] {
				t.Fatalf("%s moved down to %s by %s", before, one, seen[i])
			}
		}
		if one != two {
			t.Fatalf("%v ends as %s, %v ends as %s", seen, one, shuffled, two)
		}
		if slices.Contains(seen, StateRead) && one != StateRead {
			t.Fatalf("a read message ends as %s", one)
		}
	})
}

func TestSettle_neverCalled(t *testing.T) {
	t.Parallel()
	for _, s := range []State{StatePlanned, StateQueued, StateHeld, StateSkipped} {
		if got, moved := s.settle(StateDelivered, 0); moved || got != s {
			t.Errorf("%s without an attempt moved to %s", s, got)
		}
	}
}

func TestSettle_provesARefusedAttemptWasTaken(t *testing.T) {
	t.Parallel()
	if got, _ := StateHeld.settle(StateSent, 1); got != StateSent {
		t.Errorf("held after an attempt became %s; it would be sent twice", got)
	}
}
