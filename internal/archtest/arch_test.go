// Package archtest guards the shape of the tree: imports go to strictly lower ranks, and some packages are reserved to
// some places. It reads the sources itself, so that the test cache sees every change.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/kelolapesan/kelola/"

// ranks is the tree from the bottom up; see ARCHITECTURE.md. A package may import only packages of lower rank.
var ranks = map[string]int{
	"internal/id": 0, "internal/clock": 0, "internal/csvcell": 0, "internal/fault": 0, "internal/secret": 0, "internal/sieve": 0,
	"internal/phone": 1, "internal/page": 1, "internal/datamap": 1, "internal/canon": 1, "internal/database/migrations": 0,
	"internal/config": 2, "internal/logging": 2, "internal/crypt": 2, "internal/database": 2,
	"internal/blob": 3, "internal/graph": 3, "internal/webhook": 3, "internal/queue": 3, "internal/sysdb": 3, "internal/ledger": 3, "internal/certificate": 3,
	"internal/wsdb":  4,
	"internal/event": 5, "internal/audit": 5, "internal/job": 5, "internal/textindex": 5, "internal/quarantine": 5, "internal/mail": 5,
	"internal/workspace": 6, "internal/licence": 6, "internal/backup": 6,
	"internal/account": 7,
	"internal/httpapi": 8,
	"internal/contact": 9, "internal/library": 9, "internal/channel": 9,
	"internal/channel/channeltest": 10, "internal/channel/cloudapi": 10, "internal/channel/instagram": 10, "internal/channel/simulated": 10, "internal/outbox": 10,
	"internal/inbox": 11,
	"internal/blast": 12, "internal/instagram": 12, "internal/report": 12, "internal/signup": 12, "internal/sandbox/instagram": 12,
	"internal/webui": 13, "internal/sandbox": 13, "internal/doctor": 13, "internal/sample": 13, "internal/erase": 13, "internal/retention": 13, "internal/comment": 13, "internal/transfer": 13,
	"internal/desk": 14,
	"internal/app":  15,
	"cmd/kelola":    16,
}

// testOnly may be imported by tests only, and may themselves import upwards for set-up.
var testOnly = []string{"internal/database/dbtest", "internal/archtest", "internal/channel/channeltest", "internal/httpapi/apitest"}

// reserved names outside packages that only some packages may import.
var reserved = map[string][]string{
	"github.com/danielgtaylor/huma/v2":    {"internal/httpapi", "*/http*.go"},
	"github.com/riverqueue/river":         {"internal/queue"},
	"gocloud.dev":                         {"internal/blob"},
	"github.com/ncruces/go-sqlite3":       {"internal/database"},
	"lukechampine.com/adiantum":           {"internal/database"},
	"github.com/jackc/pgx/v5":             {"internal/database", "internal/queue"},
	"github.com/prometheus/client_golang": {"internal/app"},
	"github.com/alecthomas/kong":          {"cmd/kelola"},
	"github.com/nyaruka/phonenumbers":     {"internal/phone"},
	"github.com/tink-crypto/tink-go/v2":   {"internal/crypt"},
	"golang.org/x/crypto":                 {"internal/app"},
	"github.com/boombuler/barcode":        {"internal/signup"},
	"github.com/wneessen/go-mail":         {"internal/mail"},
	"github.com/emersion":                 {"internal/mail"},
	"net/http": {"internal/httpapi", "internal/graph", "internal/webhook", "internal/webui", "internal/sandbox", "internal/sandbox/instagram",
		"internal/doctor", "internal/app", "internal/channel/cloudapi", "internal/channel/instagram", "internal/channel/channeltest", "*/http*.go",
		"cmd/kelola"},
}

type wrong struct{ file, imported, why string }

// check judges the imports of one file of a package.
func check(pkg, file string, test bool, imports []string) []wrong {
	var out []wrong
	rank, known := ranks[pkg]
	helper := slices.ContainsFunc(testOnly, func(p string) bool { return pkg == p || strings.HasPrefix(pkg, p+"/") })
	if !known && !helper {
		out = append(out, wrong{file, "", "package has no rank: add it to the table"})
	}
	for _, imp := range imports {
		if own, ok := strings.CutPrefix(imp, module); ok && !test && !helper {
			switch {
			case slices.Contains(testOnly, own):
				out = append(out, wrong{file, imp, "is for tests only"})
			case ranks[own] >= rank:
				out = append(out, wrong{file, imp, "is not of a lower rank"})
			}
		}
		for lib, places := range reserved {
			if test || helper || (imp != lib && !strings.HasPrefix(imp, lib+"/")) {
				continue
			}
			if !slices.ContainsFunc(places, func(p string) bool { return allowed(p, pkg, file) }) {
				out = append(out, wrong{file, imp, "is reserved to " + strings.Join(places, ", ")})
			}
		}
	}
	return out
}

func allowed(place, pkg, file string) bool {
	if name, ok := strings.CutPrefix(place, "*/"); ok {
		match, _ := path.Match(name, path.Base(file))
		return match
	}
	return pkg == place
}

func TestRanks(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(p, root+string(filepath.Separator)))
		if d.IsDir() {
			if slices.Contains([]string{"web", ".git", "data", "node_modules", "test", "bin", "docs", "testdata"}, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") || strings.HasPrefix(rel, "scripts/") {
			return nil
		}
		pkg := path.Dir(rel)
		seen[pkg] = true
		for _, w := range check(pkg, rel, strings.HasSuffix(p, "_test.go"), importsOf(t, p)) {
			t.Errorf("%s imports %q: it %s", w.file, w.imported, w.why)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range ranks {
		if !seen[pkg] {
			t.Errorf("%s has a rank but does not exist", pkg)
		}
	}
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range f.Imports {
		v, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// TestCheck_findsWrongArrows is the positive control: planted imports are found.
func TestCheck_findsWrongArrows(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, pkg, file, imported string
		test, bad                 bool
	}{
		{"down", "internal/outbox", "internal/outbox/a.go", module + "internal/channel", false, false},
		{"up", "internal/channel", "internal/channel/a.go", module + "internal/outbox", false, true},
		{"strangers", "internal/contact", "internal/contact/a.go", module + "internal/channel", false, true},
		{"up in a test", "internal/channel", "internal/channel/a_test.go", module + "internal/outbox", true, false},
		{"huma in http.go", "internal/blast", "internal/blast/http_report.go", "github.com/danielgtaylor/huma/v2", false, false},
		{"huma in service.go", "internal/blast", "internal/blast/service.go", "github.com/danielgtaylor/huma/v2", false, true},
		{"driver in a feature", "internal/blast", "internal/blast/store.go", "github.com/jackc/pgx/v5/stdlib", false, true},
		{"test helper in the product", "internal/app", "internal/app/a.go", module + "internal/database/dbtest", false, true},
		{"unknown package", "internal/util", "internal/util/a.go", "fmt", false, true},
	}
	for _, c := range cases {
		if got := len(check(c.pkg, c.file, c.test, []string{c.imported})) > 0; got != c.bad {
			t.Errorf("%s: found = %v, want %v", c.name, got, c.bad)
		}
	}
}
