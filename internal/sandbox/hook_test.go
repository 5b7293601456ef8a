package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSign_Vectors(t *testing.T) {
	t.Parallel()
	escaped := []byte(`{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"field":"comments","value":{"id":"9","text":"\u00e4\u00f6\u00e5 caf\u00e9"}}]}]}`)
	if got := sign("appsecret", escaped); got != "sha256=0f454043f8271d484a33df67c49b9997faecf82a4ab58e967b1feb983a6d9834" {
		t.Errorf("escaped = %s", got)
	}
	plain := []byte(`{"object":"instagram","entry":[{"id":"1","time":1,"changes":[{"field":"comments","value":{"id":"9","text":"äöå café"}}]}]}`)
	if got := sign("appsecret", plain); got != "sha256=63b353d5194ad9ca0fcc1d19390b0511d0f42861760b80ca0cb218979bdd7030" {
		t.Errorf("plain = %s", got)
	}
	if got := asciiJSON(plain); !bytes.Equal(got, escaped) {
		t.Errorf("asciiJSON = %s", got)
	}
}

func TestAppendJSON_RoundTrip(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", `a"b\c/d`, "halo\nKak\t🙏🏽 café", "\u2028<&>\x01\x7f", string([]byte{'a', 0xff, 'b'})} {
		got := appendJSON(nil, text)
		for _, c := range got {
			if c >= 0x7f || c < 0x20 {
				t.Fatalf("%q is not ASCII", got)
			}
		}
		var back string
		if err := json.Unmarshal(got, &back); err != nil || back != strings.ToValidUTF8(text, "\ufffd") {
			t.Errorf("%q -> %s -> %q, %v", text, got, back, err)
		}
	}
}

func TestServer_WebhookIsSignedASCII(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.InboundText(DefaultNumber, customer, "Terima kasih 🙏 café /ok"); err != nil {
		t.Fatal(err)
	}
	b.drain()
	bodies, sigs := b.rcv.got()
	if len(bodies) != 1 || sigs[0] != sign("sandbox-app-secret", bodies[0]) {
		t.Fatalf("bodies %d, signatures %v", len(bodies), sigs)
	}
	if !bytes.Contains(bodies[0], []byte(`Terima kasih \ud83d\ude4f caf\u00e9 \/ok`)) {
		t.Fatalf("body = %s", bodies[0])
	}
	b.SetKnobs(func(k *Knobs) { k.Signature = "missing" })
	b.Raw([]byte(`{}`))
	b.drain()
	b.SetKnobs(func(k *Knobs) { k.Signature = "wrong" })
	b.Raw([]byte(`{}`))
	b.drain()
	b.SetKnobs(func(k *Knobs) { k.Signature = "older" })
	b.Raw([]byte(`{}`))
	b.drain()
	_, sigs = b.rcv.got()
	if sigs[3] != sign("sandbox-older-secret", []byte(`{}`)) {
		t.Errorf("signature with the older secret = %s", sigs[3])
	}
	if sigs[1] != "" || sigs[2] == "" || sigs[2] == sign("sandbox-app-secret", []byte(`{}`)) {
		t.Fatalf("signatures = %v", sigs)
	}
}

func TestServer_Challenge(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if ok, status := b.Challenge(t.Context()); !ok || status != 200 {
		t.Fatalf("challenge = %v %d", ok, status)
	}
	b.rcv.verify = "another"
	if ok, status := b.Challenge(t.Context()); ok || status != 403 {
		t.Fatalf("challenge with another token = %v %d", ok, status)
	}
}

// TestServer_KnobsKeepEvents: disorder, merging and small batches never change which events arrive, duplicates only
// how often.
func TestServer_KnobsKeepEvents(t *testing.T) {
	t.Parallel()
	cases := map[string]func(*Knobs){
		"plain":      func(*Knobs) {},
		"shuffle":    func(k *Knobs) { k.Shuffle = true },
		"merge":      func(k *Knobs) { k.Merge = true },
		"single":     func(k *Knobs) { k.Batch, k.Workers = 1, 16 },
		"late":       func(k *Knobs) { k.Late, k.LateMS = 0.5, 30 },
		"all":        func(k *Knobs) { k.Shuffle, k.Merge, k.Late, k.LateMS = true, true, 0.3, 10 },
		"duplicates": func(k *Knobs) { k.Duplicate = 0.5 },
	}
	for name, set := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.SetKnobs(set)
			var want []string
			for i := range 40 {
				id := b.sendText(customer, fmt.Sprint(i)).text("messages.0.id")
				want = append(want, id+" sent", id+" delivered", id+" read")
			}
			b.drain()
			got := b.statuses()
			slices.Sort(got)
			slices.Sort(want)
			if name == "duplicates" {
				if len(got) <= len(want) {
					t.Fatalf("no duplicates among %d", len(got))
				}
				got = slices.Compact(got)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%d events, want %d", len(got), len(want))
			}
		})
	}
}

func TestServer_LossIsCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetKnobs(func(k *Knobs) { k.Loss = 0.5 })
	for i := range 40 {
		b.sendText(customer, fmt.Sprint(i))
	}
	b.drain()
	b.hooks.mu.Lock()
	lost := int(b.hooks.stats.Lost)
	b.hooks.mu.Unlock()
	if got := len(b.statuses()); lost == 0 || got+lost != 120 {
		t.Fatalf("%d arrived and %d lost of 120", got, lost)
	}
}

func TestServer_RetryUntilAccepted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.SetKnobs(func(k *Knobs) { k.RetryMS, k.AutoDelivered = []int64{0, 5}, false }) // one status only
	b.rcv.answer(500)
	b.sendText(customer, "a")
	waitFor(t, func() bool { bodies, _ := b.rcv.got(); return len(bodies) >= 3 })
	b.rcv.answer(200)
	b.drain()
	bodies, _ := b.rcv.got()
	if !bytes.Equal(bodies[0], bodies[1]) {
		t.Error("a repetition is not the same bytes")
	}
	log := b.Webhooks()
	if log[0].Status != 500 || log[len(log)-1].Status != 200 {
		t.Errorf("log = %+v", log)
	}
}

func TestServer_RetryUntilReceiverIsBack(t *testing.T) {
	t.Parallel()
	first := listenAt(t, "127.0.0.2:0") // an address nothing else uses, so that the port stays free
	addr := first.Addr().String()
	_ = first.Close()
	b := setupWith(t, Options{WebhookURL: "http://" + addr + "/webhooks/meta"})
	b.SetKnobs(func(k *Knobs) { k.RetryMS, k.Batch = []int64{5}, 1 })
	for i := range 600 {
		b.sendText(customer, fmt.Sprint(i))
	}
	waitFor(t, func() bool { w := b.Webhooks(); return len(w) > 2 && w[len(w)-1].Status == 0 })
	b.rcv.srv.Close()
	back := httptest.NewUnstartedServer(b.rcv)
	_ = back.Listener.Close()
	back.Listener = listenAt(t, addr)
	back.Start()
	defer back.Close()
	b.drain()
	got := b.statuses()
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != 1800 {
		t.Fatalf("%d of 1800 statuses arrived", n)
	}
}

func TestServer_Inbound(t *testing.T) {
	t.Parallel()
	b := setup(t)
	out := b.sendText(customer, "pilih").text("messages.0.id")
	text, err := b.InboundText("", customer, "halo")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []Inbound{
		{Type: "image", Text: "foto"}, {Type: "location", Latitude: -6.2, Longitude: 106.8}, {Type: "button", Text: "Ya", ButtonID: "y", ReplyTo: out},
		{Type: "list", Text: "Satu", ButtonID: "1"}, {Type: "quick_reply", Text: "Ya", ButtonID: "p"}, {Type: "reaction", Text: "👍", ReplyTo: out},
		{Type: "unsupported"}, {Type: "order"}, {Type: "audio", Voice: true}, {Type: "text", Text: "iklan", Ad: true},
	} {
		in.From = customer
		if _, err := b.Receive(in); err != nil {
			t.Fatalf("%s: %v", in.Type, err)
		}
	}
	for what, err := range map[string]error{
		"edit": b.Edit("", customer, text, "halo lagi"), "preference": b.Preference("", customer, true),
		"number": b.ChangeNumber("", customer, "628002000555"), "revoke": b.Revoke("", customer, text),
		"report": b.Report("", customer), "account": b.AccountUpdate(DefaultWABA, "ACCOUNT_RESTRICTION"),
	} {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	b.drain()
	kinds := map[string]int{}
	for _, v := range b.values() {
		kinds[v.Field]++
		for _, m := range v.Messages {
			kinds["m:"+m["type"].(string)]++
			if m["from"] != customer {
				t.Errorf("from = %v", m["from"])
			}
		}
	}
	for _, k := range []string{
		"m:text", "m:image", "m:location", "m:interactive", "m:button", "m:reaction", "m:unsupported", "m:order", "m:audio", "m:edit", "m:revoke", "m:system",
		"user_preferences", "phone_number_quality_update", "account_update",
	} {
		if kinds[k] == 0 {
			t.Errorf("no %s among %v", k, kinds)
		}
	}
	if a := b.send(`{"messaging_product":"whatsapp","status":"read","message_id":"` + text + `","typing_indicator":{"type":"text"}}`); a.at("success") != true || b.CallCount("read") != 1 {
		t.Errorf("read receipt = %s", a.body)
	}
}

func TestServer_UsernameOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.InboundText("", "628002000003", "halo"); err != nil {
		t.Fatal(err)
	}
	b.drain()
	v := b.values()[0]
	id, _ := v.Messages[0]["from_user_id"].(string)
	if id == "" || v.Messages[0]["from"] != nil || v.Contacts[0]["wa_id"] != nil || v.Contacts[0]["user_id"] != id {
		t.Fatalf("message = %+v", v)
	}
	a := b.send(`{"messaging_product":"whatsapp","recipient":"` + id + `","type":"text","text":{"body":"halo"}}`)
	if a.status != 200 || a.text("contacts.0.user_id") != id {
		t.Fatalf("send = %s", a.body)
	}
	b.drain()
	for _, v := range b.values() {
		for _, st := range v.Statuses {
			if st.Recipient != "" || st.UserID != id {
				t.Fatalf("status = %+v", st)
			}
		}
	}
}

func TestServer_Damaged(t *testing.T) {
	t.Parallel()
	b := setup(t)
	forms := []string{
		"changes_empty", "entry_empty", "no_field", "no_metadata", "empty_number", "unknown_number", "no_id", "no_sender", "unknown_object", "unknown_field",
		"bad_timestamp", "ms_timestamp", "numeric_id", "value_errors", "not_json",
	}
	for _, f := range forms {
		if err := b.Damaged(f, "", customer, "x"); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
	}
	b.drain()
	bodies, sigs := b.rcv.got()
	distinct := map[string]bool{}
	for i, body := range bodies {
		distinct[string(body)] = true
		if sigs[i] != sign("sandbox-app-secret", body) {
			t.Errorf("signature of %s", body)
		}
	}
	if len(distinct) != len(forms) {
		t.Fatalf("%d different bodies of %d forms", len(distinct), len(forms))
	}
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for !ok() {
		select {
		case <-deadline:
			t.Fatal("it did not happen in time")
		case <-time.After(2 * time.Millisecond):
		}
	}
}
