package library

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"io"
	"time"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	linkPurpose = "library.link"
	linkLife    = time.Hour
	// linkPath is where links lead on the public address.
	linkPath = "/files/"
	// maxToken is longer than any token; what is longer is not looked at.
	maxToken = 256
)

// ErrLink is the answer to every token that does not work, whatever the reason.
var ErrLink = fault.New(fault.NotFound, "attachment.link_ended", "This link does not exist or has ended.")

// Link makes a public address of an attachment for a network that fetches files itself. It works for an hour. What it names is sealed
// with the key of the installation, so nobody can make or read one; an attachment that is deleted, or whose workspace is, ends it at once.
func (s *Service) Link(ctx context.Context, ws id.Workspace, attachment string) (address, mime string, size int64, err error) {
	a, err := id.Parse[Attachment](attachment)
	if err != nil {
		return "", "", 0, ErrNotFound
	}
	var found Attachment
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		found, err = get(ctx, q, a)
		return err
	})
	if err != nil {
		return "", "", 0, err
	}
	where, what := ws.Bytes(), a.Bytes()
	plain := append(where[:], what[:]...)
	plain = binary.BigEndian.AppendUint64(plain, uint64(s.d.Clock.Now().Add(linkLife).Unix())) //nolint:gosec // after 1970
	sealed, err := s.d.DB.System().Box().Seal(linkPurpose, plain, nil)
	if err != nil {
		return "", "", 0, err
	}
	return s.d.PublicURL + linkPath + base64.RawURLEncoding.EncodeToString(sealed), found.MIME, found.Size, nil
}

// openLink returns the attachment of a token with its bytes. It fails with ErrLink.
func (s *Service) openLink(ctx context.Context, token string) (io.ReadCloser, Attachment, error) {
	if len(token) > maxToken {
		return nil, Attachment{}, ErrLink
	}
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return nil, Attachment{}, ErrLink
	}
	plain, err := s.d.DB.System().Box().Open(linkPurpose, sealed, nil)
	if err != nil || len(plain) != 40 {
		return nil, Attachment{}, ErrLink
	}
	until := time.Unix(int64(binary.BigEndian.Uint64(plain[32:])), 0) //nolint:gosec // sealed by Link
	if !until.After(s.d.Clock.Now()) {
		return nil, Attachment{}, ErrLink
	}
	body, found, err := s.Open(ctx, id.WorkspaceFrom([16]byte(plain[:16])), id.From[Attachment]([16]byte(plain[16:32])))
	if err != nil {
		return nil, Attachment{}, ErrLink.With(err)
	}
	return body, found, nil
}
