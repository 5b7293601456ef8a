// Package certificate owns the signed statement about a deletion that its holder can check without us: what was found, deleted,
// kept and why, how it was verified, and what it does not cover. It holds ids, counts, codes and hashes, and nobody's data.
package certificate

import (
	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/id"
)

// Format is the version of the form that this package writes and reads.
const Format = 1

// The stages of a certificate.
const (
	Live     = 1 // the data is gone from everything in use
	Complete = 2 // it is gone from the backups too, or can be opened by nobody any more
)

// Channel is the way by which a request came.
type Channel string

// The channels.
const (
	InApp    Channel = "in_app"
	Form     Channel = "form" // the public form for owners
	Email    Channel = "email"
	Meta     Channel = "meta"
	Contact  Channel = "contact" // the person whom the data is about, through the form of a workspace
	Operator Channel = "operator"
	API      Channel = "api"
)

// Thing is the id of anything.
type Thing = id.ID[any]

// Code is a word of the program: "no_data_found". It begins with a letter and never has six digits in a row.
type Code string

// Certificate is what is stated. A zero id or time is written as "". Every list is there, empty or not.
type Certificate struct {
	Format      int           `json:"format"`
	ID          Thing         `json:"id"`
	Stage       int           `json:"stage"`
	IssuedAt    canon.Time    `json:"issued_at"`
	Instance    Thing         `json:"instance"`
	Software    string        `json:"software_version"`
	PublicKey   string        `json:"public_key_id"` // SHA-256 of the public key, in hexadecimal; Sign sets it
	Request     Request       `json:"request"`
	Workspace   WorkspaceName `json:"workspace"`
	Scope       Scope         `json:"scope"`
	Tables      []Table       `json:"tables"`
	Blobs       Blobs         `json:"blobs"`
	Keys        []Key         `json:"keys"`
	Revocations []Revocation  `json:"revocations"`
	Controls    []Control     `json:"positive_controls"`
	Scans       []Scan        `json:"scans"`
	Scanner     string        `json:"scanner"` // SHA-256 of the version of the scanner, in hexadecimal
	Backups     []Backup      `json:"backups_outstanding"`
	Refusals    []Refusal     `json:"refusals"`
	Ledger      LedgerProof   `json:"ledger"`
	Operators   []string      `json:"operators"` // pseudonyms, as Pseudonym makes them
	NotCovered  []Code        `json:"not_covered"`
}

// Request is what was asked for, how, and when it came to which state.
type Request struct {
	ID         Thing     `json:"id"`
	Channel    Channel   `json:"channel"`
	LegalBasis Code      `json:"legal_basis"`
	States     []Passage `json:"states"`
}

// Passage is the moment in which a request came to a state.
type Passage struct {
	State Code       `json:"state"`
	At    canon.Time `json:"at"`
}

// Scope is what of the workspace was meant: all of it, or categories of it, only from before Cutoff.
type Scope struct {
	Whole      bool       `json:"whole"`
	Categories []string   `json:"categories"` // "C3"
	Contacts   int64      `json:"contacts"`   // for how many people only; 0 is everybody
	Channel    Thing      `json:"channel"`    // for one channel only
	Cutoff     canon.Time `json:"cutoff"`
}

// Table is what was done in one table.
type Table struct {
	Name       string `json:"name"`
	Category   string `json:"category"`
	Found      int64  `json:"found"`
	Deleted    int64  `json:"deleted"`
	Anonymised int64  `json:"anonymised"`
	Kept       []Kept `json:"kept"`
}

// Kept says that rows stay, by which retention class, and until when; the zero time is as long as the workspace is there.
type Kept struct {
	Rows  int64      `json:"rows"`
	Class string     `json:"class"` // "R4"
	Until canon.Time `json:"until"`
}

// Blobs are the attachments and other files that were removed.
type Blobs struct {
	Count int64 `json:"count"`
	Bytes int64 `json:"bytes"`
}

// Key is a key that encrypted the data. Until it is destroyed, DestroyedAt is the zero time.
type Key struct {
	Fingerprint string     `json:"fingerprint"` // in hexadecimal
	DestroyedAt canon.Time `json:"destroyed_at"`
}

// Revocation is what was asked of somebody else and what came of it.
type Revocation struct {
	What   Code       `json:"what"`
	Result Code       `json:"result"`
	At     canon.Time `json:"at"`
}

// Control says how many hidden markers the scanner found in a place before the deletion, which shows that it can find them.
type Control struct {
	Place string `json:"place"`
	Found int64  `json:"found"`
}

// Scan is what the scanner read in a place after the deletion, and how much it found of what should be gone.
type Scan struct {
	Place string `json:"place"`
	Files int64  `json:"files"`
	Bytes int64  `json:"bytes"`
	Found int64  `json:"found"`
}

// Backup is a copy in which the data can still be read until it ends.
type Backup struct {
	MadeAt canon.Time `json:"made_at"`
	EndsAt canon.Time `json:"ends_at"`
}

// Refusal is a part of the request that was not carried out.
type Refusal struct {
	Category string `json:"category"`
	Reason   Code   `json:"reason"`
}

// LedgerProof ties the certificate to the deletion ledger: the line about this deletion with its signature, and where the ledger
// ended when the certificate was made.
type LedgerProof struct {
	Seq       int64  `json:"seq"`
	Hash      string `json:"hash"`
	Signature []byte `json:"signature"`
	HeadSeq   int64  `json:"head_seq"`
	Head      string `json:"head"`
}

// What a certificate does not speak for.
const (
	CopiesAtMeta       Code = "copies_at_meta"
	RecipientsPhones   Code = "recipients_phones"
	WebhookSubscribers Code = "webhook_subscribers"
	WriteAheadLog      Code = "write_ahead_log" // on PostgreSQL
	HostBackups        Code = "host_backups"    // copies made by the operator's machine or database host
	KeyCopies          Code = "key_copies"      // copies of the keys at other places, which open backups until they are overwritten
	Memory             Code = "memory"
)

// NotCovered lists what no certificate of an installation speaks for.
func NotCovered(postgres bool) []Code {
	if postgres {
		return []Code{CopiesAtMeta, RecipientsPhones, WebhookSubscribers, WriteAheadLog, HostBackups, KeyCopies, Memory}
	}
	return []Code{CopiesAtMeta, RecipientsPhones, WebhookSubscribers, HostBackups, KeyCopies, Memory}
}

// Legal bases of deletions.
const (
	PDPErasure     Code = "pdp_43"  // UU 27/2022, article 43: erasure
	PDPDestruction Code = "pdp_44"  // UU 27/2022, article 44: destruction
	GDPRErasure    Code = "gdpr_17" // GDPR, article 17
	MetaTerms      Code = "meta_platform_terms"
	EndOfContract  Code = "contract_end"
	RetentionEnded Code = "retention_ended"
)
