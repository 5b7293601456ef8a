package cloudapi

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/channeltest"
	"github.com/kelolapesan/kelola/internal/fault"
)

func TestSend_answers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		body   string
		class  channel.Class
		after  time.Duration
	}{
		{"throughput", 400, `{"error":{"message":"x","code":130429}}`, channel.ClassRetryChannel, time.Second},
		{"throughput as 403", 403, `{"error":{"message":"x","code":130429}}`, channel.ClassRetryChannel, time.Second},
		{"throughput as 500", 500, `{"error":{"message":"x","code":130429}}`, channel.ClassRetryChannel, time.Second},
		{"pair", 400, `{"error":{"message":"x","code":131056}}`, channel.ClassRetryPair, 4 * time.Second},
		{"app limit", 429, `{"error":{"message":"x","code":4}}`, channel.ClassRetryChannel, time.Minute},
		{"maintenance", 500, `{"error":{"message":"x","code":131057}}`, channel.ClassRetryChannel, time.Minute},
		{"spam", 400, `{"error":{"message":"x","code":131048}}`, channel.ClassChannel, 24 * time.Hour},
		{"token", 401, `{"error":{"message":"x","code":190,"error_subcode":463}}`, channel.ClassChannel, 0},
		{"code zero", 401, `{"error":{"message":"x","code":0}}`, channel.ClassChannel, 0},
		{"number deleted", 400, `{"error":{"message":"x","code":33}}`, channel.ClassChannel, 0},
		{"number not there", 400, `{"error":{"message":"x","code":100,"error_subcode":33}}`, channel.ClassChannel, 0},
		{"bad parameter", 400, `{"error":{"message":"x","code":100}}`, channel.ClassPermanent, 0},
		{"permission", 403, `{"error":{"message":"x","code":230}}`, channel.ClassChannel, 0},
		{"code as text", 400, `{"error":{"message":"x","code":"131047"}}`, channel.ClassPermanent, 0},
		{"template paused", 400, `{"error":{"message":"x","code":132015}}`, channel.ClassTemplate, 3 * time.Hour},
		{"unlisted 4xx", 400, `{"error":{"message":"x","code":999999}}`, channel.ClassPermanent, 0},
		{"200 with an error", 200, `{"error":{"message":"x","code":131026}}`, channel.ClassNotOnNetwork, 0},
		{"success false", 400, `{"success":false,"error":{"code":100}}`, channel.ClassPermanent, 0},
		// Here it may have been sent, so nothing of it may be repeated.
		{"code 1", 400, `{"error":{"message":"x","code":1}}`, channel.ClassUnknown, 0},
		{"code 2", 503, `{"error":{"message":"x","code":2,"is_transient":true}}`, channel.ClassUnknown, 0},
		{"131000", 500, `{"error":{"message":"x","code":131000}}`, channel.ClassUnknown, 0},
		{"131016", 500, `{"error":{"message":"x","code":131016}}`, channel.ClassUnknown, 0},
		{"133004", 503, `{"error":{"message":"x","code":133004}}`, channel.ClassUnknown, 0},
		{"unlisted 5xx", 500, `{"error":{"message":"x","code":999999}}`, channel.ClassUnknown, 0},
		{"unlisted transient", 400, `{"error":{"message":"x","code":999999,"is_transient":true}}`, channel.ClassUnknown, 0},
		{"HTML", 502, `<html>Bad gateway</html>`, channel.ClassUnknown, 0},
		{"HTML as 400", 400, `<html>Bad request</html>`, channel.ClassUnknown, 0},
		{"empty", 200, ``, channel.ClassUnknown, 0},
		{"truncated", 200, `{"messages":[{"id":"wam`, channel.ClassUnknown, 0},
		{"no id", 200, `{"messages":[{}]}`, channel.ClassUnknown, 0},
		{"another shape", 200, `{"success":true}`, channel.ClassUnknown, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n := newNetwork(t)
			n.on("POST /v26.0/100/messages", tt.status, tt.body)
			_, err := connect(t, n.URL).Send(t.Context(), session(), outgoing(text("Halo")))
			e, ok := errors.AsType[*channel.SendError](err)
			if !ok || e.Class != tt.class || e.RetryAfter != tt.after || e.Reason == "" {
				t.Errorf("error = %+v (%v), want %s after %v", e, err, tt.class, tt.after)
			}
			if len(n.calls) != 1 {
				t.Errorf("%d calls, want 1", len(n.calls))
			}
		})
	}
}

func TestSend_acceptedKinds(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	n.on("POST /v26.0/100/messages", 200, `{"contacts":[{"user_id":"ID.5"}],"messages":[{"id":"wamid.H","message_status":"held_for_quality_assessment"}]}`)
	got, err := connect(t, n.URL).Send(t.Context(), session(), outgoing(text("Halo")))
	want := channel.Accepted{ExternalID: "wamid.H", Held: true, To: channel.Address{UserID: "ID.5"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// A server that reads the request and says nothing, and one that is never there.
func TestSend_timeouts(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	n.mu.Lock()
	n.answers["POST /v26.0/100/messages"] = func(http.ResponseWriter, *http.Request, string) bool {
		<-stop
		return true
	}
	n.mu.Unlock()
	c := connect(t, n.URL)
	c.cfg.SendTimeout = 50 * time.Millisecond
	_, err := c.Send(t.Context(), session(), outgoing(text("Halo")))
	if e := channel.AsSendError(err); e.Class != channel.ClassUnknown {
		t.Errorf("a timeout after the request = %+v", e)
	}

	silent, err := net.Listen("tcp", "127.0.0.1:0") // accepts and never speaks TLS
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	secure := connect(t, "https://"+silent.Addr().String())
	secure.cfg.SendTimeout = 50 * time.Millisecond
	_, err = secure.Send(t.Context(), session(), outgoing(text("Halo")))
	if e := channel.AsSendError(err); e.Class != channel.ClassRetry {
		t.Errorf("a TLS handshake that does not end = %+v", e)
	}
	refused := connect(t, "http://127.0.0.1:1")
	_, err = refused.Send(t.Context(), session(), outgoing(text("Halo")))
	if e := channel.AsSendError(err); e.Class != channel.ClassRetry {
		t.Errorf("a refused connection = %+v", e)
	}
}

// A connection that the server closes while it is kept must not make the transport send twice, and not lose the message silently.
func TestSend_staleConnectionIsNeverReplayed(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	c := connect(t, n.URL)
	for range 20 {
		before := n.count()
		n.CloseClientConnections()
		_, err := c.Send(t.Context(), session(), outgoing(text("Halo")))
		taken := n.count() - before
		switch e := channel.AsSendError(err); {
		case e == nil && taken != 1:
			t.Fatalf("accepted, but taken %d times", taken)
		case e != nil && e.Class == channel.ClassRetry && taken != 0:
			t.Fatal("called unsent although it was taken")
		case taken > 1:
			t.Fatalf("taken %d times", taken)
		}
	}
}

func TestSend_usageHeadersSlowDown(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	header := ""
	n.mu.Lock()
	n.answers["POST /v26.0/100/messages"] = func(w http.ResponseWriter, _ *http.Request, _ string) bool {
		w.Header().Set("X-Business-Use-Case-Usage", header)
		return false
	}
	n.mu.Unlock()
	c := connect(t, n.URL)
	header = `{"900":[{"type":"whatsapp","call_count":10,"total_cputime":95,"total_time":1,"estimated_time_to_regain_access":0}]}`
	if got, err := c.Send(t.Context(), session(), outgoing(text("Halo"))); err != nil || got.SlowDown != 4*time.Second {
		t.Fatalf("busy: %+v, %v", got, err)
	}
	header = `{"900":[{"type":"whatsapp","call_count":100,"estimated_time_to_regain_access":7}]}`
	if _, err := c.Send(t.Context(), session(), outgoing(text("Halo"))); err != nil {
		t.Fatal(err)
	}
	_, err := c.Send(t.Context(), session(), outgoing(text("Halo")))
	if e := channel.AsSendError(err); e == nil || e.Class != channel.ClassRetryChannel || e.RetryAfter != 7*time.Minute || n.count() != 2 {
		t.Errorf("stopped: %+v, %d taken", e, n.count())
	}
}

func TestMessage_bodies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		content channel.Content
		want    string
	}{
		"text":     {channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "a", PreviewURL: true}}, `{"body":"a","preview_url":true}`},
		"reaction": {channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: "wamid.A#x"}}, `{"emoji":"","message_id":"wamid.A"}`},
		"location": {channel.Content{Type: channel.TypeLocation, Location: &channel.Location{Latitude: -6.2, Longitude: 106.8, Name: "Monas"}}, `{"latitude":-6.2,"longitude":106.8,"name":"Monas"}`},
		"document": {channel.Content{Type: channel.TypeDocument, Media: &channel.Media{ExternalID: "5", Filename: "nota.pdf", Caption: "c"}}, `{"caption":"c","filename":"nota.pdf","id":"5"}`},
		"voice":    {channel.Content{Type: channel.TypeAudio, Media: &channel.Media{ExternalID: "5", Voice: true}}, `{"id":"5","voice":true}`},
		"buttons": {
			channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: "button", Body: "b", Footer: "f", Buttons: []channel.Button{{ID: "1", Title: "Ya"}}}},
			`{"action":{"buttons":[{"reply":{"id":"1","title":"Ya"},"type":"reply"}]},"body":{"text":"b"},"footer":{"text":"f"},"type":"button"}`,
		},
		"list": {
			channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: "list", Body: "b", ListTitle: "Pilih", Sections: []channel.Section{{Rows: []channel.Row{{ID: "1", Title: "Satu"}}}}}},
			`{"action":{"button":"Pilih","sections":[{"rows":[{"id":"1","title":"Satu"}]}]},"body":{"text":"b"},"type":"list"}`,
		},
		"link": {
			channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: "cta_url", Body: "b", DisplayText: "Buka", URL: "https://x.example", Header: &channel.Header{Type: channel.TypeText, Text: "h"}}},
			`{"action":{"name":"cta_url","parameters":{"display_text":"Buka","url":"https://x.example"}},"body":{"text":"b"},"header":{"text":"h","type":"text"},"type":"cta_url"}`,
		},
		"template": {
			channel.Content{Type: channel.TypeTemplate, Template: &channel.Template{
				Name: "promo", Language: "id", Header: []channel.Param{{Type: "image", Media: &channel.Media{ExternalID: "5"}}},
				Body:    []channel.Param{{Text: "Budi"}, {Name: "kode", Text: "X"}},
				Buttons: []channel.ButtonParam{{Index: 0, SubType: "url", Value: "abc"}, {Index: 1, SubType: "quick_reply", Value: "p"}, {Index: 2, SubType: "copy_code", Value: "HEMAT"}},
			}},
			`{"components":[{"parameters":[{"image":{"id":"5"},"type":"image"}],"type":"header"},` +
				`{"parameters":[{"text":"Budi","type":"text"},{"parameter_name":"kode","text":"X","type":"text"}],"type":"body"},` +
				`{"index":"0","parameters":[{"text":"abc","type":"text"}],"sub_type":"url","type":"button"},` +
				`{"index":"1","parameters":[{"payload":"p","type":"payload"}],"sub_type":"quick_reply","type":"button"},` +
				`{"index":"2","parameters":[{"coupon_code":"HEMAT","type":"coupon_code"}],"sub_type":"copy_code","type":"button"}],` +
				`"language":{"code":"id"},"name":"promo"}`,
		},
	}
	n := newNetwork(t)
	c := connect(t, n.URL)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := c.Validate(tt.content); err != nil {
				t.Fatal(err)
			}
			body, err := c.message(t.Context(), session(), outgoing(tt.content))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(body[string(tt.content.Type)])
			if err != nil || string(got) != tt.want {
				t.Errorf("got  %s\nwant %s (%v)", got, tt.want, err)
			}
		})
	}
	m := outgoing(text("Halo"))
	m.To = channel.Address{UserID: "ID.5"}
	m.Content.ReplyTo = "wamid.Q#1"
	body, err := c.message(t.Context(), session(), m)
	if err != nil || body["recipient"] != "ID.5" || body["to"] != nil {
		t.Errorf("to a user id: %v, %v", body, err)
	}
	if diff := cmp.Diff(object{"message_id": "wamid.Q"}, body["context"]); diff != "" {
		t.Error(diff)
	}
}

func TestValidate_limits(t *testing.T) {
	t.Parallel()
	long := func(n int) string { return strings.Repeat("x", n) }
	in := func(i channel.Interactive) channel.Content {
		return channel.Content{Type: channel.TypeInteractive, Interactive: &i}
	}
	tpl := func(value string) channel.Content {
		return channel.Content{Type: channel.TypeTemplate, Template: &channel.Template{Name: "n", Language: "id", Body: []channel.Param{{Text: value}}}}
	}
	rows := make([]channel.Row, 11)
	for i := range rows {
		rows[i] = channel.Row{ID: long(i + 1), Title: "t"}
	}
	button := channel.Button{ID: "1", Title: "Ya"}
	tests := map[string]struct {
		content channel.Content
		code    string
	}{
		"caption":             {channel.Content{Type: channel.TypeImage, Media: &channel.Media{AttachmentID: "a", Caption: long(1025)}}, "message.caption_too_long"},
		"caption of audio":    {channel.Content{Type: channel.TypeAudio, Media: &channel.Media{AttachmentID: "a", Caption: "x"}}, "message.caption_not_allowed"},
		"latitude":            {channel.Content{Type: channel.TypeLocation, Location: &channel.Location{Latitude: 91}}, "message.location_invalid"},
		"address only":        {channel.Content{Type: channel.TypeLocation, Location: &channel.Location{Address: "x"}}, "message.location_name_missing"},
		"four buttons":        {in(channel.Interactive{Kind: "button", Body: "b", Buttons: []channel.Button{{ID: "1", Title: "1"}, {ID: "2", Title: "2"}, {ID: "3", Title: "3"}, {ID: "4", Title: "4"}}}), "message.button_count"},
		"equal buttons":       {in(channel.Interactive{Kind: "button", Body: "b", Buttons: []channel.Button{button, button}}), "message.button_not_unique"},
		"long button":         {in(channel.Interactive{Kind: "button", Body: "b", Buttons: []channel.Button{{ID: "1", Title: long(21)}}}), "message.button_title_invalid"},
		"long body":           {in(channel.Interactive{Kind: "button", Body: long(1025), Buttons: []channel.Button{button}}), "message.text_too_long"},
		"long footer":         {in(channel.Interactive{Kind: "button", Body: "b", Footer: long(61), Buttons: []channel.Button{button}}), "message.footer_too_long"},
		"eleven rows":         {in(channel.Interactive{Kind: "list", Body: "b", ListTitle: "l", Sections: []channel.Section{{Rows: rows}}}), "message.row_count"},
		"no rows":             {in(channel.Interactive{Kind: "list", Body: "b", ListTitle: "l", Sections: []channel.Section{{}}}), "message.row_count"},
		"untitled sections":   {in(channel.Interactive{Kind: "list", Body: "b", ListTitle: "l", Sections: []channel.Section{{Rows: rows[:1]}, {Rows: rows[1:2]}}}), "message.section_title_invalid"},
		"media in a list":     {in(channel.Interactive{Kind: "list", Body: "b", ListTitle: "l", Header: &channel.Header{Type: channel.TypeImage}, Sections: []channel.Section{{Rows: rows[:1]}}}), "message.header_not_allowed"},
		"link without host":   {in(channel.Interactive{Kind: "cta_url", Body: "b", DisplayText: "x", URL: "javascript:alert(1)"}), "message.url_invalid"},
		"line break":          {tpl("a\nb"), "message.parameter_whitespace"},
		"many spaces":         {tpl("a     b"), "message.parameter_whitespace"},
		"empty value":         {tpl(" "), "message.parameter_empty"},
		"long values":         {tpl(long(1025)), "message.template_text_too_long"},
		"template of no name": {channel.Content{Type: channel.TypeTemplate, Template: &channel.Template{}}, "message.template_missing"},
	}
	c := connect(t, "http://127.0.0.1:1")
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, ok := fault.Of(c.Validate(tt.content))
			if !ok || f.Kind != fault.Invalid || f.Code != tt.code {
				t.Errorf("fault = %+v, want %s", f, tt.code)
			}
		})
	}
	if err := c.Validate(tpl("a    b")); err != nil {
		t.Errorf("four spaces: %v", err)
	}
}

func TestUploadAndFetchMedia(t *testing.T) {
	t.Parallel()
	n := newNetwork(t)
	c := connect(t, n.URL)
	s := session()
	s.Media = &channeltest.Files{Bytes: map[string][]byte{"a1": []byte("hello")}}
	if _, err := c.Send(t.Context(), s, outgoing(channel.Content{Type: channel.TypeImage, Media: &channel.Media{AttachmentID: "a1"}})); err != nil {
		t.Fatal(err)
	}
	upload := n.calls[0]
	if upload.Path != "/v26.0/100/media" || !strings.HasPrefix(upload.Type, "multipart/form-data") ||
		!strings.Contains(upload.Body, "hello") || !strings.Contains(upload.Body, `name="messaging_product"`) {
		t.Errorf("upload = %+v", upload)
	}
	_, params, err := mime.ParseMediaType(upload.Type)
	if err != nil {
		t.Fatal(err)
	}
	form, err := multipart.NewReader(strings.NewReader(upload.Body), params["boundary"]).ReadForm(1 << 20)
	if err != nil || form.Value["messaging_product"][0] != "whatsapp" || form.Value["type"][0] != "image/png" || form.File["file"][0].Size != 5 {
		t.Errorf("form = %+v, %v", form, err)
	}
	if upload.Length <= 5 {
		t.Errorf("the upload has no length: %d", upload.Length)
	}
	if !strings.Contains(n.last().Body, `"id":"4490709327384033"`) {
		t.Errorf("message = %s", n.last().Body)
	}
	const sum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	file := func(hash, size, content string) ([]byte, error) {
		n.on("GET /v26.0/77", 200, `{"url":"`+n.URL+`/file?x=1","mime_type":"text/plain","sha256":"`+hash+`","file_size":`+size+`}`)
		n.on("GET /file", 200, content)
		body, info, err := c.FetchMedia(t.Context(), s, "77")
		if err != nil {
			return nil, err
		}
		if info.MIME != "text/plain" {
			t.Errorf("info = %+v", info)
		}
		b, err := io.ReadAll(body)
		return b, errors.Join(err, body.Close())
	}
	if b, err := file(sum, `"5"`, "hello"); err != nil || string(b) != "hello" || n.last().Auth != "Bearer "+testToken {
		t.Errorf("read %q, %v", b, err)
	}
	if b, err := file("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", `5`, "hello"); err != nil || string(b) != "hello" {
		t.Errorf("base64 hash: %q, %v", b, err)
	}
	if _, err := file(sum, `5`, "hellO"); !errors.Is(err, ErrMediaCorrupt) {
		t.Errorf("other bytes: %v", err)
	}
	if _, err := file(sum, `4`, "hello"); !errors.Is(err, ErrMediaTooBig) {
		t.Errorf("too many bytes: %v", err)
	}
	if _, err := file(sum, `500000000`, "hello"); !errors.Is(err, ErrMediaTooBig) {
		t.Errorf("announced as too large: %v", err)
	}
	n.on("GET /v26.0/77", 200, `{"url":"https://evil.example/x"}`)
	if _, _, err := c.FetchMedia(t.Context(), s, "77"); !errors.Is(err, ErrMediaGone) {
		t.Errorf("another host: %v", err)
	}
	n.on("GET /v26.0/77", 404, `{"error":{"message":"x","code":100,"error_subcode":33}}`)
	if _, _, err := c.FetchMedia(t.Context(), s, "77"); !errors.Is(err, ErrMediaGone) {
		t.Errorf("gone: %v", err)
	}
}

// A file is gone only when the network says so of the file. While the token is dead, or the network cannot read the file just
// now, it is there for seven days.
func TestFetchMedia_notGone(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		class  channel.Class
	}{
		"token":           {401, `{"error":{"message":"x","code":190,"error_subcode":463}}`, channel.ClassChannel},
		"permission":      {403, `{"error":{"message":"x","code":10}}`, channel.ClassChannel},
		"download failed": {400, `{"error":{"message":"x","code":131052}}`, channel.ClassRetry},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNetwork(t)
			n.on("GET /v26.0/77", tt.status, tt.body)
			_, _, err := connect(t, n.URL).FetchMedia(t.Context(), session(), "77")
			if e, ok := errors.AsType[*channel.SendError](err); !ok || e.Class != tt.class {
				t.Errorf("error = %v, want class %s", err, tt.class)
			}
		})
	}
}
