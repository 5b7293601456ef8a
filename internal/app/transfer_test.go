package app

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/transfer"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Every column of bytes of a workspace is either sealed, and an export knows how to open it, or would be exported as it lies there.
func TestTransfer_knowsEverySealedColumn(t *testing.T) {
	t.Parallel()
	var listed []string
	for _, s := range sealedColumns() {
		listed = append(listed, s.Table+"."+s.Column)
	}
	if got := strings.Join(listed, " "); got != "channel.token instagram_account.leave_token inbound.raw unstored_number.number" {
		t.Errorf("sealed: %s", got)
	}
	files, err := filepath.Glob(filepath.Join("..", "database", "migrations", "workspace", "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	blobs := 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		blobs += strings.Count(string(raw), " BLOB ")
	}
	if want := len(listed) + 2; blobs != want { // erasure_trace and hash_key are not exported
		t.Errorf("%d columns of bytes, want %d: say in sealedColumns how they are sealed", blobs, want)
	}
}

// ticket asks for a download as a person.
func (w *world) ticket(t *testing.T, who, slug, code string) (status int, ticket string) {
	t.Helper()
	status, raw := w.call(t, who, http.MethodPost, "/api/v1/workspaces/"+slug+"/export-tickets", []byte(`{"licence_code":"`+code+`"}`))
	var got struct {
		Ticket string `json:"ticket"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	return status, got.Ticket
}

// A download needs the code typed anew, works once, for the one who asked, and when the licence has ended.
func TestExport_overTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	w.people(t, "lain")
	if status, _ := w.ticket(t, "owner.toko", "toko", "KP-0000"); status != http.StatusUnprocessableEntity && status != http.StatusForbidden {
		t.Errorf("with a wrong code: %d", status)
	}
	if status, _ := w.ticket(t, "admin.toko", "toko", w.codes["admin.toko"]); status != http.StatusForbidden {
		t.Errorf("as an admin: %d", status)
	}
	w.admin(t, "licence suspend", "licence", strings.Fields(w.admin(t, "licence list"))[4], "reason", "x")
	status, ticket := w.ticket(t, "owner.toko", "toko", w.codes["owner.toko"])
	if status != http.StatusCreated || ticket == "" {
		t.Fatalf("a ticket: %d", status)
	}
	if status, _ := w.call(t, "owner.lain", http.MethodGet, "/api/v1/workspaces/lain/export?ticket="+ticket, nil); status != http.StatusForbidden {
		t.Errorf("the ticket of another: %d", status)
	}
	status, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko/export?ticket="+ticket, nil)
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if status != http.StatusOK || err != nil || len(z.File) < 40 {
		t.Fatalf("a download: %d, %v", status, err)
	}
	if status, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko/export?ticket="+ticket, nil); status != http.StatusForbidden ||
		!strings.Contains(string(raw), transfer.ErrTicket.Code) {
		t.Errorf("a second time: %d %s", status, raw)
	}
	if _, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko/audit", nil); !strings.Contains(string(raw), "workspace.exported") {
		t.Error("nothing in the audit record")
	}
}

// A download that runs when a deletion begins is cut: what is said to be gone does not go on leaving.
func TestExport_isCutByADeletion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	place, err := w.workspaces.BySlug(t.Context(), "toko")
	if err != nil {
		t.Fatal(err)
	}
	name, number := "Sari", "+6281234567890"
	if _, err := w.contacts.Create(t.Context(), place.ID, contact.Draft{Name: &name, Phone: &number}); err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 48<<20) // more than lies between a server and somebody who does not read
	_, _ = rand.Read(noise)
	if _, err := w.library.Store(t.Context(), place.ID, bytes.NewReader(noise), library.Meta{Name: "besar.bin"}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.handler)
	defer server.Close()
	_, ticket := w.ticket(t, "owner.toko", "toko", w.codes["owner.toko"])
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/workspaces/toko/export?ticket="+ticket, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", w.cookies["owner.toko"])
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.ReadFull(resp.Body, make([]byte, 1000)); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("the beginning of a download: %d, %v", resp.StatusCode, err)
	}
	if state, _ := w.deleteContacts(t, "toko", false); state != "complete" {
		t.Errorf("the deletion is %s", state)
	}
	if n, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Errorf("the download went on to its end, %d bytes", n)
	}
	if _, raw := w.call(t, "owner.toko", http.MethodGet, "/api/v1/workspaces/toko/jobs", nil); !strings.Contains(string(raw), transfer.ErrDeleting.Code) {
		t.Errorf("the job: %s", raw)
	}
}

// A workspace moves to another installation: people, files, who must not be written to, what must not be stored, and nothing that sends.
func TestImport_intoAnotherInstallation(t *testing.T) {
	t.Parallel()
	from, to := newWorld(t), newWorld(t)
	from.people(t, "toko")
	objects := from.foreignObjects(t, "toko")
	ws, err := id.ParseWorkspace(objects["workspace"])
	if err != nil {
		t.Fatal(err)
	}
	gone := contact.Address{Phone: "+6281277778888"}
	err = from.db.Write(t.Context(), ws, func(tx *wsdb.Tx) error { return from.contacts.Suppress(t.Context(), tx, gone, "stop", "word") })
	if err != nil {
		t.Fatal(err)
	}
	zipFile := filepath.Join(t.TempDir(), "toko.zip")
	from.admin(t, "export", "workspace", "toko", "to", zipFile)
	key := from.admin(t, "certificate key")

	to.people(t, "lain")
	licence := strings.Fields(to.admin(t, "licence list"))[4]
	said := to.admin(t, "import", "from", zipFile, "key", key, "licence", licence, "slug", "toko-pindah")
	if !strings.Contains(said, "cannot log in yet: owner.toko") || !strings.Contains(said, "All sending of this workspace is stopped") {
		t.Error(said)
	}
	to.admin(t, "user enable", "username", "owner.toko")
	for _, f := range strings.Fields(to.admin(t, "user reissue-code", "username", "owner.toko")) {
		if strings.HasPrefix(f, "KP-") {
			to.codes["owner.toko"] = f
		}
	}
	to.login(t, "owner.toko")
	at := "/api/v1/workspaces/toko-pindah"
	for path, want := range map[string]string{
		at:                                     `"stop_all"`,
		at + "/contacts?search=Sit":            "Siti",
		at + "/channels":                       `"disconnected"`,
		at + "/contacts/" + objects["contact"]: "Siti",
	} {
		if status, raw := to.call(t, "owner.toko", http.MethodGet, path, nil); status != http.StatusOK || !strings.Contains(string(raw), want) {
			t.Errorf("%s: %d %s, want %s", path, status, raw, want)
		}
	}
	to.movedOn(t, ws, objects, gone)
}

// Two who put a workspace in its place at once would take away what the other has made.
func TestPlacing_oneAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.placing.Lock()
	for _, act := range []Act{{Name: "import", Args: map[string]string{"from": "toko.zip"}}, {Name: "restore workspace", Args: map[string]string{"id": "x", "workspace": "toko"}}} {
		if err := w.administer(t.Context(), act, io.Discard); !errors.Is(err, errPlacing) {
			t.Errorf("%s meanwhile: %v", act.Name, err)
		}
	}
	w.placing.Unlock()
	if err := w.administer(t.Context(), Act{Name: "import", Args: map[string]string{"from": "toko.zip"}}, io.Discard); errors.Is(err, errPlacing) {
		t.Errorf("afterwards: %v", err)
	}
}

// movedOn looks at what has to hold after a move.
func (w *world) movedOn(t *testing.T, ws id.Workspace, objects map[string]string, gone contact.Address) {
	t.Helper()
	file, err := id.Parse[library.Attachment](objects["attachment"])
	if err != nil {
		t.Fatal(err)
	}
	body, _, err := w.library.Open(t.Context(), ws, file)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(body); err != nil || text.String() != "isi" || body.Close() != nil {
		t.Errorf("the file is %q, %v", text.String(), err)
	}
	name, number := "Baru", string(gone.Phone)
	c, err := w.contacts.Create(t.Context(), ws, contact.Draft{Name: &name, Phone: &number})
	if err != nil || c.Suppressed == nil {
		t.Errorf("who said stop before may be written to: %v", err)
	}
	err = w.db.Read(t.Context(), ws, func(q wsdb.Query) error {
		stopped, err := w.workspaces.Stopped(t.Context(), q)
		if err != nil || !stopped.On {
			t.Errorf("sending is not stopped: %v", err)
		}
		list, err := w.contacts.List(t.Context(), q, contact.Filter{Search: "Sit"}, contact.SortCreated, page.Request{Limit: 10})
		if err != nil || len(list.Items) == 0 {
			t.Errorf("the search finds %d, %v", len(list.Items), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	// An account that is connected again takes up its channel.
	ch, _, err := w.channels.Connect(t.Context(), ws, channel.Connect{Kind: channel.Simulated, Name: "Simulasi", ExternalID: "sim-1", AccountID: "sim", Token: secret.New("t")})
	if err != nil || ch.ID.String() != objects["channel"] || ch.State != channel.Connected {
		t.Errorf("connected again: %s %s, %v", ch.ID, ch.State, err)
	}
}
