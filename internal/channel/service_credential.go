package channel

import (
	"context"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// attention lists the reasons that a passed self-test takes back. Others, such as a payment problem, only a person can.
var attention = map[string]bool{
	"token_invalid": true, "token_missing": true, "permission_missing": true, "number_not_registered": true, "number_deleted": true,
	"display_name_not_approved": true, "access_removed": true,
}

// SelfTest asks the network how the channel is and notes the answer.
func (s *Service) SelfTest(ctx context.Context, ws id.Workspace, ch ID) (Channel, []Check, error) {
	session, err := s.Session(ctx, ws, ch)
	if err != nil {
		return Channel{}, nil, err
	}
	connector, err := s.Connector(session.Channel.Kind)
	if err != nil {
		return Channel{}, nil, err
	}
	checks, facts, err := connector.SelfTest(ctx, session)
	if err != nil {
		return Channel{}, checks, err
	}
	c, err := s.edit(ctx, ws, ch, func(tx *wsdb.Tx, c *Channel) error {
		c.judge(checks)
		c.learn(facts)
		return s.changed(ctx, tx, ch)
	})
	return c, checks, err
}

// judge sets the state by a self-test: a failure needs attention; a pass takes back what a self-test can see.
func (c *Channel) judge(checks []Check) {
	if c.State == Disconnected {
		return
	}
	state, reason, _ := verdict(checks)
	switch {
	case state == NeedsAttention:
		c.State, c.StateReason = state, reason
	case c.State == NeedsAttention && (attention[c.StateReason] || isCheck(c.StateReason, checks)):
		c.State, c.StateReason = Connected, ""
	}
}

// isCheck reports whether a reason is the detail of one of the checks: "phone_status.pending" of "phone_status".
func isCheck(reason string, checks []Check) bool {
	for _, c := range checks {
		if len(reason) > len(c.ID) && reason[:len(c.ID)+1] == c.ID+"." {
			return true
		}
	}
	return false
}

// ReplaceToken tests a new token and keeps it. It fails with ErrCheckFailed when the network refuses it; the old one stays then. then may
// be nil.
func (s *Service) ReplaceToken(ctx context.Context, ws id.Workspace, ch ID, actor audit.Thing, token secret.String, then Then) (Channel, []Check, error) {
	if len(token.Reveal()) < 8 || !printable(token.Reveal()) {
		return Channel{}, nil, ErrInput.WithField("token", "channel.token_malformed", "This is not an access token.")
	}
	old, err := s.Session(ctx, ws, ch)
	if err != nil {
		return Channel{}, nil, err
	}
	connector, err := s.Connector(old.Channel.Kind)
	if err != nil {
		return Channel{}, nil, err
	}
	checks, facts, err := connector.SelfTest(ctx, Session{Workspace: ws, Channel: old.Channel, Token: token})
	if err != nil {
		return Channel{}, checks, err
	}
	if _, _, err := verdict(checks); err != nil {
		return Channel{}, checks, err
	}
	var c Channel
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if c, err = get(ctx, tx, ch); err != nil {
			return err
		}
		if c.State == Disconnected {
			return ErrDisconnected
		}
		sealed, err := sealToken(tx, ch, token)
		if err != nil {
			return err
		}
		c.judge(checks)
		c.learn(facts)
		c.UpdatedAt = tx.Now()
		if err := put(ctx, tx, c, sealed); err != nil {
			return err
		}
		if err := then.run(ctx, tx, c); err != nil {
			return err
		}
		return s.done(ctx, tx, ch, audit.ChannelTokenSet, actor)
	})
	return c, checks, err
}
