package ledger

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/kelolapesan/kelola/internal/canon"
	"github.com/kelolapesan/kelola/internal/id"
)

// wire is a line as it is written; without hash and signature it is what is hashed.
type wire struct {
	Seq       int64        `json:"seq"`
	At        canon.Time   `json:"at"`
	Kind      Kind         `json:"kind"`
	Request   Thing        `json:"request"`
	Workspace id.Workspace `json:"workspace"`
	Scope     Scope        `json:"scope"`
	Cutoff    canon.Time   `json:"cutoff"`
	Previous  string       `json:"previous"`
	Hash      string       `json:"hash,omitempty"`
	Signature []byte       `json:"signature,omitempty"`
}

func (w wire) hash() (string, error) {
	w.Hash, w.Signature = "", nil
	raw, err := canon.Marshal(w)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

func (w wire) line() Line {
	return Line{
		Entry: Entry{Kind: w.Kind, Request: w.Request, Workspace: w.Workspace, Scope: w.Scope, Cutoff: w.Cutoff.Time},
		Seq:   w.Seq, At: w.At.Time, Previous: w.Previous, Hash: w.Hash, Signature: w.Signature,
	}
}

// chain is where a ledger ends: the number and the hash of its last line.
type chain struct {
	seq  int64
	head string
}

// read takes the text of the next line, without its line break. It fails with ErrBroken and then stays where it was.
func (c *chain) read(text []byte, pub ed25519.PublicKey) (Line, error) {
	var w wire
	if err := canon.Unmarshal(text, &w); err != nil {
		return Line{}, c.broken(err)
	}
	hash, err := w.hash()
	switch {
	case err != nil:
		return Line{}, c.broken(err)
	case w.Seq != c.seq+1 || w.Previous != c.head:
		return Line{}, c.broken(errors.New("it does not follow the line before"))
	case w.Hash != hash:
		return Line{}, c.broken(errors.New("its hash is another"))
	case !ed25519.Verify(pub, []byte(hash), w.Signature):
		return Line{}, c.broken(errors.New("its signature does not hold"))
	}
	c.seq, c.head = w.Seq, w.Hash
	return w.line(), nil
}

func (c *chain) broken(cause error) error {
	return ErrBroken.WithDetail(fmt.Sprintf("The deletion ledger is broken at line %d.", c.seq+1)).With(cause)
}

// Report is what Verify found.
type Report struct {
	Lines int64  // how many whole lines there are
	Head  string // the hash of the last, to be compared with one kept elsewhere
	Torn  int64  // bytes behind the last line break: the rest of a line whose writing was cut off
}

// Verify checks a copy of a ledger without the installation: every line, the chain and the signatures. It fails with ErrBroken
// when a line was changed, removed, added or moved. That the end was cut off is found by VerifyFrom only.
func Verify(r io.Reader, pub ed25519.PublicKey) (Report, error) {
	return verify(r, pub, func(chain) {})
}

// VerifyFrom is Verify for who knows a line of the ledger from elsewhere, usually the last one of then: it fails with ErrBroken
// too when that line is not there any more.
func VerifyFrom(r io.Reader, pub ed25519.PublicKey, seq int64, hash string) (Report, error) {
	found := seq == 0
	report, err := verify(r, pub, func(c chain) { found = found || c == chain{seq: seq, head: hash} })
	if err == nil && !found {
		return report, missing(seq)
	}
	return report, err
}

func missing(seq int64) error {
	return ErrBroken.WithDetail(fmt.Sprintf("The deletion ledger does not hold line %d as it was known.", seq))
}

func verify(r io.Reader, pub ed25519.PublicKey, each func(chain)) (Report, error) {
	c := chain{head: First}
	in := bufio.NewReader(r)
	for {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return Report{Lines: c.seq, Head: c.head, Torn: int64(len(text))}, nil
		}
		if err != nil {
			return Report{}, err
		}
		if _, err := c.read(text[:len(text)-1], pub); err != nil {
			return Report{Lines: c.seq, Head: c.head}, err
		}
		each(c)
	}
}
