package httpapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
)

//go:embed docs.html
var docsPage string

//go:embed docs.css
var docsStyle []byte

// document makes the OpenAPI document from what was registered.
func (a *API) document() ([]byte, error) {
	spec := a.huma.OpenAPI()
	// Errors are problems; huma registers its own form of them all the same.
	schemas := spec.Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	compact, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := json.Indent(&text, compact, "", "  "); err != nil {
		return nil, err
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}

// OpenAPI returns the OpenAPI 3.1 document as it is served and committed. It is made once, when first asked for: register
// everything before.
func (a *API) OpenAPI() ([]byte, error) { return a.spec() }

func (a *API) serveSpec(w http.ResponseWriter, r *http.Request) {
	text, err := a.spec()
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/openapi+json")
	_, _ = w.Write(text) // the client may be gone
}

type docsGroup struct {
	Name string
	Ops  []docsOp
}

type docsOp struct {
	Operation
	Summary     string
	Description string
}

func (a *API) serveDocs(w http.ResponseWriter, r *http.Request) {
	page, err := template.New("docs").Parse(docsPage)
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	var text bytes.Buffer
	err = page.Execute(&text, map[string]any{"Version": a.opt.Version, "Groups": a.docsGroups(), "Spec": Prefix + "/openapi.json"})
	if err != nil {
		a.writeError(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(text.Bytes()) // the client may be gone
}

func (a *API) serveDocsStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(docsStyle) // the client may be gone
}

// docsGroups sorts the operations by their first noun, then by path.
func (a *API) docsGroups() []docsGroup {
	var groups []docsGroup
	ops := a.Operations()
	slices.SortStableFunc(ops, func(x, y Operation) int {
		if c := strings.Compare(tag(x.Path), tag(y.Path)); c != 0 {
			return c
		}
		return strings.Compare(x.Path, y.Path)
	})
	for _, op := range ops {
		name := tag(op.Path)
		if len(groups) == 0 || groups[len(groups)-1].Name != name {
			groups = append(groups, docsGroup{Name: name})
		}
		d := docsOp{Operation: op}
		d.Summary, d.Description = a.describedAs(op)
		last := &groups[len(groups)-1]
		last.Ops = append(last.Ops, d)
	}
	return groups
}

func (a *API) describedAs(op Operation) (summary, description string) {
	item := a.huma.OpenAPI().Paths[op.Path]
	if item == nil {
		return "", ""
	}
	switch op.Method {
	case http.MethodGet:
		return item.Get.Summary, item.Get.Description
	case http.MethodPost:
		return item.Post.Summary, item.Post.Description
	case http.MethodPut:
		return item.Put.Summary, item.Put.Description
	case http.MethodPatch:
		return item.Patch.Summary, item.Patch.Description
	case http.MethodDelete:
		return item.Delete.Summary, item.Delete.Description
	}
	return "", ""
}
