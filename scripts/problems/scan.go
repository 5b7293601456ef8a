package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// problem is one code with every status and sentence it is declared with.
type problem struct {
	code     string
	statuses []int
	details  []string
}

// form is a function that makes a problem: which of its arguments hold the status or kind, the code and the sentence.
// An index of -1 means that the value is fixed: kind or detail say it.
type form struct {
	kindArg, codeArg, detailArg int
	kind                        ast.Expr
	prefix, detail              string
}

// pkg is one package with what is known of its names.
type pkg struct {
	dir       string
	files     []*ast.File
	constants map[string]string
	forms     map[string]form
}

// scanner collects problems.
type scanner struct {
	kinds map[string]int // of package fault, to the HTTP status
	found map[string]*problem
}

// scan reads every problem declared under root/internal, sorted by code.
func scan(root string) ([]problem, error) {
	pkgs, err := parse(filepath.Join(root, "internal"))
	if err != nil {
		return nil, err
	}
	s := &scanner{found: map[string]*problem{}}
	for _, p := range pkgs {
		if filepath.Base(p.dir) == "httpapi" {
			if s.kinds, err = kindStatuses(p); err != nil {
				return nil, err
			}
		}
	}
	if len(s.kinds) == 0 {
		return nil, errors.New("the function status(fault.Kind) of package httpapi was not found")
	}
	for _, p := range pkgs {
		for known := -1; known != len(p.forms); { // a helper may call a helper
			known = len(p.forms)
			for _, f := range p.files {
				if err := s.file(p, f); err != nil {
					return nil, err
				}
			}
		}
	}
	out := make([]problem, 0, len(s.found))
	for _, p := range s.found {
		slices.Sort(p.statuses)
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b problem) int { return strings.Compare(a.code, b.code) })
	return out, nil
}

// parse reads the packages that are part of the product.
func parse(dir string) ([]*pkg, error) {
	set := token.NewFileSet()
	var all []*pkg
	by := map[string]*pkg{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{"dist", "testdata", "dbtest", "channeltest", "sandbox"}, d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		p := by[filepath.Dir(path)]
		if p == nil {
			p = &pkg{dir: filepath.Dir(path), constants: map[string]string{}, forms: map[string]form{}}
			if filepath.Base(p.dir) == "httpapi" {
				p.forms["newProblem"] = form{kindArg: 1, codeArg: 2, detailArg: 3}
			}
			by[p.dir], all = p, append(all, p)
		}
		p.files = append(p.files, f)
		p.learnConstants(f)
		return nil
	})
	return all, err
}

func (p *pkg) learnConstants(f *ast.File) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			for i, name := range v.Names {
				if i < len(v.Values) {
					if text, ok := p.text(v.Values[i]); ok {
						p.constants[name.Name] = text
					}
				}
			}
		}
	}
}

// text evaluates literals, known constants and their sums.
func (p *pkg) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		s, ok := p.constants[e.Name]
		return s, ok
	case *ast.BinaryExpr:
		left, ok1 := p.text(e.X)
		right, ok2 := p.text(e.Y)
		return left + right, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}

func (s *scanner) file(p *pkg, f *ast.File) error {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			s.edge(p, fn)
		}
		fn, _ := d.(*ast.FuncDecl)
		var failed error
		ast.Inspect(d, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && failed == nil {
				failed = s.call(p, fn, call)
			}
			return failed == nil
		})
		if failed != nil {
			return failed
		}
	}
	return nil
}

// formOf says whether a call makes a problem.
func (p *pkg) formOf(call *ast.CallExpr) (form, bool) {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		x, ok := f.X.(*ast.Ident)
		return form{kindArg: 0, codeArg: 1, detailArg: 2}, ok && x.Name == "fault" && f.Sel.Name == "New"
	case *ast.Ident:
		known, ok := p.forms[f.Name]
		return known, ok
	}
	return form{}, false
}

func (s *scanner) call(p *pkg, in *ast.FuncDecl, call *ast.CallExpr) error {
	f, ok := p.formOf(call)
	if !ok || len(call.Args) <= max(f.kindArg, f.codeArg, f.detailArg) {
		return nil
	}
	if f.kindArg >= 0 {
		f.kind = call.Args[f.kindArg]
	}
	code, prefix := call.Args[f.codeArg], f.prefix
	if sum, ok := code.(*ast.BinaryExpr); ok {
		if left, ok := p.text(sum.X); ok {
			if _, whole := p.text(code); !whole {
				code, prefix = sum.Y, prefix+left
			}
		}
	}
	if text, ok := p.text(code); ok {
		return s.add(f.kind, prefix+text, f.sentence(p, call))
	}
	// The code is a parameter of the function around: that function makes problems too.
	if at := parameter(in, code); at >= 0 {
		if _, own := p.forms[in.Name.Name]; !own {
			p.forms[in.Name.Name] = form{
				kindArg: parameter(in, f.kind), codeArg: at, detailArg: f.passed(in, call), kind: f.kind, prefix: prefix, detail: f.sentence(p, call),
			}
		}
		return nil
	}
	if x, ok := code.(*ast.SelectorExpr); ok && x.Sel.Name == "Code" {
		return nil // a fault that is declared elsewhere
	}
	if filepath.Base(p.dir) == "httpapi" && in != nil && in.Name.Name == "transform" {
		return nil // see edge
	}
	return fmt.Errorf("%s: a code in %s cannot be read from the source", p.dir, name(in))
}

// sentence is the detail of a call; "" if only running can tell.
func (f form) sentence(p *pkg, call *ast.CallExpr) string {
	if f.detailArg < 0 {
		return f.detail
	}
	text, ok := p.text(call.Args[f.detailArg])
	if !ok {
		return ""
	}
	return text
}

// passed is the parameter of the function around that becomes the detail of a call, -1 if the detail is fixed.
func (f form) passed(in *ast.FuncDecl, call *ast.CallExpr) int {
	if f.detailArg < 0 {
		return -1
	}
	return parameter(in, call.Args[f.detailArg])
}

func name(fn *ast.FuncDecl) string {
	if fn == nil {
		return "a declaration"
	}
	return fn.Name.Name
}

// parameter is the place of a parameter of fn that e names, -1 if it is none.
func parameter(fn *ast.FuncDecl, e ast.Expr) int {
	id, ok := e.(*ast.Ident)
	if !ok || fn == nil {
		return -1
	}
	at := 0
	for _, f := range fn.Type.Params.List {
		for _, n := range f.Names {
			if n.Name == id.Name {
				return at
			}
			at++
		}
	}
	return -1
}

// add notes a problem. kind is fault.X, http.StatusX, or something that only runs can tell.
func (s *scanner) add(kind ast.Expr, code, detail string) error {
	sel, ok := kind.(*ast.SelectorExpr)
	if !ok {
		return fmt.Errorf("%s: its kind cannot be read from the source", code)
	}
	status, ok := s.kinds[sel.Sel.Name]
	if !ok {
		if status, ok = statusNames[sel.Sel.Name]; !ok {
			return fmt.Errorf("%s: %s is not known", code, sel.Sel.Name)
		}
	}
	p := s.found[code]
	if p == nil {
		p = &problem{code: code}
		s.found[code] = p
	}
	if !slices.Contains(p.statuses, status) {
		p.statuses = append(p.statuses, status)
	}
	if detail != "" && !slices.Contains(p.details, detail) {
		p.details = append(p.details, detail)
	}
	return nil
}

// edge reads what package httpapi says instead of the library's own errors: code, detail = "…", "…" in the case of a status.
func (s *scanner) edge(p *pkg, fn *ast.FuncDecl) {
	if filepath.Base(p.dir) != "httpapi" || fn.Name.Name != "transform" {
		return
	}
	var under ast.Expr = &ast.SelectorExpr{X: ast.NewIdent("fault"), Sel: ast.NewIdent("Invalid")}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CaseClause:
			if len(n.List) == 1 {
				under = n.List[0]
			}
		case *ast.AssignStmt:
			if len(n.Rhs) == 2 && len(n.Lhs) == 2 {
				code, ok1 := p.text(n.Rhs[0])
				detail, ok2 := p.text(n.Rhs[1])
				if ok1 && ok2 && strings.Contains(code, ".") {
					_ = s.add(under, code, detail)
				}
			}
		}
		return true
	})
}

// kindStatuses reads which HTTP status each kind of fault has.
func kindStatuses(p *pkg) (map[string]int, error) {
	kinds := map[string]int{"Internal": http.StatusInternalServerError}
	var failed error
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CaseClause)
			if !ok || len(c.List) != 1 || len(c.Body) != 1 {
				return true
			}
			kind, ok1 := c.List[0].(*ast.SelectorExpr)
			ret, ok2 := c.Body[0].(*ast.ReturnStmt)
			if !ok1 || !ok2 || len(ret.Results) != 1 {
				return true
			}
			status, ok := ret.Results[0].(*ast.SelectorExpr)
			if x, isFault := kind.X.(*ast.Ident); !ok || !isFault || x.Name != "fault" {
				return true
			}
			if kinds[kind.Sel.Name], ok = statusNames[status.Sel.Name]; !ok {
				failed = fmt.Errorf("http.%s is not known: add it to statusNames", status.Sel.Name)
			}
			return true
		})
	}
	if len(kinds) == 1 {
		return nil, failed
	}
	return kinds, failed
}

var statusNames = map[string]int{
	"StatusBadRequest": http.StatusBadRequest, "StatusUnauthorized": http.StatusUnauthorized, "StatusForbidden": http.StatusForbidden,
	"StatusNotFound": http.StatusNotFound, "StatusMethodNotAllowed": http.StatusMethodNotAllowed, "StatusNotAcceptable": http.StatusNotAcceptable,
	"StatusRequestTimeout": http.StatusRequestTimeout, "StatusConflict": http.StatusConflict, "StatusGone": http.StatusGone,
	"StatusRequestEntityTooLarge": http.StatusRequestEntityTooLarge, "StatusUnsupportedMediaType": http.StatusUnsupportedMediaType,
	"StatusUnprocessableEntity": http.StatusUnprocessableEntity, "StatusTooManyRequests": http.StatusTooManyRequests,
	"StatusInternalServerError": http.StatusInternalServerError, "StatusServiceUnavailable": http.StatusServiceUnavailable,
}
