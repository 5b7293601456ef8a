package backup

import (
	"archive/tar"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/ledger"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/sysdb"
)

// Report is what a check of a backup found.
type Report struct {
	Manifest   *Manifest
	Unreadable []string // parts whose keys were destroyed, and which nobody reads again
	Rows       int64
	Blobs      int64
}

// public is the key that signatures of this installation are checked with.
func public(key ed25519.PrivateKey) ed25519.PublicKey {
	pub, _ := key.Public().(ed25519.PublicKey)
	return pub
}

// List names the complete backups, oldest first.
func (s *Service) List(ctx context.Context) ([]Entry, error) {
	return List(ctx, s.d.Target, public(s.d.Sign))
}

// Verify checks a backup whole: the signature of its list, the hash of every file, and that every archive opens and holds as many
// rows and blobs as the list says. It fails with ErrNotFound, ErrSignature, ErrFormat, ErrDamaged, or ErrNoKey.
func (s *Service) Verify(ctx context.Context, name string) (Report, error) {
	m, err := readManifest(ctx, s.d.Target, public(s.d.Sign), name)
	if err != nil {
		return Report{}, err
	}
	r := Report{Manifest: m}
	if err := checkFiles(ctx, s.d.Target, m, public(s.d.Sign)); err != nil {
		return r, err
	}
	keys := s.d.DB.System().Keys()
	if err := r.part(ctx, s.d.Target, keys, &m.System); err != nil {
		return r, err
	}
	for i := range m.Workspaces {
		err := r.part(ctx, s.d.Target, keys, &m.Workspaces[i])
		if errors.Is(err, ErrNoKey) { // erased since
			r.Unreadable = append(r.Unreadable, m.Workspaces[i].name())
			continue
		}
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// checkFiles compares every file with the list, and the copy of the ledger with its chain.
func checkFiles(ctx context.Context, from *blob.Store, m *Manifest, pub ed25519.PublicKey) error {
	for _, f := range m.files() {
		if err := check(ctx, from, m.ID, f); err != nil {
			return err
		}
	}
	r, err := open(ctx, from, m.ID, m.Ledger.File.Name)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	_, err = ledger.VerifyFrom(r, pub, m.Ledger.Seq, m.Ledger.Hash)
	return err
}

// partKey gets the key of a part of a backup. It fails with ErrNoKey.
func partKey(ctx context.Context, keys *sysdb.Keys, m *Manifest, p *Part) (secret.Key, error) {
	key, err := keys.Get(ctx, m.keyName(p.name()))
	if errors.Is(err, sysdb.ErrNoKey) {
		return key, ErrNoKey.With(err)
	}
	if err == nil && fingerprint(key) != p.Key {
		return key, ErrNoKey.With(fmt.Errorf("the key of %s is another", p.name()))
	}
	return key, err
}

func (r *Report) part(ctx context.Context, from *blob.Store, keys *sysdb.Keys, p *Part) error {
	key, err := partKey(ctx, keys, r.Manifest, p)
	if err != nil {
		return err
	}
	c := &counter{counts: map[string]int64{}}
	if err := readSealed(ctx, from, key, r.Manifest.ID, p.Rows.Name, func(in io.Reader) error { return readRows(in, c) }); err != nil {
		return err
	}
	if !maps.Equal(c.counts, p.Tables) {
		return damaged(p.Rows.Name, errors.New("the rows are not as many as the list says"))
	}
	for _, n := range c.counts {
		r.Rows += n
	}
	if p.Blobs == nil {
		return nil
	}
	n := int64(0)
	err = readBlobs(ctx, from, key, r.Manifest.ID, p, func(string, io.Reader) error {
		n++
		return nil
	})
	if err == nil && n != p.BlobCount {
		err = damaged(p.Blobs.Name, errors.New("the blobs are not as many as the list says"))
	}
	r.Blobs += n
	return err
}

// readBlobs hands over every blob of a part.
func readBlobs(ctx context.Context, from *blob.Store, key secret.Key, backup string, p *Part, fn func(name string, r io.Reader) error) error {
	return readSealed(ctx, from, key, backup, p.Blobs.Name, func(in io.Reader) error {
		files := tar.NewReader(in)
		for {
			head, err := files.Next()
			if errors.Is(err, io.EOF) {
				_, err := io.Copy(io.Discard, in) // the seal of the last piece
				return err
			}
			if err != nil {
				return damaged(p.Blobs.Name, err)
			}
			if err := fn(head.Name, files); err != nil {
				return err
			}
		}
	})
}
