package logging

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

func TestNew_hidesNumbersAndAddresses(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := New(&out, "info").With("err", errors.New("row of budi@example.com"))
	log.Error("import failed", "err", errors.New(`value "+62 812-3456-7890" for budi@example.com`),
		slog.Group("detail", "text", "6281234567890"))
	for _, leak := range []string{"3456", "budi", "6281234567890"} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("%q leaked: %s", leak, out.String())
		}
	}
}

func TestRedact_keepsIdsAndTimes(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"0198c1f2-7c1e-7a53-9f5e-0123456789ab", "db-20261124", "attempt 3 of 6",
		"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	} {
		if got := Redact(s); got != s {
			t.Errorf("Redact(%q) = %q", s, got)
		}
	}
}
