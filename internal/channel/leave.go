package channel

import (
	"context"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Leaver is told when a channel is disconnected, in the transaction that destroys its token. The token is zero when it cannot be read any
// more; the reason of the channel says why it ended, "" when a person here wanted it.
type Leaver interface {
	ChannelLeft(ctx context.Context, tx *wsdb.Tx, c Channel, token secret.String) error
}

// TellLeavers adds who is told. It is called before anything else.
func (s *Service) TellLeavers(l ...Leaver) { s.leavers = append(s.leavers, l...) }

// Disconnect gives the account up and destroys its credentials. The route goes first: from then on no event of the account is
// stored. It may be repeated.
func (s *Service) Disconnect(ctx context.Context, ws id.Workspace, ch ID, actor audit.Thing) error {
	return s.DisconnectFor(ctx, ws, ch, actor, "")
}

// DisconnectFor is Disconnect with the reason that the channel shows afterwards.
func (s *Service) DisconnectFor(ctx context.Context, ws id.Workspace, ch ID, actor audit.Thing, reason string) error {
	if err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		_, err := get(ctx, q, ch)
		return err
	}); err != nil {
		return err
	}
	if err := s.routes.release(ctx, ws, ch); err != nil {
		return err
	}
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		c, sealed, err := getWithToken(ctx, tx, ch)
		if err != nil || c.State == Disconnected {
			return err
		}
		c.State, c.StateReason, c.PausedUntil, c.PauseReason = Disconnected, reason, time.Time{}, ""
		c.UpdatedAt = tx.Now()
		if err := put(ctx, tx, c, []byte{}); err != nil {
			return err
		}
		if err := deleteUploads(ctx, tx, ch); err != nil {
			return err
		}
		token := openToken(tx, ch, sealed)
		for _, l := range s.leavers {
			if err := l.ChannelLeft(ctx, tx, c, token); err != nil {
				return err
			}
		}
		return s.done(ctx, tx, ch, audit.ChannelGone, actor)
	})
}

// openToken is zero for a token that cannot be read.
func openToken(tx *wsdb.Tx, ch ID, sealed []byte) secret.String {
	place := ch.Bytes()
	token, err := tx.Box().Open(tokenPurpose, sealed, place[:])
	if err != nil {
		return secret.String{}
	}
	return secret.New(string(token))
}

const (
	countRaw    = `SELECT COUNT(*) FROM inbound WHERE channel_id = $1`
	deleteRaw   = `DELETE FROM inbound WHERE channel_id = $1`
	anonymise   = `UPDATE channel SET name = $2, external_id = $3, account_id = '', display_phone = '', verified_name = '', updated_at = $4 WHERE id = $1`
	unnamedText = "–"
)

// RawEvents counts the events of a channel that are kept as they came.
func (s *Service) RawEvents(ctx context.Context, q wsdb.Query, ch ID) (n int64, err error) {
	err = q.QueryRow(ctx, countRaw, ch).Scan(&n)
	return n, err
}

// ForgetAccount takes out of a disconnected channel whose account it was, with the raw events that came in through it. The row stays without a
// name, for what was sent and written through it. An account that is connected again is a new channel. It fails with ErrStillConnected.
func (s *Service) ForgetAccount(ctx context.Context, tx *wsdb.Tx, ch ID) error {
	c, err := get(ctx, tx, ch)
	if err != nil {
		return err
	}
	if c.State != Disconnected {
		return ErrStillConnected
	}
	if _, err := tx.Exec(ctx, deleteRaw, ch); err != nil {
		return fmt.Errorf("delete raw events: %w", err)
	}
	if _, err := tx.Exec(ctx, anonymise, ch, unnamedText, ch.String(), clock.Micros(tx.Now())); err != nil {
		return fmt.Errorf("forget account: %w", err)
	}
	return s.changed(ctx, tx, ch)
}
