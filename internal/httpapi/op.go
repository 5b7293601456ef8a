package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// Right is what a member must be allowed for an operation.
type Right = workspace.Right

// The rights, as in package workspace.
const (
	Read   = workspace.Read
	Reply  = workspace.Reply
	Send   = workspace.Send
	Edit   = workspace.Edit
	Manage = workspace.Manage
	Audit  = workspace.Audit
	Delete = workspace.Delete
)

// Names that stand in the place of a right for operations outside a workspace.
const (
	rightUser     = Right("user")
	rightPublic   = Right("public")
	rightOperator = Right("operator")
)

const (
	defaultBody     = 1 << 20
	bodyReadTimeout = 30 * time.Second
)

// Op describes an operation. Path is relative to the workspace ("/contacts/{contact}") for Register and Raw, to Prefix for
// RegisterUser and RegisterPublic, and to OperatorPrefix for RegisterOperator and RawOperator.
type Op struct {
	ID            string // "start-blast"
	Method        string
	Path          string
	Summary       string
	Description   string
	Right         Right // only inside a workspace
	AllowReadOnly bool  // a changing operation that still works when the licence has ended
	MaxBody       int64 // bytes; 0 is 1 MiB, less is unlimited (the handler limits)
	Status        int   // of success; 0 is 200, or 204 without a body

	// For the document of a raw operation only: the media type it takes and gives, and the type of a JSON answer.
	Consumes string
	Produces string
	Answer   reflect.Type
}

// Operation is what Operations says of one route.
type Operation struct {
	ID            string
	Method        string
	Path          string
	Right         Right // "user" needs a login only, "operator" one of an operator, "public" nothing
	AllowReadOnly bool
	Raw           bool
}

// InWorkspace says whether the route lies in a workspace.
func (o Operation) InWorkspace() bool {
	return o.Right != rightUser && o.Right != rightPublic && o.Right != rightOperator
}

// OfOperators says whether the route is there for operators only.
func (o Operation) OfOperators() bool { return o.Right == rightOperator }

// Operations lists all registered operations.
func (a *API) Operations() []Operation { return append([]Operation(nil), a.ops...) }

// Register adds an operation of a workspace. handler runs only for members with op.Right; it gets the resolved workspace. In
// declares path ({contact}), query, header and Body fields, but not {workspace}. Errors are faults; anything else answers 500.
func Register[I, O any](a *API, op Op, handler func(ctx context.Context, p account.Principal, ws id.Workspace, in *I) (*O, error)) {
	full := a.describe(op, WorkspacePrefix+op.Path, op.Right)
	full.Parameters = append(full.Parameters, workspaceParam())
	huma.Register(a.huma, full, func(ctx context.Context, in *I) (*O, error) {
		p := principalFrom(ctx)
		out, err := handler(ctx, p, p.Workspace.ID, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// RegisterUser adds an operation for everyone who is logged in.
func RegisterUser[I, O any](a *API, op Op, handler func(ctx context.Context, p account.Principal, in *I) (*O, error)) {
	huma.Register(a.huma, a.describe(op, Prefix+op.Path, rightUser), func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, principalFrom(ctx), in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// RegisterOperator adds an operation for operators. For everybody else there is nothing at its address.
func RegisterOperator[I, O any](a *API, op Op, handler func(ctx context.Context, p account.Principal, in *I) (*O, error)) {
	huma.Register(a.huma, a.describe(op, OperatorPrefix+op.Path, rightOperator), func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, principalFrom(ctx), in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// RegisterPublic adds an operation for everyone.
func RegisterPublic[I, O any](a *API, op Op, handler func(ctx context.Context, in *I) (*O, error)) {
	huma.Register(a.huma, a.describe(op, Prefix+op.Path, rightPublic), func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// RawHandler serves an operation by itself: uploads, downloads, streams. A returned error is written as a problem, unless the
// answer has begun; then the connection is cut, so that nobody takes half a file for a whole one.
type RawHandler func(w http.ResponseWriter, r *http.Request, p account.Principal, ws id.Workspace) error

// Raw adds an operation of a workspace that reads the request and writes the answer by itself.
func (a *API) Raw(op Op, handler RawHandler) {
	a.raw(op, WorkspacePrefix, op.Right, handler)
}

// RawOperator adds an operation for operators that writes the answer by itself; its handler gets no workspace.
func (a *API) RawOperator(op Op, handler RawHandler) {
	a.raw(op, OperatorPrefix, rightOperator, handler)
}

func (a *API) raw(op Op, prefix string, right Right, handler RawHandler) {
	full := a.describe(op, prefix+op.Path, right)
	full.Parameters = pathParams(op.Path)
	if prefix == WorkspacePrefix {
		full.Parameters = append(full.Parameters, workspaceParam())
	}
	a.describeRaw(op, &full)
	a.ops[len(a.ops)-1].Raw = true
	a.huma.OpenAPI().AddOperation(&full)
	a.mux.HandleFunc(full.Method+" "+full.Path, func(w http.ResponseWriter, r *http.Request) {
		p, err := a.admit(r, op, full.Method, right)
		if err != nil {
			a.writeError(w, r, err)
			return
		}
		if limit := bodyLimit(op); limit > 0 {
			r.Body = http.MaxBytesReader(w, r.Body, limit)
		}
		if err := handler(w, r.WithContext(withPrincipal(r.Context(), p)), p, p.Workspace.ID); err != nil {
			a.writeError(w, r, err)
		}
	})
}

// describeRaw documents what huma cannot see: the body a raw operation takes and gives.
func (a *API) describeRaw(op Op, full *huma.Operation) {
	binary := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	switch {
	case op.Consumes == "multipart/form-data":
		full.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.Consumes: {Schema: &huma.Schema{
			Type: huma.TypeObject, Properties: map[string]*huma.Schema{"file": binary.Schema}, Required: []string{"file"},
		}}}}
	case op.Consumes != "":
		full.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.Consumes: binary}}
	}
	success := &huma.Response{Description: "Success"}
	switch {
	case op.Answer != nil:
		schema := a.huma.OpenAPI().Components.Schemas.Schema(op.Answer, true, op.ID)
		success.Content = map[string]*huma.MediaType{"application/json": {Schema: schema}}
	case op.Produces != "":
		success.Content = map[string]*huma.MediaType{op.Produces: {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	full.Responses[strconv.Itoa(cmp.Or(op.Status, http.StatusOK))] = success
}

func bodyLimit(op Op) int64 {
	switch {
	case op.MaxBody == 0:
		return defaultBody
	case op.MaxBody < 0:
		return 0
	}
	return op.MaxBody
}

// describe makes the huma operation with its guard and remembers it for Operations.
func (a *API) describe(op Op, path string, right Right) huma.Operation {
	if op.ID == "" || op.Method == "" || right == "" {
		panic("httpapi: an operation needs an id, a method and a right: " + op.ID + " " + path)
	}
	a.ops = append(a.ops, Operation{ID: op.ID, Method: op.Method, Path: path, Right: right, AllowReadOnly: op.AllowReadOnly})
	full := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: path, Summary: op.Summary, Description: op.Description,
		DefaultStatus: op.Status, MaxBodyBytes: op.MaxBody, BodyReadTimeout: bodyReadTimeout,
		Tags:       []string{tag(path)},
		Extensions: map[string]any{"x-kelola-right": string(right)},
		Responses:  map[string]*huma.Response{"default": a.problemResponse()},
	}
	if right != rightPublic {
		full.Security = []map[string][]string{{"session": {}}}
	}
	if op.AllowReadOnly {
		full.Extensions["x-kelola-read-only-allowed"] = true
	}
	full.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		p, err := a.admit(r, op, full.Method, right)
		if err != nil {
			a.writeError(w, r, err)
			return
		}
		next(huma.WithContext(ctx, withPrincipal(ctx.Context(), p)))
	}}
	return full
}

func workspaceParam() *huma.Param {
	return &huma.Param{
		Name: "workspace", In: "path", Required: true, Description: "Id or short name of the workspace.",
		Schema: &huma.Schema{Type: huma.TypeString},
	}
}

func pathParams(path string) []*huma.Param {
	var params []*huma.Param
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			params = append(params, &huma.Param{
				Name: strings.TrimSuffix(name, "}"), In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString},
			})
		}
	}
	return params
}

// tag groups operations in the documents by the first noun of their path.
func tag(path string) string {
	if strings.HasPrefix(path, OperatorPrefix+"/") {
		return "operator"
	}
	rest, ok := strings.CutPrefix(path, WorkspacePrefix+"/")
	if !ok {
		rest = strings.TrimPrefix(path, Prefix+"/")
	}
	noun, _, _ := strings.Cut(rest, "/")
	return noun
}
