package comment

import (
	"context"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Reply answers a comment by hand, privately or under the post. Privately it can be answered once, whoever does it; a repeat of the same
// answer changes nothing.
func (s *Service) Reply(ctx context.Context, ws id.Workspace, comment ID, text string, public bool, actor string) (outbox.Send, error) {
	var out outbox.Send
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		c, err := s.store.comment(ctx, tx, comment)
		if err != nil {
			return err
		}
		m := judged{Match: Match{Handle: c.Handle}}
		r := Rule{Spec: Spec{Private: &Private{Texts: []string{text}}, Public: &Public{Texts: []string{text}}}}
		content, key := r.public(&c), "comment:hand:"+c.ID.String()+":"+wordsKey(text)
		content.Comment.Until = time.Time{} // a person may answer old comments
		if !public {
			if content, key = r.first(MatchID{}, &c), privateKey(&c); !c.until().After(tx.Now()) {
				return ErrTooOld
			}
		}
		if err := s.mayAnswer(ctx, tx, &c, text, public, key); err != nil {
			return err
		}
		if err := s.d.Network.Validate(content); err != nil {
			return err
		}
		if c.Handle != "" && !public {
			whose, err := s.d.Contacts.ResolveAll(ctx, tx, []contact.Address{
				{UserID: c.Handle, ProfileName: c.Username, Channel: c.Channel.String(), Username: c.Username},
			})
			if err != nil {
				return err
			}
			m.Contact = whose[0]
		}
		req := s.request(&m, &r, &c, content, key)
		req.Lane, req.Actor, req.Origin = outbox.Human, actor, outbox.Origin{Kind: outbox.OriginHuman, ID: c.ID.String()}
		sends, err := s.d.Outbox.Add(ctx, tx, []outbox.Request{req})
		if err != nil {
			return err
		}
		out = sends[0]
		return s.d.Events.Append(ctx, tx, event.CommentChanged, c.Channel.String(), nil)
	})
	return out, err
}

func (s *Service) mayAnswer(ctx context.Context, tx *wsdb.Tx, c *Comment, text string, public bool, key string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return ErrText
	case c.Own && !public:
		return ErrOwn
	case !c.DeletedAt.IsZero():
		return ErrGone
	}
	if public {
		return nil
	}
	known, err := s.d.Outbox.Known(ctx, tx, key)
	if err == nil && known {
		return ErrReplied
	}
	return err
}

// Hide hides a comment from others at Instagram, or shows it again.
func (s *Service) Hide(ctx context.Context, ws id.Workspace, comment ID, hide bool, actor audit.Thing) (Comment, error) {
	return s.moderate(ctx, ws, comment, audit.CommentHidden, actor, func(tx context.Context, c *Comment) error {
		session, err := s.d.Channels.Session(tx, ws, c.Channel)
		if err != nil {
			return err
		}
		return s.d.Network.Hide(tx, session, c.ExternalID, hide)
	}, func(tx *wsdb.Tx, c *Comment) {
		if c.HiddenAt = tx.Now(); !hide {
			c.HiddenAt = time.Time{}
		}
	})
}

// Delete deletes a comment at Instagram for good. Its text is forgotten here too.
func (s *Service) Delete(ctx context.Context, ws id.Workspace, comment ID, actor audit.Thing) (Comment, error) {
	return s.moderate(ctx, ws, comment, audit.CommentDeleted, actor, func(tx context.Context, c *Comment) error {
		session, err := s.d.Channels.Session(tx, ws, c.Channel)
		if err != nil {
			return err
		}
		return s.d.Network.Delete(tx, session, c.ExternalID)
	}, func(tx *wsdb.Tx, c *Comment) { c.DeletedAt, c.Text = tx.Now(), "" })
}

// moderate asks the network first: what it refused must not look done here.
func (s *Service) moderate(
	ctx context.Context, ws id.Workspace, comment ID, what audit.Action, actor audit.Thing,
	ask func(context.Context, *Comment) error, note func(*wsdb.Tx, *Comment),
) (Comment, error) {
	var c Comment
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		c, err = s.store.comment(ctx, q, comment)
		return err
	})
	if err != nil {
		return c, err
	}
	if !c.DeletedAt.IsZero() {
		return c, ErrGone
	}
	if err := ask(ctx, &c); err != nil {
		return c, err
	}
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		note(tx, &c)
		_, err := tx.Exec(ctx, `UPDATE comment SET hidden_at = $2, deleted_at = $3, text = $4 WHERE id = $1`,
			c.ID, clock.Micros(c.HiddenAt), clock.Micros(c.DeletedAt), c.Text)
		if err != nil {
			return err
		}
		if err := audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(c.ID)}); err != nil {
			return err
		}
		return s.d.Events.Append(ctx, tx, event.CommentChanged, c.Channel.String(), nil)
	})
	return c, err
}
