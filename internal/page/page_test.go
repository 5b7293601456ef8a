package page

import (
	"errors"
	"testing"
)

type position struct {
	At int64  `json:"at"`
	ID string `json:"id"`
}

func TestCursor_roundTripAndNothingElse(t *testing.T) {
	t.Parallel()
	want := position{7, "x"}
	var got position
	if ok, err := Encode(want).Decode(&got); !ok || err != nil || got != want {
		t.Fatalf("%+v, %v, %v", got, ok, err)
	}
	if ok, err := Cursor("").Decode(&got); ok || err != nil {
		t.Errorf("empty: %v, %v", ok, err)
	}
	for _, c := range []Cursor{"!", "e30x", Encode(map[string]int{"other": 1}), Encode("text")} {
		if _, err := c.Decode(&got); !errors.Is(err, ErrCursor) {
			t.Errorf("%q: %v", c, err)
		}
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for in, want := range map[int]int{-1: 50, 0: 50, 1: 1, 200: 200, 201: 200} {
		if got := (Request{Limit: in}).Size(); got != want {
			t.Errorf("Limit %d = %d, want %d", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	at := func(n int) any { return position{At: int64(n)} }
	if p := Cut([]int{1, 2}, 2, at); len(p.Items) != 2 || p.Next != "" {
		t.Errorf("%+v", p)
	}
	p := Cut([]int{1, 2, 3}, 2, at)
	var next position
	if ok, err := Cursor(p.Next).Decode(&next); len(p.Items) != 2 || !ok || err != nil || next.At != 2 {
		t.Errorf("%+v, %+v, %v", p, next, err)
	}
	if p := Cut(nil, 2, at); p.Items == nil {
		t.Error("no items must be an empty list")
	}
}
