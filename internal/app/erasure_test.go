package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A request on the public form reaches the page of the owner, and the owner's answer reaches the request.
func TestDeletionForm_throughTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	form := url.Values{"username": {"owner.toko"}, "licence": {w.codes["owner.toko"]}, "workspace": {"toko"}, "scope": {"whole"}}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1:8080/data-deletion/request", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if err := w.erasures.Intake(t.Context()); err != nil {
		t.Fatal(err)
	}
	const at = "/api/v1/workspaces/toko/erasure-requests"
	var list struct {
		Items []struct {
			ID, State, Way string
			Proofs         []string
		}
	}
	if _, raw := w.call(t, "owner.toko", http.MethodGet, at, nil); json.Unmarshal(raw, &list) != nil || len(list.Items) != 1 || list.Items[0].State != "identity_pending" {
		t.Fatalf("%s", raw)
	}
	told := func(who string) string {
		_, raw := w.call(t, who, http.MethodGet, "/api/v1/workspaces/toko", nil)
		var space struct{ Deletion json.RawMessage }
		if err := json.Unmarshal(raw, &space); err != nil {
			t.Fatal(err)
		}
		return string(space.Deletion)
	}
	if owner, agent := told("owner.toko"), told("agent.toko"); owner != `{"waits":false,"whole":false,"begins_at":null,"asks":1,"ends":[]}` || agent != "" {
		t.Errorf("told: an owner %s, an agent %s", owner, agent)
	}
	answer := at + "/" + list.Items[0].ID + "/answer"
	if status, raw := w.call(t, "admin.toko", http.MethodPost, answer, []byte(`{"yes":true}`)); status != http.StatusForbidden {
		t.Errorf("an admin: %d %s", status, raw)
	}
	status, raw := w.call(t, "owner.toko", http.MethodPost, answer, []byte(`{"yes":true}`))
	if status != http.StatusOK || !strings.Contains(string(raw), `"state":"planned"`) || !strings.Contains(string(raw), `"proofs":["licence","session"]`) {
		t.Errorf("%d %s", status, raw)
	}
	if agent := told("agent.toko"); agent != `{"waits":true,"whole":true,"begins_at":null,"asks":0,"ends":[]}` {
		t.Errorf("told: an agent %s", agent)
	}
	// All sending has stopped, and goes on when it is called off.
	if _, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko", nil); !strings.Contains(string(raw), `"on":true`) {
		t.Errorf("sending goes on: %s", raw)
	}
	if status, raw := w.call(t, "admin.toko", http.MethodPost, "/api/v1/workspaces/toko/stop-all", []byte(`{"on":false}`)); status != http.StatusConflict ||
		!strings.Contains(string(raw), "workspace.ending") {
		t.Errorf("sending goes on because somebody lets it: %d %s", status, raw)
	}
	if status, raw := w.call(t, "owner.toko", http.MethodPost, at+"/"+list.Items[0].ID+"/cancel", nil); status != http.StatusOK {
		t.Errorf("%d %s", status, raw)
	}
	if _, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko", nil); strings.Contains(string(raw), `"on":true`) {
		t.Errorf("sending is still stopped: %s", raw)
	}
}

// Nothing is promised where there is nothing to delete, whoever calls the API.
func TestDeletion_ofNothingIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	const at = "/api/v1/workspaces/toko"
	var plan struct{ Hash string }
	if status, raw := w.call(t, "owner.toko", http.MethodPost, at+"/erasure-plan", []byte(`{"scope":{"categories":["C7"]}}`)); status != http.StatusOK || json.Unmarshal(raw, &plan) != nil {
		t.Fatalf("%d %s", status, raw)
	}
	status, raw := w.call(t, "owner.toko", http.MethodPost, at+"/erasure-requests", []byte(`{"scope":{"categories":["C7"]},"plan_hash":"`+plan.Hash+
		`","plan_gone":0,"grace_hours":0,"workspace_name":"Toko toko","licence_code":"`+w.codes["owner.toko"]+`"}`))
	if status != http.StatusConflict || !strings.Contains(string(raw), "erasure.nothing_there") {
		t.Errorf("%d %s", status, raw)
	}
}

// What the operator's monitoring hears of deletions has no label that names anybody.
func TestMetrics_ofDeletions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.metrics.registry.MustRegister(newDeletionCollector(w.App))
	rec := httptest.NewRecorder()
	w.metrics.handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for _, want := range []string{`kelola_deletions{used="late"} 0`, `kelola_deletion_answers{used="close"} 0`, `kelola_mail{state="given_up"} 0`} {
		if !strings.Contains(rec.Body.String(), want+"\n") {
			t.Errorf("%s is missing in %s", want, rec.Body)
		}
	}
}

// Who leaves an address is written to: the notice waits in the outbox until a server takes it.
func TestDeletionForm_isAnsweredByMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "KELOLA_SMTP_URL", "smtp://127.0.0.1:9?from=halo@kelola.example")
	form := url.Values{"phone": {"081234567890"}, "email": {"siti@contoh.id"}}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1:8080/data-deletion/contact", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	if err := w.erasures.Intake(t.Context()); err != nil {
		t.Fatal(err)
	}
	if waiting, _, err := w.mails.Counts(t.Context()); err != nil || waiting != 1 {
		t.Fatalf("%d mails wait, %v", waiting, err)
	}
	if err := w.mails.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if waiting, failed, err := w.mails.Counts(t.Context()); err != nil || waiting != 1 || failed != 0 {
		t.Errorf("without a server %d wait, %d failed, %v", waiting, failed, err)
	}
}

// Everybody in a workspace hears that a deletion ended, and their browsers that people are gone, also when somebody deletes them by hand.
func TestDeletion_itsEndIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	const at = "/api/v1/workspaces/toko"
	var made struct{ ID string }
	meet := func() {
		t.Helper()
		if _, raw := w.call(t, "owner.toko", http.MethodPost, at+"/contacts", []byte(`{"name":"Ratna"}`)); json.Unmarshal(raw, &made) != nil || made.ID == "" {
			t.Fatalf("%s", raw)
		}
	}
	var space struct {
		Deletion       *struct{ Ends []struct{ State string } }
		ErasedAt       string `json:"erased_at"`
		PeopleErasedAt string `json:"people_erased_at"`
	}
	look := func() {
		t.Helper()
		_, raw := w.call(t, "agent.toko", http.MethodGet, at, nil)
		if err := json.Unmarshal(raw, &space); err != nil {
			t.Fatal(err)
		}
	}
	meet()
	if look(); space.Deletion != nil || space.ErasedAt != "" || space.PeopleErasedAt != "" {
		t.Fatalf("before anything: %+v", space)
	}
	if status, raw := w.call(t, "owner.toko", http.MethodDelete, at+"/contacts/"+made.ID, nil); status != http.StatusNoContent {
		t.Fatalf("%d %s", status, raw)
	}
	if look(); space.ErasedAt != "" || space.PeopleErasedAt == "" {
		t.Errorf("after a deletion by hand: %+v", space)
	}
	meet()
	_, raw := w.call(t, "owner.toko", http.MethodPost, at+"/erasure-plan", []byte(`{"scope":{"categories":["C3"]}}`))
	var plan struct {
		Hash string
		Gone int64
	}
	if err := json.Unmarshal(raw, &plan); err != nil || plan.Gone == 0 {
		t.Fatalf("%s", raw)
	}
	body, err := json.Marshal(map[string]any{
		"scope": map[string]any{"categories": []string{"C3"}}, "plan_hash": plan.Hash, "plan_gone": plan.Gone, "grace_hours": 0,
		"workspace_name": "Toko toko", "licence_code": w.codes["owner.toko"],
	})
	if err != nil {
		t.Fatal(err)
	}
	if status, raw := w.call(t, "owner.toko", http.MethodPost, at+"/erasure-requests", body); status != http.StatusCreated {
		t.Fatalf("%d %s", status, raw)
	}
	if err := w.erasures.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if look(); space.Deletion == nil || len(space.Deletion.Ends) != 1 || space.Deletion.Ends[0].State != "complete" || space.ErasedAt == "" {
		t.Errorf("after the deletion: %+v", space)
	}
}
