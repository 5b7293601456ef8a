package app

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/transfer"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// unzip reads the files of an archive.
func unzip(t *testing.T, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

// Somebody who asks what is known about them gets all of it and nothing about others.
func TestExportContact_everythingAboutOneAndNothingOfAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.people(t, "toko")
	at := "/api/v1/workspaces/toko"
	place, err := w.workspaces.BySlug(t.Context(), "toko")
	if err != nil {
		t.Fatal(err)
	}
	ch, _, err := w.channels.Connect(t.Context(), place.ID, channel.Connect{Kind: channel.Simulated, Name: "Simulasi", ExternalID: "sim-1", AccountID: "sim", Token: secret.New("t")})
	if err != nil {
		t.Fatal(err)
	}
	for who, number := range map[string]string{"Siti": "+6281234567891", "Budi": "+6281234567892"} {
		err := w.db.Write(t.Context(), place.ID, func(tx *wsdb.Tx) error {
			return w.inbox.HandleEvents(t.Context(), tx, ch, []channel.Event{channel.MessageReceived{
				ExternalID: "in-" + who, From: channel.Address{Phone: number}, At: tx.Now(),
				Content: channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: "rahasia " + who}},
			}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	_, raw := w.call(t, "owner.toko", http.MethodGet, at+"/contacts", nil)
	var list struct {
		Items []struct {
			ID    string `json:"id"`
			Phone string `json:"phone"`
		} `json:"items"`
	}
	if err := json.Unmarshal(raw, &list); err != nil || len(list.Items) != 2 {
		t.Fatalf("%s: %v", raw, err)
	}
	for _, c := range list.Items {
		mine, other := "Siti", "Budi"
		if c.Phone == "+6281234567892" {
			mine, other = other, mine
		}
		if status, _ := w.call(t, "agent.toko", http.MethodGet, at+"/contacts/"+c.ID+"/export", nil); status != http.StatusForbidden {
			t.Errorf("as an agent: %d", status)
		}
		status, raw := w.call(t, "admin.toko", http.MethodGet, at+"/contacts/"+c.ID+"/export", nil)
		if status != http.StatusOK {
			t.Fatalf("%d %s", status, raw)
		}
		files := unzip(t, raw)
		if !strings.Contains(files["tables/message.ndjson"], "rahasia "+mine) || !strings.Contains(files["tables/contact.ndjson"], c.Phone) ||
			!strings.Contains(files["manifest.json"], "kelola contact export") {
			t.Errorf("%s lacks something: %v", mine, files)
		}
		for name, text := range files {
			if strings.Contains(text, "rahasia "+other) {
				t.Errorf("%s of %s tells of %s", name, mine, other)
			}
		}
		path := filepath.Join(t.TempDir(), "kontak.zip")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := w.transfers.Import(t.Context(), path, transfer.ImportOptions{}); !errors.Is(err, transfer.ErrNoArchive) {
			t.Errorf("an import: %v", err)
		}
	}
	if status, _ := w.call(t, "owner.toko", http.MethodGet, at+"/contacts/"+id.New[any]().String()+"/export", nil); status != http.StatusNotFound {
		t.Errorf("nobody: %d", status)
	}
}
