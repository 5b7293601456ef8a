package backup

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/id"
)

const (
	format       = 1
	manifestFile = "manifest.json" // written last: a backup without it does not exist
	maxManifest  = 64 << 20
)

// Manifest is the list of a backup. It names nobody: workspaces are ids.
type Manifest struct {
	Format     int        `json:"format"`
	ID         string     `json:"id"`
	Version    string     `json:"version"` // of the program
	Engine     string     `json:"engine"`
	StartedAt  canon.Time `json:"started_at"`
	FinishedAt canon.Time `json:"finished_at"`
	System     Part       `json:"system"`
	Workspaces []Part     `json:"workspaces"`
	Failed     []Failed   `json:"failed"` // workspaces that could not be read
	Ledger     LedgerHead `json:"ledger"`
}

// Part is what a backup holds of one database.
type Part struct {
	Workspace  id.Workspace     `json:"workspace"` // zero: the system
	Key        string           `json:"key"`       // fingerprint of the key it is sealed under
	Rows       File             `json:"rows"`
	Blobs      *File            `json:"blobs,omitempty"`
	BlobCount  int64            `json:"blob_count"`
	Tables     map[string]int64 `json:"tables"` // rows of each
	Migrations []int            `json:"migrations"`
}

// Failed is a workspace that is not in the backup, and the code of the reason.
type Failed struct {
	Workspace id.Workspace `json:"workspace"`
	Code      string       `json:"code"`
}

// LedgerHead is where the deletion ledger stood when the backup was finished, and its last line when it was begun: what was deleted in between
// may be in the backup or not.
type LedgerHead struct {
	File  File   `json:"file"`
	Seq   int64  `json:"seq"`
	Hash  string `json:"hash"`
	Begun int64  `json:"begun,omitempty"`
}

// name is the part's name within its backup.
func (p *Part) name() string {
	if p.Workspace.IsZero() {
		return systemPart
	}
	return p.Workspace.String()
}

// keyName is the name of the key of a part.
func (m *Manifest) keyName(part string) string {
	return partKeyName{m.ID, part, m.Ledger.Begun}.String()
}

// files lists every file of the backup but the list itself.
func (m *Manifest) files() []File {
	out := []File{m.Ledger.File, m.System.Rows}
	for _, p := range m.Workspaces {
		out = append(out, p.Rows)
		if p.Blobs != nil {
			out = append(out, *p.Blobs)
		}
	}
	return out
}

// Size is how many bytes the files have.
func (m *Manifest) Size() (n int64) {
	for _, f := range m.files() {
		n += f.Size
	}
	return n
}

// signed is the manifest with the signature over its canonical form.
type signed struct {
	Manifest  json.RawMessage `json:"manifest"`
	Signature []byte          `json:"signature"`
}

// signable keeps the signature from standing under anything else that this key signs.
func signable(manifest []byte) []byte { return append([]byte("kelola backup 1\n"), manifest...) }

func putManifest(ctx context.Context, to *blob.Store, key ed25519.PrivateKey, m *Manifest) error {
	raw, err := canon.Marshal(m)
	if err != nil {
		return err
	}
	out, err := canon.Marshal(signed{Manifest: raw, Signature: ed25519.Sign(key, signable(raw))})
	if err != nil {
		return err
	}
	_, err = putPlain(ctx, to, m.ID, manifestFile, func(w io.Writer) error {
		_, err := w.Write(append(out, '\n'))
		return err
	})
	return err
}

// readManifest reads the list of a backup. It fails with ErrNotFound, ErrSignature or ErrFormat.
func readManifest(ctx context.Context, from *blob.Store, pub ed25519.PublicKey, name string) (*Manifest, error) {
	if _, ok := MadeAt(name); !ok {
		return nil, ErrNotFound
	}
	r, err := from.Get(ctx, name+"/"+manifestFile)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	raw, err := io.ReadAll(io.LimitReader(r, maxManifest))
	if err != nil {
		return nil, err
	}
	var s signed
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, ErrSignature.With(err)
	}
	if !ed25519.Verify(pub, signable(s.Manifest), s.Signature) {
		return nil, ErrSignature
	}
	var m Manifest
	if err := json.Unmarshal(s.Manifest, &m); err != nil {
		return nil, ErrFormat.With(err)
	}
	if m.Format != format {
		return nil, ErrFormat
	}
	if m.ID != name {
		return nil, ErrSignature.With(errors.New("it is the list of another backup"))
	}
	return &m, nil
}

// Entry is a backup in a listing.
type Entry struct {
	ID       string
	MadeAt   time.Time
	Manifest *Manifest // nil when it cannot be read
	Problem  error
}

// List names the complete backups that lie somewhere, oldest first.
func List(ctx context.Context, from *blob.Store, pub ed25519.PublicKey) ([]Entry, error) {
	names, err := generations(ctx, from)
	if err != nil {
		return nil, err
	}
	var all []Entry
	for name, complete := range names {
		if !complete {
			continue
		}
		at, _ := MadeAt(name)
		m, err := readManifest(ctx, from, pub, name)
		all = append(all, Entry{ID: name, MadeAt: at, Manifest: m, Problem: err})
	}
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// generations finds the names of backups, and whether each is complete.
func generations(ctx context.Context, from *blob.Store) (map[string]bool, error) {
	found := map[string]bool{}
	err := from.List(ctx, "", func(key string, _ int64) error {
		name, file, _ := strings.Cut(key, "/")
		if _, ok := MadeAt(name); ok {
			found[name] = found[name] || file == manifestFile
		}
		return nil
	})
	return found, err
}
