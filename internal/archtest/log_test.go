package archtest

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/datamap"
)

var (
	levels = []string{"Debug", "Info", "Warn", "Error", "DebugContext", "InfoContext", "WarnContext", "ErrorContext"}
	attrs  = []string{"String", "Int", "Int64", "Uint64", "Bool", "Time", "Duration", "Any"}
)

// logged judges the log lines of one source: sentences are constant, and every field is registered.
func logged(t *testing.T, name string, src any) (calls int, wrong []string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, src, 0)
	if err != nil {
		t.Fatal(err)
	}
	fields := datamap.LogFields()
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		var receiver strings.Builder
		if err := printer.Fprint(&receiver, files, sel.X); err != nil {
			t.Fatal(err)
		}
		var keys []ast.Expr
		switch isLog := strings.HasSuffix(strings.ToLower(receiver.String()), "log"); {
		case receiver.String() == "slog" && slices.Contains(attrs, sel.Sel.Name):
			keys = call.Args[:1]
		case isLog && sel.Sel.Name == "With":
			keys = everyOther(call.Args)
		case isLog && slices.Contains(levels, sel.Sel.Name):
			args := call.Args
			if strings.HasSuffix(sel.Sel.Name, "Context") {
				args = args[1:]
			}
			if _, ok := literal(args[0]); !ok {
				wrong = append(wrong, files.Position(call.Pos()).String()+": the sentence is not constant")
			}
			keys = everyOther(args[1:])
		default:
			return true
		}
		calls++
		for _, k := range keys {
			if key, ok := literal(k); ok && fields[key].Class == "" {
				wrong = append(wrong, files.Position(k.Pos()).String()+": the field "+key+" is not registered in datamap")
			}
		}
		return true
	})
	return calls, wrong
}

// everyOther returns the keys of a list of pairs; an attribute stands for itself and is judged where it is made.
func everyOther(args []ast.Expr) (keys []ast.Expr) {
	for i := 0; i < len(args); i++ {
		if _, ok := literal(args[i]); ok {
			keys = append(keys, args[i])
			i++
		}
	}
	return keys
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

func TestLogFields_areRegistered(t *testing.T) {
	t.Parallel()
	calls := 0
	for _, dir := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(p string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			n, wrong := logged(t, p, nil)
			calls += n
			for _, w := range wrong {
				t.Error(w)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if calls < 50 {
		t.Errorf("only %d log lines were found", calls)
	}
}

// The positive control: planted lines are found.
func TestLogged_findsWrongLines(t *testing.T) {
	t.Parallel()
	for src, bad := range map[string]bool{
		`s.d.Log.Info("done", "count", 3)`:                    false,
		`log.With("job_id", j).Error("failed", "err", err)`:   false,
		`s.log.Info("sent to "+phone, "count", 3)`:            true,
		`s.log.Warn("done", "count", 3, "phone", p)`:          true,
		`log.InfoContext(ctx, "done", "recipient", p)`:        true,
		`s.log.With("customer", c)`:                           true,
		`s.log.Info("done", slog.String("text", m.Text))`:     true,
		`s.log.Info("done", slog.Int("count", 2), "name", n)`: true,
	} {
		_, wrong := logged(t, "planted.go", "package p\nfunc f() { "+src+" }")
		if got := len(wrong) > 0; got != bad {
			t.Errorf("%s: found = %v, want %v", src, got, bad)
		}
	}
}
