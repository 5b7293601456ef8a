package inbox

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// profiler is a connector of a network that tells who a person is.
type profiler interface {
	Person(ctx context.Context, s channel.Session, who channel.Address) (channel.Person, error)
	Download(ctx context.Context, address string) (io.ReadCloser, channel.MediaInfo, error)
}

// FetchProfile is the job that asks who a contact is on a channel.
type FetchProfile struct {
	Workspace id.Workspace `json:"workspace"`
	Channel   channel.ID   `json:"channel"`
	Contact   contact.ID   `json:"contact"`
}

// Kind implements queue.Args.
func (FetchProfile) Kind() string { return "inbox.fetch_profile" }

// maxPicture is the largest picture of a person that is kept.
const maxPicture = 5 << 20

// profiles asks for those who wrote and of whom nothing was told for a while. A person who has written has agreed to be looked up (Meta docs,
// user profile API, read 2026-11).
func (b *intake) profiles(ctx context.Context, ms []incoming) error {
	if _, ok := b.s.d.Connectors[b.ch.Kind].(profiler); !ok {
		return nil
	}
	var people []contact.ID
	of := map[string]contact.ID{}
	for i := range ms {
		if ms[i].Direction == In {
			people, of[ms[i].person.UserID] = append(people, ms[i].contact), ms[i].contact
		}
	}
	if len(people) == 0 {
		return nil
	}
	due, err := b.s.d.Contacts.DueProfiles(ctx, b.tx, b.ch.ID.String(), people)
	if err != nil {
		return err
	}
	for _, handle := range due {
		if who, ok := of[handle]; ok {
			job := FetchProfile{Workspace: b.tx.Workspace(), Channel: b.ch.ID, Contact: who}
			if err := b.tx.Enqueue(ctx, job, queue.Unique(), queue.MaxAttempts(10)); err != nil {
				return err
			}
		}
	}
	return nil
}

// WorkFetchProfile asks the network who a contact is, and copies the picture: the address the network gives ends soon, and is never shown to
// a browser. It may run again. Who has given no consent is not asked for again before they write another day.
func (s *Service) WorkFetchProfile(ctx context.Context, job FetchProfile) error {
	var handle string
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) (err error) {
		handle, err = s.d.Contacts.HandleOn(ctx, q, job.Contact, job.Channel.String())
		return err
	})
	if err != nil || handle == "" {
		return err
	}
	session, err := s.d.Channels.Session(ctx, job.Workspace, job.Channel)
	if err != nil {
		return nil //nolint:nilerr // a channel that is gone knows nobody
	}
	conn, ok := s.d.Connectors[session.Channel.Kind].(profiler)
	if !ok {
		return nil
	}
	who, err := conn.Person(ctx, session, channel.Address{UserID: handle})
	if err != nil {
		return laterOnly(err)
	}
	picture, err := s.copyPicture(ctx, job.Workspace, conn, who.PictureURL)
	if err != nil {
		return err
	}
	return s.d.DB.Write(ctx, job.Workspace, func(tx *wsdb.Tx) error {
		known, err := s.d.Contacts.Describe(ctx, tx, handle, contact.Profile{Name: who.Name, Username: who.Username, Picture: picture})
		if err == nil && !known && picture != "" { // erased meanwhile
			err = s.d.Files.DeleteLater(ctx, tx, picture)
		}
		return err
	})
}

// laterOnly keeps the errors after which another try makes sense; a refusal is the answer.
func laterOnly(err error) error {
	switch fault.KindOf(err) {
	case fault.Unavailable, fault.Limited:
		return err
	default:
		return nil
	}
}

// copyPicture keeps a picture and returns its id; "" when there is none to be had.
func (s *Service) copyPicture(ctx context.Context, ws id.Workspace, conn profiler, address string) (string, error) {
	if address == "" {
		return "", nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	body, info, err := conn.Download(ctx, address)
	if err != nil {
		return "", laterOnly(err)
	}
	defer func() { _ = body.Close() }()
	if !strings.HasPrefix(info.MIME, "image/") || info.Size > maxPicture {
		s.d.Log.LogAttrs(ctx, slog.LevelInfo, "the picture of a person is not one and is left out", slog.Any("workspace_id", ws))
		return "", nil
	}
	return s.d.Files.Keep(ctx, ws, "", info.MIME, "profile", body)
}
