package app

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/secret"
)

// TestCertificate goes the whole way: an installation enters a deletion into the ledger and certifies it, and somebody with nothing
// but the file and the key that the operator printed checks it, also after the instance key was changed.
func TestCertificate(t *testing.T) {
	t.Parallel()
	dir, old, next := filepath.Join(t.TempDir(), "data"), secret.NewKey().Hex(), secret.NewKey().Hex()
	settings := func(keys string) config.Config {
		cfg, err := config.Load(lookup(t, dir, map[string]string{"KELOLA_MASTER_KEY": keys}))
		if err != nil {
			t.Fatal(err)
		}
		return cfg
	}
	var out bytes.Buffer
	if err := CertificateKey(t.Context(), settings(old), &out); !errors.Is(err, errNoInstallation) {
		t.Fatalf("without an installation: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("an installation was made: %v", err)
	}
	file := certify(t, settings(old))
	for _, keys := range []string{old, next + "," + old, next} {
		out.Reset()
		if err := CertificateKey(t.Context(), settings(keys), &out); err != nil {
			t.Fatal(err)
		}
		key := strings.TrimSpace(out.String())
		out.Reset()
		if err := VerifyCertificate(file, key, "en", &out); err != nil || !strings.HasPrefix(out.String(), "The signature holds, and it is by the key you gave.\n") {
			t.Errorf("%v: %.100s", err, &out)
		}
	}
	out.Reset()
	if err := VerifyCertificate(file, "", "id", &out); err != nil || !strings.Contains(out.String(), "SERTIFIKAT PENGHAPUSAN DATA") {
		t.Errorf("%v: %.100s", err, &out)
	}
	other := certificate.FormatKey(bytes.Repeat([]byte{1}, 32))
	for name, tt := range map[string]struct {
		key  string
		want error
	}{"another key": {other, certificate.ErrKey}, "no key": {"x", certificate.ErrKeyForm}} {
		out.Reset()
		if err := VerifyCertificate(file, tt.key, "en", &out); !errors.Is(err, tt.want) || out.Len() > 0 {
			t.Errorf("%s: %v, printed %q", name, err, &out)
		}
	}
	if err := VerifyCertificate(filepath.Join(dir, "none"), "", "en", &out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// certify makes an installation, which certifies a deletion, and returns the file.
func certify(t *testing.T, cfg config.Config) string {
	t.Helper()
	a, err := New(t.Context(), cfg, "test", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	key, ws, now := a.sys.SigningKey(), id.NewWorkspace(), a.clock.Now()
	book, err := ledger.Open(filepath.Join(t.TempDir(), ledger.File), key, a.clock)
	if err != nil {
		t.Fatal(err)
	}
	line, err := book.Append(t.Context(), ledger.Entry{
		Kind: ledger.Done, Request: id.New[any](), Workspace: ws, Scope: ledger.Scope{Whole: true}, Cutoff: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := certificate.Sign(certificate.Certificate{
		ID: id.New[any](), Stage: certificate.Live, IssuedAt: canon.At(now), Instance: a.sys.InstanceID(), Software: "test",
		Request: certificate.Request{
			ID: line.Request, Channel: certificate.InApp, LegalBasis: certificate.EndOfContract,
			States: []certificate.Passage{{State: "live_erased", At: canon.At(now)}},
		},
		Workspace: certificate.NameOf(ws), Scope: certificate.Scope{Whole: true, Cutoff: canon.At(now)}, Scanner: strings.Repeat("5c", 32),
		Ledger:     certificate.LedgerProof{Seq: line.Seq, Hash: line.Hash, Signature: line.Signature, HeadSeq: line.Seq, Head: line.Hash},
		NotCovered: certificate.NotCovered(false),
	}, key)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{App: a}
	if printed := w.admin(t, certificateKey); !bytes.Contains(signed.Document, []byte(`"public_key":"`+printed+`"`)) {
		t.Errorf("the running server prints %q, the document has another", printed)
	}
	file := filepath.Join(t.TempDir(), "certificate.json")
	if err := errors.Join(os.WriteFile(file, signed.Document, 0o600), book.Close(), a.Close()); err != nil {
		t.Fatal(err)
	}
	return file
}
