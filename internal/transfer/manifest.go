package transfer

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
)

// Names inside an archive.
const (
	manifestFile = "manifest.json" // written last
	schemaFile   = "schema.json"
	readmeFile   = "README.txt"
	hashFile     = "hash-keys.json"
	jobsFile     = "jobs.ndjson"
	tableFolder  = "tables/"
	systemFolder = "system/"
	fileFolder   = "files/"
	stagedFolder = "staged/"
	rowsSuffix   = ".ndjson"
)

const (
	format  = 1
	product = "kelola workspace export"
)

// Manifest is what an archive says of itself. Every other file is named in it with its hash.
type Manifest struct {
	Product    string      `json:"product"`
	Format     int         `json:"format"`
	Version    string      `json:"version"` // of the program
	Engine     string      `json:"engine"`
	MadeAt     canon.Time  `json:"made_at"`
	Instance   id.ID[any]  `json:"instance"`
	Workspace  Named       `json:"workspace"`
	Migrations []int       `json:"migrations"`
	Ledger     int64       `json:"ledger"` // last line of the deletion ledger, and its hash
	LedgerHash string      `json:"ledger_hash"`
	Tables     []Count     `json:"tables"`
	Files      []File      `json:"files"`
	Missing    []string    `json:"missing"` // attachments whose bytes were not there any more
	LeftOut    []LeftTable `json:"left_out"`
}

// Named is the workspace that was exported.
type Named struct {
	ID   id.Workspace `json:"id"`
	Slug string       `json:"slug"`
	Name string       `json:"name"`
}

// Count is how many rows of a table there are.
type Count struct {
	Table string `json:"table"`
	Rows  int64  `json:"rows"`
}

// File is a file of the archive.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// LeftTable is something that is not in the archive, and why.
type LeftTable struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Schema says what the files of rows hold.
type Schema struct {
	Format int               `json:"format"`
	Types  map[string]string `json:"types"`
	Tables []TableSchema     `json:"tables"`
}

// TableSchema is one file of rows.
type TableSchema struct {
	File    string   `json:"file"`
	Table   string   `json:"table"`
	Columns []Column `json:"columns"`
}

// Column is a column of it.
type Column struct {
	Name     string        `json:"name"`
	Type     database.Form `json:"type"`
	Category string        `json:"category,omitempty"` // of the data-deletion page
	Note     string        `json:"note,omitempty"`
}

// Notes of columns.
const (
	noteOpened = "decrypted"
	noteSecret = "left out: a credential"
)

// types tells in words how values are written.
func types() map[string]string {
	return map[string]string{
		string(database.FormInt):   "a whole number; columns named at or ending in _at are microseconds since 1970-01-01 UTC, 0 is never",
		string(database.FormFloat): "a number",
		string(database.FormBool):  "true or false",
		string(database.FormText):  "a text; one that is no UTF-8 is an object whose field bytes has it in base64",
		string(database.FormUUID):  "a UUID; version 7 where it was made by the program, so that the ids of a table sort by age",
		string(database.FormBytes): "bytes in base64",
		string(database.FormJSON):  "JSON",
	}
}

// signed is the manifest with the signature over its bytes.
type signed struct {
	Manifest  json.RawMessage `json:"manifest"`
	PublicKey []byte          `json:"public_key"`
	Signature []byte          `json:"signature"`
}

// signable keeps the signature from standing under anything else that this key signs.
func signable(manifest []byte) []byte {
	return append([]byte("kelola workspace export 1\n"), manifest...)
}

func (m *Manifest) seal(key ed25519.PrivateKey, pub ed25519.PublicKey) ([]byte, error) {
	raw, err := canon.Marshal(m)
	if err != nil {
		return nil, err
	}
	out, err := json.Marshal(signed{Manifest: raw, PublicKey: pub, Signature: ed25519.Sign(key, signable(raw))})
	return append(out, '\n'), err
}

// openManifest checks the signature by the key pinned, or by the one that the manifest brings along where none is.
func openManifest(raw []byte, pinned ed25519.PublicKey) (*Manifest, ed25519.PublicKey, error) {
	var s signed
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, nil, ErrNoArchive.With(err)
	}
	key := ed25519.PublicKey(s.PublicKey)
	if len(key) != ed25519.PublicKeySize || pinned != nil && !bytes.Equal(pinned, key) || !ed25519.Verify(key, signable(s.Manifest), s.Signature) {
		return nil, nil, ErrSignature
	}
	var m Manifest
	if err := json.Unmarshal(s.Manifest, &m); err != nil {
		return nil, nil, ErrNewer.With(err)
	}
	switch {
	case m.Product != product:
		return nil, nil, ErrNoArchive
	case m.Format != format:
		return nil, nil, ErrNewer
	case m.Workspace.ID.IsZero():
		return nil, nil, ErrNoArchive
	}
	return &m, key, nil
}
