package httpapi

import (
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// A list of this API is never null. The library takes that from a variable of its own, which is set once, before any API is made.
var _ = func() struct{} { huma.DefaultArrayNullable = false; return struct{}{} }()

// schemaNames gives each Go type its name in the document: the name of the type, and with the package in front when another package
// has taken that name. Types are met in the order of registration, so names do not change from run to run.
type schemaNames map[string]reflect.Type

func (n schemaNames) name(t reflect.Type, hint string) string {
	plain := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	known, taken := n[plain]
	if !taken || known == t {
		n[plain] = t
		return plain
	}
	pkg := path.Base(t.PkgPath())
	return strings.ToUpper(pkg[:1]) + pkg[1:] + plain
}

// nullables says in the document which named objects may be null. The library says that of plain values only.
type nullables struct {
	known map[string]bool
}

// note marks the properties of the schemas that have come since the last call.
func (n *nullables) note(doc *huma.OpenAPI, _ *huma.Operation) {
	types := doc.Components.Schemas
	for name, schema := range types.Map() {
		if n.known[name] {
			continue
		}
		n.known[name] = true
		t := types.TypeFromRef("#/components/schemas/" + name)
		if t == nil || t.Kind() != reflect.Struct {
			continue
		}
		for _, field := range reflect.VisibleFields(t) {
			key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			property := schema.Properties[key]
			if property == nil || property.Ref == "" || field.Type.Kind() != reflect.Pointer || strings.Contains(options, "omitempty") {
				continue
			}
			schema.Properties[key] = &huma.Schema{AnyOf: []*huma.Schema{property, {Type: "null"}}, Description: property.Description}
		}
	}
}
