package instagram

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/sysdb"
	"github.com/kelolapesan/kelola/internal/webhook"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const noticePurpose = "instagram.notice"

// Removed ends the connection of the account that a notice of the network is about, for good cause: its token is dead. The id in it is the
// professional account's or the one for this app, which is not documented (Meta docs, deauthorize callback, read 2026-11), so both are
// looked for. One notice takes effect once; one about an account nobody here has does nothing. It may be repeated.
func (s *Service) Removed(ctx context.Context, r webhook.SignedRequest) error {
	hash := s.hashOf(noticePurpose, r.UserID+"\n"+strconv.FormatInt(r.IssuedAt.Unix(), 10))
	routes, err := s.d.Channels.Routes().ByAccount(ctx, channel.Instagram, r.UserID)
	if err != nil {
		return err
	}
	if route, ok, err := s.d.Channels.Routes().Find(ctx, channel.Instagram, r.UserID); err != nil {
		return err
	} else if ok {
		routes = append(routes, route)
	}
	if len(routes) == 0 {
		return nil
	}
	err = s.d.System.Write(ctx, func(tx *sysdb.Tx) error {
		for _, route := range routes {
			if err := insertNotice(ctx, tx, notice{hash: hash, ws: route.Workspace, channel: route.Channel, issued: r.IssuedAt}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.settle(ctx, hash)
}

// Settle takes up the notices that a crash left undone.
func (s *Service) Settle(ctx context.Context) error { return s.settle(ctx, "") }

// settle does what notices ask for.
func (s *Service) settle(ctx context.Context, hash string) error {
	var open []notice
	err := s.d.System.Read(ctx, func(q sysdb.Query) (err error) {
		open, err = openNotices(ctx, q, hash)
		return err
	})
	var failed error
	for _, n := range open {
		if err := s.heed(ctx, n); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		failed = errors.Join(failed, s.d.System.Write(ctx, func(tx *sysdb.Tx) error { return doneNotice(ctx, tx, n) }))
	}
	return errors.Join(err, failed)
}

// heed disconnects the account of a notice. One from before the account was connected is about an earlier consent: then the account is only
// looked at, which shows whether its token is dead.
func (s *Service) heed(ctx context.Context, n notice) error {
	earlier := false
	err := s.d.DB.Write(ctx, n.ws, func(tx *wsdb.Tx) error {
		a, err := findAccount(ctx, tx, n.channel)
		earlier = err == nil && !n.issued.IsZero() && n.issued.Before(a.ConnectedAt.Truncate(time.Second))
		if err != nil || !earlier {
			return err
		}
		return tx.Enqueue(ctx, CareAccount{Workspace: n.ws, Channel: n.channel}, unique)
	})
	if err == nil && !earlier {
		err = s.d.Channels.DisconnectFor(ctx, n.ws, n.channel, audit.Thing{}, ReasonRemoved)
		s.d.Log.InfoContext(ctx, "an account was disconnected because its owner removed the app", slog.Any("workspace_id", n.ws), slog.Any("channel", n.channel))
	}
	if errors.Is(err, channel.ErrNotFound) || errors.Is(err, wsdb.ErrErased) || errors.Is(err, wsdb.ErrNotFound) {
		return nil
	}
	return err
}
