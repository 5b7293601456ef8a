package channel_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
)

const positional = `[
	{"type":"HEADER","format":"TEXT","text":"Untuk {{1}}","example":{"header_text":["Sari"]}},
	{"type":"BODY","text":"Halo {{2}}, kode {{1}} dan {{10}}","example":{"body_text":[["A1","Budi","X"]]}},
	{"type":"FOOTER","text":"Toko"},
	{"type":"BUTTONS","buttons":[
		{"type":"URL","text":"Buka","url":"https://x.example/{{1}}","example":["https://x.example/a"]},
		{"type":"URL","text":"Tetap","url":"https://x.example/"},
		{"type":"QUICK_REPLY","text":"Berhenti"},
		{"type":"COPY_CODE","example":"HEMAT"},
		{"type":"PHONE_NUMBER","text":"Telepon"}]}]`

const named = `[{"type":"HEADER","format":"IMAGE"},
	{"type":"BODY","text":"Halo {{nama}}, {{ kota }}, {{nama}}","example":{"body_text_named_params":[{"param_name":"nama","example":"Sari"}]}}]`

func template(format, components string) channel.MessageTemplate {
	return channel.MessageTemplate{Name: "promo", Language: "id", Status: "APPROVED", ParameterFormat: format, Components: json.RawMessage(components)}
}

func TestMessageTemplate_Variables(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		template channel.MessageTemplate
		want     []channel.Variable
	}{
		"positional": {template("POSITIONAL", positional), []channel.Variable{
			{Component: "header", Key: "1", Type: "text", Example: "Sari"},
			{Component: "body", Key: "1", Type: "text", Example: "A1"},
			{Component: "body", Key: "2", Type: "text", Example: "Budi"},
			{Component: "body", Key: "10", Type: "text", Example: "X"},
			{Component: "button", Key: "0", Type: "url", Example: "https://x.example/a"},
			{Component: "button", Key: "2", Type: "quick_reply", Optional: true},
			{Component: "button", Key: "3", Type: "copy_code", Example: "HEMAT"},
		}},
		"named": {template("NAMED", named), []channel.Variable{
			{Component: "header", Key: "image", Type: "image"},
			{Component: "body", Key: "nama", Type: "text", Example: "Sari"},
			{Component: "body", Key: "kota", Type: "text"},
		}},
		"none":   {template("", `[{"type":"BODY","text":"Halo"}]`), nil},
		"broken": {template("", `{`), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.template.Variables()
			if len(got) == 0 && len(tt.want) == 0 {
				return
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMessageTemplate_Compose(t *testing.T) {
	t.Parallel()
	m := template("POSITIONAL", positional)
	values := map[string]string{"header.1": "Sari", "body.1": "A1", "body.2": "Budi", "body.10": "X", "button.0": "abc", "button.3": "HEMAT"}
	got, missing := m.Compose(values)
	want := channel.Template{
		Name: "promo", Language: "id", Header: []channel.Param{{Type: "text", Text: "Sari"}},
		Body:    []channel.Param{{Type: "text", Text: "A1"}, {Type: "text", Text: "Budi"}, {Type: "text", Text: "X"}},
		Buttons: []channel.ButtonParam{{Index: 0, SubType: "url", Value: "abc"}, {Index: 3, SubType: "copy_code", Value: "HEMAT"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || missing != nil {
		t.Error(diff, missing)
	}
	rendered := channel.Rendered{Header: "Untuk Sari", Body: "Halo Budi, kode A1 dan X", Footer: "Toko", Buttons: []string{"Buka", "Tetap", "Berhenti", "", "Telepon"}}
	if diff := cmp.Diff(rendered, m.Render(values)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(rendered, m.RenderSend(got)); diff != "" {
		t.Error(diff)
	}
	delete(values, "body.2")
	if _, missing := m.Compose(values); cmp.Diff([]string{"body.2"}, missing) != "" {
		t.Errorf("missing = %v", missing)
	}
	if got := m.Render(values).Body; got != "Halo {{2}}, kode A1 dan X" {
		t.Errorf("body = %q", got)
	}
	got, missing = template("NAMED", named).Compose(map[string]string{"header.image": "att", "body.nama": "Sari", "body.kota": "Solo"})
	want = channel.Template{
		Name: "promo", Language: "id", Header: []channel.Param{{Type: "image", Media: &channel.Media{AttachmentID: "att"}}},
		Body: []channel.Param{{Type: "text", Name: "nama", Text: "Sari"}, {Type: "text", Name: "kota", Text: "Solo"}},
	}
	if diff := cmp.Diff(want, got); diff != "" || missing != nil {
		t.Error(diff, missing)
	}
	otp := template("", `[{"type":"BODY","text":"Kode {{1}}"},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}]`)
	got, missing = otp.Compose(map[string]string{"body.1": "123456"})
	if diff := cmp.Diff([]channel.ButtonParam{{Index: 0, SubType: "url", Value: "123456"}}, got.Buttons); diff != "" || missing != nil {
		t.Error(diff, missing)
	}
}

func TestMessageTemplate_Sendable(t *testing.T) {
	t.Parallel()
	now := time.Unix(1793588400, 0).UTC()
	tests := map[string]struct {
		change func(*channel.MessageTemplate)
		reason string
	}{
		"approved":     {func(*channel.MessageTemplate) {}, ""},
		"unknown word": {func(m *channel.MessageTemplate) { m.Status = "HOLOGRAM" }, "template_not_approved"},
		"no status":    {func(m *channel.MessageTemplate) { m.Status = "" }, "template_not_approved"},
		"paused":       {func(m *channel.MessageTemplate) { m.PausedReason = "template_policy" }, "template_paused"},
		"pause over": {func(m *channel.MessageTemplate) {
			m.PausedReason, m.PausedUntil = "template_paused", now.Add(-time.Second)
		}, ""},
		"carousel": {func(m *channel.MessageTemplate) { m.Components = []byte(`[{"type":"CAROUSEL"}]`) }, "template_unsupported"},
		"flow button": {func(m *channel.MessageTemplate) {
			m.Components = []byte(`[{"type":"BUTTONS","buttons":[{"type":"FLOW"}]}]`)
		}, "template_unsupported"},
		"unreadable": {func(m *channel.MessageTemplate) { m.Components = []byte(`x`) }, "template_unsupported"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := template("", positional)
			tt.change(&m)
			if ok, reason := m.Sendable(now); ok != (tt.reason == "") || reason != tt.reason {
				t.Errorf("Sendable = %v, %q; want %q", ok, reason, tt.reason)
			}
		})
	}
}
