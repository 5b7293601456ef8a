package sandbox

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"
)

func withParts(name, parts string) string {
	return `{"name":"` + name + `","language":"id","category":"UTILITY","components":[` + parts + `]}`
}

const plainBody = `{"type":"BODY","text":"Pesanan Anda siap diambil."}`

func TestServer_TemplateButtons(t *testing.T) {
	t.Parallel()
	b := setup(t)
	reply, call := `{"type":"QUICK_REPLY","text":"Ya"}`, `{"type":"PHONE_NUMBER","text":"Telepon","phone_number":"+628001"}`
	link, code := `{"type":"URL","text":"Buka","url":"https://a.example"}`, `{"type":"COPY_CODE","example":"HEMAT"}`
	for name, tt := range map[string]struct {
		buttons string
		ok      bool
	}{
		"all kinds":     {reply + "," + link + "," + call + "," + code, true},
		"replies last":  {link + "," + reply + "," + reply, true},
		"between":       {reply + "," + link + "," + reply, false},
		"three links":   {link + "," + link + "," + link, false},
		"two numbers":   {call + "," + call, false},
		"two codes":     {code + "," + code, false},
		"long code":     {`{"type":"COPY_CODE","example":"ABCDEFGHIJKLMNOP"}`, false},
		"no example":    {`{"type":"URL","text":"Buka","url":"https://a.example/{{1}}"}`, false},
		"example":       {`{"type":"URL","text":"Buka","url":"https://a.example/{{1}}","example":["x"]}`, true},
		"not at end":    {`{"type":"URL","text":"Buka","url":"https://a.example/{{1}}/x","example":["x"]}`, false},
		"eleven":        {strings.Repeat(reply+",", 10) + reply, false},
		"long text":     {`{"type":"QUICK_REPLY","text":"` + strings.Repeat("a", 26) + `"}`, false},
		"number absent": {`{"type":"PHONE_NUMBER","text":"Telepon"}`, false},
	} {
		a := b.do("POST", "/v26.0/"+DefaultWABA+"/message_templates", withParts("t_"+strings.ReplaceAll(name, " ", "_"), plainBody+`,{"type":"BUTTONS","buttons":[`+tt.buttons+`]}`))
		if (a.status == 200) != tt.ok {
			t.Errorf("%s = %d %s", name, a.status, a.body)
		}
	}
}

// A header with a file wants the handle of a finished upload, which wants the other form of the token.
func TestServer_TemplateUpload(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := "/v26.0/" + DefaultWABA + "/message_templates"
	image := func(handle string) string {
		return withParts("gambar", `{"type":"HEADER","format":"IMAGE","example":{"header_handle":["`+handle+`"]}},`+plainBody)
	}
	if a := b.do("POST", path, image("4::made-up")); a.num("error.error_subcode") != 2388273 {
		t.Errorf("a handle of nowhere = %s", a.body)
	}
	upload := func(auth string) string {
		id := b.do("POST", "/v26.0/"+b.o.AppID+"/uploads?file_length=3&file_type=image/png", nil).text("id")
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL()+"/v26.0/"+id, bytes.NewReader([]byte("png")))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", auth+" "+DefaultToken)
		req.Header.Set("file_offset", "0")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		var out bytes.Buffer
		_, _ = out.ReadFrom(res.Body)
		if res.StatusCode != http.StatusOK {
			return ""
		}
		return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(out.String()), `{"h":"`), `"}`)
	}
	if h := upload("Bearer"); h != "" {
		t.Errorf("a bearer token was taken for an upload: %s", h)
	}
	if a := b.do("POST", path, image(upload("OAuth"))); a.status != 200 {
		t.Errorf("a handle of an upload = %s", a.body)
	}
}

func TestServer_TemplateNameIsKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	path := "/v26.0/" + DefaultWABA + "/message_templates"
	if a := b.do("POST", path, withParts("lama", plainBody)); a.status != 200 {
		t.Fatal(a.body)
	}
	b.do("DELETE", path+"?name=lama", nil)
	if a := b.do("POST", path, withParts("lama", plainBody)); a.num("error.error_subcode") != 2388023 {
		t.Errorf("the name of a deleted one = %s", a.body)
	}
	b.clk.Advance(30*24*time.Hour + time.Second)
	if a := b.do("POST", path, withParts("lama", plainBody)); a.status != 200 {
		t.Errorf("after 30 days = %s", a.body)
	}
}
