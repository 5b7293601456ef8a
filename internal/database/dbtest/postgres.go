package dbtest

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/migrations"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// templateLock keeps two test processes from making the same template.
const templateLock = 7301

type databaseTag struct{}

// newPostgres makes a database for one test from the template and returns its DSN.
func newPostgres(t testing.TB) string {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	base := os.Getenv("KELOLA_TEST_POSTGRES")
	if base == "" {
		t.Skip("KELOLA_TEST_POSTGRES is not set")
	}
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Fatalf("connect to the test cluster: %v", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	template, err := postgresTemplate(ctx, conn, base)
	if err != nil {
		t.Fatalf("prepare PostgreSQL template: %v", err)
	}
	name := "kelola_test_" + strings.ReplaceAll(id.New[databaseTag]().String(), "-", "")
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY wal_log"); err != nil {
		t.Fatalf("create database: %v", err)
	}
	t.Cleanup(func() { dropPostgres(t, base, name) })
	return dsn(base, name)
}

func dropPostgres(t testing.TB, base, name string) {
	ctx := context.WithoutCancel(t.Context())
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		t.Errorf("connect to the test cluster: %v", err)
		return
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
		t.Errorf("drop database: %v", err)
	}
}

// postgresTemplate makes the template database unless another process has made it; its name changes with the migrations.
func postgresTemplate(ctx context.Context, conn *pgx.Conn, base string) (string, error) {
	var sums []string
	for _, dir := range []string{"system", "workspace", "keys"} {
		plan, err := database.LoadPlan(migrations.Files, dir, database.Postgres)
		if err != nil {
			return "", err
		}
		sums = append(sums, plan.Checksum()[:8])
	}
	name := "kelola_template_" + strings.Join(sums, "_")
	templates.postgres.Lock()
	defer templates.postgres.Unlock()
	if templates.prepared {
		return name, nil
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return "", err
	}
	defer func() { _, _ = conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", templateLock) }()
	var n int
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&n); err != nil {
		return "", err
	}
	if n == 0 {
		if err := makeTemplate(ctx, conn, base, name); err != nil {
			return "", err
		}
	}
	templates.prepared = true
	return name, nil
}

func makeTemplate(ctx context.Context, conn *pgx.Conn, base, name string) error {
	draft := name + "_draft"
	for _, text := range []string{"DROP DATABASE IF EXISTS " + draft + " WITH (FORCE)", "CREATE DATABASE " + draft + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, text); err != nil {
			return err
		}
	}
	to := secret.New(dsn(base, draft))
	opts := sysdb.Options{URL: to, KeysURL: to, Log: slog.New(slog.DiscardHandler), MasterKeys: []secret.Key{masterKey()}}
	if err := build(ctx, opts); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+draft+" RENAME TO "+name)
	return err
}

func dsn(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		panic("dbtest: KELOLA_TEST_POSTGRES must be a postgres:// URL")
	}
	u.Path = "/" + name
	q := u.Query()
	q.Set("pool_max_conns", "6")
	u.RawQuery = q.Encode()
	return u.String()
}
