package inbox

import (
	"context"
	"errors"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// FetchMedia is the job that downloads the file of a message.
type FetchMedia struct {
	Workspace id.Workspace `json:"workspace"`
	Message   MessageID    `json:"message"`
}

// Kind implements queue.Args.
func (FetchMedia) Kind() string { return "inbox.fetch_media" }

// Jobs names what works on the inbox's jobs.
func (s *Service) Jobs(r *queue.Registry) {
	queue.Register(r, s.WorkFetchMedia)
	queue.Register(r, s.WorkMarkRead)
	queue.Register(r, s.WorkFetchMessage)
	queue.Register(r, s.WorkFetchProfile)
}

// WorkFetchMedia downloads the file of a message. It may run again: a message whose file is there is left alone, and a file
// that was kept just before a crash is kept a second time and never shown. While the network is busy, or the channel needs a
// person, it asks for another run; a file that has not come within mediaPatience is missing.
func (s *Service) WorkFetchMedia(ctx context.Context, job FetchMedia) error {
	m, err := s.pendingMedia(ctx, job)
	if err != nil || m.MediaState != MediaPending {
		return err
	}
	file, err := s.download(ctx, job.Workspace, m)
	if age := s.d.Clock.Now().Sub(m.At); err != nil && age < mediaPatience && tryLater(err) {
		return errMediaLater.With(err).WithRetryAfter(min(max(age/4, 30*time.Second), time.Hour))
	}
	state := MediaReady
	if err != nil {
		state = MediaMissing
	}
	return s.d.DB.Write(ctx, job.Workspace, func(tx *wsdb.Tx) error {
		now, ok, err := s.store.getMessage(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if !ok || now.MediaState != MediaPending {
			return s.unused(ctx, tx, file) // the message went while its file came
		}
		if err := s.store.setMedia(ctx, tx, m.ID, state, file); err != nil {
			return err
		}
		return s.d.Events.AppendAll(ctx, tx, []event.Fact{messageChanged(m.ID, m.Conversation)})
	})
}

// unused removes a file that came for a message that is not there any more.
func (s *Service) unused(ctx context.Context, tx *wsdb.Tx, file id.ID[File]) error {
	if file.IsZero() {
		return nil
	}
	return s.d.Files.DeleteLater(ctx, tx, file.String())
}

// mediaPatience is how long the network answers the id of a file that came in (Meta docs, Cloud API media, read 2026-11).
const mediaPatience = 7 * 24 * time.Hour

var errMediaLater = fault.New(fault.Unavailable, "inbox.media_later", "The file cannot be downloaded just now.")

func (s *Service) pendingMedia(ctx context.Context, job FetchMedia) (Message, error) {
	var m Message
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) error {
		var err error
		m, _, err = s.store.getMessage(ctx, q, job.Message)
		return err
	})
	return m, err
}

func (s *Service) download(ctx context.Context, ws id.Workspace, m Message) (id.ID[File], error) {
	var none id.ID[File]
	session, err := s.d.Channels.Session(ctx, ws, m.Channel)
	if err != nil {
		return none, err
	}
	conn, ok := s.d.Connectors[session.Channel.Kind]
	if !ok {
		return none, ErrAttachment
	}
	if m.Content.Media == nil {
		return none, ErrAttachment
	}
	body, info, err := conn.FetchMedia(ctx, session, m.Content.Media.ExternalID)
	if err != nil {
		return none, err
	}
	defer func() { _ = body.Close() }()
	name := m.Content.Media.Filename
	if name == "" {
		name = info.Name
	}
	mime := info.MIME
	if mime == "" {
		mime = m.Content.Media.MIME
	}
	kept, err := s.d.Files.Keep(ctx, ws, name, mime, "inbox", body)
	if err != nil {
		return none, err
	}
	return id.Parse[File](kept)
}

// tryLater tells a network that is busy, or a channel that needs a person first, from a file that is gone.
func tryLater(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	if e, ok := errors.AsType[*channel.SendError](err); ok {
		return e.Class.Retryable() || e.Class == channel.ClassUnknown || e.Class == channel.ClassChannel
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Gone, fault.TooLarge, fault.Forbidden, fault.Conflict:
		return false
	default:
		return true
	}
}
