package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/licence"
)

// What a customer may still do when the licence has ended, for every operation that changes something. Reading and exporting always
// work, and so does deleting; of the rest works what makes less go out, what protects people, and what lets people reach their data.
// An operation that is added must be said here to be one or the other.
var (
	worksWithoutLicence = []string{
		"accept-invite", "join", "log-in", "log-out", "look-at-invite", // of people; coming in asks the licence by itself
		"reissue-my-code", "update-me",
		"disconnect-instagram", "erase-instagram", "plan-erasure", "request-erasure", "cancel-erasure", "answer-erasure", "set-erasure-choice", "create-export-ticket", // leaving
		"cancel-import", "cancel-job", "pause-blast", "stop-all", "stop-blast", "unschedule-blast", "pause-comment-rule", // less
		"change-member", "reissue-member-code", "set-contact-consent", "suppress-contact", "add-unstored-number", // protection
		"bulk-contacts",                                                                                                        // deletes and protects; TestExpiredLicence_bulk says what it refuses
		"count-segment", "mark-conversation-read", "preflight-blast", "preview-blast", "try-comment-rule", "try-comment-words", // reading
	}
	needsLicence = []string{
		"check-import", "fill-group", "map-import", "start-import", "upload-import",
		"connect-channel", "connect-instagram", "resume-channel", "self-test-channel", "set-ice-breakers", "set-channel-token", "update-channel",
		"create-blast", "resume-blast", "retry-blast", "schedule-blast", "start-blast", "test-blast", "update-blast",
		"create-contact", "set-contact-groups", "unsuppress-contact", "update-contact", "merge-contacts",
		"create-field", "create-group", "create-segment", "update-field", "update-group", "update-segment",
		"create-invite", "renew-invite", "update-settings",
		"create-sample",
		"create-signup-form", "update-signup-form",
		"create-comment-rule", "update-comment-rule", "start-comment-rule", "order-comment-rules", "reply-to-comment", "hide-comment", "sweep-account",
		"create-template", "edit-template", "resume-template", "sync-templates",
		"react-to-message", "reply", "send-message", "upload-attachment",
	}
)

func expiredMay(op httpapi.Operation) (may, known bool) {
	switch {
	case op.OfOperators(): // of no customer
		return true, true
	case op.Method == http.MethodGet || op.Method == http.MethodDelete || slices.Contains(worksWithoutLicence, op.ID):
		return true, true
	case slices.Contains(needsLicence, op.ID):
		return false, true
	}
	return false, false
}

// TestExpiredLicence_everyOperation asks every operation of the document as an owner whose licence has ended. Where it may work, the
// answer is whatever it is, but not that of an ended licence; where it may not, it is that one.
func TestExpiredLicence_everyOperation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	objects := w.foreignObjects(t, "toko")
	w.admin(t, "licence suspend", "licence", strings.Fields(w.admin(t, "licence list"))[4], "reason", "Tagihan belum dibayar")
	walked := 0
	for _, op := range operations(w.api) {
		may, known := expiredMay(op)
		if !known {
			t.Errorf("%s: say in this file whether it works when the licence has ended", op.ID)
			continue
		}
		if !op.InWorkspace() || op.ID == "stream-events" {
			continue
		}
		walked++
		path := fill(t, op.Path, map[string]string{"workspace": "toko"}, objects)
		status, raw := w.call(t, "owner.toko", op.Method, path, bodyFor(t, w.api, op))
		refused := status == http.StatusForbidden && strings.Contains(string(raw), licence.ErrReadOnly.Code)
		if refused == may {
			t.Errorf("%s (%s %s) without a licence: %d %s, may work: %v", op.ID, op.Method, op.Path, status, raw, may)
		}
	}
	if walked < 40 {
		t.Fatalf("only %d operations were asked", walked)
	}
	if _, raw := w.call(t, "admin.toko", http.MethodGet, "/api/v1/workspaces/toko", nil); !strings.Contains(string(raw), "Tagihan belum dibayar") {
		t.Errorf("the reason is not shown: %s", raw)
	}
}

// TestExpiredLicence_bulk: of the acts on many contacts those work that delete or protect.
func TestExpiredLicence_bulk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	objects := w.foreignObjects(t, "toko")
	w.admin(t, "licence suspend", "licence", strings.Fields(w.admin(t, "licence list"))[4], "reason", "Tagihan belum dibayar")
	for body, want := range map[string]int{
		`{"act":"add_to_group","group_id":"` + objects["group"] + `","filter":{}}`:               http.StatusForbidden,
		`{"act":"remove_from_group","group_id":"` + objects["group"] + `","filter":{}}`:          http.StatusForbidden,
		`{"act":"set_consent","purpose":"promo","state":"granted","source":"Kasir","filter":{}}`: http.StatusForbidden,
		`{"act":"set_consent","purpose":"promo","state":"denied","source":"Kasir","filter":{}}`:  http.StatusAccepted,
		`{"act":"suppress","ids":["` + objects["contact"] + `"]}`:                                http.StatusAccepted,
		`{"act":"delete","expect":1,"ids":["` + objects["contact"] + `"]}`:                       http.StatusAccepted,
	} {
		status, raw := w.call(t, "owner.toko", http.MethodPost, "/api/v1/workspaces/toko/contacts/bulk", []byte(body))
		if status != want || want == http.StatusForbidden && !strings.Contains(string(raw), licence.ErrReadOnly.Code) {
			t.Errorf("%s: %d %s, want %d", body, status, raw, want)
		}
	}
}
