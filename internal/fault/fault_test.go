package fault

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

var errStarted = New(Conflict, "blast.already_started", "This blast has started already.")

func TestError_copiesMatchTheirSentinelByCode(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("start: %w", errStarted.With(io.ErrUnexpectedEOF).WithField("name", "blast.name_empty", "A name is needed.").
		WithRetryAfter(time.Second).WithDetail("Another sentence."))
	if !errors.Is(err, errStarted) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v does not match", err)
	}
	if errors.Is(err, New(Conflict, "blast.other", "x")) {
		t.Error("matches another code")
	}
	f, ok := Of(err)
	if !ok || f.RetryAfter != time.Second || len(f.Fields) != 1 || f.Detail != "Another sentence." {
		t.Errorf("%+v", f)
	}
	if errStarted.Unwrap() != nil || errStarted.Fields != nil || errStarted.RetryAfter != 0 {
		t.Error("the sentinel was changed")
	}
	if !strings.Contains(err.Error(), "blast.already_started") || !strings.Contains(err.Error(), io.ErrUnexpectedEOF.Error()) {
		t.Errorf("text %q", err)
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	if KindOf(io.EOF) != Internal || KindOf(errStarted) != Conflict || Gone.String() != "gone" || Kind(99).String() != "internal" {
		t.Error("kinds")
	}
}

func TestWithField_copiesDoNotShareTheirList(t *testing.T) {
	t.Parallel()
	base := errStarted.WithField("a", "x", "")
	one, two := base.WithField("b", "x", ""), base.WithField("c", "x", "")
	if one.Fields[1].Name != "b" || two.Fields[1].Name != "c" {
		t.Errorf("%v %v", one.Fields, two.Fields)
	}
}
