package instagram

import (
	"context"
	"errors"
	"log/slog"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/library"
)

// maxPicture is far more than the picture of a profile has.
const maxPicture = 4 << 20

// copyPicture keeps a copy of the account's picture: the address ends after a while, and a browser that loads it tells the network who
// looks. The account names the copy afterwards if it is another picture. One that cannot be had is tried again next time.
func (s *Service) copyPicture(ctx context.Context, session channel.Session, a *Account, address string) {
	a.PicturedAt = s.d.Clock.Now()
	if address == "" {
		return
	}
	made, err := s.takePicture(ctx, session.Workspace, address)
	if err == nil && made.SHA256 == a.PictureSum && !a.Picture.IsZero() {
		err = s.dropPicture(ctx, session.Workspace, made.ID)
	} else if err == nil {
		a.Picture, a.PictureSum = made.ID, made.SHA256
	}
	if err != nil {
		s.d.Log.InfoContext(ctx, "the picture of an Instagram account could not be copied", slog.Any("channel", a.Channel), slog.String("err", codeOf(err)))
	}
}

func (s *Service) takePicture(ctx context.Context, ws id.Workspace, address string) (library.Attachment, error) {
	body, _, err := s.d.Network.Download(ctx, address)
	if err != nil {
		return library.Attachment{}, err
	}
	made, err := s.d.Pictures.Store(ctx, ws, body, library.Meta{Source: "picture", Max: maxPicture})
	return made, errors.Join(err, body.Close())
}

// dropPicture removes a copy. It may be repeated.
func (s *Service) dropPicture(ctx context.Context, ws id.Workspace, picture library.ID) error {
	if picture.IsZero() {
		return nil
	}
	if err := s.d.Pictures.Delete(ctx, ws, picture); !errors.Is(err, library.ErrNotFound) {
		return err
	}
	return nil
}
