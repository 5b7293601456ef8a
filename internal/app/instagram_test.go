package app

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/sandbox"
	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// newInstagramWorld is a world beside a sandbox that delivers to it.
func newInstagramWorld(t *testing.T) (*world, *sandbox.Server) {
	t.Helper()
	var w *world
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.handler.ServeHTTP(rw, r) }))
	s, err := sandbox.New(sandbox.Options{GraphListen: "127.0.0.1:0", AppSecret: "appsecret", VerifyToken: "verify", WebhookURL: srv.URL + "/webhooks/meta"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	w = newWorld(t, "KELOLA_PUBLIC_URL", srv.URL, "KELOLA_INSTAGRAM_GRAPH_URL", s.URL()+instagram.GraphPath,
		"KELOLA_INSTAGRAM_API_URL", s.URL()+instagram.APIPath, "KELOLA_INSTAGRAM_AUTHORIZE_URL", s.URL()+instagram.AuthorizePath,
		"KELOLA_INSTAGRAM_APP_ID", sandbox.DefaultInstagramApp, "KELOLA_INSTAGRAM_APP_SECRET", sandbox.DefaultInstagramSecret)
	w.people(t, "toko")
	w.background(t)
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { _ = w.ingest.Run(ctx) })
	t.Cleanup(func() {
		stop()
		work.Wait()
	})
	return w, s
}

const instagramRoot = "/api/v1/workspaces/toko"

// consent connects the first account of the sandbox as the owner, and returns the word in the address the browser is led to.
func consent(t *testing.T, w *world, s *sandbox.Server) string {
	t.Helper()
	status, raw := w.call(t, "owner.toko", http.MethodPost, instagramRoot+"/instagram/connect", []byte(`{}`))
	var begun struct{ URL string }
	if err := json.Unmarshal(raw, &begun); err != nil || status != http.StatusOK {
		t.Fatalf("connect = %d %s", status, raw)
	}
	back, err := s.InstagramConsent(begun.URL, "")
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, back.RequestURI(), http.NoBody)
	req.Header.Set("Cookie", w.cookies["owner.toko"])
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, req)
	to, err := url.Parse(rec.Header().Get("Location"))
	if err != nil || rec.Code != http.StatusSeeOther {
		t.Fatalf("callback = %d, %v", rec.Code, err)
	}
	return to.Query().Get("result")
}

func (w *world) says(t *testing.T, path string, words ...string) bool {
	t.Helper()
	_, raw := w.call(t, "owner.toko", http.MethodGet, instagramRoot+path, nil)
	for _, word := range words {
		if !strings.Contains(string(raw), word) {
			return false
		}
	}
	return true
}

// A token that is revoked while an answer waits burns nothing: the answer is held, the account says so, and once it is connected again the
// answer goes out, once.
func TestInstagram_revokedTokenHoldsWhatWaits(t *testing.T) {
	t.Parallel()
	w, s := newInstagramWorld(t)
	if result := consent(t, w, s); result != "connected" {
		t.Fatalf("connect = %s", result)
	}
	if _, err := s.Instagram().Message(instagram.WrittenMessage{Person: "siti.rahma", Text: "Masih ada?"}); err != nil {
		t.Fatal(err)
	}
	dbtest.Wait(t, "the message to arrive", func() bool { return w.says(t, "/conversations", "Masih ada?") })
	if err := s.Instagram().SetAccount(instagram.AccountWish{Token: "revoke"}); err != nil {
		t.Fatal(err)
	}
	_, raw := w.call(t, "owner.toko", http.MethodGet, instagramRoot+"/conversations", nil)
	var list struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(raw, &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("conversations = %s", raw)
	}
	began := w.clock.Now()
	status, raw := w.call(t, "owner.toko", http.MethodPost, instagramRoot+"/conversations/"+list.Items[0].ID+"/messages", []byte(`{"text":"Masih, Kak"}`))
	if status != http.StatusAccepted {
		t.Fatalf("reply = %d %s", status, raw)
	}
	dbtest.Wait(t, "the account to need attention", func() bool {
		return w.says(t, "/instagram/accounts", `"needs_attention"`, `"token_invalid"`)
	})
	if took := w.clock.Now().Sub(began); took > time.Minute {
		t.Errorf("noticed after %v", took)
	}
	dbtest.Wait(t, "the answer to be held", func() bool { return w.says(t, "/messages?state=held", "channel_needs_attention") })
	if sent := sentTo(s); len(sent) != 0 {
		t.Fatalf("%v went out with a dead token", sent)
	}
	if result := consent(t, w, s); result != "renewed" {
		t.Fatalf("connect again = %s", result)
	}
	dbtest.Wait(t, "the answer to go out", func() bool { return len(sentTo(s)) == 1 })
	dbtest.Wait(t, "nothing to wait", func() bool { return !w.says(t, "/messages?state=held", "channel_needs_attention") })
	if sent := sentTo(s); len(sent) != 1 || sent[0] != "Masih, Kak" {
		t.Errorf("sent = %v", sent)
	}
}

// sentTo lists the texts that the network took from us.
func sentTo(s *sandbox.Server) (texts []string) {
	for _, e := range s.Instagram().Effects("") {
		if e.RecipientID != "" && e.Text != "" {
			texts = append(texts, e.Text)
		}
	}
	return texts
}
