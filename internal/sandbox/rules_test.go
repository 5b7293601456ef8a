package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func listenAt(t *testing.T, addr string) net.Listener {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// failCode sends and returns the code of the failed status that follows, or 0.
func (b *bench) failCode(body string) string {
	b.t.Helper()
	a := b.send(body)
	id := a.text("messages.0.id")
	if id == "" {
		b.t.Fatalf("send = %d %s", a.status, a.body)
	}
	b.drain()
	for _, line := range b.statuses() {
		if rest, ok := strings.CutPrefix(line, id+" failed "); ok {
			return rest
		}
	}
	return ""
}

func textTo(to, text string) string {
	return `{"messaging_product":"whatsapp","to":"` + to + `","type":"text","text":{"body":"` + text + `"}}`
}

func TestServer_AsyncFailures(t *testing.T) {
	t.Parallel()
	b := setup(t)
	promo := func(to string) string {
		return strings.Replace(tmplBody("promo_bernama", `{"type":"body","parameters":[{"type":"text","parameter_name":"nama","text":"a"},{"type":"text","parameter_name":"kode","text":"b"}]},{"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"x"}]}`), "628002000077", to, 1)
	}
	if err := b.SeedCustomer(SeedCustomer{Phone: "628002000061", NotOnWhatsApp: true, WindowOpen: []string{DefaultNumber}}); err != nil {
		t.Fatal(err)
	}
	if got := b.failCode(textTo("628002000061", "a")); got != "131026" {
		t.Errorf("not on WhatsApp = %q", got)
	}
	if got := b.failCode(`{"messaging_product":"whatsapp","to":"` + customer + `","type":"image","image":{"link":"https://a.invalid/x.jpg"}}`); got != "131053" {
		t.Errorf("link = %q", got)
	}
	if err := b.Preference("", customer, true); err != nil {
		t.Fatal(err)
	}
	if got := b.failCode(promo(customer)); got != "131050" {
		t.Errorf("opt-out = %q", got)
	}
	if got := b.failCode(textTo(customer, "layanan")); got != "" {
		t.Errorf("service after opt-out = %q", got)
	}
	b.SetKnobs(func(k *Knobs) { k.MarketingCap = 1 })
	if got := b.failCode(promo("628002000062")); got != "" {
		t.Errorf("first promo = %q", got)
	}
	if got := b.failCode(promo("628002000062")); got != "131049" {
		t.Errorf("second promo = %q", got)
	}
	b.Advance(25 * time.Hour)
	if got := b.failCode(promo("628002000062")); got != "" {
		t.Errorf("promo of the next day = %q", got)
	}
	if err := b.Block("", customer, true); err != nil {
		t.Fatal(err)
	}
	b.SetKnobs(func(k *Knobs) { k.Window = "off" })
	if got := b.failCode(textTo(customer, "b")); got != "131026" {
		t.Errorf("blocked = %q", got)
	}
}

func TestServer_SyncLimits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetKnobs(func(k *Knobs) { k.AllowList = []string{"+" + customer} })
	if a := b.send(textTo("628002000070", "a")); a.code() != 131030 {
		t.Errorf("allow list = %s", a.body)
	}
	if a := b.send(textTo(customer, "a")); a.status != 200 {
		t.Errorf("allowed = %s", a.body)
	}
	b.SetKnobs(func(k *Knobs) { k.AllowList, k.PairLimit = nil, true })
	for i := range 45 {
		if a := b.send(textTo(customer, fmt.Sprint(i))); a.status != 200 {
			t.Fatalf("burst %d = %s", i, a.body)
		}
	}
	if a := b.send(textTo(customer, "zu viel")); a.code() != 131056 {
		t.Errorf("pair = %s", a.body)
	}
	b.Advance(6 * time.Second)
	if a := b.send(textTo(customer, "wieder")); a.status != 200 {
		t.Errorf("pair after 6 s = %s", a.body)
	}
	b.SetKnobs(func(k *Knobs) { k.PairLimit, k.NumberMPS = false, 10 })
	refused := 0
	for i := range 15 {
		if a := b.send(textTo(customer, fmt.Sprint(i))); a.code() == 130429 {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("number bucket refused %d of 15", refused)
	}
	b.SetKnobs(func(k *Knobs) { k.NumberMPS, k.TierLimit = 0, 2 })
	to := func(n string) string { return strings.Replace(tmplBody("konfirmasi_jadwal", ""), "628002000077", n, 1) }
	for _, n := range []string{"628002000081", "628002000082", "628002000081"} {
		if a := b.send(to(n)); a.status != 200 {
			t.Errorf("tier %s = %s", n, a.body)
		}
	}
	if a := b.send(to("628002000083")); a.code() != 131048 {
		t.Errorf("beyond the tier = %s", a.body)
	}
	b.Advance(24 * time.Hour)
	if a := b.send(to("628002000083")); a.status != 200 {
		t.Errorf("next day = %s", a.body)
	}
}

func TestServer_Faults(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cases := []struct {
		fault   Fault
		effects int
		check   func(answered) bool
	}{
		{Fault{Kind: "cut_before"}, 0, func(a answered) bool { return a.err != nil }},
		{Fault{Kind: "cut_after"}, 1, func(a answered) bool { return a.err != nil }},
		{Fault{Kind: "json500"}, 0, func(a answered) bool { return a.status == 500 && a.at("error.is_transient") == true }},
		{Fault{Kind: "json500", After: true}, 1, func(a answered) bool { return a.status == 500 && a.code() == 2 }},
		{Fault{Kind: "html502"}, 0, func(a answered) bool { return a.status == 502 && bytes.HasPrefix(a.body, []byte("<!DOCTYPE")) }},
		{Fault{Kind: "empty503"}, 0, func(a answered) bool { return a.status == 503 && len(a.body) == 0 }},
		{Fault{Kind: "truncated"}, 1, func(a answered) bool { return a.status == 200 && !json.Valid(a.body) }},
		{Fault{Kind: "ok_with_error"}, 0, func(a answered) bool { return a.status == 200 && a.code() == 131000 }},
		{Fault{Kind: "error", Code: 131056, HTTP: 403}, 0, func(a answered) bool { return a.status == 403 && a.code() == 131056 }},
		{Fault{Kind: "http429", RetryAfter: 9}, 0, func(a answered) bool { return a.status == 429 && a.header.Get("Retry-After") == "9" }},
		{Fault{Kind: "http429"}, 0, func(a answered) bool { return a.status == 429 && a.header.Get("Retry-After") == "" }},
		{Fault{Kind: "token_expired"}, 0, func(a answered) bool { return a.code() == 190 && a.num("error.error_subcode") == 463 }},
		{Fault{Kind: "rate_limit"}, 0, func(a answered) bool { return a.code() == 130429 }},
		{Fault{Kind: "latency", LatencyMS: 1}, 1, func(a answered) bool { return a.status == 200 }},
		{Fault{Kind: "latency", LatencyMS: 1, After: true}, 1, func(a answered) bool { return a.status == 200 }},
	}
	for _, c := range cases {
		before := b.SendCount()
		c.fault.Route, c.fault.Count = "send", 1
		b.SetFault(c.fault)
		if a := b.sendText(customer, "a"); !c.check(a) {
			t.Errorf("%+v = %d %s %v", c.fault, a.status, a.body, a.err)
		}
		if got := b.SendCount() - before; got != c.effects {
			t.Errorf("%+v left %d effects, want %d", c.fault, got, c.effects)
		}
		if a := b.sendText(customer, "b"); a.status != 200 || len(b.Faults()) != 0 {
			t.Errorf("after %s = %d", c.fault.Kind, a.status)
		}
	}
	b.SetFault(Fault{Kind: "template_pause", Route: "send", Count: 1})
	if a := b.send(tmplBody("konfirmasi_jadwal", "")); a.code() != 132015 {
		t.Errorf("pause = %s", a.body)
	}
	if a := b.send(tmplBody("konfirmasi_jadwal", "")); a.code() != 132015 {
		t.Errorf("still paused = %s", a.body)
	}
}

func TestServer_FaultFilters(t *testing.T) {
	t.Parallel()
	b := setupWith(t, Options{Seed: 42})
	b.SetFault(Fault{Kind: "error", Code: 1, Route: "templates"})
	if a := b.sendText(customer, "a"); a.status != 200 {
		t.Errorf("other route = %s", a.body)
	}
	b.ClearFaults(0)
	b.SetFault(Fault{Kind: "error", Code: 1, To: customer})
	if a := b.sendText("628002000001", "a"); a.status != 200 {
		t.Errorf("other recipient = %s", a.body)
	}
	if a := b.sendText("+"+customer, "a"); a.code() != 1 {
		t.Errorf("this recipient = %s", a.body)
	}
	b.ClearFaults(0)
	b.SetFault(Fault{Kind: "error", Code: 1, Probability: 0.5})
	hits := 0
	for range 100 {
		if a := b.sendText(customer, "a"); a.code() == 1 {
			hits++
		}
	}
	if hits < 30 || hits > 70 {
		t.Errorf("probability 0.5 hit %d of 100", hits)
	}
}

func TestServer_Duplicates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sendText(customer, "a")
	b.sendText(customer, "b")
	b.sendText("628002000001", "a")
	if d := b.Duplicates(); len(d) != 0 {
		t.Fatalf("none expected: %+v", d)
	}
	b.SetFault(Fault{Kind: "cut_after", Count: 1})
	b.sendText(customer, "c")
	b.sendText(customer, "c")
	d := b.Duplicates()
	if len(d) != 2 || d[0].Why != "body" || d[1].Key != "op-c" || d[1].Count != 2 || d[1].To != customer {
		t.Fatalf("duplicates = %+v", d)
	}
	if n := b.PerRecipient()[customer]; n != 4 {
		t.Fatalf("count = %d", n)
	}
}

func TestServer_RecordFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "record.jsonl")
	b := setupWith(t, Options{RecordFile: path, Seed: 5})
	ids := map[string]bool{}
	for i := range 20 {
		ids[b.sendText(customer, fmt.Sprint(i)).text("messages.0.id")] = true
	}
	read := func() int {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		n := 0
		for sc := bufio.NewScanner(f); sc.Scan(); {
			var row struct{ WAMID, To, Opaque string }
			if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
				continue
			}
			if row.To != customer || !strings.HasPrefix(row.Opaque, "op-") {
				t.Fatalf("row = %+v", row)
			}
			ids[row.WAMID] = true
			n++
		}
		return n
	}
	// The sandbox still runs and was told nothing: this is what a kill would leave.
	if n := read(); n != 20 || len(ids) != 20 {
		t.Fatalf("%d rows, %d ids", n, len(ids))
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.WriteString(`{"wamid":"torn`)
	_ = f.Close()
	again := setupWith(t, Options{RecordFile: path, Seed: 5})
	if id := again.sendText(customer, "baru").text("messages.0.id"); ids[id] {
		t.Fatal("an id was given twice")
	}
	if n := read(); n != 21 {
		t.Fatalf("%d rows after the restart", n)
	}
}

func TestNew_LoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{GraphListen: "0.0.0.0:0"}, {GraphListen: ":0"}, {GraphListen: "127.0.0.1:0", WebhookURL: "https://example.com/x"}} {
		if _, err := New(o); !errors.Is(err, ErrNotLoopback) {
			t.Errorf("New(%+v) = %v", o, err)
		}
	}
}

func TestServer_Control(t *testing.T) {
	t.Parallel()
	b := setup(t)
	post := func(path, body string) answered { return b.doAs("", "POST", "/sandbox/"+path, body) }
	for path, body := range map[string]string{
		"knobs":         `{"merge":true}`,
		"seed":          `{"customers":[{"phone":"628002000090","name":"Baru"}]}`,
		"acts/inbound":  `{"from":"628002000090","text":"halo"}`,
		"acts/stop":     `{"from":"628002000090"}`,
		"acts/quality":  `{"quality":"YELLOW","event":"DOWNGRADE"}`,
		"acts/template": `{"template":"promo_dijeda","status":"APPROVED"}`,
		"acts/damaged":  `{"form":"no_field","from":"628002000090"}`,
		"faults":        `{"kind":"html502","count":1,"route":"send"}`,
		"clock":         `{"advance_seconds":1}`,
		"challenge":     ``,
		"flush":         ``,
	} {
		if a := post(path, body); a.status != 200 {
			t.Errorf("%s = %d %s", path, a.status, a.body)
		}
	}
	if a := post("faults", `{"kind":"nonsense"}`); a.status != 400 {
		t.Errorf("unknown fault = %d", a.status)
	}
	if a := post("knobs", `{"colour":1}`); a.status != 400 {
		t.Errorf("unknown knob = %d", a.status)
	}
	for _, path := range []string{"connection", "accounts", "calls", "effects", "effects?duplicates=1", "effects?counts=1", "webhooks", "knobs", "faults", "phones", "phones/628002000090", "assets/page.js", "assets/page.css"} {
		if a := b.doAs("", "GET", "/sandbox/"+path, nil); a.status != 200 {
			t.Errorf("%s = %d %s", path, a.status, a.body)
		}
	}
	if a := b.doAs("", "GET", "/", nil); a.status != 200 || !bytes.Contains(a.body, []byte(DefaultToken)) || a.header.Get("Content-Security-Policy") == "" {
		t.Errorf("page = %d", a.status)
	}
	b.ClearFaults(0)
	b.sendText(customer, "a")
	if a := post("reset", ``); a.status != 200 || b.SendCount() != 0 || len(b.Faults()) != 0 || b.Knobs().Merge {
		t.Errorf("reset = %d, %d effects", a.status, b.SendCount())
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.URL()+"/sandbox/reset", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://evil.example")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("cross-origin post = %d", res.StatusCode)
	}
}

func TestMain_PrintsConnection(t *testing.T) {
	t.Parallel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := contextWithCancel(t)
	done := make(chan error, 1)
	go func() { done <- Main(ctx, Options{GraphListen: "127.0.0.1:0"}, w) }()
	sc := bufio.NewScanner(r)
	for sc.Scan() && !strings.Contains(sc.Text(), DefaultToken) {
		continue
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func contextWithCancel(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}
