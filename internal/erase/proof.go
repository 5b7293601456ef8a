package erase

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
)

// scanner names the way of searching; it changes with what the search finds or reads.
const scanner = "kelola scanner 1: cells, decrypted pages, system cells, files"

// certify makes the certificate of a stage.
func (s *Service) certify(ctx context.Context, r *Request, stage int) error {
	_, way, err := s.Get(ctx, r.Workspace, r.ID)
	if err != nil {
		return err
	}
	until, err := s.d.Backups(ctx, r.Workspace, r.Report.Ledger[1])
	if err != nil {
		return err
	}
	c := r.certificate(way)
	c.ID, c.Stage, c.IssuedAt = id.New[any](), stage, canon.At(s.d.Clock.Now())
	c.Instance, c.Software = s.d.System.InstanceID(), s.d.Version
	c.NotCovered = certificate.NotCovered(s.d.DB.Engine() == database.Postgres)
	if s.d.Clock.Now().Before(until) {
		c.Backups = append(c.Backups, certificate.Backup{MadeAt: canon.At(r.LiveAt), EndsAt: canon.At(until)})
	}
	if stage == certificate.Complete { // a key that is needed for what stays is no key of what is gone: no copy is left that it opens
		c.Keys = slices.DeleteFunc(c.Keys, func(k certificate.Key) bool { return k.DestroyedAt.IsZero() })
	}
	line := s.d.Ledger.Lines(r.Report.Ledger[1], 1)[0]
	head, hash := s.d.Ledger.Head()
	c.Ledger = certificate.LedgerProof{Seq: line.Seq, Hash: line.Hash, Signature: line.Signature, HeadSeq: head, Head: hash}
	signed, err := certificate.Sign(c, s.d.System.SigningKey())
	if err != nil {
		return err
	}
	r.Document = signed.Document
	return nil
}

// certificate states what a request came to.
func (r *Request) certificate(way []Step) certificate.Certificate {
	sum := sha256.Sum256([]byte(scanner))
	c := certificate.Certificate{
		Format: certificate.Format, Workspace: certificate.NameOf(r.Workspace), Scanner: hex.EncodeToString(sum[:]),
		Request: certificate.Request{ID: id.From[any](r.ID.Bytes()), Channel: channelOf(r.Way), LegalBasis: basisOf(r.Way)},
		Scope:   certificate.Scope{Whole: r.Scope.Whole, Cutoff: canon.At(r.Report.Cutoff)},
	}
	for _, s := range way {
		if s.From == s.To {
			continue
		}
		c.Request.States = append(c.Request.States, certificate.Passage{State: certificate.Code(s.To), At: canon.At(s.At)})
	}
	for _, k := range r.Scope.Categories {
		c.Scope.Categories = append(c.Scope.Categories, string(k))
	}
	slices.Sort(c.Scope.Categories)
	if !r.Scope.Contact.IsZero() {
		c.Scope.Contacts = 1
	}
	if !r.Scope.Channel.IsZero() {
		c.Scope.Channel = id.From[any](r.Scope.Channel.Bytes())
	}
	c.Tables, c.Blobs = r.tables()
	c.Blobs.Count += r.Report.Blobs.Count
	c.Blobs.Bytes += r.Report.Blobs.Bytes
	for _, k := range r.Report.Storage.Keys {
		c.Keys = append(c.Keys, certificate.Key{Fingerprint: k.Fingerprint, DestroyedAt: canon.At(k.Destroyed)})
	}
	for _, o := range r.Report.External {
		result := certificate.Code("done")
		if !o.OK {
			result = "failed"
		}
		c.Revocations = append(c.Revocations, certificate.Revocation{What: certificate.Code(o.What), Result: result, At: canon.At(o.At)})
	}
	if r.Report.Control > 0 {
		place := "database_blocks"
		if r.Report.Storage.Engine != database.SQLite.String() || r.Scope.Whole {
			place = "database_rows"
		}
		c.Controls = []certificate.Control{{Place: place, Found: int64(r.Report.Control)}}
		c.Scans = []certificate.Scan{{Place: place, Files: int64(r.Report.Scan.Files), Bytes: r.Report.Scan.Bytes, Found: r.Report.Scan.Hits}}
	}
	return c
}

// classOf is for how long something stays that is kept.
var classOf = map[string]string{KeptOrders: "W", KeptTotals: "R6", KeptSetup: "W", KeptPacing: "R2", KeptRepeat: "R0"}

// tables turns the lines of the report, and those of the plan that keep something, into one entry for each table and category.
func (r *Request) tables() (out []certificate.Table, blobs certificate.Blobs) {
	at := map[[2]string]int{}
	of := func(l Line) *certificate.Table {
		key := [2]string{string(l.Category), l.Table}
		if _, ok := at[key]; !ok {
			at[key] = len(out)
			out = append(out, certificate.Table{Name: l.Table, Category: string(l.Category)})
		}
		return &out[at[key]]
	}
	for _, l := range r.Report.Lines {
		t := of(l)
		t.Found += l.Rows
		if l.Method == Clear {
			t.Anonymised += l.Rows
		} else {
			t.Deleted += l.Rows
		}
		blobs.Count += l.Files
		blobs.Bytes += l.Bytes
	}
	for _, l := range r.Plan.Lines {
		if l.Method != Keep || l.Rows == 0 {
			continue
		}
		t := of(l)
		t.Found += l.Rows
		t.Kept = append(t.Kept, certificate.Kept{Rows: l.Rows, Class: classOf[l.Reason]})
	}
	return out, blobs
}

func channelOf(w Way) certificate.Channel {
	switch w {
	case ByMeta:
		return certificate.Meta
	case ByOperator, ByDrill:
		return certificate.Operator
	case ByForm:
		return certificate.Form
	case ByEmail:
		return certificate.Email
	case ByContact:
		return certificate.Contact
	}
	return certificate.InApp
}

func basisOf(w Way) certificate.Code {
	if w == ByMeta {
		return certificate.MetaTerms
	}
	return certificate.PDPErasure
}

func noPoints(context.Context, id.Workspace, int64) (int, error) { return 0, nil }

// noBackups is of installations that keep none.
func noBackups(context.Context, id.Workspace, int64) (time.Time, error) { return time.Time{}, nil }
