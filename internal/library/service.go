package library

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"

	"github.com/gabriel-vasile/mimetype"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/blob"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/crypt"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	sealPurpose = "library.attachment"
	sniffBytes  = 3072
)

// Deps is what the service works with.
type Deps struct {
	DB        *wsdb.DB
	Blobs     *blob.Store
	Clock     clock.Clock
	Log       *slog.Logger
	PublicURL string // where networks fetch what is being sent
}

// Service keeps attachments.
type Service struct{ d Deps }

// New makes the service.
func New(d Deps) *Service { return &Service{d: d} }

// Meta is what the one who brings a file says about it.
type Meta struct {
	Name   string
	MIME   string // declared; believed only where the bytes say nothing
	Source string
	Max    int64       // 0 is MaxSize
	Actor  audit.Thing // the person who uploads it; zero for what comes in, which the audit log does not tell of
}

// Store reads a file to its end and keeps it; it is durable when Store returns. It fails with ErrTooLarge and ErrEmpty, and with
// the reader's own error. Storing the same bytes twice makes two attachments.
func (s *Service) Store(ctx context.Context, ws id.Workspace, r io.Reader, m Meta) (Attachment, error) {
	box, err := s.d.DB.Box(ctx, ws)
	if err != nil {
		return Attachment{}, err
	}
	limit := int64(MaxSize)
	if m.Max > 0 {
		limit = min(limit, m.Max)
	}
	head := make([]byte, sniffBytes)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Attachment{}, fmt.Errorf("read file: %w", err)
	}
	if n == 0 {
		return Attachment{}, ErrEmpty
	}
	head = head[:n]
	a := Attachment{
		ID: id.New[Attachment](), Name: cleanName(m.Name), MIME: decideType(mimetype.Detect(head).String(), m.MIME),
		Source: m.Source, BlobKey: newKey(ws),
	}
	if a.Size, a.SHA256, err = s.write(ctx, box, a, io.MultiReader(bytes.NewReader(head), r), limit); err != nil {
		return Attachment{}, err
	}
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		a.CreatedAt = tx.Now()
		if err := insert(ctx, tx, a); err != nil || m.Actor.IsZero() {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Action: audit.AttachmentUploaded, Actor: m.Actor, Subject: audit.Ref(a.ID)})
	})
	if err != nil {
		if drop := s.d.Blobs.Delete(context.WithoutCancel(ctx), a.BlobKey); drop != nil {
			s.d.Log.WarnContext(ctx, "the bytes of a file that was not kept could not be removed", slog.Any("err", drop))
		}
		return Attachment{}, err
	}
	return a, nil
}

// newKey is a random name in the folder of the workspace, so that a workspace's bytes are found and removed together.
func newKey(ws id.Workspace) string {
	var b [20]byte
	_, _ = rand.Read(b[:]) // never fails
	name := hex.EncodeToString(b[:])
	return ws.String() + "/" + name[:2] + "/" + name
}

// Prefix is where the bytes of a workspace lie.
func Prefix(ws id.Workspace) string { return ws.String() + "/" }

func (s *Service) write(ctx context.Context, box *crypt.Box, a Attachment, r io.Reader, limit int64) (size int64, sum string, err error) {
	hash := sha256.New()
	place := a.ID.Bytes()
	err = s.d.Blobs.Put(ctx, a.BlobKey, func(w io.Writer) error {
		sealed, err := box.SealTo(sealPurpose, w, place[:])
		if err != nil {
			return err
		}
		size, err = io.Copy(io.MultiWriter(sealed, hash), io.LimitReader(r, limit+1))
		switch {
		case err != nil:
			return fmt.Errorf("read file: %w", err)
		case size > limit:
			return ErrTooLarge
		}
		return sealed.Close()
	})
	return size, hex.EncodeToString(hash.Sum(nil)), err
}

// Get returns an attachment or ErrNotFound.
func (s *Service) Get(ctx context.Context, q wsdb.Query, a ID) (Attachment, error) {
	return get(ctx, q, a)
}

// Open returns an attachment and its bytes. Reading fails where the stored bytes were changed.
func (s *Service) Open(ctx context.Context, ws id.Workspace, a ID) (io.ReadCloser, Attachment, error) {
	var found Attachment
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		found, err = get(ctx, q, a)
		return err
	})
	if err != nil {
		return nil, Attachment{}, err
	}
	body, err := s.Read(ctx, ws, found)
	return body, found, err
}

// Read returns the bytes of an attachment that was looked up. Reading fails where the stored bytes were changed.
func (s *Service) Read(ctx context.Context, ws id.Workspace, a Attachment) (io.ReadCloser, error) {
	box, err := s.d.DB.Box(ctx, ws)
	if err != nil {
		return nil, err
	}
	raw, err := s.d.Blobs.Get(ctx, a.BlobKey)
	if err != nil {
		return nil, err
	}
	place := a.ID.Bytes()
	plain, err := box.OpenFrom(sealPurpose, raw, place[:])
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, raw}, nil
}

// PutBack stores the bytes of an attachment whose row comes from elsewhere, under the box of a workspace that is being made.
func (s *Service) PutBack(ctx context.Context, box *crypt.Box, a Attachment, r io.Reader) error {
	_, _, err := s.write(ctx, box, a, r, math.MaxInt64-1)
	return err
}

// OpenFile is Open by the text form of the id, as channels ask for files to send.
func (s *Service) OpenFile(ctx context.Context, ws id.Workspace, attachment string) (body io.ReadCloser, name, mime string, size int64, err error) {
	a, err := id.Parse[Attachment](attachment)
	if err != nil {
		return nil, "", "", 0, ErrNotFound
	}
	body, found, err := s.Open(ctx, ws, a)
	return body, found.Name, found.MIME, found.Size, err
}

// Keep is Store in the words of the inbox: it returns the text form of the id.
func (s *Service) Keep(ctx context.Context, ws id.Workspace, name, mime, source string, r io.Reader) (string, error) {
	a, err := s.Store(ctx, ws, r, Meta{Name: name, MIME: mime, Source: source})
	return a.ID.String(), err
}

// Describe finds attachments by the text forms of their ids; what is not there is left out.
func (s *Service) Describe(ctx context.Context, q wsdb.Query, attachments []string) (map[string]Attachment, error) {
	out := make(map[string]Attachment, len(attachments))
	for _, text := range attachments {
		a, err := id.Parse[Attachment](text)
		if err != nil {
			continue
		}
		found, err := get(ctx, q, a)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[text] = found
	}
	return out, nil
}

// DeleteAttachment is the job that removes an attachment.
type DeleteAttachment struct {
	Workspace  id.Workspace `json:"workspace"`
	Attachment ID           `json:"attachment"`
}

// Kind implements queue.Args.
func (DeleteAttachment) Kind() string { return "library.delete_attachment" }

// Jobs names what works on the library's jobs.
func (s *Service) Jobs(r *queue.Registry) { queue.Register(r, s.WorkDelete) }

// DeleteLater removes an attachment once the transaction has committed.
func (s *Service) DeleteLater(ctx context.Context, tx *wsdb.Tx, attachment string) error {
	a, err := id.Parse[Attachment](attachment)
	if err != nil {
		return ErrNotFound
	}
	return tx.Enqueue(ctx, DeleteAttachment{Workspace: tx.Workspace(), Attachment: a}, queue.Unique())
}

// WorkDelete removes the bytes of an attachment and then its row. It may run again: what is gone already is no error.
func (s *Service) WorkDelete(ctx context.Context, job DeleteAttachment) error {
	var found Attachment
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) (err error) {
		found, err = get(ctx, q, job.Attachment)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err == nil {
		err = s.d.Blobs.Delete(ctx, found.BlobKey)
	}
	if err != nil {
		return err
	}
	return s.d.DB.Join(ctx, job.Workspace, func(tx *wsdb.Tx) error { return remove(ctx, tx, job.Attachment) })
}

// Delete removes an attachment: its row at once, its bytes right after. It may be repeated.
func (s *Service) Delete(ctx context.Context, ws id.Workspace, a ID) error {
	var found Attachment
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		if found, err = get(ctx, tx, a); err != nil {
			return err
		}
		return remove(ctx, tx, a)
	})
	if err != nil {
		return err
	}
	return s.d.Blobs.Delete(ctx, found.BlobKey)
}
