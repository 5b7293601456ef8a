package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/datamap"
	"github.com/kelolapesan/kelola/internal/doctor"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type keptView struct {
	Kind      string     `json:"kind"`
	Term      string     `json:"term"`
	Hours     *int64     `json:"hours"`
	OldestAt  *time.Time `json:"oldest_at"`
	CleanedAt *time.Time `json:"cleaned_at"`
	Overdue   bool       `json:"overdue"`
}

// kept asks the API what is kept of a workspace.
func (w *world) kept(t *testing.T, who, slug string) map[string]keptView {
	t.Helper()
	status, raw := w.call(t, who, http.MethodGet, "/api/v1/workspaces/"+slug+"/retention", nil)
	var list struct{ Items []keptView }
	if err := json.Unmarshal(raw, &list); err != nil || status != http.StatusOK {
		t.Fatalf("retention = %d %s", status, raw)
	}
	out := map[string]keptView{}
	for _, v := range list.Items {
		out[v.Kind] = v
	}
	return out
}

// The page, the metric and the clean-up tell the same: what is too old is overdue until the clean-up was there.
func TestRetention_whatIsTooOldIsToldAndGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	ws, err := w.workspaces.BySlug(t.Context(), "toko")
	if err != nil {
		t.Fatal(err)
	}
	old := clock.Micros(w.clock.Now().AddDate(0, 0, -40))
	err = w.db.Write(t.Context(), ws.ID, func(tx *wsdb.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO announced (id, channel_id, external_id, outcome, at) VALUES ($1, $2, 'm1', '', $3)`,
			id.New[any](), id.New[any](), old)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := w.kept(t, "agent.toko", "toko")
	if len(before) != len(datamap.Kinds()) {
		t.Errorf("%d kinds are told, want %d", len(before), len(datamap.Kinds()))
	}
	if v := before["announced"]; !v.Overdue || v.OldestAt == nil || *v.Hours != 8*24 || v.CleanedAt != nil {
		t.Errorf("announced before = %+v", v)
	}
	if f := w.finding(t, "retention"); f.Level != doctor.Warning || !strings.Contains(f.Found, "announced") {
		t.Errorf("doctor before = %+v", f)
	}
	w.retention.Run(t.Context(), []id.Workspace{ws.ID})
	if v := w.kept(t, "agent.toko", "toko")["announced"]; v.Overdue || v.OldestAt != nil || v.CleanedAt == nil {
		t.Errorf("announced after = %+v", v)
	}
	if f := w.finding(t, "retention"); f.Level != doctor.Fine {
		t.Errorf("doctor after = %+v", f)
	}
	if v := before["audit"]; v.Overdue || v.OldestAt == nil {
		t.Errorf("audit = %+v", v)
	}
	if v := before["delivery_log"]; v.Term != "setting" || *v.Hours != 90*24 {
		t.Errorf("delivery log = %+v", v)
	}
	status, raw := w.call(t, "owner.toko", http.MethodPatch, "/api/v1/workspaces/toko/settings", []byte(`{"delivery_log_days":30}`))
	if status != http.StatusOK {
		t.Fatalf("settings = %d %s", status, raw)
	}
	if v := w.kept(t, "agent.toko", "toko")["delivery_log"]; *v.Hours != 30*24 {
		t.Errorf("delivery log of 30 days = %+v", v)
	}
	if status, raw := w.call(t, "owner.toko", http.MethodPatch, "/api/v1/workspaces/toko/settings", []byte(`{"delivery_log_days":6}`)); status != http.StatusUnprocessableEntity {
		t.Errorf("6 days = %d %s", status, raw)
	}
}

func TestRetention_lagIsAMetric(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	err := w.sys.Write(t.Context(), func(tx *sysdb.Tx) error { // a clean-up that refuses leaves a lag
		if _, err := tx.Exec(t.Context(), `UPDATE audit_line SET at = $1 WHERE seq = 1`, clock.Micros(w.clock.Now().AddDate(-1, 0, -2))); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `UPDATE audit_beginning SET seal = 'forged', seq = 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.retention.Run(t.Context(), nil)
	rec := httptest.NewRecorder()
	w.metrics.handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	text := rec.Body.String()
	if !strings.Contains(text, `kelola_purge_lag_seconds{kind="audit"} 1`) || !strings.Contains(text, `kelola_purge_lag_seconds{kind="session"} 0`) {
		t.Errorf("metrics:\n%s", text[strings.Index(text, "kelola_purge"):])
	}
}
