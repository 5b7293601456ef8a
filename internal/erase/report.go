package erase

import (
	"time"

	"github.com/kelolapesan/kelola/internal/datamap"
)

// Files is how many files there were.
type Files struct {
	Count int64 `json:"count"`
	Bytes int64 `json:"bytes"`
}

// Outcome is what a network said when something was given back to it.
type Outcome struct {
	What string    `json:"what"` // instagram, whatsapp
	OK   bool      `json:"ok"`
	Code string    `json:"code,omitempty"`
	At   time.Time `json:"at"`
}

// Report is what was done and found, as far as it has come.
type Report struct {
	Lines    []Line     `json:"lines,omitempty"`
	Blobs    Files      `json:"blobs,omitzero"` // of a whole workspace
	External []Outcome  `json:"external,omitempty"`
	Storage  Storage    `json:"storage,omitzero"`
	Control  int        `json:"control,omitempty"` // values that the scanner found before the deletion
	Checks   []Check    `json:"checks,omitempty"`
	Scan     Scan       `json:"scan,omitzero"`
	Ledger   [2]int64   `json:"ledger,omitzero"`   // lines of intent and completion
	Stopped  bool       `json:"stopped,omitempty"` // all sending was stopped for this
	Person   string     `json:"person,omitempty"`  // keyed hash of a contact's id, for the ledger
	Cutoff   time.Time  `json:"cutoff,omitzero"`   // what was there then is meant
	Attempts int        `json:"attempts,omitempty"`
	Points   Points     `json:"points,omitzero"`
	Stages   []StageRun `json:"stages,omitempty"`
	Proofs   []Proof    `json:"proofs,omitempty"` // of a request from outside
}

// Points are the restore points that were given up with a deletion.
type Points struct {
	Count int       `json:"count"`
	At    time.Time `json:"at"`
}

// StageRun says when a stage was begun.
type StageRun struct {
	Stage string    `json:"stage"`
	At    time.Time `json:"at"`
}

// Stages in their order; the interface shows them as progress.
const (
	StageLedger   = "ledger"
	StageFreeze   = "freeze"
	StageExternal = "external"
	StageDrain    = "drain"
	StageRows     = "rows"
	StageStorage  = "storage"
	StageVerify   = "verify"
	StageProof    = "proof"
)

// Storage is what happened to the files and keys underneath.
type Storage struct {
	Engine  string        `json:"engine,omitempty"`
	Removed []string      `json:"removed,omitempty"` // files or schemas of a whole workspace
	Before  int64         `json:"before,omitempty"`  // bytes
	After   int64         `json:"after,omitempty"`
	Keys    []Key         `json:"keys,omitempty"`
	Took    time.Duration `json:"took,omitempty"`
}

// Key is a key that opened what is gone, by its fingerprint.
type Key struct {
	Fingerprint string    `json:"fingerprint"`
	Destroyed   time.Time `json:"destroyed,omitzero"` // zero when it is still needed for what stays
}

// Check is one thing the verification looked for.
type Check struct {
	Kind     string           `json:"kind"` // logical, bytes, files, key, neighbour
	Category datamap.Category `json:"category,omitempty"`
	Table    string           `json:"table,omitempty"`
	Found    int64            `json:"found"` // what should not be there
	Places   []Place          `json:"places,omitempty"`
}

// Place is where something was found that should not be there, and never what: a file below the data folder and how far from its beginning,
// or a table. The file "database" stands for the decrypted blocks of the workspace.
type Place struct {
	File   string `json:"file,omitempty"`
	Offset int64  `json:"offset,omitempty"`
	Table  string `json:"table,omitempty"`
}

// Scan is what was read for the byte-level search.
type Scan struct {
	Values int   `json:"values"`
	Bytes  int64 `json:"bytes"`
	Files  int   `json:"files"`
	Hits   int64 `json:"hits"`
}

// failed names what the verification found, or is empty.
func (r *Report) failed() string {
	for _, c := range r.Checks {
		if c.Found > 0 {
			name := c.Kind
			if c.Table != "" {
				name += ":" + c.Table
			}
			return name
		}
	}
	return ""
}
