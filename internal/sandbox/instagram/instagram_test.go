package instagram

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestSignPayload_Vector(t *testing.T) {
	t.Parallel()
	sig, payload := signPayload(base64.RawURLEncoding, "appsecret", []byte(`{"algorithm":"HMAC-SHA256","expires":1291840400,"issued_at":1291836800,"user_id":"218471"}`))
	want := "N32LNcvDGXq0GI1jxm-tj1ysJh2uqkNIBcUhUmTp19k.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjEyOTE4NDA0MDAsImlzc3VlZF9hdCI6MTI5MTgzNjgwMCwidXNlcl9pZCI6IjIxODQ3MSJ9"
	if got := sig + "." + payload; got != want {
		t.Errorf("signed request = %s", got)
	}
}

func TestParseFields(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"id": "id", "id,text": "id,text", "id, text": "id,text", "messages{id,from}": "messages{from,id}", "id,messages{id,from{username}},updated_time": "id,messages{from{username},id},updated_time",
		"": "-", "id,": "-", ",id": "-", "messages{}": "-", "messages{id": "-", "messages{id}x": "-", "{id}": "-", "id}": "-",
	} {
		got := "-"
		if tree, ok := parseFields(text); ok {
			got = tree.text()
		}
		if got != want {
			t.Errorf("%q = %s, want %s", text, got, want)
		}
	}
}

func (f fieldTree) text() string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if f[name] != nil {
			name += "{" + f[name].text() + "}"
		}
		out = append(out, name)
	}
	return strings.Join(out, ",")
}

func TestPublicText(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		"Terima kasih": true, "OK, siap": true, "A": true, "100": true, "😀": true, "SIAP KAK": false, "  ": false, strings.Repeat("é", 300): true, strings.Repeat("a", 301): false,
		"#a #b #c #d": true, "#a #b #c #d #e": false, "lihat https://a.id": true, "https://a.id https://b.id": false,
	} {
		if p := publicText(text); (p == nil) != good {
			t.Errorf("%q = %v", text, p)
		}
	}
}
