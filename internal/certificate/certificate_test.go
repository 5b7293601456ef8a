package certificate_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
)

var (
	start   = time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	key     = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	pub     = key.Public().(ed25519.PublicKey)
	another = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{8}, 32))
	ws      = must(id.ParseWorkspace("0192f0a4-7c1e-7a55-9b1c-3a5f6e7d8c90"))
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func thing(n int) certificate.Thing {
	return must(id.Parse[any](fmt.Sprintf("0192f0a4-7c1e-7a55-9b1c-%012x", n)))
}

func at(d time.Duration) canon.Time { return canon.At(start.Add(d)) }

func hash(s string) string { return strings.Repeat(s, 32) }

// sample is a certificate with something everywhere.
func sample() certificate.Certificate {
	const day = 24 * time.Hour
	return certificate.Certificate{
		ID: thing(1), Stage: certificate.Live, IssuedAt: at(4 * day), Instance: thing(2), Software: "v1.4.0", Scanner: hash("5c"),
		Workspace: certificate.WorkspaceName{Salt: strings.Repeat("0f", 16), Hash: "f045aac558d545213d6b75f2179e53669a3c066b691dd824d7456880e1083612"},
		Request: certificate.Request{ID: thing(3), Channel: certificate.Email, LegalBasis: certificate.PDPErasure, States: []certificate.Passage{
			{State: "received", At: at(0)}, {State: "acknowledged", At: at(time.Minute)}, {State: "verified", At: at(5 * time.Hour)},
			{State: "approved", At: at(6 * time.Hour)}, {State: "grace", At: at(6 * time.Hour)}, {State: "executing", At: at(3*day + 6*time.Hour)},
			{State: "verifying", At: at(3*day + 7*time.Hour)}, {State: "live_erased", At: at(4 * day)},
		}},
		Scope: certificate.Scope{Categories: []string{"C3", "C4", "C6"}, Channel: thing(4), Cutoff: at(6 * time.Hour)},
		Tables: []certificate.Table{
			{Name: "contact", Category: "C3", Found: 18_204, Deleted: 18_192, Kept: []certificate.Kept{{Rows: 12, Class: "R3"}}},
			{Name: "message", Category: "C4", Found: 1_204_118, Deleted: 1_204_118},
			{Name: "send_total", Category: "C5", Found: 730, Anonymised: 700, Kept: []certificate.Kept{{Rows: 30, Class: "R4", Until: at(3650 * day)}}},
		},
		Blobs: certificate.Blobs{Count: 4_120, Bytes: 18_400_000_123},
		Keys: []certificate.Key{
			{Fingerprint: "9f86d081884c7d65", DestroyedAt: at(3*day + 7*time.Hour)}, {Fingerprint: "60303ae22b998861"},
		},
		Revocations: []certificate.Revocation{
			{What: "instagram_permission", Result: "done", At: at(3*day + 6*time.Hour)}, {What: "webhook_subscription", Result: "no_answer", At: at(3*day + 6*time.Hour)},
		},
		Controls:  []certificate.Control{{Place: "database", Found: 48}, {Place: "attachments", Found: 6}},
		Scans:     []certificate.Scan{{Place: "database", Files: 3, Bytes: 734_003_200}, {Place: "data_folder", Files: 4_310, Bytes: 19_134_003_323}},
		Backups:   []certificate.Backup{{MadeAt: at(-day), EndsAt: at(29 * day)}, {MadeAt: at(day), EndsAt: at(31 * day)}},
		Refusals:  []certificate.Refusal{{Category: "C5", Reason: "statutory_retention"}},
		Ledger:    certificate.LedgerProof{Seq: 7, Hash: hash("a1"), Signature: ed25519.Sign(key, []byte(hash("a1"))), HeadSeq: 9, Head: hash("b2")},
		Operators: []string{"3f9a6c0d12e4b7a8", "77c1d20be5f64a90"},
		NotCovered: []certificate.Code{
			certificate.CopiesAtMeta, certificate.RecipientsPhones, certificate.WebhookSubscribers, certificate.WriteAheadLog, certificate.HostBackups,
			certificate.Memory,
		},
	}
}

func sign(t *testing.T, c certificate.Certificate) certificate.Signed {
	t.Helper()
	s, err := certificate.Sign(c, key)
	if err != nil {
		t.Fatalf("Sign: %v", err)
	}
	return s
}

func TestSign_canBeVerified(t *testing.T) {
	t.Parallel()
	s := sign(t, sample())
	got, err := certificate.VerifyWith(s.Document, pub)
	if err != nil || !reflect.DeepEqual(got, s.Certificate) {
		t.Fatalf("%+v, %v", got, err)
	}
	if got.Format != 1 || got.PublicKey != certificate.KeyID(pub) || got.Refusals[0].Reason != "statutory_retention" {
		t.Errorf("%+v", got)
	}
	if again := sign(t, sample()); !bytes.Equal(again.Document, s.Document) {
		t.Error("the same facts give other bytes")
	}
	if !bytes.HasPrefix(s.Document, []byte(`{"certificate":{"backups_outstanding":[`)) || bytes.ContainsAny(s.Document, "\n ") {
		t.Errorf("not in canonical form: %.200s", s.Document)
	}
	if _, err := certificate.VerifyWith(s.Document, another.Public().(ed25519.PublicKey)); !errors.Is(err, certificate.ErrKey) {
		t.Errorf("with another key: %v", err)
	}
}

// TestSign_theFormStays holds the bytes against those of docs/certificate.md, which others read too.
func TestSign_theFormStays(t *testing.T) {
	t.Parallel()
	const path = "testdata/sample.json"
	if want := must(os.ReadFile(path)); !bytes.Equal(want, sign(t, sample()).Document) {
		t.Errorf("the form has changed: raise Format, or put back what %s has", path)
	}
}

// TestVerify_anyChangedBitIsFound is goal E16: ten thousand changes of one bit, at random and repeatable.
func TestVerify_anyChangedBitIsFound(t *testing.T) {
	t.Parallel()
	doc := sign(t, sample()).Document
	random := rand.New(rand.NewPCG(16, 10_000))
	for range 10_000 {
		bit := random.IntN(len(doc) * 8)
		changed := bytes.Clone(doc)
		changed[bit/8] ^= 1 << (bit % 8)
		if _, err := certificate.Verify(changed); err == nil {
			t.Fatalf("bit %d is not found", bit)
		} else if _, ok := fault.Of(err); !ok {
			t.Fatalf("bit %d: %v is no fault", bit, err)
		}
	}
	if _, err := certificate.Verify(doc); err != nil {
		t.Fatalf("unchanged: %v", err)
	}
	t.Log("10000 of 10000 changed bits are found")
}

func TestVerify_isStrict(t *testing.T) {
	t.Parallel()
	doc := string(sign(t, sample()).Document)
	other, err := certificate.Sign(withLedgerOf(another), another)
	if err != nil {
		t.Fatal(err)
	}
	swap := func(name string) string { // one member of the document from another certificate
		mine, theirs := member(t, doc, name), member(t, string(other.Document), name)
		return strings.Replace(doc, mine, theirs, 1)
	}
	for name, tt := range map[string]struct {
		doc  string
		want error
	}{
		"line break":          {doc + "\n", certificate.ErrMalformed},
		"space":               {strings.Replace(doc, ":", ": ", 1), certificate.ErrMalformed},
		"unknown member":      {strings.Replace(doc, `{"certificate":{`, `{"certificate":{"a":1,`, 1), certificate.ErrMalformed},
		"repeated member":     {strings.Replace(doc, `"stage":1`, `"stage":1,"stage":1`, 1), certificate.ErrMalformed},
		"missing member":      {strings.Replace(doc, `"stage":1,`, ``, 1), certificate.ErrMalformed},
		"another stage":       {strings.Replace(doc, `"stage":1`, `"stage":2`, 1), certificate.ErrSignature},
		"a smaller count":     {strings.Replace(doc, `"found":18204`, `"found":18203`, 1), certificate.ErrSignature},
		"another key":         {swap("public_key"), certificate.ErrKey},
		"another signature":   {swap("signature"), certificate.ErrSignature},
		"another certificate": {swap("certificate"), certificate.ErrKey},
		"another key id":      {strings.Replace(doc, certificate.KeyID(pub), hash("00"), 1), certificate.ErrKey},
		"nothing":             {"", certificate.ErrMalformed},
		"null":                {"null", certificate.ErrMalformed},
		"too large":           {strings.Repeat(" ", 9<<20), certificate.ErrMalformed},
	} {
		if _, err := certificate.Verify([]byte(tt.doc)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func withLedgerOf(k ed25519.PrivateKey) certificate.Certificate {
	c := sample()
	c.Ledger.Signature = ed25519.Sign(k, []byte(c.Ledger.Hash))
	return c
}

// member cuts one of the three members out of a document.
func member(t *testing.T, doc, name string) string {
	t.Helper()
	ends := map[string]string{"certificate": `,"public_key":"`, "public_key": `,"signature":`, "signature": `}`}
	from := strings.LastIndex(doc, `"`+name+`":`)
	end := strings.LastIndex(doc, ends[name])
	if from < 0 || end < from {
		t.Fatalf("no member %s", name)
	}
	return doc[from:end]
}

func TestSign_refusesWhatDoesNotShowADeletion(t *testing.T) {
	t.Parallel()
	type change = func(*certificate.Certificate)
	for name, change := range map[string]change{
		"stage":                 func(c *certificate.Certificate) { c.Stage = 3 },
		"no id":                 func(c *certificate.Certificate) { c.ID = certificate.Thing{} },
		"no cutoff":             func(c *certificate.Certificate) { c.Scope.Cutoff = canon.Time{} },
		"no states":             func(c *certificate.Certificate) { c.Request.States = nil },
		"channel":               func(c *certificate.Certificate) { c.Request.Channel = "fax" },
		"a scan found":          func(c *certificate.Certificate) { c.Scans[0].Found = 1 },
		"no positive control":   func(c *certificate.Certificate) { c.Controls = nil },
		"rows not accounted":    func(c *certificate.Certificate) { c.Tables[0].Deleted-- },
		"more kept than found":  func(c *certificate.Certificate) { c.Tables[0].Kept[0].Rows++ },
		"below zero":            func(c *certificate.Certificate) { c.Blobs.Count = -1 },
		"backups at stage 2":    func(c *certificate.Certificate) { c.Stage, c.Keys = certificate.Complete, nil },
		"a key at stage 2":      func(c *certificate.Certificate) { c.Stage, c.Backups = certificate.Complete, nil },
		"nothing not covered":   func(c *certificate.Certificate) { c.NotCovered = nil },
		"whole and part":        func(c *certificate.Certificate) { c.Scope.Whole = true },
		"neither whole nor any": func(c *certificate.Certificate) { c.Scope = certificate.Scope{Cutoff: c.Scope.Cutoff} },
		"no line of the ledger": func(c *certificate.Certificate) { c.Ledger = certificate.LedgerProof{} },
		"signed by another":     func(c *certificate.Certificate) { c.Ledger.Signature = ed25519.Sign(another, []byte(c.Ledger.Hash)) },
		"a name":                func(c *certificate.Certificate) { c.Operators[0] = "Budi Santoso" },
		"a number as a place":   func(c *certificate.Certificate) { c.Scans[0].Place = "exports/a628123456789.csv" },
		"a number as a code":    func(c *certificate.Certificate) { c.Refusals[0].Reason = "n628123456789" },
		"a sentence":            func(c *certificate.Certificate) { c.Refusals[0].Reason = "Budi asked for it" },
		"an address":            func(c *certificate.Certificate) { c.Tables[0].Name = "budi@example.com" },
		"upper-case hash":       func(c *certificate.Certificate) { c.Workspace.Hash = hash("AB") },
		"software":              func(c *certificate.Certificate) { c.Software = "v1 (Budi's)" },
	} {
		c := sample()
		change(&c)
		if _, err := certificate.Sign(c, key); !errors.Is(err, certificate.ErrFacts) {
			t.Errorf("%s: %v", name, err)
		}
	}
	complete := sample()
	complete.Stage, complete.Backups, complete.Keys = certificate.Complete, nil, complete.Keys[:1]
	sign(t, complete)
}

func TestWorkspaceName_onlyForWhoKnowsTheID(t *testing.T) {
	t.Parallel()
	n := certificate.NameOf(ws)
	if !n.Names(ws) || n.Names(id.NewWorkspace()) || n == certificate.NameOf(ws) || len(n.Salt) != 32 || len(n.Hash) != 64 {
		t.Errorf("%+v", n)
	}
	// docs/certificate.md has these values.
	n = certificate.WorkspaceName{Salt: strings.Repeat("0f", 16), Hash: "f045aac558d545213d6b75f2179e53669a3c066b691dd824d7456880e1083612"}
	if !n.Names(ws) {
		t.Error("the form of the hash has changed")
	}
}

func TestPseudonym(t *testing.T) {
	t.Parallel()
	box := crypt.New(secret.NewKey())
	a := certificate.Pseudonym(box, thing(1))
	if a != certificate.Pseudonym(box, thing(1)) || a == certificate.Pseudonym(box, thing(2)) || a == certificate.Pseudonym(crypt.New(secret.NewKey()), thing(1)) {
		t.Error(a)
	}
	c := sample()
	c.Operators = []string{a}
	sign(t, c)
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	if got, err := certificate.ParseKey(certificate.FormatKey(pub)); err != nil || !got.Equal(pub) {
		t.Errorf("%v, %v", got, err)
	}
	for _, s := range []string{"", "AAAA", "not base64", certificate.FormatKey(pub) + "="} {
		if _, err := certificate.ParseKey(s); !errors.Is(err, certificate.ErrKeyForm) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	s, err := certificate.Sign(sample(), key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Document)
	f.Add([]byte(`{"certificate":{},"public_key":"","signature":""}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if c, err := certificate.VerifyWith(doc, pub); err == nil && !bytes.Equal(doc, s.Document) {
			t.Fatalf("somebody else signed %+v", c)
		}
	})
}
