package doctor

import (
	"strings"
	"testing"
)

func TestDrill_theWorstIsTold(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		d     Drill
		level Level
	}{
		{Drill{Wanted: true, Was: true, Passed: true}, Fine}, {Drill{Was: true, Passed: true}, Fine}, {Drill{Wanted: true}, Fine},
		{Drill{Wanted: true, Was: true, Passed: true, Late: true}, Warning}, {Drill{}, Warning}, {Drill{Was: true, Reason: "blind", Late: true}, Wrong},
	} {
		f := x.d.Finding()
		if f.Level != x.level || f.Level != Fine && f.Fix == "" || x.level == Wrong && !strings.Contains(f.Found, "blind") {
			t.Errorf("%+v: %+v", x.d, f)
		}
	}
}
