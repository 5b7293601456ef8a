package comment

import (
	"context"
	"errors"
	"slices"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// keepPosts keeps what was listed, the oldest first, so that a rule that waits for the next post has the first of several. Comments that
// waited for one of them are judged; posts that others still wait for are looked up once more.
func (s *Service) keepPosts(ctx context.Context, session channel.Session, posts []instagram.Post) (list []look, err error) {
	ch := session.Channel.ID
	err = s.d.DB.Write(ctx, session.Workspace, func(tx *wsdb.Tx) error {
		list = make([]look, len(posts))
		for i, p := range slices.Backward(posts) {
			_, before, _, err := s.store.postHead(ctx, tx, ch, p.ID)
			if err != nil {
				return err
			}
			if err := s.keepPost(ctx, tx, ch, p); err != nil {
				return err
			}
			if err := s.judgePending(ctx, tx, ch, p.ID); err != nil {
				return err
			}
			if p.Comments == 0 { // nothing to look for
				if err := s.store.setSwept(ctx, tx, ch, p.ID, tx.Now(), tx.Now(), 0); err != nil {
					return err
				}
			}
			known, err := s.store.post(ctx, tx, ch, p.ID)
			if err != nil {
				return err
			}
			known.Comments = before
			list[i] = look{post: p, known: known}
			if list[i].grown() { // noted when its comments were read: a sweep that is cut off before leaves them to the next one
				if err := s.store.setCount(ctx, tx, ch, p.ID, before); err != nil {
					return err
				}
			}
		}
		return s.lookUpAgain(ctx, tx, ch)
	})
	return list, err
}

// lookUpAgain asks anew for posts that could not be read when the comments that wait for them came.
func (s *Service) lookUpAgain(ctx context.Context, tx *wsdb.Tx, ch channel.ID) error {
	list, err := s.store.comments(ctx, tx, `WHERE pending AND channel_id = $1 ORDER BY received_at, id LIMIT 1000`, ch)
	asked := map[string]bool{}
	for i := range list {
		if asked[list[i].Post] {
			continue
		}
		asked[list[i].Post] = true
		job := LookUpPost{Workspace: tx.Workspace(), Channel: ch, Comment: list[i].ID}
		if err := tx.Enqueue(ctx, job, queue.Unique(), queue.MaxAttempts(1)); err != nil {
			return err
		}
	}
	return err
}

// keepPost keeps a post and lets a rule that waits for the next one have it.
func (s *Service) keepPost(ctx context.Context, tx *wsdb.Tx, ch channel.ID, p instagram.Post) error {
	post := Post{
		Channel: ch, ExternalID: p.ID, Product: p.Product, Type: p.Type, Caption: clean(p.Caption), Permalink: p.Permalink, At: p.At, Comments: p.Comments,
	}
	if err := s.store.putPost(ctx, tx, &post); err != nil {
		return err
	}
	return s.arm(ctx, tx, &post)
}

// arm gives the post to the rules that wait for one of the account and were started before it appeared. A story is no post, nor is the copy
// that an advertisement makes of an older one.
func (s *Service) arm(ctx context.Context, tx *wsdb.Tx, p *Post) error {
	if p.Product == "STORY" || p.Product == "AD" {
		return nil
	}
	rules, err := s.active(ctx, tx, tx.Workspace())
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.Scope.Kind != ScopeNext || r.Armed != "" || len(r.channels) > 0 && !r.channels[p.Channel] || !p.At.After(r.StartedAt) {
			continue
		}
		r.Armed, r.UpdatedAt = p.ExternalID, tx.Now()
		if err := s.store.putRule(ctx, tx, &r.Rule); err != nil {
			return err
		}
		if err := s.d.Events.Append(ctx, tx, event.CommentChanged, r.ID.String(), nil); err != nil {
			return err
		}
	}
	return nil
}

// LookUpPost is the job that reads the post of a comment.
type LookUpPost struct {
	Workspace id.Workspace `json:"workspace"`
	Channel   channel.ID   `json:"channel"`
	Comment   ID           `json:"comment"`
}

// Kind implements queue.Args.
func (LookUpPost) Kind() string { return "comment.look_up_post" }

// WorkLookUpPost reads the post and judges the comments that waited for it. A post that cannot be read any more keeps nobody waiting.
func (s *Service) WorkLookUpPost(ctx context.Context, job LookUpPost) error {
	var c Comment
	have := false
	err := s.d.DB.Read(ctx, job.Workspace, func(q wsdb.Query) (err error) {
		if c, err = s.store.comment(ctx, q, job.Comment); err != nil {
			return err
		}
		_, _, have, err = s.store.postHead(ctx, q, job.Channel, c.Post)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return nil // forgotten meanwhile
	}
	if err != nil {
		return err
	}
	var p instagram.Post
	if !have {
		session, err := s.d.Channels.Session(ctx, job.Workspace, job.Channel)
		if errors.Is(err, channel.ErrDisconnected) {
			return nil // nobody waits for the post any more
		}
		if err != nil {
			return err
		}
		p, err = s.d.Network.Post(ctx, session, c.Post)
		switch kind := fault.KindOf(err); {
		case kind == fault.Unavailable || kind == fault.Limited || errors.Is(err, instagram.ErrToken):
			return err // the job is tried again
		case err != nil || p.ID == "":
			p = instagram.Post{ID: c.Post, Product: c.Product}
		}
		if c.Original != "" {
			p.Product = "AD"
		}
	}
	return s.d.DB.Write(ctx, job.Workspace, func(tx *wsdb.Tx) error {
		if !have {
			if err := s.keepPost(ctx, tx, job.Channel, p); err != nil {
				return err
			}
		}
		return s.judgePending(ctx, tx, job.Channel, c.Post)
	})
}

// judgePending judges the comments that waited for their post, which is known now.
func (s *Service) judgePending(ctx context.Context, tx *wsdb.Tx, ch channel.ID, post string) error {
	list, err := s.store.comments(ctx, tx, `WHERE pending AND channel_id = $1 AND post = $2 ORDER BY received_at, id`, ch, post)
	if err != nil || len(list) == 0 {
		return err
	}
	product, _, _, err := s.store.postHead(ctx, tx, ch, post)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Product == "" {
			list[i].Product = product
		}
	}
	_, err = tx.Exec(ctx, `UPDATE comment SET pending = FALSE, product = CASE WHEN product = '' THEN $3 ELSE product END
		WHERE pending AND channel_id = $1 AND post = $2`, ch, post, product)
	if err != nil {
		return err
	}
	rules, err := s.active(ctx, tx, tx.Workspace())
	if err != nil {
		return err
	}
	return s.answer(ctx, tx, ch, rules, list)
}
