package doctor

import "testing"

func TestDeletions_theWorstIsTold(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		d     Deletions
		level Level
	}{
		{Deletions{Open: 3}, Fine}, {Deletions{Open: 3, Waiting: 1}, Warning}, {Deletions{Open: 3, Half: 1}, Warning}, {Deletions{Open: 3, Close: 1, Half: 1}, Warning},
		{Deletions{Open: 3, Unproven: 1, Close: 1}, Wrong}, {Deletions{Open: 3, Late: 1}, Wrong},
	} {
		if f := x.d.Finding(); f.Level != x.level || f.Level != Fine && f.Fix == "" {
			t.Errorf("%+v: %+v", x.d, f)
		}
	}
}
