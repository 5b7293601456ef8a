package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io"

	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// staging keeps uploaded files until an import has read them, sealed with the key of their workspace.
type staging struct {
	db    *wsdb.DB
	blobs *blob.Store
}

const stagingPurpose = "import.file"

var errUploadAborted = errors.New("app: the upload was aborted")

func stagingKey(ws id.Workspace, name string) string { return library.Prefix(ws) + "import/" + name }

// upload passes what is written to the store, which reads on its own goroutine.
type upload struct {
	*io.PipeWriter
	done chan error
}

// Close ends the file and waits until it is stored.
func (u upload) Close() error {
	_ = u.PipeWriter.Close()
	return <-u.done
}

func (s staging) Create(ctx context.Context, ws id.Workspace) (string, io.WriteCloser, func(), error) {
	box, err := s.db.Box(ctx, ws)
	if err != nil {
		return "", nil, nil, err
	}
	name := rand.Text()
	pr, pw := io.Pipe()
	u := upload{PipeWriter: pw, done: make(chan error, 1)}
	go func() {
		err := s.blobs.Put(ctx, stagingKey(ws, name), func(w io.Writer) error {
			return sealStaged(box, name, w, pr)
		})
		_ = pr.CloseWithError(err) // never fails
		u.done <- err
	}()
	abort := func() {
		_ = pw.CloseWithError(errUploadAborted)
		select {
		case <-u.done: //nolint:errcheck // it was given up on purpose
		case <-ctx.Done():
		}
	}
	return name, u, abort, nil
}

func sealStaged(box *crypt.Box, name string, w io.Writer, r io.Reader) error {
	sealed, err := box.SealTo(stagingPurpose, w, []byte(name))
	if err != nil {
		return err
	}
	if _, err := io.Copy(sealed, r); err != nil {
		return err
	}
	return sealed.Close()
}

// PutBack stores a file that came from elsewhere under the box of a workspace that is being made.
func (s staging) PutBack(ctx context.Context, box *crypt.Box, ws id.Workspace, name string, r io.Reader) error {
	return s.blobs.Put(ctx, stagingKey(ws, name), func(w io.Writer) error { return sealStaged(box, name, w, r) })
}

// stagedFile reads through the seal and closes what is underneath.
type stagedFile struct {
	io.Reader
	io.Closer
}

func (s staging) Open(ctx context.Context, ws id.Workspace, name string) (io.ReadCloser, error) {
	box, err := s.db.Box(ctx, ws)
	if err != nil {
		return nil, err
	}
	raw, err := s.blobs.Get(ctx, stagingKey(ws, name))
	if err != nil {
		return nil, err
	}
	plain, err := box.OpenFrom(stagingPurpose, raw, []byte(name))
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	return stagedFile{plain, raw}, nil
}

func (s staging) Delete(ctx context.Context, ws id.Workspace, name string) error {
	return s.blobs.Delete(ctx, stagingKey(ws, name))
}
