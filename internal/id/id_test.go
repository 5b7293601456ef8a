package id

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"testing"
)

type thing struct{}

func TestNew_sortsByTime(t *testing.T) {
	t.Parallel()
	last := New[thing]()
	for range 10_000 {
		next := New[thing]()
		if next.Compare(last) <= 0 || next.String() <= last.String() {
			t.Fatalf("%s after %s", next, last)
		}
		last = next
	}
	if b := last.Bytes(); b[6]>>4 != 7 {
		t.Errorf("version %d", b[6]>>4)
	}
}

func TestParse_onlyTheCanonicalForm(t *testing.T) {
	t.Parallel()
	want := New[thing]()
	if got, err := Parse[thing](want.String()); err != nil || got != want {
		t.Fatalf("%v, %v", got, err)
	}
	for _, s := range []string{"", "x", "{" + want.String() + "}", "urn:uuid:" + want.String(), want.String()[:35], want.String()[:35] + "g"} {
		if _, err := Parse[thing](s); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestID_travelsThroughJSONAndSQL(t *testing.T) {
	t.Parallel()
	for _, want := range []ID[thing]{New[thing](), {}} {
		b, err := json.Marshal(map[string]ID[thing]{"id": want})
		if err != nil {
			t.Fatal(err)
		}
		var back map[string]ID[thing]
		if err := json.Unmarshal(b, &back); err != nil || back["id"] != want {
			t.Errorf("%s: %v", b, err)
		}
		v, err := want.Value()
		if err != nil || (v == driver.Value(nil)) != want.IsZero() {
			t.Errorf("%v, %v", v, err)
		}
		var scanned ID[thing]
		if err := scanned.Scan(v); err != nil || scanned != want {
			t.Errorf("%v: %v", v, err)
		}
	}
	var scanned ID[thing]
	want := New[thing]()
	raw := want.Bytes()
	for _, src := range []any{raw, raw[:], []byte(want.String())} {
		if err := scanned.Scan(src); err != nil || scanned != want {
			t.Errorf("%T: %v", src, err)
		}
	}
	if err := scanned.Scan(7); !errors.Is(err, ErrMalformed) {
		t.Errorf("a number: %v", err)
	}
}
