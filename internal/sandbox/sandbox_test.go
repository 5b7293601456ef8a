package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
)

const customer = "628002000009"

// bench is a sandbox with a receiver of its webhooks.
type bench struct {
	*Server
	t   *testing.T
	clk *clock.Fixed
	rcv *receiver
}

// receiver is the product's end: it keeps what it gets, and answers what it is told to.
type receiver struct {
	mu     sync.Mutex
	bodies [][]byte
	sigs   []string
	status int
	verify string
	srv    *httptest.Server
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodGet {
		q := req.URL.Query()
		if q.Get("hub.mode") != "subscribe" || q.Get("hub.verify_token") != r.verify {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, q.Get("hub.challenge"))
		return
	}
	b, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, b)
	r.sigs = append(r.sigs, req.Header.Get("X-Hub-Signature-256"))
	w.WriteHeader(r.status)
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	r.status = status
	r.mu.Unlock()
}

func (r *receiver) got() ([][]byte, []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([][]byte(nil), r.bodies...), append([]string(nil), r.sigs...)
}

func setup(t *testing.T) *bench { return setupWith(t, Options{}) }

func setupWith(t *testing.T, o Options) *bench {
	t.Helper()
	b := &bench{t: t, clk: clock.NewFixed(time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)), rcv: &receiver{status: 200, verify: "sandbox-verify-token"}}
	b.rcv.srv = httptest.NewServer(b.rcv)
	t.Cleanup(b.rcv.srv.Close)
	o.GraphListen, o.Clock, o.StatusDelay = "127.0.0.1:0", b.clk, time.Millisecond
	if o.WebhookURL == "" {
		o.WebhookURL = b.rcv.srv.URL + "/webhooks/meta"
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Server = s
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.Close(ctx)
	})
	if err := s.SeedCustomer(SeedCustomer{Phone: customer, Name: "Pelanggan", WindowOpen: []string{DefaultNumber}}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) drain() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Second)
	defer cancel()
	if err := b.DrainWebhooks(ctx); err != nil {
		b.t.Fatalf("webhooks did not drain: %v", err)
	}
}

type answered struct {
	status int
	body   []byte
	header http.Header
	err    error
}

func (a answered) code() int { return a.num("error.code") }

func (a answered) num(path string) int {
	f, _ := a.at(path).(float64)
	return int(f)
}

func (a answered) text(path string) string {
	s, _ := a.at(path).(string)
	return s
}

func (a answered) at(path string) any {
	var v any
	if json.Unmarshal(a.body, &v) != nil {
		return nil
	}
	for _, p := range strings.Split(path, ".") {
		switch t := v.(type) {
		case map[string]any:
			v = t[p]
		case []any:
			i := int(p[0] - '0')
			if i >= len(t) {
				return nil
			}
			v = t[i]
		default:
			return nil
		}
	}
	return v
}

// do makes a Graph call with the default token.
func (b *bench) do(method, path string, body any) answered {
	return b.doAs(DefaultToken, method, path, body)
}

func (b *bench) doAs(token, method, path string, body any) answered {
	b.t.Helper()
	var rd io.Reader
	switch v := body.(type) {
	case nil:
	case string:
		rd = strings.NewReader(v)
	default:
		j, err := json.Marshal(v)
		if err != nil {
			b.t.Fatal(err)
		}
		rd = bytes.NewReader(j)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.URL()+path, rd)
	if err != nil {
		b.t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return do(req)
}

// do makes a call and reads the answer; redirects are not followed.
func do(req *http.Request) answered {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return answered{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	return answered{status: res.StatusCode, body: data, header: res.Header, err: err}
}

func (b *bench) send(body string) answered {
	return b.do("POST", "/v26.0/"+DefaultNumber+"/messages", body)
}

func (b *bench) sendText(to, text string) answered {
	return b.send(`{"messaging_product":"whatsapp","to":"` + to + `","type":"text","text":{"body":"` + text + `"},"biz_opaque_callback_data":"op-` + text + `"}`)
}

// statuses reads every status that arrived as "wamid status code".
func (b *bench) statuses() []string {
	b.t.Helper()
	var out []string
	for _, v := range b.values() {
		for _, st := range v.Statuses {
			line := st.ID + " " + st.Status
			if len(st.Errors) > 0 {
				line += " " + string(st.Errors[0].Code)
			}
			out = append(out, line)
		}
	}
	return out
}

type hookValue struct {
	Metadata struct {
		PhoneNumberID string `json:"phone_number_id"`
	} `json:"metadata"`
	Contacts []map[string]any `json:"contacts"`
	Messages []map[string]any `json:"messages"`
	Statuses []struct {
		ID        string         `json:"id"`
		Status    string         `json:"status"`
		Recipient string         `json:"recipient_id"`
		UserID    string         `json:"recipient_user_id"`
		Opaque    string         `json:"biz_opaque_callback_data"`
		Pricing   map[string]any `json:"pricing"`
		Errors    []struct {
			Code json.Number `json:"code"`
		} `json:"errors"`
	} `json:"statuses"`
	Field string
	Event string `json:"event"`
}

func (b *bench) values() []hookValue {
	b.t.Helper()
	bodies, _ := b.rcv.got()
	var out []hookValue
	for _, body := range bodies {
		var w struct {
			Entry []struct {
				Changes []struct {
					Field string    `json:"field"`
					Value hookValue `json:"value"`
				} `json:"changes"`
			} `json:"entry"`
		}
		if err := json.Unmarshal(body, &w); err != nil {
			b.t.Fatalf("webhook is not JSON: %v", err)
		}
		for _, e := range w.Entry {
			for _, c := range e.Changes {
				c.Value.Field = c.Field
				out = append(out, c.Value)
			}
		}
	}
	return out
}

func TestServer_SendAndStatuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetKnobs(func(k *Knobs) { k.Workers = 1 }) // several may overtake each other
	a := b.sendText("+62 800-2000-009", "halo")
	if a.status != 200 || a.text("contacts.0.wa_id") != customer || a.text("contacts.0.input") != "+62 800-2000-009" {
		t.Fatalf("send = %d %s", a.status, a.body)
	}
	id := a.text("messages.0.id")
	b.drain()
	var got []string
	for _, v := range b.values() {
		for _, st := range v.Statuses {
			if st.ID != id || st.Opaque != "op-halo" || st.Recipient != customer || v.Metadata.PhoneNumberID != DefaultNumber {
				t.Fatalf("status = %+v", st)
			}
			if st.Status != "read" && st.Pricing["pricing_model"] != "PMP" {
				t.Fatalf("%s without pricing: %+v", st.Status, st.Pricing)
			}
			got = append(got, st.Status)
		}
	}
	if strings.Join(got, " ") != "sent delivered read" {
		t.Fatalf("statuses = %v", got)
	}
	if e := b.Sends(); len(e) != 1 || e[0].WAMID != id || e[0].Opaque != "op-halo" || e[0].State != "read" {
		t.Fatalf("effects = %+v", e)
	}
}

func BenchmarkServer_Send(b *testing.B) {
	s, err := New(Options{GraphListen: "127.0.0.1:0", StatusDelay: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close(context.Background()) }()
	s.SetKnobs(func(k *Knobs) { k.Window = "off" })
	body := []byte(`{"messaging_product":"whatsapp","to":"628002000009","type":"text","text":{"body":"Halo Kak, pesanan Anda sudah kami kirim."},"biz_opaque_callback_data":"0190b7a2-0000-7000-8000-000000000001"}`)
	h := s.Handler()
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/v26.0/"+DefaultNumber+"/messages", bytes.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+DefaultToken)
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Body.String())
		}
	}
}
