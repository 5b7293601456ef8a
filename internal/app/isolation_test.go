package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/comment"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/inbox"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// TestIsolation_everyRoute walks every operation of the OpenAPI document as every role of one workspace, with the name, the id and the
// objects of another workspace. A route that is added is covered at once; one with a new kind of object fails here until an object of
// the other workspace stands for it.
func TestIsolation_everyRoute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "sini")
	w.people(t, "sana")
	foreign := w.foreignObjects(t, "sana")
	routes := 0
	for _, op := range operations(w.api) {
		if !op.InWorkspace() {
			continue
		}
		routes++
		body := bodyFor(t, w.api, op)
		for _, role := range workspace.Roles() {
			who := string(role) + ".sini"
			for _, ref := range []string{"sana", foreign["workspace"]} {
				path := fill(t, op.Path, map[string]string{"workspace": ref}, foreign)
				if status, raw := w.call(t, who, op.Method, path, body); status != http.StatusNotFound {
					t.Errorf("%s %s as %s in another workspace: %d %s, want 404", op.Method, op.Path, role, status, raw)
				}
			}
			path := fill(t, op.Path, map[string]string{"workspace": "sini"}, foreign)
			if !strings.Contains(strings.ReplaceAll(op.Path, "{workspace}", ""), "{") {
				continue // no object in the path
			}
			status, raw := w.call(t, who, op.Method, path, body)
			if status == http.StatusForbidden && !roleMay(t, w, who, op.Right) {
				continue
			}
			if status != http.StatusNotFound {
				t.Errorf("%s %s as %s with an object of another workspace: %d %s, want 404", op.Method, op.Path, role, status, raw)
			}
		}
		// The positive control: the owner of the object reaches the route.
		path := fill(t, op.Path, map[string]string{"workspace": "sana"}, foreign)
		if op.Method == http.MethodGet && !op.Raw {
			if status, raw := w.call(t, "owner.sana", op.Method, path, nil); status != http.StatusOK {
				t.Errorf("control: %s %s as its owner: %d %s", op.Method, op.Path, status, raw)
			}
		}
	}
	if routes < 40 {
		t.Fatalf("only %d routes were walked", routes)
	}
	t.Logf("%d routes, %d roles", routes, len(workspace.Roles()))
}

func roleMay(t *testing.T, w *world, who string, right httpapi.Right) bool {
	t.Helper()
	u, err := w.accounts.UserByName(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	ws, err := w.workspaces.BySlug(t.Context(), "sini")
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.workspaces.Role(t.Context(), u.ID, ws.ID)
	if err != nil {
		t.Fatal(err)
	}
	return m.May(right)
}

// fill puts ids into a path. Every parameter must have an object of the other workspace that stands for it.
func fill(t *testing.T, path string, first, then map[string]string) string {
	t.Helper()
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if !strings.HasPrefix(p, "{") {
			continue
		}
		name := strings.Trim(p, "{}")
		v, ok := first[name]
		if !ok {
			v, ok = then[name]
		}
		if !ok {
			t.Fatalf("%s: no object of another workspace stands for {%s}; add one to foreignObjects", path, name)
		}
		parts[i] = v
	}
	return strings.Join(parts, "/")
}

// bodyFor makes the smallest body that the document of an operation accepts.
func bodyFor(t *testing.T, api *httpapi.API, op httpapi.Operation) []byte {
	t.Helper()
	doc := api.Huma().OpenAPI()
	item := doc.Paths[op.Path]
	if item == nil {
		t.Fatalf("%s is not in the document", op.Path)
	}
	described := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}[op.Method]
	if described == nil || described.RequestBody == nil {
		return nil
	}
	media, ok := described.RequestBody.Content["application/json"]
	if !ok {
		return []byte("x")
	}
	b, err := json.Marshal(example(doc, media.Schema, 0))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func example(doc *huma.OpenAPI, s *huma.Schema, depth int) any {
	if s.Ref != "" {
		s = doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	if len(s.Examples) > 0 {
		return s.Examples[0]
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for _, name := range s.Required {
			out[name] = example(doc, s.Properties[name], depth+1)
		}
		return out
	case "array":
		out := []any{}
		for range deref(s.MinItems) {
			out = append(out, example(doc, s.Items, depth+1))
		}
		return out
	case "integer", "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return true
	default:
		switch s.Format {
		case "uuid":
			return "0198c1f2-7c1e-7a53-9f5e-0123456789ab"
		case "date-time":
			return "2027-01-01T00:00:00Z"
		}
		n := 24
		if s.MaxLength != nil {
			n = min(n, *s.MaxLength)
		}
		return strings.Repeat("x", max(deref(s.MinLength), n))
	}
}

func deref(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// TestOpenAPI_isCurrent: the committed document is what the program serves.
func TestOpenAPI_isCurrent(t *testing.T) {
	t.Parallel()
	var now bytes.Buffer
	if err := OpenAPI(&now); err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(filepath.Join("..", "..", "api", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(now.Bytes(), committed) {
		t.Error("api/openapi.json is not current: run `make generate`")
	}
}

func (w *world) foreignObjects(t *testing.T, slug string) map[string]string {
	t.Helper()
	ws, err := w.workspaces.BySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	who, at := "owner."+slug, "/api/v1/workspaces/"+slug
	out := map[string]string{"workspace": ws.ID.String(), "purpose": "promo"}
	out["contact"] = w.mustMake(t, who, at+"/contacts", `{"name":"Siti","phone":"081234567890"}`)
	out["group"] = w.mustMake(t, who, at+"/groups", `{"name":"Pelanggan"}`)
	out["field"] = w.mustMake(t, who, at+"/fields", `{"key":"kota","label":"Kota","type":"text","options":[]}`)
	out["segment"] = w.mustMake(t, who, at+"/segments", `{"name":"Diblokir","rules":{"match":"all","groups":[{"match":"all","rules":[{"about":"suppressed","test":"present"}]}]}}`)
	out["unstored_number"] = w.mustMake(t, who, at+"/unstored-numbers", `{"phone":"0812-0000-0001"}`)
	out["signup_form"] = w.mustMake(t, who, at+"/signup-forms", `{"name":"Toko","state":"closed","title":"Daftar","asks":[{"purpose":"promo","wording":"Saya setuju."}]}`)
	out["rule"] = w.mustMake(t, who, at+"/instagram/rules", `{"name":"Harga","scope":{"kind":"all","channels":[]},"match":{"any":true},"follow":{"policy":"send"},"repeat":{}}`)
	var plan struct {
		Hash string `json:"hash"`
		Gone int    `json:"gone"`
	}
	if status, raw := w.call(t, who, http.MethodPost, at+"/erasure-plan", []byte(`{"scope":{"categories":["C3"]}}`)); status != http.StatusOK || json.Unmarshal(raw, &plan) != nil {
		t.Fatalf("plan: %d %s", status, raw)
	}
	out["erasure"] = w.mustMake(t, who, at+"/erasure-requests", `{"scope":{"categories":["C3"]},"plan_hash":"`+plan.Hash+`","plan_gone":`+strconv.Itoa(plan.Gone)+
		`,"grace_hours":168,"workspace_name":"Toko `+slug+`","licence_code":"`+w.codes[who]+`"}`)
	out["blast"] = w.mustMake(t, who, at+"/blasts", `{"name":"Promo"}`)
	out["member"], out["invite"] = w.foreignPeople(t, slug)
	for kind, made := range w.foreignRows(t, ws.ID) {
		out[kind] = made
	}
	return out
}

// foreignRows makes the objects that have no simple route: a channel and what comes in through it, an import, a file, a job.
func (w *world) foreignRows(t *testing.T, ws id.Workspace) map[string]string {
	t.Helper()
	ctx := t.Context()
	ch, _, err := w.channels.Connect(ctx, ws, channel.Connect{Kind: channel.Simulated, Name: "Simulasi", ExternalID: "sim-1", AccountID: "sim", Token: secret.New("t")})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{"channel": ch.ID.String()}
	from := channel.Address{Phone: "+6281234567891"}
	err = w.db.Write(ctx, ws, func(tx *wsdb.Tx) error {
		ev := channel.MessageReceived{ExternalID: "in-1", From: from, At: tx.Now(), Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "halo"}}}
		if err := w.inbox.HandleEvents(ctx, tx, ch, []channel.Event{ev}); err != nil {
			return err
		}
		said := channel.CommentReceived{ExternalID: "c1", From: channel.HandleAddress("1"), Text: "halo", At: tx.Now()}
		if err := w.comments.HandleEvents(ctx, tx, ch, []channel.Event{said}); err != nil {
			return err
		}
		var written comment.ID
		if err := tx.QueryRow(ctx, `SELECT id FROM comment`).Scan(&written); err != nil {
			return err
		}
		out["comment"] = written.String()
		j, err := w.jobs.Create(ctx, tx, "import.run", job.Owner{}, 1)
		if err != nil {
			return err
		}
		out["job"] = j.ID.String()
		sends, err := w.outbox.Add(ctx, tx, []outbox.Request{{
			Channel: ch.ID, Lane: outbox.API, Origin: outbox.Origin{Kind: outbox.OriginAPI, ID: "x"}, To: from,
			Purpose: contact.PurposeService, Content: ev.Content,
		}})
		if err != nil {
			return err
		}
		out["message"] = sends[0].ID.String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	imp, err := w.contacts.Upload(ctx, ws, "kontak.csv", strings.NewReader("nama,nomor\nSiti,081234567890\n"), job.Owner{})
	if err != nil {
		t.Fatal(err)
	}
	file, err := w.library.Store(ctx, ws, strings.NewReader("isi"), library.Meta{Name: "a.txt"})
	if err != nil {
		t.Fatal(err)
	}
	conv, err := w.inbox.List(ctx, ws, inbox.ListRequest{})
	if err != nil || len(conv.Items) == 0 {
		t.Fatalf("conversations: %v", err)
	}
	var templates page.Page[channel.MessageTemplate]
	err = w.db.Read(ctx, ws, func(q wsdb.Query) (err error) {
		templates, err = w.channels.ListTemplates(ctx, q, ch.ID, "", page.Request{})
		return err
	})
	if err != nil || len(templates.Items) == 0 {
		t.Fatalf("templates: %d, %v", len(templates.Items), err)
	}
	out["import"], out["attachment"] = imp.ID.String(), file.ID.String()
	out["conversation"], out["template"] = conv.Items[0].ID.String(), templates.Items[0].ID.String()
	return out
}
