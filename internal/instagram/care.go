package instagram

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	network "github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// CareAccount is the job that looks after one account.
type CareAccount struct {
	Workspace id.Workspace
	Channel   channel.ID
}

// Kind implements queue.Args.
func (CareAccount) Kind() string { return "instagram.care_account" }

var unique = queue.Unique()

// Due asks for the care of the accounts of a workspace whose time has come, and says when to look again. It may be repeated.
func (s *Service) Due(ctx context.Context, ws id.Workspace) error {
	now := s.d.Clock.Now()
	var due, blank []channel.ID
	var next time.Time
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		due, blank, next, err = s.dueOf(ctx, q, now)
		return err
	})
	if err != nil {
		return err
	}
	if len(due)+len(blank) == 0 {
		if !next.IsZero() {
			s.d.DB.WakeAt(ws, next)
		}
		return nil
	}
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		for _, ch := range append(due, blank...) {
			err := editAccount(ctx, tx, ch, func(a *Account) error {
				a.CareAt = tx.Now().Add(claimFor)
				return nil
			})
			if err != nil {
				return err
			}
			if err := tx.Enqueue(ctx, CareAccount{Workspace: ws, Channel: ch}, unique); err != nil {
				return err
			}
		}
		tx.WakeAt(tx.Now().Add(claimFor))
		tx.WakeAt(next)
		return nil
	})
}

// dueOf lists the accounts whose time has come, those that nobody has written down yet, and when the next one's time comes.
func (s *Service) dueOf(ctx context.Context, q wsdb.Query, now time.Time) (due, blank []channel.ID, next time.Time, err error) {
	all, err := s.d.Channels.List(ctx, q)
	if err != nil || !slices.ContainsFunc(all, func(c channel.Channel) bool { return c.Kind == channel.Instagram }) {
		return nil, nil, next, err
	}
	known, err := listAccounts(ctx, q)
	for _, c := range all {
		if c.Kind != channel.Instagram || c.State == channel.Disconnected {
			continue
		}
		a, ok := known[c.ID]
		switch {
		case !ok:
			blank = append(blank, c.ID)
		case !a.CareAt.After(now):
			due = append(due, c.ID)
		case next.IsZero() || a.CareAt.Before(next):
			next = a.CareAt
		}
	}
	return due, blank, next, err
}

// Care looks after an account: its token is refreshed in time, what is known of it is renewed, and a token that the network does not
// accept any more stops the channel. It may be repeated. What the network fails at is noted and tried again, so only our own trouble is an
// error.
func (s *Service) Care(ctx context.Context, ws id.Workspace, ch channel.ID) error {
	session, err := s.d.Channels.Session(ctx, ws, ch)
	if errors.Is(err, channel.ErrDisconnected) || errors.Is(err, channel.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var a Account
	if err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		a, err = findAccount(ctx, q, ch)
		return err
	}); err != nil {
		return err
	}
	a.Channel = ch
	now := s.d.Clock.Now()
	if a.TokenAt.IsZero() { // connected, and a crash came before it was written down
		a.TokenAt = session.Channel.UpdatedAt
	}
	if a.mayRefresh(now) {
		if session, err = s.refresh(ctx, session, &a); err != nil {
			return err
		}
	}
	me, failed := s.look(ctx, session, &a)
	if err := s.conclude(ctx, ws, session, &a, failed); err != nil {
		return err
	}
	before := a.Picture
	if failed == nil && now.Sub(a.PicturedAt) >= pictureEvery {
		s.copyPicture(ctx, session, &a, me.PictureURL)
	}
	kept, err := s.keep(ctx, ws, &a)
	if err != nil || a.Picture == before {
		return err
	}
	if !kept {
		before = a.Picture
	}
	return s.dropPicture(ctx, ws, before)
}

// refresh exchanges the token for a younger one. The old one stays good if anything fails in between.
func (s *Service) refresh(ctx context.Context, session channel.Session, a *Account) (channel.Session, error) {
	now := s.d.Clock.Now()
	a.TriedAt = now
	g, err := s.d.Network.Refresh(ctx, session.Token)
	if err == nil {
		_, _, err = s.d.Channels.ReplaceToken(ctx, session.Workspace, a.Channel, audit.Thing{}, g.Token, func(ctx context.Context, tx *wsdb.Tx, _ channel.Channel) error {
			return editAccount(ctx, tx, a.Channel, func(kept *Account) error {
				kept.grant(g, now)
				kept.RefreshedAt = now
				return nil
			})
		})
	}
	if err != nil {
		a.RefreshError = codeOf(err)
		s.d.Log.WarnContext(ctx, "the token of an Instagram account could not be refreshed", slog.Any("channel", a.Channel), slog.String("err", codeOf(err)))
		return session, nil
	}
	a.grant(g, now)
	a.RefreshedAt = now
	return s.d.Channels.Session(ctx, session.Workspace, a.Channel)
}

// look asks the network whose token it is and whether events are delivered.
func (s *Service) look(ctx context.Context, session channel.Session, a *Account) (network.Profile, error) {
	me, err := s.d.Network.Me(ctx, session.Token)
	if err != nil {
		return me, err
	}
	a.describe(me)
	on, err := s.d.Network.Subscribed(ctx, session)
	if err != nil {
		return me, err
	}
	a.Webhook = WebhookOff
	if on {
		a.Webhook = WebhookOn
	}
	return me, nil
}

// conclude brings the channel's state to what a look showed.
func (s *Service) conclude(ctx context.Context, ws id.Workspace, session channel.Session, a *Account, failed error) error {
	now := s.d.Clock.Now()
	failure := ""
	if failed != nil {
		failure = codeOf(failed)
	}
	a.looked(now, failure)
	fine := a.Webhook == WebhookOn && (session.Channel.State == channel.Connected || !curable(session.Channel.StateReason))
	if errors.Is(failed, network.ErrToken) || !a.ExpiresAt.IsZero() && !now.Before(a.ExpiresAt) {
		return s.stop(ctx, ws, a.Channel)
	}
	if failure != "" || fine {
		return nil
	}
	// The test subscribes again, and takes back what it sees to be over.
	c, _, err := s.d.Channels.SelfTest(ctx, ws, a.Channel)
	if err == nil && c.State == channel.Connected {
		a.Webhook = WebhookOn
	}
	return ownTrouble(err)
}

// ownTrouble is what is left of an error when the network's refusals are taken out.
func ownTrouble(err error) error {
	if _, ok := fault.Of(err); ok {
		return nil
	}
	return err
}

// curable says whether a look can show that a channel's trouble is over.
func curable(reason string) bool {
	return reason == reasonToken || strings.HasPrefix(reason, "token.") || strings.HasPrefix(reason, subscriptionCheck)
}

// stop holds everything that is to leave through a channel until its owner connects it again.
func (s *Service) stop(ctx context.Context, ws id.Workspace, ch channel.ID) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		c, err := s.d.Channels.Get(ctx, tx, ch)
		if err != nil || c.State != channel.Connected {
			return err
		}
		return s.d.Channels.Pause(ctx, tx, ch, reasonToken, time.Time{})
	})
}

// keep writes down what a look showed, unless the account was connected anew or left meanwhile.
func (s *Service) keep(ctx context.Context, ws id.Workspace, seen *Account) (kept bool, err error) {
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		kept = false
		c, err := s.d.Channels.Get(ctx, tx, seen.Channel)
		if err != nil || c.State == channel.Disconnected {
			return err
		}
		a, err := findAccount(ctx, tx, seen.Channel)
		if err != nil || !a.ConnectedAt.Equal(seen.ConnectedAt) {
			return err
		}
		kept, seen.EventAt = true, a.EventAt
		if err := putAccount(ctx, tx, seen); err != nil {
			return err
		}
		tx.WakeAt(seen.CareAt)
		return s.changed(ctx, tx, seen.Channel)
	})
	return kept, err
}

// dead notes that a call of any part showed a dead token: nothing leaves from now on.
func (s *Service) dead(ctx context.Context, external string) {
	ctx = context.WithoutCancel(ctx)
	route, ok, err := s.d.Channels.Routes().Find(ctx, channel.Instagram, external)
	if err == nil && ok {
		err = s.stop(ctx, route.Workspace, route.Channel)
	}
	if err != nil {
		s.d.Log.ErrorContext(ctx, "a dead token could not be noted", slog.String("err", codeOf(err)))
	}
}
