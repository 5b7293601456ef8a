package backup

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/secret"
)

// File is a file of a backup as its list names it.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// measure counts and hashes what passes.
type measure struct {
	w     io.Writer
	hash  hash.Hash
	size  int64
	room  func() (bytes int64, known bool) // that is left where it goes
	asked int64                            // size at which room was asked for last
}

const (
	leastRoom = 1 << 30  // is left to the databases, which may share the disk
	askEvery  = 16 << 20 // written bytes between two looks at the room
)

// Write implements io.Writer.
func (m *measure) Write(p []byte) (int, error) {
	if m.room != nil && (m.asked == 0 || m.size-m.asked >= askEvery) {
		m.asked = max(m.size, 1)
		if left, known := m.room(); known && left < leastRoom {
			return 0, targetError{ErrNoRoom}
		}
	}
	n, err := m.w.Write(p)
	_, _ = m.hash.Write(p[:n]) // never fails
	m.size += int64(n)
	return n, err
}

func (m *measure) file(name string) File {
	return File{Name: name, Size: m.size, SHA256: hex.EncodeToString(m.hash.Sum(nil))}
}

// putPlain stores a file as it is.
func putPlain(ctx context.Context, to *blob.Store, id, name string, write func(io.Writer) error) (File, error) {
	m := &measure{hash: sha256.New(), room: to.Free}
	err := to.Put(ctx, id+"/"+name, func(w io.Writer) error {
		m.w = w
		return write(m)
	})
	return m.file(name), err
}

// putSealed stores a file compressed and sealed. It opens at this place of this backup only.
func putSealed(ctx context.Context, to *blob.Store, key secret.Key, id, name string, write func(io.Writer) error) (File, error) {
	return putPlain(ctx, to, id, name, func(w io.Writer) error {
		sealed, err := crypt.New(key).SealTo(sealPurpose, w, place(id, name))
		if err != nil {
			return err
		}
		packed, err := gzip.NewWriterLevel(sealed, gzip.BestSpeed)
		if err != nil {
			return err
		}
		if err := write(packed); err != nil {
			return err
		}
		return errors.Join(packed.Close(), sealed.Close())
	})
}

const sealPurpose = "backup"

func place(id, name string) []byte { return []byte(id + "/" + name) }

// readSealed hands the content of a sealed file to read, which must read it to its end. It fails with ErrDamaged, and with blob.ErrUnavailable
// where it cannot be read to its end.
func readSealed(ctx context.Context, from *blob.Store, key secret.Key, id, name string, read func(io.Reader) error) error {
	raw, err := open(ctx, from, id, name)
	if err != nil {
		return err
	}
	err = errors.Join(unseal(raw, key, id, name, read), raw.Close())
	if errors.Is(err, blob.ErrUnavailable) { // not damaged, as what reads it may think
		return blob.ErrUnavailable.With(err)
	}
	return err
}

func unseal(raw io.Reader, key secret.Key, id, name string, read func(io.Reader) error) error {
	plain, err := crypt.New(key).OpenFrom(sealPurpose, raw, place(id, name))
	if err != nil {
		return damaged(name, err)
	}
	packed, err := gzip.NewReader(plain)
	if err != nil {
		return damaged(name, err)
	}
	return read(packed)
}

func open(ctx context.Context, from *blob.Store, id, name string) (io.ReadCloser, error) {
	raw, err := from.Get(ctx, id+"/"+name)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, damaged(name, err)
	}
	return raw, err
}

func damaged(name string, cause error) error {
	return ErrDamaged.WithDetail(fmt.Sprintf("The file %s of this backup is missing or was changed.", name)).With(cause)
}

// check compares a file with what the list says of it.
func check(ctx context.Context, from *blob.Store, id string, f File) error {
	raw, err := open(ctx, from, id, f.Name)
	if err != nil {
		return err
	}
	defer func() { _ = raw.Close() }()
	m := &measure{w: io.Discard, hash: sha256.New()}
	if _, err := io.Copy(m, raw); err != nil {
		return err
	}
	if m.file(f.Name) != f {
		return damaged(f.Name, errors.New("its hash is another"))
	}
	return nil
}

// fingerprint tells keys apart without giving anything of them away.
func fingerprint(key secret.Key) string {
	return hex.EncodeToString(crypt.New(key).KeyedHash("fingerprint", nil)[:8])
}
