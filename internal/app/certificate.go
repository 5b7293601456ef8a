package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/kelolapesan/kelola/internal/certificate"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/config"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

var errNoInstallation = fault.New(fault.NotFound, "certificate.no_installation", "There is no installation here yet, and so no key. Run this with the variables of the service.")

// largestCertificate is more than a certificate can have; what is larger is not read.
const largestCertificate = 16 << 20

// certificateKey is the act that prints the public key of certificates.
const certificateKey = "certificate key"

// CertificateKey prints the public key with which certificates of this installation are checked. It makes no installation.
func CertificateKey(ctx context.Context, cfg config.Config, out io.Writer) error {
	act := Act{Name: certificateKey}
	if answered, err := adminThroughServer(ctx, cfg, act, out); answered || err != nil {
		return err
	}
	keys, err := masterKeys(cfg)
	if err != nil {
		return err
	}
	seen, err := sysdb.Inspect(ctx, sysdb.Options{
		DataDir: cfg.DataDir, URL: cfg.DatabaseURL, KeysURL: cfg.KeysURL, MasterKeys: keys, Clock: clock.System{},
	})
	if err == nil && seen.Fresh {
		err = errNoInstallation
	}
	if err != nil {
		return err
	}
	return Admin(ctx, cfg, act, out)
}

func (a *App) adminCertificateKey(out io.Writer) error {
	pub, ok := a.sys.SigningKey().Public().(ed25519.PublicKey)
	if !ok {
		return certificate.ErrKeyForm
	}
	return done(out, certificate.FormatKey(pub), nil)
}

// VerifyCertificate checks the certificate in a file and prints what it says. key is the public key it must be signed with, or ""
// for the one it names itself. It needs neither data nor settings.
func VerifyCertificate(file, key, lang string, out io.Writer) error {
	f, err := os.Open(file) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	doc, err := io.ReadAll(io.LimitReader(f, largestCertificate))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	says := certificate.Says(lang, key != "")
	if key == "" {
		_, err = certificate.Verify(doc)
	} else {
		err = verifyPinned(doc, key)
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "%s\n\n", says); err != nil {
		return err
	}
	return certificate.Text(out, doc, lang)
}

func verifyPinned(doc []byte, key string) error {
	pub, err := certificate.ParseKey(key)
	if err != nil {
		return err
	}
	_, err = certificate.VerifyWith(doc, pub)
	return err
}
