package queue

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

type thing struct{}

type mood string

type good struct {
	Workspace id.Workspace `json:"workspace"`
	Thing     id.ID[thing] `json:"thing"`
	Page      int          `json:"page"`
	Mood      mood         `json:"mood"`
}

func (good) Kind() string { return "test.do_good" }

type withText struct{ Number string }

func (withText) Kind() string { return "test.with_text" }

type withMap struct{ M map[string]string }

func (withMap) Kind() string { return "test.with_map" }

type withTime struct{ At time.Time }

func (withTime) Kind() string { return "test.with_time" }

type badKind struct{}

func (badKind) Kind() string { return "nodot" }

func TestCheckArgs_refusesWhatCouldCarryText(t *testing.T) {
	t.Parallel()
	if err := checkArgs(good{}); err != nil {
		t.Errorf("good: %v", err)
	}
	for _, a := range []Args{withText{}, withMap{}, withTime{}, badKind{}} {
		if checkArgs(a) == nil {
			t.Errorf("%T was accepted", a)
		}
	}
}

func TestRegistry_runsAStoredJob(t *testing.T) {
	t.Parallel()
	r := NewRegistry()
	var got good
	Register(r, func(_ context.Context, a good) error {
		got = a
		return nil
	})
	want := good{Workspace: id.NewWorkspace(), Thing: id.New[thing](), Page: 3, Mood: "calm"}
	raw, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Run(t.Context(), Stored{Name: "test.do_good", Args: raw}); err != nil || got != want {
		t.Fatalf("got %+v, %v", got, err)
	}
	if err := r.Run(t.Context(), Stored{Name: "test.other"}); !errors.Is(err, ErrUnknownKind) {
		t.Fatalf("err = %v", err)
	}
	if k := r.Kinds(); len(k) != 1 || k[0] != "test.do_good" {
		t.Fatalf("kinds %v", k)
	}
}

func TestDecide_byKindAndWithoutTexts(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, c := range []struct {
		ctx  context.Context
		err  error
		want string
	}{
		{t.Context(), fault.New(fault.NotFound, "a.b", "x"), "cancel"},
		{t.Context(), fault.New(fault.Invalid, "a.b", "x"), "cancel"},
		{t.Context(), fault.New(fault.Conflict, "a.b", "x"), "retry"},
		{t.Context(), fault.New(fault.Limited, "a.b", "x").WithRetryAfter(time.Minute), "later"},
		{t.Context(), fault.New(fault.Unavailable, "a.b", "x"), "later"},
		{t.Context(), errors.New("the number 62812 is wrong"), "retry"},
		{stopped, errors.New("x"), "stopped"},
	} {
		v := decide(c.ctx, c.err)
		if v.name != c.want {
			t.Errorf("%v: %s, want %s", c.err, v.name, c.want)
		}
		if strings.Contains(v.err.Error(), "62812") {
			t.Errorf("the text of %v is kept with the job", c.err)
		}
	}
	var snooze *river.JobSnoozeError
	if v := decide(t.Context(), fault.New(fault.Limited, "a.b", "x").WithRetryAfter(time.Minute)); !errors.As(v.err, &snooze) || snooze.Duration != time.Minute {
		t.Errorf("RetryAfter was not kept: %v", v.err)
	}
}
