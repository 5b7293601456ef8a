package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/database/dbtest"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type settings struct {
	Name          string
	TimeZone      string `json:"time_zone"`
	Language      string
	CountryPrefix string `json:"country_prefix"`
	QuietHours    struct {
		Enabled     bool
		From, Until string
		Purposes    []string
	} `json:"quiet_hours"`
	OptOutWords  []string                  `json:"opt_out_words"`
	FrequencyCap struct{ Count, Days int } `json:"frequency_cap"`
	Grace        int                       `json:"missed_schedule_grace_minutes"`
}

func TestSettings(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "sari")
		path := "/api/v1/workspaces/toko"
		var w struct{ Settings settings }
		b.do(t, cookie, http.MethodGet, path, "").into(t, &w)
		want := w.Settings
		if want.QuietHours.Enabled || want.QuietHours.From != "21:00" || want.QuietHours.Until != "08:00" || want.Grace != 60 {
			t.Errorf("defaults = %+v", want)
		}
		want.QuietHours.Enabled, want.QuietHours.From, want.QuietHours.Until = true, "22:30", "07:05"
		want.QuietHours.Purposes = []string{"promo"}
		want.FrequencyCap.Count, want.FrequencyCap.Days = 2, 7
		a := b.do(t, cookie, http.MethodPatch, path+"/settings",
			`{"quiet_hours":{"enabled":true,"from":"22:30","until":"07:05","purposes":["promo"]},"frequency_cap":{"count":2,"days":7}}`)
		var got settings
		a.into(t, &got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("settings (-want +got):\n%s", diff)
		}
		b.do(t, cookie, http.MethodGet, path, "").into(t, &w)
		if diff := cmp.Diff(want, w.Settings); diff != "" {
			t.Errorf("settings read again (-want +got):\n%s", diff)
		}
		a = b.do(t, cookie, http.MethodPatch, path+"/settings", `{"time_zone":"Asia/Nowhere"}`)
		if a.status != 422 || a.code(t) != "workspace.settings_invalid" || !strings.Contains(a.text, `"location":"body.time_zone"`) {
			t.Errorf("a wrong time zone = %d %s", a.status, a.text)
		}
	})
}

type held int

func (h held) CountHeld(context.Context, wsdb.Query) (int, error) { return int(h), nil }

func TestStopAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		b.spaces.UseHeldCounter(held(7))
		cookie := b.login(t, "sari")
		for _, on := range []string{"true", "false"} {
			a := b.do(t, cookie, http.MethodPost, "/api/v1/workspaces/toko/stop-all", `{"on":`+on+`}`)
			if a.status != 200 || !strings.Contains(a.text, `"on":`+on) || !strings.Contains(a.text, `"held_count":7`) ||
				!strings.Contains(a.text, `"since":"2026-11-02T03:00:00Z"`) {
				t.Errorf("stop-all %s = %d %s", on, a.status, a.text)
			}
		}
		if a := b.do(t, b.login(t, "budi"), http.MethodPost, "/api/v1/workspaces/toko/stop-all", `{"on":true}`); a.status != http.StatusForbidden {
			t.Errorf("an agent turns the switch = %d", a.status)
		}
	})
}

func TestMembersAndWorkspaces(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		cookie := b.login(t, "wati")
		var members struct {
			Items []struct {
				Username, Name, Role string
				UserID               string `json:"user_id"`
			}
		}
		b.do(t, cookie, http.MethodGet, "/api/v1/workspaces/"+b.ws.ID.String()+"/members", "").into(t, &members)
		if len(members.Items) != 3 || members.Items[0].Username != "sari" || members.Items[0].Name != "SARI" || members.Items[0].Role != "owner" {
			t.Errorf("members = %+v", members)
		}
		if a := b.do(t, cookie, http.MethodGet, "/api/v1/workspaces", ""); strings.Contains(a.text, "lain") || !strings.Contains(a.text, `"slug":"toko"`) {
			t.Errorf("workspaces = %s", a.text)
		}
	})
}

func TestJobs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		var j job.Job
		err := db.Write(t.Context(), b.ws.ID, func(tx *wsdb.Tx) error {
			var err error
			j, err = b.jobs.Create(t.Context(), tx, "import.run", job.Owner{}, 10)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		path := "/api/v1/workspaces/toko/jobs"
		a := b.do(t, b.login(t, "wati"), http.MethodGet, path+"?limit=1", "")
		if !strings.Contains(a.text, `"id":"`+j.ID.String()+`"`) || !strings.Contains(a.text, `"next":null`) || !strings.Contains(a.text, `"created_by":null`) {
			t.Errorf("jobs = %s", a.text)
		}
		cancel := path + "/" + j.ID.String() + "/cancel"
		if a := b.do(t, b.login(t, "wati"), http.MethodPost, cancel, ""); a.status != http.StatusForbidden {
			t.Errorf("a viewer cancels = %d", a.status)
		}
		if a := b.do(t, b.login(t, "budi"), http.MethodPost, cancel, ""); a.status != 200 || !strings.Contains(a.text, `"state":"cancelled"`) {
			t.Errorf("cancel = %d %s", a.status, a.text)
		}
		other := path + "/" + id.New[job.Job]().String() + "/cancel"
		if a := b.do(t, b.login(t, "budi"), http.MethodPost, other, ""); a.status != 404 || a.code(t) != "job.not_found" {
			t.Errorf("cancel of an unknown job = %d %s", a.status, a.text)
		}
		if a := b.do(t, b.login(t, "budi"), http.MethodGet, path+"?cursor=nonsense", ""); a.status != 422 || a.code(t) != "page.cursor_invalid" {
			t.Errorf("a wrong cursor = %d %s", a.status, a.text)
		}
	})
}

type keyInput struct {
	httpapi.WithIdempotencyKey
	httpapi.Paging
}

type keyOutput struct {
	Body struct {
		Key httpapi.IdempotencyKey `json:"key"`
	}
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	one(t, func(t *testing.T, db *wsdb.DB) {
		b := setup(t, db)
		httpapi.Register(b.api, httpapi.Op{ID: "probe-key", Method: http.MethodPost, Path: "/key", Right: httpapi.Send, Status: 202},
			func(_ context.Context, _ account.Principal, _ id.Workspace, in *keyInput) (*keyOutput, error) {
				out := &keyOutput{}
				out.Body.Key = in.IdempotencyKey
				return out, nil
			})
		cookie := b.login(t, "sari")
		for key, want := range map[string]int{
			"": 422, "brief": 422, "12345678": 202, strings.Repeat("k", 200): 202, strings.Repeat("k", 201): 422, "with space 1": 422, "schlüssel-1": 422,
		} {
			a := b.do(t, cookie, http.MethodPost, "/api/v1/workspaces/toko/key", "", "Idempotency-Key", key)
			if a.status != want || (want == 202 && !strings.Contains(a.text, key)) || (want == 422 && len(key) > 0 && strings.Contains(a.text, key)) {
				t.Errorf("key %.20q = %d %s", key, a.status, a.text)
			}
		}
	})
}
