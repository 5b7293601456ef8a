// Package ledger owns the deletion ledger: an append-only file of signed, chained lines that say what must be gone and stay gone,
// so that a restored backup can be cleaned before anybody sees it. It holds ids and keyed hashes, and nobody's data.
package ledger

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
)

// File is the name of the ledger in the data folder.
const File = "ledger.log"

// Kind is what a line tells.
type Kind string

// The kinds of lines.
const (
	Intent   Kind = "intent"   // from now on the data is to be gone; written before the first of it is deleted
	Done     Kind = "done"     // it was deleted and the deletion verified
	Restored Kind = "restored" // an older backup was put back, and what the ledger names was deleted from it again

	Unchecked Kind = "unchecked" // a backup was put back without a ledger newer than itself: what was deleted since may be back
)

// Faults of the ledger.
var (
	ErrBroken = fault.New(fault.Unavailable, "ledger.broken", "The deletion ledger is broken. Put back an unbroken copy of ledger.log from a backup.")
	ErrInUse  = fault.New(fault.Unavailable, "ledger.in_use", "Another process uses the deletion ledger.")
	ErrEntry  = fault.New(fault.Invalid, "ledger.entry_invalid", "This cannot be an entry of the deletion ledger.")
	ErrWrite  = fault.New(fault.Unavailable, "ledger.not_written", "The deletion ledger cannot be written. Nothing is deleted until it can.")
)

// Thing is the id of a request or of a channel.
type Thing = id.ID[any]

// Ref makes a Thing of any id.
func Ref[T any](i id.ID[T]) Thing { return id.From[any](i.Bytes()) }

// Scope says what of a workspace is meant: all of it; or categories, for the contacts or the channel named, else for everybody.
type Scope struct {
	Whole      bool     `json:"whole"`
	Categories []string `json:"categories"` // "C3"; sorted
	Contacts   []string `json:"contacts"`   // keyed hashes of 32 bytes in hexadecimal; sorted
	Channel    Thing    `json:"channel"`
}

// Entry is what a caller has to tell. Only data from before Cutoff is meant, so that what came later survives a replay.
type Entry struct {
	Kind      Kind
	Request   Thing
	Workspace id.Workspace
	Scope     Scope
	Cutoff    time.Time
}

// Line is an entry as it stands in the ledger.
type Line struct {
	Entry
	Seq       int64
	At        time.Time
	Previous  string // hash of the line before; First for line 1
	Hash      string // SHA-256 over the line without hash and signature, in hexadecimal
	Signature []byte // Ed25519 over the 64 characters of Hash
}

// First is what line 1 has as the hash of the line before.
const First = "0000000000000000000000000000000000000000000000000000000000000000"

// MaxContacts keeps a line below a megabyte; whoever has more writes more lines.
const MaxContacts = 10_000

var category = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,7}$`)

// normal returns the entry in the form in which it is written. It fails with ErrEntry.
func (e Entry) normal() (Entry, error) {
	switch e.Kind {
	case Intent, Done:
		if e.Request.IsZero() || e.Workspace.IsZero() || e.Cutoff.IsZero() || e.Scope.empty() {
			return Entry{}, ErrEntry.WithDetail("An entry names a request, a workspace, what is meant, and until when.")
		}
	case Restored, Unchecked:
	default:
		return Entry{}, ErrEntry.WithDetail("The kind of the entry is not known.")
	}
	if e.Scope.Whole && (len(e.Scope.Categories) > 0 || len(e.Scope.Contacts) > 0 || !e.Scope.Channel.IsZero()) {
		return Entry{}, ErrEntry.WithDetail("A whole workspace has no parts.")
	}
	if len(e.Scope.Contacts) > MaxContacts {
		return Entry{}, ErrEntry.WithDetail("Too many contacts for one entry.")
	}
	e.Scope.Categories, e.Scope.Contacts = sorted(e.Scope.Categories), sorted(e.Scope.Contacts)
	if slices.ContainsFunc(e.Scope.Categories, func(s string) bool { return !category.MatchString(s) }) {
		return Entry{}, ErrEntry.WithDetail("A category is not one.")
	}
	if slices.ContainsFunc(e.Scope.Contacts, func(s string) bool { return !isHash(s) }) {
		return Entry{}, ErrEntry.WithDetail("A contact is not named by a keyed hash.")
	}
	return e, nil
}

func (s Scope) empty() bool {
	return !s.Whole && len(s.Categories) == 0 && len(s.Contacts) == 0 && s.Channel.IsZero()
}

// sorted is a copy of all, in order, each once, and never nil.
func sorted(all []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(append([]string{}, all...))))
}

func isHash(s string) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && len(raw) == 32 && s == strings.ToLower(s)
}
