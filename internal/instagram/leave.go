package instagram

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// LeaveAccount is the job that gives the permissions of an account back to the network.
type LeaveAccount struct {
	Workspace id.Workspace
	Channel   channel.ID
}

// Kind implements queue.Args.
func (LeaveAccount) Kind() string { return "instagram.leave_account" }

const (
	leavePurpose = "instagram.leave"
	leaveWithin  = 8 * time.Second // how long a person waits for the network
	leaveAgain   = time.Minute
	leaveFor     = 24 * time.Hour // after which the token is destroyed, whatever the network says
)

// Disconnect ends an account's connection. Here everything ends at once; the network is told right after, and by the job if it cannot be
// reached. It may be repeated.
func (s *Service) Disconnect(ctx context.Context, ws id.Workspace, ch channel.ID, actor audit.Thing) error {
	if err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		_, err := s.Get(ctx, q, ch)
		return err
	}); err != nil {
		return err
	}
	if err := s.d.Channels.Disconnect(ctx, ws, ch, actor); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, leaveWithin)
	defer cancel()
	if err := s.leave(ctx, ws, ch); err != nil {
		s.d.Log.InfoContext(ctx, "Instagram could not be told that an account left; it is told later", slog.Any("channel", ch), slog.String("err", codeOf(err)))
	}
	return nil
}

// ChannelLeft implements channel.Leaver. The token outlives the channel only to give the permissions back.
func (s *Service) ChannelLeft(ctx context.Context, tx *wsdb.Tx, c channel.Channel, token secret.String) error {
	if c.Kind != channel.Instagram {
		return nil
	}
	err := editAccount(ctx, tx, c.ID, func(a *Account) (err error) {
		a.LeftAt, a.LeftReason, a.CareAt, a.Webhook = tx.Now(), c.StateReason, time.Time{}, WebhookOff
		if token.IsZero() || c.StateReason == ReasonRemoved {
			return nil
		}
		place := c.ID.Bytes()
		a.leaveToken, err = tx.Box().Seal(leavePurpose, []byte(token.Reveal()), place[:])
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range s.leavers {
		if err := l.AccountLeft(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return tx.Enqueue(ctx, LeaveAccount{Workspace: tx.Workspace(), Channel: c.ID}, unique, queue.RunAt(tx.Now().Add(leaveAgain)))
}

// leave gives the permissions back and destroys the token. It fails while the network cannot be reached, for a day at most. Whoever has
// connected the account since, here or in another workspace, keeps it: the network would take the permissions from them too.
func (s *Service) leave(ctx context.Context, ws id.Workspace, ch channel.ID) error {
	var e Entry
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		e, err = s.Get(ctx, q, ch)
		return err
	})
	if errors.Is(err, ErrNotFound) || err == nil && (len(e.leaveToken) == 0 || e.Chan.State != channel.Disconnected) {
		return nil
	}
	if err != nil {
		return err
	}
	_, taken, err := s.d.Channels.Routes().Find(ctx, channel.Instagram, e.Chan.ExternalID)
	if err != nil {
		return err
	}
	told := false
	if !taken {
		box, err := s.d.DB.Box(ctx, ws)
		if err != nil {
			return err
		}
		place := ch.Bytes()
		token, err := box.Open(leavePurpose, e.leaveToken, place[:])
		if err != nil {
			return err
		}
		err = s.d.Network.Leave(ctx, channel.Session{Workspace: ws, Channel: e.Chan, Token: secret.New(string(token))})
		if err != nil && s.d.Clock.Now().Sub(e.LeftAt) < leaveFor {
			if f, ok := fault.Of(err); ok && f.RetryAfter < leaveAgain {
				err = f.WithRetryAfter(leaveAgain)
			}
			return err
		}
		told = err == nil
	}
	return s.forgetToken(ctx, ws, ch, told)
}

func (s *Service) forgetToken(ctx context.Context, ws id.Workspace, ch channel.ID, told bool) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		a, err := findAccount(ctx, tx, ch)
		if err != nil || a.LeftAt.IsZero() {
			return err
		}
		a.leaveToken = nil
		if told {
			a.RevokedAt = tx.Now()
		}
		return errors.Join(putAccount(ctx, tx, &a), s.changed(ctx, tx, ch))
	})
}

// Erase deletes what was collected from an account that has left: what is known of it, its picture, the events as they came, and what
// other parts keep of them. What people wrote to it in chats stays; that is deleted with the contacts. confirm is the account's name, as a
// person types it. It fails with ErrConnected and ErrConfirm. It returns how many events were deleted.
func (s *Service) Erase(ctx context.Context, ws id.Workspace, ch channel.ID, actor audit.Thing, confirm string) (events int64, err error) {
	var e Entry
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		e, err = s.Get(ctx, q, ch)
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case e.Chan.State != channel.Disconnected:
		return 0, ErrConnected
	case !strings.EqualFold(strings.TrimPrefix(strings.TrimSpace(confirm), "@"), e.confirm()):
		return 0, ErrConfirm.WithField("confirm", "instagram.confirm_wrong", "This is not the name of the account.")
	}
	if err := s.dropPicture(ctx, ws, e.Picture); err != nil {
		return 0, err
	}
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		events, err = s.erase(ctx, tx, ch, actor)
		return err
	})
	return events, err
}

func (s *Service) erase(ctx context.Context, tx *wsdb.Tx, ch channel.ID, actor audit.Thing) (events int64, err error) {
	if events, err = s.d.Channels.RawEvents(ctx, tx, ch); err != nil {
		return 0, err
	}
	for _, c := range s.collectors {
		n, err := c.EraseAccount(ctx, tx, ch)
		if err != nil {
			return 0, err
		}
		events += n
	}
	if err := s.d.Channels.ForgetAccount(ctx, tx, ch); err != nil {
		return 0, err
	}
	if err := deleteAccount(ctx, tx, ch); err != nil {
		return 0, err
	}
	return events, audit.RecordVia(ctx, tx, audit.Entry{Action: audit.InstagramErased, Actor: actor, Subject: audit.Ref(ch)})
}

// confirm is what a person types to delete what was collected.
func (e *Entry) confirm() string {
	if e.Username != "" {
		return e.Username
	}
	return strings.TrimPrefix(e.Chan.Name, "@")
}
