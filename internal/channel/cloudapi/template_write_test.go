package cloudapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/channeltest"
	"github.com/kelolapesan/kelola/internal/fault"
)

func promo() channel.TemplateForm {
	return channel.TemplateForm{
		Name: "promo", Language: "id", Category: "MARKETING", Header: channel.FormHeader{Format: "text", Text: "Untuk {{1}}", Example: "Sari"},
		Body: "Halo {{1}}, kode {{2}} berlaku hari ini.", Examples: map[string]string{"1": "Budi", "2": "A1"}, Footer: "Toko",
		Buttons: []channel.FormButton{
			{Type: "quick_reply", Text: "Ya"}, {Type: "url", Text: "Buka", URL: "https://x.example/{{1}}", Example: "a"},
			{Type: "url", Text: "Toko", URL: "https://x.example"}, {Type: "phone_number", Text: "Telepon", Phone: "+628001"}, {Type: "copy_code", Example: "HEMAT"},
		},
	}
}

// The bodies are those of the documentation: examples as lists of lists, named ones apart, handles for files.
func TestCreateTemplate_bodies(t *testing.T) {
	t.Parallel()
	named := channel.TemplateForm{
		Name: "promo", Language: "id", Category: "UTILITY", Header: channel.FormHeader{Format: "image", Attachment: "a1"},
		Body: "Halo {{nama}}, selamat datang di toko.", Examples: map[string]string{"nama": "Budi"},
	}
	for name, tt := range map[string]struct {
		form   channel.TemplateForm
		handle string
		want   string
	}{
		"positional": {promo(), "", `{"name":"promo","language":"id","category":"MARKETING","parameter_format":"POSITIONAL","components":[
			{"type":"HEADER","format":"TEXT","text":"Untuk {{1}}","example":{"header_text":["Sari"]}},
			{"type":"BODY","text":"Halo {{1}}, kode {{2}} berlaku hari ini.","example":{"body_text":[["Budi","A1"]]}},
			{"type":"FOOTER","text":"Toko"},
			{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Ya"},{"type":"URL","text":"Buka","url":"https://x.example/{{1}}","example":["a"]},
				{"type":"URL","text":"Toko","url":"https://x.example"},{"type":"PHONE_NUMBER","text":"Telepon","phone_number":"+628001"},{"type":"COPY_CODE","example":"HEMAT"}]}]}`},
		"named with an image": {named, "4::aW", `{"name":"promo","language":"id","category":"UTILITY","parameter_format":"NAMED","components":[
			{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW"]}},
			{"type":"BODY","text":"Halo {{nama}}, selamat datang di toko.","example":{"body_text_named_params":[{"param_name":"nama","example":"Budi"}]}}]}`},
	} {
		n := newNetwork(t)
		n.on("POST /v26.0/900/message_templates", 200, `{"id":"168","status":"PENDING","category":"UTILITY"}`)
		got, err := connect(t, n.URL).CreateTemplate(t.Context(), session(), tt.form, tt.handle)
		if err != nil || got.ExternalID != "168" || got.Status != "PENDING" || got.Category != "UTILITY" {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		var sent, want any
		if err := errors.Join(json.Unmarshal([]byte(n.last().Body), &sent), json.Unmarshal([]byte(tt.want), &want)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, sent); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTemplateChanges_answers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		want   error
		field  string
	}{
		"taken":            {200, `{"id":168,"status":"PENDING","category":"MARKETING","success":true}`, nil, ""},
		"exists":           {400, `{"error":{"message":"x","code":100,"error_subcode":2388024}}`, channel.ErrTemplateExists, "name"},
		"name being gone":  {400, `{"error":{"message":"x","code":100,"error_subcode":2388023}}`, channel.ErrTemplateDeleted, "name"},
		"too many":         {400, `{"error":{"message":"x","code":100,"error_subcode":2388019}}`, channel.ErrTemplateLimit, ""},
		"not editable":     {400, `{"error":{"message":"x","code":100,"error_subcode":2388039}}`, channel.ErrTemplateLocked, ""},
		"edge":             {400, `{"error":{"message":"x","code":100,"error_subcode":2388299}}`, channel.ErrTemplateRefused, "body"},
		"other":            {400, `{"error":{"message":"x","code":100,"error_subcode":1}}`, channel.ErrTemplateRefused, ""},
		"refused with 500": {500, `{"error":{"message":"x","code":100,"error_subcode":2388293}}`, channel.ErrTemplateRefused, "body"},
		"token":            {401, `{"error":{"message":"x","code":190}}`, ErrToken, ""},
		"permission":       {403, `{"error":{"message":"x","code":200}}`, ErrPermission, ""},
		"limited":          {400, `{"error":{"message":"x","code":80007}}`, ErrLimited, ""},
		"unknown":          {500, `{"error":{"message":"x","code":1}}`, channel.ErrTemplateUncertain, ""},
		"HTML":             {502, `<html>`, channel.ErrTemplateUncertain, ""},
		"empty":            {200, ``, channel.ErrTemplateUncertain, ""},
		"truncated":        {200, `{"id":"16`, channel.ErrTemplateUncertain, ""},
		"another shape":    {200, `{"x":1}`, channel.ErrTemplateUncertain, ""},
		"not a success":    {200, `{"success":false}`, channel.ErrTemplateUncertain, ""},
	} {
		n := newNetwork(t)
		for _, route := range []string{"POST /v26.0/900/message_templates", "POST /v26.0/168", "DELETE /v26.0/900/message_templates"} {
			n.on(route, tt.status, tt.body)
		}
		c := connect(t, n.URL)
		_, create := c.CreateTemplate(t.Context(), session(), promo(), "")
		for what, err := range map[string]error{
			"create": create, "edit": c.EditTemplate(t.Context(), session(), "168", promo(), ""), "delete": c.DeleteTemplate(t.Context(), session(), "168", "promo"),
		} {
			if !errors.Is(err, tt.want) || tt.want == nil && err != nil {
				t.Errorf("%s, %s = %v, want %v", name, what, err, tt.want)
			}
			if f, _ := fault.Of(err); tt.field != "" && (len(f.Fields) != 1 || f.Fields[0].Name != tt.field) {
				t.Errorf("%s, %s: fields %+v", name, what, f.Fields)
			}
		}
		if len(n.calls) != 3 {
			t.Errorf("%s: %d calls, nothing may be repeated", name, len(n.calls))
		}
	}
}

func TestTemplateChanges_addresses(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.on("POST /v26.0/168", 200, `{"success":true}`)
	n.on("DELETE /v26.0/900/message_templates", 200, `{"success":true}`)
	c := connect(t, n.URL)
	f := promo()
	f.Category = ""
	if err := c.EditTemplate(t.Context(), session(), "168", f, ""); err != nil || strings.Contains(n.last().Body, "category") || strings.Contains(n.last().Body, `"name"`) {
		t.Errorf("edit = %v, %s", err, n.last().Body)
	}
	if err := c.DeleteTemplate(t.Context(), session(), "168", "promo"); err != nil || !strings.Contains(n.last().Query, "hsm_id=168&name=promo") {
		t.Errorf("delete = %v, %s", err, n.last().Query)
	}
	n.on("DELETE /v26.0/900/message_templates", 400, `{"error":{"message":"x","code":100,"error_subcode":2593002}}`)
	if err := c.DeleteTemplate(t.Context(), session(), "168", "promo"); !errors.Is(err, channel.ErrTemplateNotFound) {
		t.Errorf("delete of none = %v", err)
	}
	n.Close()
	if _, err := connect(t, n.URL).CreateTemplate(t.Context(), session(), f, ""); !errors.Is(err, ErrUnreachable) {
		t.Errorf("nothing was sent = %v", err)
	}
}

func TestUploadExample(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.on("POST /v26.0/42/uploads", 200, `{"id":"upload:MTph?sig=ARZ"}`)
	var offset string
	n.answers["POST /v26.0/upload:MTph"] = func(w http.ResponseWriter, r *http.Request, _ string) bool {
		offset = r.Header.Get("file_offset")
		reply(w, 200, `{"h":"4::aW"}`)
		return true
	}
	s := session()
	s.Media = &channeltest.Files{Bytes: map[string][]byte{"a1": []byte("picture")}}
	c := connect(t, n.URL)
	handle, err := c.UploadExample(t.Context(), s, "a1")
	if err != nil || handle != "4::aW" {
		t.Fatalf("upload = %q, %v", handle, err)
	}
	first, last := n.calls[0], n.last()
	if !strings.Contains(first.Query, "file_length=7") || !strings.Contains(first.Query, "file_type=image%2Fpng") || first.Auth != "Bearer "+testToken {
		t.Errorf("session = %+v", first)
	}
	if last.Auth != "OAuth "+testToken || offset != "0" || last.Body != "picture" || !strings.Contains(last.Query, "sig=ARZ") {
		t.Errorf("bytes = %+v, offset %q", last, offset)
	}
	n.on("POST /v26.0/42/uploads", 200, `{"id":"https://elsewhere.example/"}`)
	if _, err := c.UploadExample(t.Context(), s, "a1"); !errors.Is(err, ErrUnreachable) {
		t.Errorf("another id = %v", err)
	}
	c.cfg.AppID = ""
	if _, err := c.UploadExample(t.Context(), s, "a1"); !errors.Is(err, ErrNoApp) {
		t.Errorf("without an app = %v", err)
	}
}
