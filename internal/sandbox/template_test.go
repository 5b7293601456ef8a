package sandbox

import (
	"strings"
	"testing"
)

func tmplBody(name, components string) string {
	return `{"messaging_product":"whatsapp","to":"628002000077","type":"template","template":{"name":"` + name + `","language":{"code":"id"},"components":[` + components + `]}}`
}

func TestServer_TemplateSends(t *testing.T) {
	t.Parallel()
	b := setup(t)
	text := func(v string) string { return `{"type":"text","text":"` + v + `"}` }
	named := func(n, v string) string { return `{"type":"text","parameter_name":"` + n + `","text":"` + v + `"}` }
	body := func(p ...string) string { return `{"type":"body","parameters":[` + strings.Join(p, ",") + `]}` }
	head := `{"type":"header","parameters":[` + text("Siti") + `]}`
	link := `{"type":"header","parameters":[{"type":"image","image":{"link":"https://a.example/x.jpg"}}]}`
	urlButton := `{"type":"button","sub_type":"url","index":"0","parameters":[` + text("promo") + `]}`
	cases := []struct {
		name, body string
		code       int
	}{
		{"ok", tmplBody("promo_akhir_pekan", head+","+body(text("a"), text("b"), text("c"))), 0},
		{"ok named", tmplBody("promo_bernama", body(named("kode", "K"), named("nama", "N"))+","+urlButton), 0},
		{"ok image", tmplBody("katalog_gambar", link+","+body(text("a"))), 0},
		{"ok quick reply", tmplBody("konfirmasi_jadwal", `{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"ya"}]}`), 0},
		{"no header", tmplBody("promo_akhir_pekan", body(text("a"), text("b"), text("c"))), 132012},
		{"two of three", tmplBody("promo_akhir_pekan", head+","+body(text("a"), text("b"))), 132000},
		{"no body", tmplBody("pesanan_dikirim", ""), 132000},
		{"positional into named", tmplBody("promo_bernama", body(text("K"), text("N"))+","+urlButton), 100},
		{"unknown name", tmplBody("promo_bernama", body(named("kode", "K"), named("x", "N"))+","+urlButton), 132000},
		{"no url parameter", tmplBody("promo_bernama", body(named("kode", "K"), named("nama", "N"))), 131008},
		{"text for image", tmplBody("katalog_gambar", head+","+body(text("a"))), 132012},
		{"newline", tmplBody("pesanan_dikirim", body(text(`a\nb`), text("c"))), 132018},
		{"five spaces", tmplBody("pesanan_dikirim", body(text("a     b"), text("c"))), 132018},
		{"too long", tmplBody("pesanan_dikirim", body(text(strings.Repeat("a", 1000)), text("c"))), 132005},
		{"wrong button", tmplBody("konfirmasi_jadwal", `{"type":"button","sub_type":"url","index":"0","parameters":[`+text("x")+`]}`), 132012},
		{"no such button", tmplBody("konfirmasi_jadwal", `{"type":"button","sub_type":"quick_reply","index":"5","parameters":[{"type":"payload","payload":"ya"}]}`), 132012},
		{"paused", tmplBody("promo_dijeda", ""), 132015},
		{"rejected", tmplBody("promo_ditolak", ""), 132001},
		{"missing", tmplBody("tidak_ada", ""), 132001},
		{"other language", strings.Replace(tmplBody("konfirmasi_jadwal", ""), `"code":"id"`, `"code":"en_US"`, 1), 132001},
	}
	for _, c := range cases {
		a := b.send(c.body)
		if (c.code == 0) != (a.status == 200) || a.code() != c.code {
			t.Errorf("%s = %d %s, want code %d", c.name, a.status, a.body, c.code)
		}
	}
	if err := b.SetTemplateStatus("konfirmasi_jadwal", "DISABLED", ""); err != nil {
		t.Fatal(err)
	}
	if a := b.send(tmplBody("konfirmasi_jadwal", "")); a.code() != 132016 {
		t.Errorf("disabled = %s", a.body)
	}
	b.drain()
	found := false
	for _, v := range b.values() {
		found = found || (v.Field == "message_template_status_update" && v.Event == "DISABLED")
	}
	if !found {
		t.Error("no webhook told of the new template status")
	}
}

func TestServer_TemplateManagement(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := "/v26.0/" + DefaultWABA + "/message_templates"
	seen := map[string]bool{}
	after := ""
	for range 10 {
		a := b.do("GET", path+"?limit=3&fields=id,name,status,rejected_reason&after="+after, nil)
		rows, _ := a.at("data").([]any)
		for i := range rows {
			seen[rows[i].(map[string]any)["name"].(string)] = true
		}
		after = a.text("paging.cursors.after")
		if a.text("paging.next") == "" {
			break
		}
	}
	if len(seen) != 8 {
		t.Fatalf("paging found %d templates", len(seen))
	}
	if a := b.do("GET", path+"?status=PAUSED", nil); a.text("data.0.name") != "promo_dijeda" || a.at("data.0.rejected_reason") != nil {
		t.Errorf("filter = %s", a.body)
	}
	if a := b.do("GET", path+"?fields=id,colour", nil); a.code() != 100 {
		t.Errorf("unknown field = %s", a.body)
	}
	good := map[string]any{"name": "baru_1", "language": "id", "category": "UTILITY", "components": []any{map[string]any{
		"type": "BODY", "text": "Halo {{1}}, pesanan Anda siap diambil.", "example": map[string]any{"body_text": [][]string{{"Siti"}}},
	}}}
	a := b.do("POST", path, good)
	id := a.text("id")
	if a.text("status") != "PENDING" || id == "" {
		t.Fatalf("create = %s", a.body)
	}
	if a := b.do("POST", path, good); a.num("error.error_subcode") != 2388024 {
		t.Errorf("same again = %s", a.body)
	}
	edge := `{"name":"baru_2","language":"id","category":"UTILITY","components":[{"type":"BODY","text":"{{1}} siap diambil hari ini juga","example":{"body_text":[["A"]]}}]}`
	if a := b.do("POST", path, edge); a.num("error.error_subcode") != 2388299 {
		t.Errorf("variable at the edge = %s", a.body)
	}
	if a := b.do("POST", path, strings.Replace(edge, "baru_2", "Baru", 1)); a.code() != 100 {
		t.Errorf("name = %s", a.body)
	}
	if a := b.do("POST", "/v26.0/"+id, map[string]any{"category": "MARKETING"}); a.num("error.error_subcode") != 2388039 {
		t.Errorf("edit of a pending one = %s", a.body)
	}
	if err := b.SetTemplateStatus(id, "APPROVED", ""); err != nil {
		t.Fatal(err)
	}
	if a := b.do("POST", "/v26.0/"+id, map[string]any{"category": "MARKETING"}); a.at("success") != true {
		t.Errorf("edit = %s", a.body)
	}
	if err := b.SetTemplateStatus(id, "APPROVED", ""); err != nil {
		t.Fatal(err)
	}
	if a := b.do("POST", "/v26.0/"+id, map[string]any{"category": "UTILITY"}); a.num("error.error_subcode") != 2388039 {
		t.Errorf("second edit of a day = %s", a.body)
	}
	if a := b.do("DELETE", path+"?name=baru_1", nil); a.at("success") != true {
		t.Errorf("delete = %s", a.body)
	}
	if a := b.do("GET", "/v26.0/"+id, nil); a.code() != 100 {
		t.Errorf("deleted one = %s", a.body)
	}
}
