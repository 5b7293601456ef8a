package app

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/workspace"
)

// person makes somebody who is in no workspace, and logs them in.
func (w *world) person(t *testing.T, name string) {
	t.Helper()
	for _, f := range strings.Fields(w.admin(t, "user add", "username", name, "name", name, "language", "id")) {
		if strings.HasPrefix(f, "KP-") {
			w.codes[name] = f
		}
	}
	w.login(t, name)
}

// TestOperator_everyRoute asks every operation of operators as everybody else: there is nothing at its address, whatever it is asked with.
func TestOperator_everyRoute(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	w.person(t, "orang")
	w.person(t, "meja")
	w.admin(t, "operator add", "username", "meja")
	request := strings.Fields(w.admin(t, "erasure take-in", "workspace", "toko", "categories", "C4", "grace-hours", "0"))[1]
	others := []string{"orang"}
	for _, role := range workspace.Roles() {
		others = append(others, string(role)+".toko")
	}
	routes := 0
	for _, op := range operations(w.api) {
		if !op.OfOperators() {
			continue
		}
		routes++
		path := fill(t, op.Path, map[string]string{"deletion": request}, nil)
		body := bodyFor(t, w.api, op)
		for _, who := range others {
			status, raw := w.call(t, who, op.Method, path, body)
			if status != http.StatusNotFound || !strings.Contains(string(raw), "request.not_found") {
				t.Errorf("%s %s as %s: %d %s, want what no address answers", op.Method, op.Path, who, status, raw)
			}
		}
		if status, raw := w.call(t, "", op.Method, path, body); status != http.StatusUnauthorized {
			t.Errorf("%s %s without a login: %d %s", op.Method, op.Path, status, raw)
		}
		status, raw := w.call(t, "meja", op.Method, path, body)
		switch {
		case op.ID == "download-deletion-certificate": // there is none yet
			if status != http.StatusNotFound || !strings.Contains(string(raw), "erasure.no_certificate") {
				t.Errorf("%s as an operator: %d %s", op.Path, status, raw)
			}
		case op.Method == http.MethodGet || op.ID == "count-deletion":
			if status != http.StatusOK {
				t.Errorf("%s %s as an operator: %d %s", op.Method, op.Path, status, raw)
			}
		case status < 400 || status == http.StatusNotFound: // the code in the body is nobody's
			t.Errorf("%s %s as an operator without proof: %d %s", op.Method, op.Path, status, raw)
		}
	}
	if routes < 15 {
		t.Fatalf("only %d routes were walked", routes)
	}
	if got := w.deletion(t, "meja", request); got.State != "planned" {
		t.Errorf("without proof it became %s", got.State)
	}
	w.admin(t, "operator remove", "username", "meja")
	if status, _ := w.call(t, "meja", http.MethodGet, "/api/v1/operator/deletions", nil); status != http.StatusNotFound {
		t.Errorf("who is an operator no more: %d", status)
	}
}

type seen struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	Reason    string `json:"reason"`
	Needed    int    `json:"approvals_needed"`
	Mine      bool   `json:"approved_by_me"`
	Approvals []struct {
		By *struct{ Name string } `json:"by"`
	} `json:"approvals"`
	Plan struct {
		Hash string `json:"hash"`
	} `json:"plan"`
	StatusCode string `json:"status_code"`
}

func (w *world) deletion(t *testing.T, who, request string) (out seen) {
	t.Helper()
	status, raw := w.call(t, who, http.MethodGet, "/api/v1/operator/deletions/"+request, nil)
	if err := json.Unmarshal(raw, &out); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, raw)
	}
	return out
}

// at does something at the desk and returns the status, the request afterwards and the code of what was wrong.
func (w *world) at(t *testing.T, who, path string, body map[string]any) (int, seen, string) {
	t.Helper()
	body["licence_code"] = w.codes[who]
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	status, answer := w.call(t, who, http.MethodPost, "/api/v1/operator/deletions"+path, raw)
	var out seen
	var wrong struct{ Code string }
	if json.Unmarshal(answer, &out) != nil || json.Unmarshal(answer, &wrong) != nil {
		t.Fatalf("%s: %d %s", path, status, answer)
	}
	return status, out, wrong.Code
}

// TestOperator_worksTheDesk takes a whole workspace in, which two must approve, and shows what is asked of each.
func TestOperator_worksTheDesk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	w.person(t, "ani")
	w.person(t, "budi")
	w.admin(t, "operator add", "username", "ani")
	w.admin(t, "operator add", "username", "budi")
	if out := w.admin(t, "operator list"); !strings.Contains(out, "ani") || strings.Contains(out, "owner.toko") {
		t.Errorf("operators: %s", out)
	}
	for who, want := range map[string]bool{"ani": true, "owner.toko": false} {
		var me struct{ Operator *bool }
		if _, raw := w.call(t, who, http.MethodGet, "/api/v1/me", nil); json.Unmarshal(raw, &me) != nil || me.Operator == nil || *me.Operator != want {
			t.Errorf("%s: %s", who, raw)
		}
	}
	if status, _, code := w.at(t, "ani", "", map[string]any{"workspace": "tidak-ada", "scope": map[string]any{"whole": true}, "grace_hours": 1}); status != http.StatusNotFound {
		t.Errorf("nobody's workspace: %d %s", status, code)
	}
	status, r, code := w.at(t, "ani", "", map[string]any{"workspace": "toko", "scope": map[string]any{"whole": true}, "grace_hours": 1})
	if status != http.StatusCreated || r.Needed != 2 || len(r.StatusCode) != 26 {
		t.Fatalf("%d %+v %s", status, r, code)
	}
	tail := r.Plan.Hash[len(r.Plan.Hash)-8:]
	if status, _, code := w.at(t, "ani", "/"+r.ID+"/approve", map[string]any{"plan_tail": "00000000"}); status != http.StatusUnprocessableEntity || code != "desk.plan_wrong" {
		t.Errorf("another plan: %d %s", status, code)
	}
	if status, got, code := w.at(t, "ani", "/"+r.ID+"/approve", map[string]any{"plan_tail": tail}); status != http.StatusOK || got.State != "planned" || !got.Mine ||
		len(got.Approvals) != 1 || got.Approvals[0].By.Name != "ani" || got.StatusCode != "" {
		t.Fatalf("%d %+v %s", status, got, code)
	}
	if out := w.admin(t, "erasure show", "request", r.ID); !strings.Contains(out, "Approvals 1 of 2") {
		t.Errorf("the command line says %s", out)
	}
	if status, _, code := w.at(t, "ani", "/"+r.ID+"/approve", map[string]any{"plan_tail": tail}); status != http.StatusConflict || code != "erasure.approved_already" {
		t.Errorf("twice: %d %s", status, code)
	}
	if status, got, code := w.at(t, "budi", "/"+r.ID+"/approve", map[string]any{"plan_tail": strings.ToUpper(tail)}); status != http.StatusOK || got.State != "grace" {
		t.Fatalf("%d %+v %s", status, got, code)
	}
	if status, got, code := w.at(t, "budi", "/"+r.ID+"/hold", map[string]any{"reason": "dispute", "review_on": "2020-01-01"}); status != http.StatusUnprocessableEntity {
		t.Errorf("held until long ago: %d %+v %s", status, got, code)
	}
	review := w.clock.Now().AddDate(0, 0, 30).Format("2006-01-02")
	if status, got, code := w.at(t, "budi", "/"+r.ID+"/hold", map[string]any{"reason": "dispute", "review_on": review, "note": "Bu Siti"}); status != http.StatusOK || got.State != "on_hold" || got.Reason != "dispute" {
		t.Fatalf("%d %+v %s", status, got, code)
	}
	if status, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko/erasure-requests/"+r.ID, nil); status != http.StatusOK ||
		strings.Contains(string(raw), "Siti") || !strings.Contains(string(raw), `"dispute"`) {
		t.Errorf("the owner reads %s", raw)
	}
	if status, got, code := w.at(t, "ani", "/"+r.ID+"/refuse", map[string]any{"reason": "not_owner"}); status != http.StatusOK || got.State != "refused" {
		t.Fatalf("%d %+v %s", status, got, code)
	}
	for path, want := range map[string]string{
		"/report": `"received":1`, "/report.csv": "refusal,not_owner,1", "/ledger/check": `"holds":true`, "/ledger": `"lines":0`, "/backups": `"items":[]`,
	} {
		if status, raw := w.call(t, "ani", http.MethodGet, "/api/v1/operator"+path, nil); status != http.StatusOK || !strings.Contains(string(raw), want) {
			t.Errorf("%s: %d %s", path, status, raw)
		}
	}
}
