package httpapi

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// transform replaces huma's own error bodies, which repeat what was sent, by problems that do not, and sees to it that lists are lists.
func (a *API) transform(ctx huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return withLists(v), nil
	}
	code, detail := "request.invalid", "Some of what was sent cannot be used as it is."
	switch e.Status {
	case http.StatusUnprocessableEntity:
	case http.StatusBadRequest:
		code, detail = "request.malformed", "The body is missing or is not valid JSON."
	case http.StatusRequestTimeout:
		code, detail = "request.timeout", "The body took too long to arrive."
	case http.StatusRequestEntityTooLarge:
		code, detail = "request.too_large", "The request is larger than accepted."
	case http.StatusUnsupportedMediaType:
		code, detail = "request.media_type", "The body has to be application/json."
	case http.StatusNotAcceptable:
		code, detail = "request.not_acceptable", "The answer is only available as application/json."
	default:
		code, detail = internalCode, internalDetail
	}
	p := newProblem(ctx.Context(), e.Status, code, detail)
	for _, d := range e.Errors {
		if d != nil {
			p.Errors = append(p.Errors, plainField(d))
		}
	}
	return p, nil
}

// Sentences of huma that hold nothing but words of the schema, and the code each stands for. Anything else may hold what was sent.
var sentences = []struct{ prefix, code string }{
	{"unexpected property", "unknown_field"},
	{"unknown query parameter", "unknown_field"},
	{"required", "required"},
	{"expected required property", "required"},
	{"expected property", "required"},
	{"expected length >=", "too_short"},
	{"expected length <=", "too_long"},
	{"expected array length >=", "too_few"},
	{"expected array length <=", "too_many"},
	{"expected number >", "too_small"},
	{"expected number <", "too_large"},
	{"expected value to be one of", "not_allowed"},
	{"expected string to match pattern", "format"},
	{"expected array items to be unique", "not_unique"},
	{"expected boolean", "type"},
	{"expected number", "type"},
	{"expected integer", "type"},
	{"expected array", "type"},
	{"expected object", "type"},
}

func plainField(d *huma.ErrorDetail) ProblemField {
	f := ProblemField{Location: plainLocation(d.Location), Code: "invalid", Message: "This value cannot be used."}
	if d.Message == "expected string" {
		f.Code, f.Message = "type", d.Message
		return f
	}
	for _, s := range sentences {
		if strings.HasPrefix(d.Message, s.prefix) {
			f.Code, f.Message = s.code, d.Message
			return f
		}
	}
	return f
}

var plainPart = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}(\[[0-9]+\])*$`)

// plainLocation keeps the parts of a path that look like names of fields: keys of free objects are content too.
func plainLocation(location string) string {
	parts := strings.Split(location, ".")
	for i, part := range parts {
		if !plainPart.MatchString(part) {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, ".")
}
