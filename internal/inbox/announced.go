package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Ingest keeps what was fetched as if it had been delivered, and counts what the network no longer had.
type Ingest interface {
	Store(ctx context.Context, frags []channel.Fragment) error
	Missed()
}

// announcer is a connector that can read a message by its id, as a fragment with the key of its delivery.
type announcer interface {
	Message(ctx context.Context, s channel.Session, external string) (channel.Fragment, error)
}

// Announced is a message of which the network told only the id.
type Announced struct {
	ID       AnnouncedID
	Channel  channel.ID
	External string
	Outcome  string
	At       time.Time
}

// AnnouncedID identifies an announcement.
type AnnouncedID = id.ID[Announced]

// What became of an announcement.
const (
	announcedFetched = "fetched"
	announcedMissed  = "missed" // the network did not have it, or nobody could read it in time; the announcement itself is kept raw
)

// FetchMessage is the job that reads an announced message.
type FetchMessage struct {
	Workspace id.Workspace `json:"workspace"`
	Announced AnnouncedID  `json:"announced"`
}

// Kind implements queue.Args.
func (FetchMessage) Kind() string { return "inbox.fetch_message" }

// announcedPatience is how long a message is asked for: as long as its raw announcement is kept.
const announcedPatience = 7 * 24 * time.Hour

var errMessageLater = fault.New(fault.Unavailable, "inbox.message_later", "The message cannot be fetched just now.")

// announced notes that a message is to be fetched, unless it has come already.
func (b *intake) announced(ctx context.Context, ev channel.AnnouncedMessage) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	known := map[string]bool{}
	if _, there, err := b.s.store.byExternal(ctx, b.tx, b.ch.ID, ev.ExternalID); err != nil || there {
		return err
	}
	echo := []incoming{{Message: Message{Direction: Out, ExternalID: ev.ExternalID}}}
	if err := b.ours(ctx, echo, known); err != nil || known[ev.ExternalID] {
		return err
	}
	a := Announced{ID: id.New[Announced](), Channel: b.ch.ID, External: ev.ExternalID, At: bound(ev.At, b.tx.Now())}
	fresh, err := b.s.store.announce(ctx, b.tx, a)
	if err != nil || !fresh {
		return err
	}
	return b.tx.Enqueue(ctx, FetchMessage{Workspace: b.tx.Workspace(), Announced: a.ID}, queue.Unique())
}

// WorkFetchMessage reads an announced message and stores it like a delivery. It may run again, and the message may come by itself
// meanwhile: the key is the same. While the network is busy, or the channel needs a person, it asks for another run.
func (s *Service) WorkFetchMessage(ctx context.Context, job FetchMessage) error {
	var a Announced
	var there bool
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) (err error) {
		a, there, err = s.store.getAnnounced(ctx, q, job.Announced)
		return err
	})
	if err != nil || !there || a.Outcome != "" {
		return err
	}
	err = s.fetchMessage(ctx, job.Workspace, a)
	if age := s.d.Clock.Now().Sub(a.At); err != nil && fault.KindOf(err) != fault.NotFound && age < announcedPatience {
		return errMessageLater.With(err).WithRetryAfter(min(max(age/4, 10*time.Second), time.Hour))
	}
	outcome := announcedFetched
	if err != nil {
		outcome = announcedMissed
		s.d.Ingest.Missed()
		s.d.Log.LogAttrs(ctx, slog.LevelWarn, "the network does not have a message that it announced; the announcement is kept as it came",
			slog.Any("workspace_id", job.Workspace), slog.Any("channel", a.Channel))
	}
	return s.d.DB.Join(ctx, job.Workspace, func(tx *wsdb.Tx) error { return s.store.settleAnnounced(ctx, tx, a.ID, outcome) })
}

func (s *Service) fetchMessage(ctx context.Context, ws id.Workspace, a Announced) error {
	session, err := s.d.Channels.Session(ctx, ws, a.Channel)
	if err != nil {
		return err
	}
	conn, ok := s.d.Connectors[session.Channel.Kind].(announcer)
	if !ok {
		return channel.ErrNotFound
	}
	f, err := conn.Message(ctx, session, a.External)
	if err != nil {
		return err
	}
	f.Workspace, f.Channel = ws, a.Channel
	return s.d.Ingest.Store(ctx, []channel.Fragment{f})
}

const insertAnnounced = `INSERT INTO announced (id, channel_id, external_id, outcome, at) VALUES ($1, $2, $3, '', $4)
	ON CONFLICT (channel_id, external_id) DO NOTHING`

func (s store) announce(ctx context.Context, tx *wsdb.Tx, a Announced) (fresh bool, err error) {
	res, err := tx.Exec(ctx, insertAnnounced, a.ID, a.Channel, a.External, clock.Micros(a.At))
	if err != nil {
		return false, fmt.Errorf("note an announced message: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func (s store) getAnnounced(ctx context.Context, q wsdb.Query, key AnnouncedID) (a Announced, ok bool, err error) {
	var at int64
	err = q.QueryRow(ctx, `SELECT id, channel_id, external_id, outcome, at FROM announced WHERE id = $1`, key).
		Scan(&a.ID, &a.Channel, &a.External, &a.Outcome, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Announced{}, false, nil
	}
	a.At = clock.Time(at)
	return a, err == nil, err
}

func (s store) settleAnnounced(ctx context.Context, tx *wsdb.Tx, key AnnouncedID, outcome string) error {
	_, err := tx.Exec(ctx, `UPDATE announced SET outcome = $2 WHERE id = $1`, key, outcome)
	return err
}

// PurgeAnnounced forgets announcements from before a time, when their raw events are gone.
func (s *Service) PurgeAnnounced(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	if _, err := tx.Exec(ctx, `DELETE FROM announced WHERE at < $1`, clock.Micros(before)); err != nil {
		return fmt.Errorf("purge announced messages: %w", err)
	}
	return nil
}

// PurgeAmendments forgets edits and revocations from before a time whose message never came.
func (s *Service) PurgeAmendments(ctx context.Context, tx *wsdb.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM amendment WHERE revoked_at < $1 AND edited_at < $1`, clock.Micros(before))
	if err != nil {
		return fmt.Errorf("purge amendments: %w", err)
	}
	return nil
}
