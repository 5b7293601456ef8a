package channel_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
)

func goodForm() channel.TemplateForm {
	return channel.TemplateForm{
		Name: "promo_baru", Language: "id", Category: "MARKETING", Header: channel.FormHeader{Format: "none"},
		Body: "Halo {{1}}, pesanan Anda siap diambil.", Examples: map[string]string{"1": "Siti"},
	}
}

func broken(err error) map[string]string {
	f, ok := fault.Of(err)
	if !ok {
		return nil
	}
	out := map[string]string{}
	for _, field := range f.Fields {
		out[field.Name] = strings.TrimPrefix(field.Code, "template.")
	}
	return out
}

func TestTemplateForm_Check(t *testing.T) {
	t.Parallel()
	type form = channel.TemplateForm
	button := func(b ...channel.FormButton) func(*form) { return func(f *form) { f.Buttons = b } }
	reply := func(text string) channel.FormButton {
		return channel.FormButton{Type: channel.ButtonReply, Text: text}
	}
	link := func(text, url, example string) channel.FormButton {
		return channel.FormButton{Type: channel.ButtonURL, Text: text, URL: url, Example: example}
	}
	body := func(text string, examples ...string) func(*form) {
		return func(f *form) {
			f.Body, f.Examples = text, map[string]string{}
			for i := 0; i+1 < len(examples); i += 2 {
				f.Examples[examples[i]] = examples[i+1]
			}
		}
	}
	header := func(h channel.FormHeader) func(*form) { return func(f *form) { f.Header = h } }
	tests := map[string]struct {
		change func(*form)
		want   map[string]string
	}{
		"good":            {func(*form) {}, nil},
		"longest name":    {func(f *form) { f.Name = strings.Repeat("a", 512) }, nil},
		"name too long":   {func(f *form) { f.Name = strings.Repeat("a", 513) }, map[string]string{"name": "too_long"}},
		"name":            {func(f *form) { f.Name = "Promo Baru" }, map[string]string{"name": "name_invalid"}},
		"no name":         {func(f *form) { f.Name = " " }, map[string]string{"name": "required"}},
		"language":        {func(f *form) { f.Language = "Bahasa" }, map[string]string{"language": "language_invalid"}},
		"category":        {func(f *form) { f.Category = "AUTHENTICATION" }, map[string]string{"category": "category_invalid"}},
		"longest body":    {body(strings.Repeat("é", 1024)), nil},
		"body too long":   {body(strings.Repeat("é", 1025)), map[string]string{"body": "too_long"}},
		"no body":         {body(" \n"), map[string]string{"body": "required"}},
		"no example":      {body("Halo {{1}}, pesanan siap diambil"), map[string]string{"examples.1": "example_missing"}},
		"long example":    {body("Halo {{1}}, pesanan siap diambil", "1", "a\nb"), map[string]string{"examples.1": "example_invalid"}},
		"at the start":    {body("{{1}} siap diambil hari ini", "1", "A"), map[string]string{"body": "variable_at_edge"}},
		"at the end":      {body("Siap diambil hari ini {{1}} ", "1", "A"), map[string]string{"body": "variable_at_edge"}},
		"too many":        {body("Halo {{1}} {{2}} ya", "1", "A", "2", "B"), map[string]string{"body": "too_many_variables"}},
		"gap":             {body("Halo {{2}}, pesanan siap diambil", "2", "A"), map[string]string{"body": "variable_order"}},
		"order":           {body("Halo {{2}}, pesanan {{1}} siap diambil hari ini", "1", "A", "2", "B"), map[string]string{"body": "variable_order"}},
		"mixed":           {body("Halo {{1}}, pesanan {{nama}} siap diambil hari ini", "1", "A", "nama", "B"), map[string]string{"body": "variables_mixed"}},
		"named":           {body("Halo {{ nama }}, pesanan siap diambil", "nama", "A"), nil},
		"bad name":        {body("Halo {{Nama}}, pesanan siap diambil", "Nama", "A"), map[string]string{"body": "variable_name"}},
		"unclosed":        {body("Halo {{1, pesanan siap diambil"), map[string]string{"body": "variable_syntax"}},
		"footer too long": {func(f *form) { f.Footer = strings.Repeat("a", 61) }, map[string]string{"footer": "too_long"}},
		"footer variable": {func(f *form) { f.Footer = "Salam {{1}}" }, map[string]string{"footer": "variable_not_allowed"}},
		"header":          {header(channel.FormHeader{Format: "text", Text: "Untuk {{1}}", Example: "Siti"}), nil},
		"header empty":    {header(channel.FormHeader{Format: "text"}), map[string]string{"header.text": "required"}},
		"header long":     {header(channel.FormHeader{Format: "text", Text: strings.Repeat("a", 61)}), map[string]string{"header.text": "too_long"}},
		"header lines":    {header(channel.FormHeader{Format: "text", Text: "a\nb"}), map[string]string{"header.text": "header_lines"}},
		"header two":      {header(channel.FormHeader{Format: "text", Text: "{{1}} dan {{2}}"}), map[string]string{"header.text": "header_variables"}},
		"header example":  {header(channel.FormHeader{Format: "text", Text: "Untuk {{1}}"}), map[string]string{"header.example": "example_missing"}},
		"image":           {header(channel.FormHeader{Format: "image", Attachment: "x"}), nil},
		"no image":        {header(channel.FormHeader{Format: "image"}), map[string]string{"header.attachment_id": "example_missing"}},
		"location":        {header(channel.FormHeader{Format: "location"}), map[string]string{"header.format": "header_invalid", "header.attachment_id": ""}},
		"buttons": {button(reply("Ya"), reply("Tidak"), link("Buka", "https://a.example/{{1}}", "x"), channel.FormButton{Type: "phone_number", Text: "Telepon", Phone: "+628001234567"},
			channel.FormButton{Type: "copy_code", Example: "HEMAT"}), nil},
		"button text":    {button(reply(strings.Repeat("a", 26)), reply("")), map[string]string{"buttons[0].text": "too_long", "buttons[1].text": "required"}},
		"button twice":   {button(reply("Ya"), reply("Ya")), map[string]string{"buttons[1].text": "button_repeated"}},
		"button type":    {button(channel.FormButton{Type: "flow", Text: "x"}), map[string]string{"buttons[0].type": "button_type"}},
		"eleven":         {button(reply("a"), reply("b"), reply("c"), reply("d"), reply("e"), reply("f"), reply("g"), reply("h"), reply("i"), reply("j"), reply("k")), map[string]string{"buttons": "button_count"}},
		"three links":    {button(link("a", "https://a.example", ""), link("b", "https://a.example", ""), link("c", "https://a.example", "")), map[string]string{"buttons": "button_kinds"}},
		"between":        {button(reply("a"), link("b", "https://a.example", ""), reply("c")), map[string]string{"buttons": "button_order"}},
		"link in middle": {button(link("a", "https://a.example/{{1}}/x", "y")), map[string]string{"buttons[0].url": "url_variable"}},
		"link example":   {button(link("a", "https://a.example/{{1}}", "")), map[string]string{"buttons[0].example": "example_missing"}},
		"no link":        {button(link("a", "toko saya", "")), map[string]string{"buttons[0].url": "url_invalid"}},
		"long link":      {button(link("a", "https://a.example/"+strings.Repeat("a", 2000), "")), map[string]string{"buttons[0].url": "too_long"}},
		"phone":          {button(channel.FormButton{Type: "phone_number", Text: "a", Phone: "telepon"}), map[string]string{"buttons[0].phone": "phone_invalid"}},
		"code":           {button(channel.FormButton{Type: "copy_code", Example: strings.Repeat("a", 16)}), map[string]string{"buttons[0].example": "too_long"}},
		"several at once": {func(f *form) { f.Name, f.Body, f.Language = "A", "", "x" },
			map[string]string{"name": "name_invalid", "body": "required", "language": "language_invalid"}},
	}
	delete(tests["location"].want, "header.attachment_id")
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := goodForm()
			tt.change(&f)
			err := f.Clean().Check()
			if (err == nil) != (len(tt.want) == 0) || err != nil && !errors.Is(err, channel.ErrTemplateInvalid) {
				t.Fatalf("Check = %v", err)
			}
			if diff := cmp.Diff(tt.want, broken(err)); err != nil && diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is read back from the parts of a template is what it was written with.
func TestMessageTemplate_Form(t *testing.T) {
	t.Parallel()
	m := channel.MessageTemplate{Name: "promo", Language: "id", Category: "MARKETING", Components: json.RawMessage(`[
		{"type":"HEADER","format":"TEXT","text":"Untuk {{1}}","example":{"header_text":["Sari"]}},
		{"type":"BODY","text":"Halo {{1}}, kode {{2}} ya","example":{"body_text":[["Budi","A1"]]}},
		{"type":"FOOTER","text":"Toko"},
		{"type":"BUTTONS","buttons":[{"type":"URL","text":"Buka","url":"https://x.example/{{1}}","example":["a"]},
			{"type":"COPY_CODE","text":"Salin","example":"HEMAT"},{"type":"PHONE_NUMBER","text":"Telepon","phone_number":"+628001"},{"type":"QUICK_REPLY","text":"Ya"}]}]`)}
	want := channel.TemplateForm{
		Name: "promo", Language: "id", Category: "MARKETING", Header: channel.FormHeader{Format: "text", Text: "Untuk {{1}}", Example: "Sari"},
		Body: "Halo {{1}}, kode {{2}} ya", Examples: map[string]string{"1": "Budi", "2": "A1"}, Footer: "Toko",
		Buttons: []channel.FormButton{
			{Type: "url", Text: "Buka", URL: "https://x.example/{{1}}", Example: "a"}, {Type: "copy_code", Example: "HEMAT"},
			{Type: "phone_number", Text: "Telepon", Phone: "+628001"}, {Type: "quick_reply", Text: "Ya"},
		},
	}
	if diff := cmp.Diff(want, m.Form()); diff != "" {
		t.Error(diff)
	}
	if !m.Writable() {
		t.Error("it cannot be written here")
	}
}

func TestMessageTemplate_Editable(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	ago := func(hours ...int) []time.Time {
		var out []time.Time
		for _, h := range hours {
			out = append(out, now.Add(-time.Duration(h)*time.Hour))
		}
		return out
	}
	ten := ago(700, 600, 500, 400, 300, 200, 100, 75, 50, 25)
	for name, tt := range map[string]struct {
		status string
		edits  []time.Time
		reason string
		until  time.Time
	}{
		"approved":     {"APPROVED", nil, "", time.Time{}},
		"rejected":     {"REJECTED", ago(1), "", time.Time{}},
		"paused":       {"PAUSED", ten, "", time.Time{}},
		"pending":      {"PENDING", nil, "template_state", time.Time{}},
		"submitting":   {"SUBMITTING", nil, "template_state", time.Time{}},
		"a day ago":    {"APPROVED", ago(24), "", time.Time{}},
		"an hour ago":  {"APPROVED", ago(1), "template_edited_often", now.Add(23 * time.Hour)},
		"ten":          {"APPROVED", ten, "template_edited_often", now.Add(20 * time.Hour)},
		"ten, one old": {"APPROVED", append(ago(720), ten[1:]...), "", time.Time{}},
	} {
		m := channel.MessageTemplate{Status: tt.status, Edits: tt.edits, Category: "UTILITY", Components: json.RawMessage(`[{"type":"BODY","text":"Halo"}]`)}
		if ok, reason, until := m.Editable(now); ok != (tt.reason == "") || reason != tt.reason || !until.Equal(tt.until) {
			t.Errorf("%s: %v %q %v, want %q %v", name, ok, reason, until, tt.reason, tt.until)
		}
	}
}
