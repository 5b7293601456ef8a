package certificate

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Faults of certificates.
var (
	ErrFacts     = fault.New(fault.Invalid, "certificate.facts_invalid", "This cannot be certified.")
	ErrMalformed = fault.New(fault.Invalid, "certificate.malformed", "This is not a certificate of data deletion, or a part of it was changed.")
	ErrSignature = fault.New(fault.Invalid, "certificate.signature_invalid", "The signature of the certificate does not hold. A part of it was changed.")
	ErrKey       = fault.New(fault.Invalid, "certificate.key_mismatch", "The certificate was signed with another key.")
	ErrKeyForm   = fault.New(fault.Invalid, "certificate.key_invalid", "A public key is 32 bytes written in base64. `kelola certificate key` prints that of an installation.")
)

// maxSize is far above what the largest installation states.
const maxSize = 8 << 20

// document is a certificate as it is handed out. What is signed is the canonical form of its member certificate.
type document struct {
	Certificate Certificate `json:"certificate"`
	PublicKey   []byte      `json:"public_key"`
	Signature   []byte      `json:"signature"`
}

// Signed is a certificate with the bytes that are kept and handed out as they are.
type Signed struct {
	Certificate Certificate
	Document    []byte
}

// Sign states c. It sets the format and the id of the key. It fails with ErrFacts when something is missing or is no code, id,
// count or hash, and when the facts do not show a deletion: rows of a table not accounted for, a scan that found something, a
// scanner that was not seen to find anything before, or, at stage Complete, keys or backups with which the data can be read.
func Sign(c Certificate, key ed25519.PrivateKey) (Signed, error) {
	pub, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return Signed{}, ErrKeyForm
	}
	c = c.normal()
	c.Format, c.PublicKey = Format, KeyID(pub)
	if err := c.check(); err != nil {
		return Signed{}, err
	}
	if !ed25519.Verify(pub, []byte(c.Ledger.Hash), c.Ledger.Signature) {
		return Signed{}, ErrFacts.WithDetail("The line of the deletion ledger is not signed with this key.")
	}
	signed, err := canon.Marshal(c)
	if err != nil {
		return Signed{}, ErrFacts.With(err)
	}
	doc, err := canon.Marshal(document{Certificate: c, PublicKey: pub, Signature: ed25519.Sign(key, signed)})
	if err != nil {
		return Signed{}, ErrFacts.With(err)
	}
	return Signed{Certificate: c, Document: doc}, nil
}

// Verify reads a document and checks that its signature holds under the public key that it names. Whether that key is the
// installation's is for the reader to compare: see VerifyWith. It fails with ErrMalformed, ErrKey or ErrSignature.
func Verify(doc []byte) (Certificate, error) {
	d, err := read(doc)
	return d.Certificate, err
}

// VerifyWith is Verify for who knows the installation's public key from elsewhere.
func VerifyWith(doc []byte, pub ed25519.PublicKey) (Certificate, error) {
	d, err := read(doc)
	if err == nil && !pub.Equal(ed25519.PublicKey(d.PublicKey)) {
		err = ErrKey
	}
	if err != nil {
		return Certificate{}, err
	}
	return d.Certificate, nil
}

func read(doc []byte) (document, error) {
	var d document
	if len(doc) > maxSize {
		return document{}, ErrMalformed
	}
	if err := canon.Unmarshal(doc, &d); err != nil {
		return document{}, ErrMalformed.With(err)
	}
	if len(d.PublicKey) != ed25519.PublicKeySize || d.Certificate.PublicKey != KeyID(d.PublicKey) {
		return document{}, ErrKey
	}
	signed, err := canon.Marshal(d.Certificate)
	if err != nil {
		return document{}, ErrMalformed.With(err)
	}
	if !ed25519.Verify(d.PublicKey, signed, d.Signature) || !ed25519.Verify(d.PublicKey, []byte(d.Certificate.Ledger.Hash), d.Certificate.Ledger.Signature) {
		return document{}, ErrSignature
	}
	if err := d.Certificate.check(); err != nil {
		return document{}, ErrMalformed.With(err)
	}
	return d, nil
}

// KeyID is the SHA-256 of a public key, in hexadecimal.
func KeyID(pub ed25519.PublicKey) string {
	sum := sha256.Sum256(pub)
	return hex.EncodeToString(sum[:])
}

// FormatKey writes a public key in base64.
func FormatKey(pub ed25519.PublicKey) string { return base64.StdEncoding.EncodeToString(pub) }

// ParseKey reads a public key written by FormatKey. It fails with ErrKeyForm.
func ParseKey(s string) (ed25519.PublicKey, error) {
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, ErrKeyForm
	}
	return raw, nil
}
