package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func env(pairs ...string) Lookup {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(k string) (string, bool) { v, ok := m[k]; return v, ok }
}

func TestLoad_defaults(t *testing.T) {
	t.Parallel()
	c, err := Load(env())
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.PublicURL != "http://127.0.0.1:8080" || c.MetaGraphVersion != "v26.0" {
		t.Fatalf("defaults = %+v", c)
	}
}

func TestLoad_namesEveryWrongKey(t *testing.T) {
	t.Parallel()
	_, err := Load(env("KELOLA_LISTEN", "8080", "KELOLA_LOG_LEVEL", "loud", "KELOLA_META_GRAPH_VERSION", "26",
		"KELOLA_DATABASE_URL", "mysql://x", "KELOLA_CLOCK_SPEED", "60", "KELOLA_PUBLIC_URL", "http://pesan.example.com"))
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("error = %v", err)
	}
	for _, key := range []string{"KELOLA_LISTEN", "KELOLA_LOG_LEVEL", "KELOLA_META_GRAPH_VERSION", "KELOLA_DATABASE_URL",
		"KELOLA_KEYS_URL", "KELOLA_MASTER_KEY", "KELOLA_CLOCK_SPEED", "KELOLA_PUBLIC_URL"} {
		if !strings.Contains(e.Error(), key+" ") {
			t.Errorf("%s is not named in: %v", key, e)
		}
	}
}

func TestLoad_secretFromFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte("first, second\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(env("KELOLA_META_APP_SECRET_FILE", file))
	if err != nil || len(c.MetaAppSecrets) != 2 || c.MetaAppSecrets[1].Reveal() != "second" {
		t.Fatalf("secrets = %d, %v", len(c.MetaAppSecrets), err)
	}
	if _, err := Load(env("KELOLA_META_APP_SECRET_FILE", file+"x")); err == nil || !strings.Contains(err.Error(), "KELOLA_META_APP_SECRET_FILE") {
		t.Fatalf("missing file: %v", err)
	}
}

func TestLoad_publicPages(t *testing.T) {
	t.Parallel()
	c, err := Load(env())
	if err != nil || c.OperatorName != "Kelola Pesan team" || c.ContactEmail != "kelolapesanofficial@gmail.com" ||
		c.PolicyDate.Format(time.DateOnly) != "2026-06-05" {
		t.Fatalf("defaults = %q %q %v, %v", c.OperatorName, c.ContactEmail, c.PolicyDate, err)
	}
	c, err = Load(env("KELOLA_OPERATOR_NAME", " PT Contoh Jaya ", "KELOLA_CONTACT_EMAIL", "privasi@example.co.id", "KELOLA_POLICY_DATE", "2027-01-31"))
	if err != nil || c.OperatorName != "PT Contoh Jaya" || c.ContactEmail != "privasi@example.co.id" || c.PolicyDate.Format(time.DateOnly) != "2027-01-31" {
		t.Fatalf("set = %q %q %v, %v", c.OperatorName, c.ContactEmail, c.PolicyDate, err)
	}
	for _, bad := range [][2]string{
		{"KELOLA_OPERATOR_NAME", "  "}, {"KELOLA_OPERATOR_NAME", strings.Repeat("x", 121)}, {"KELOLA_OPERATOR_NAME", "PT\nContoh"},
		{"KELOLA_CONTACT_EMAIL", "nobody"}, {"KELOLA_CONTACT_EMAIL", "Nama <a@example.com>"}, {"KELOLA_CONTACT_EMAIL", "a@example.com, b@example.com"},
		{"KELOLA_POLICY_DATE", "5 Juni 2026"}, {"KELOLA_POLICY_DATE", "2026-02-30"},
	} {
		if _, err := Load(env(bad[0], bad[1])); err == nil || !strings.Contains(err.Error(), bad[0]+" must") {
			t.Errorf("%s=%q: %v", bad[0], bad[1], err)
		}
	}
}
