package doctor

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

const graph = "https://graph.facebook.com"

func TestSettings_publicURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		public, graph string
		level         Level
		word          string
	}{
		{"", graph, Wrong, "not set"},
		{"http://localhost:8080", graph, Wrong, "this machine only"},
		{"http://pesan.example.com", graph, Wrong, "plain HTTP"},
		{"https://10.1.2.3", graph, Warning, "private network"},
		{"https://pesan.example.com", graph, Fine, "pesan.example.com"},
		{"", "http://127.0.0.1:8090", Fine, "this machine only"},
	} {
		lookup := set("KELOLA_PUBLIC_URL", tt.public, "KELOLA_META_GRAPH_URL", tt.graph, "KELOLA_INSECURE_COOKIES", "1")
		cfg, err := config.Load(lookup)
		if err != nil {
			t.Fatal(err)
		}
		want(t, Settings(cfg, lookup), "public_url", tt.level, tt.word)
	}
}

func TestSettings_instagram(t *testing.T) {
	t.Parallel()
	app := []string{"KELOLA_INSTAGRAM_APP_ID", "220", "KELOLA_INSTAGRAM_APP_SECRET", "igsecret", "KELOLA_INSECURE_COOKIES", "1"}
	meta := slices.Concat(app, []string{"KELOLA_META_APP_SECRET", "metasecret", "KELOLA_META_VERIFY_TOKEN", "word"})
	for name, tt := range map[string]struct {
		env   []string
		level Level
		word  string
	}{
		"no app":         {nil, Skipped, "KELOLA_INSTAGRAM_APP_ID"},
		"good":           {slices.Concat(meta, []string{"KELOLA_PUBLIC_URL", "https://pesan.example.com"}), Fine, "https://pesan.example.com/oauth/instagram/callback"},
		"plain HTTP":     {slices.Concat(meta, []string{"KELOLA_PUBLIC_URL", "http://pesan.example.com"}), Wrong, "not HTTPS"},
		"sandbox":        {slices.Concat(meta, []string{"KELOLA_INSTAGRAM_GRAPH_URL", "http://127.0.0.1:8090/ig-graph"}), Fine, "/oauth/instagram/callback"},
		"no verify word": {slices.Concat(app, []string{"KELOLA_PUBLIC_URL", "https://pesan.example.com", "KELOLA_META_APP_SECRET", "x"}), Warning, "KELOLA_META_VERIFY_TOKEN"},
		"no Meta secret": {slices.Concat(app, []string{"KELOLA_PUBLIC_URL", "https://pesan.example.com", "KELOLA_META_VERIFY_TOKEN", "x"}), Warning, "KELOLA_META_APP_SECRET"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lookup := set(tt.env...)
			cfg, err := config.Load(lookup)
			if err != nil {
				t.Fatal(err)
			}
			want(t, Settings(cfg, lookup), "instagram_app", tt.level, tt.word)
		})
	}
}

func TestWorkspaces_instagram(t *testing.T) {
	t.Parallel()
	want(t, Workspaces([]Workspace{{Slug: "kafe", Expiring: 2}}, true), "instagram_access", Warning, "kafe")
	want(t, Workspaces([]Workspace{{Slug: "kafe"}}, true), "instagram_access", Fine, "")
}

func TestSettings_listeners(t *testing.T) {
	t.Parallel()
	https := []string{"KELOLA_PUBLIC_URL", "https://pesan.example.com"}
	for name, tt := range map[string]struct {
		env   []string
		check string
		level Level
		word  string
	}{
		"no proxy trusted": {https, "proxy", Warning, "KELOLA_TRUSTED_PROXIES"},
		"everybody":        {append(https, "KELOLA_TRUSTED_PROXIES", "0.0.0.0/0"), "proxy", Wrong, "believes everybody"},
		"past the proxy":   {append(https, "KELOLA_TRUSTED_PROXIES", "10.0.0.1", "KELOLA_LISTEN", ":8080"), "proxy", Warning, "past the proxy"},
		"good":             {append(https, "KELOLA_TRUSTED_PROXIES", "127.0.0.1"), "proxy", Fine, ""},
		"no metrics":       {nil, "metrics", Skipped, ""},
		"metrics here":     {[]string{"KELOLA_METRICS_LISTEN", "127.0.0.1:9090"}, "metrics", Fine, "this machine"},
		"metrics at home":  {[]string{"KELOLA_METRICS_LISTEN", "10.0.0.5:9090"}, "metrics", Fine, "private"},
		"metrics anywhere": {[]string{"KELOLA_METRICS_LISTEN", ":9090"}, "metrics", Warning, "no login"},
		"metrics outside":  {[]string{"KELOLA_METRICS_LISTEN", "93.184.216.34:9090"}, "metrics", Wrong, "the internet"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lookup := set(tt.env...)
			cfg, err := config.Load(lookup)
			if err != nil {
				t.Fatal(err)
			}
			want(t, Settings(cfg, lookup), tt.check, tt.level, tt.word)
		})
	}
}

func TestServer_facts(t *testing.T) {
	t.Parallel()
	good := database.ServerFacts{Version: 17, MaxConnections: 100, LocksPerTx: 512, Fsync: true, FullPageWrites: true, Encoding: "UTF8", MayCreateSchema: true}
	if found := server("K", good); len(found) != 0 {
		t.Error(found)
	}
	for _, tt := range []struct {
		spoil func(*database.ServerFacts)
		level Level
		word  string
	}{
		{func(f *database.ServerFacts) { f.Version = 14 }, Wrong, "too old"},
		{func(f *database.ServerFacts) { f.Fsync = false }, Wrong, "fsync"},
		{func(f *database.ServerFacts) { f.FullPageWrites = false }, Wrong, "full_page_writes"},
		{func(f *database.ServerFacts) { f.Encoding = "SQL_ASCII" }, Wrong, "UTF8"},
		{func(f *database.ServerFacts) { f.MayCreateSchema = false }, Wrong, "GRANT CREATE"},
		{func(f *database.ServerFacts) { f.MaxConnections = 50 }, Warning, "max_connections"},
		{func(f *database.ServerFacts) { f.LocksPerTx = 64 }, Warning, "max_locks_per_transaction"},
		{func(f *database.ServerFacts) { f.Remote = true }, Warning, "sslmode"},
	} {
		f := good
		tt.spoil(&f)
		want(t, server("K", f), "postgres", tt.level, tt.word)
	}
}

// The throw-away cluster of the tests runs without fsync, which must be found.
func TestPostgres(t *testing.T) {
	t.Parallel()
	if found := Postgres(t.Context(), config.Config{}); len(found) != 0 {
		t.Error("on SQLite:", found)
	}
	nowhere := secret.New("postgres://u:geheim@127.0.0.1:1/x")
	want(t, Postgres(t.Context(), config.Config{DatabaseURL: nowhere, KeysURL: nowhere}), "postgres", Wrong, "KELOLA_DATABASE_URL", "pg_hba.conf")
	if !dbtest.HasPostgres() {
		t.Skip("no PostgreSQL")
	}
	dsn := secret.New(os.Getenv("KELOLA_TEST_POSTGRES"))
	found := Postgres(t.Context(), config.Config{DatabaseURL: dsn, KeysURL: dsn})
	want(t, found, "postgres", Wrong, "fsync is off")
	want(t, found, "postgres", Warning, "the same database")
	want(t, Postgres(t.Context(), config.Config{DatabaseURL: dsn, KeysURL: nowhere}), "postgres", Wrong, "KELOLA_KEYS_URL")
}

func TestDatabases_everyFaultHasItsCure(t *testing.T) {
	t.Parallel()
	for _, c := range cures {
		f := Databases(fmt.Errorf("opened: %w", c.err))
		if f.Fix != c.fix {
			t.Errorf("%v: %s", c.err, f.Fix)
		}
	}
	want(t, []Finding{Databases(sysdb.ErrNoMasterKey)}, "database", Wrong, "instance.key", "Do not delete")
	want(t, []Finding{Databases(errors.New("dial tcp"))}, "database", Wrong, "troubleshooting")
}

func TestWorkspaces(t *testing.T) {
	t.Parallel()
	fine := Workspaces([]Workspace{{Slug: "a"}, {Slug: "b"}}, true)
	for _, f := range fine {
		if f.Level != Fine {
			t.Error(f)
		}
	}
	ill := []Workspace{
		{Slug: "toko", Err: database.ErrWrongKey},
		{Slug: "lama", Pending: []string{"0100_x"}},
		{Slug: "kafe", NeedHelp: map[string]int{"token_invalid": 2, "account_locked": 1}, Jobs: 1, Sending: 3, Overdue: 4, Waiting: 5, Failed: 6},
	}
	found := Workspaces(ill, true)
	want(t, found, "workspaces", Wrong, "workspace toko", "storage.wrong_key", "put back")
	want(t, found, "migrations", Warning, "1 workspaces", "kelola migrate")
	want(t, found, "channels", Warning, "kafe: 2 numbers", "token_invalid", "access token")
	want(t, found, "channels", Warning, "account_locked", "Business Manager")
	want(t, found, "sends", Warning, "3 messages are being sent")
	want(t, found, "sends", Warning, "4 messages are held")
	want(t, found, "jobs", Warning, "1 jobs")
	want(t, found, "inbound", Warning, "5 incoming")
	want(t, found, "inbound", Warning, "6 incoming")
	stopped := Workspaces(ill, false)
	want(t, stopped, "sends", Warning, "when the server ended", "unknown")
	want(t, stopped, "jobs", Fine)

	many := make([]Workspace, 50)
	for i := range many {
		many[i] = Workspace{Slug: "w", Err: database.ErrWrongKey}
	}
	found = opened(many)
	if len(found) != listed+1 {
		t.Errorf("%d findings", len(found))
	}
	want(t, found, "workspaces", Wrong, "30 more")
	want(t, []Finding{JobQueue(Queue{})}, "queue", Fine)
	want(t, []Finding{JobQueue(Queue{Discarded: 1, Retrying: 2})}, "queue", Warning, "given up")
	want(t, []Finding{JobQueue(Queue{Retrying: 2})}, "queue", Warning, "five times")
}
