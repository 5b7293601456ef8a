package comment

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/channel/instagram"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// sweepEvery is how often the lists of posts are looked through for comments that were never delivered. A quiet account may make about
// 200 calls an hour (general knowledge, 2026-11): one for its posts and one for each post with more comments than are known.
const sweepEvery = 10 * time.Minute

const (
	sweepPosts = 15 // posts looked at in one sweep

	// sweepPages bounds what is read of one post: 20,000 comments. A post with that many within a week belongs to no quiet account.
	sweepPages = 400
)

// SweepAll is the job that begins a sweep of every account.
type SweepAll struct{}

// Kind implements queue.Args.
func (SweepAll) Kind() string { return "comment.sweep_all" }

// WorkSweepAll asks for a sweep of each connected account. Workspaces without one are not opened.
func (s *Service) WorkSweepAll(ctx context.Context, _ SweepAll) error {
	accounts, err := s.d.Accounts(ctx)
	for _, to := range accounts {
		failed := s.d.DB.Write(ctx, to.Workspace, func(tx *wsdb.Tx) error {
			ch, err := s.d.Channels.Get(ctx, tx, to.Channel)
			if err != nil || ch.State != channel.Connected {
				return err
			}
			return tx.Enqueue(ctx, Sweep{Workspace: to.Workspace, Channel: to.Channel}, queue.Unique(), queue.MaxAttempts(1))
		})
		if kind := fault.KindOf(failed); failed != nil && kind != fault.Gone && kind != fault.NotFound {
			err = errors.Join(err, failed)
		}
	}
	return err
}

// Sweep is the job that looks through an account for comments that were never delivered.
type Sweep struct {
	Workspace id.Workspace `json:"workspace"`
	Channel   channel.ID   `json:"channel"`
}

// Kind implements queue.Args.
func (Sweep) Kind() string { return "comment.sweep_account" }

// WorkSweep is Sweep as a job: what cannot be had now comes with the next round.
func (s *Service) WorkSweep(ctx context.Context, job Sweep) error {
	_, err := s.Sweep(ctx, job.Workspace, job.Channel)
	if f, ok := fault.Of(err); ok && f.Kind != fault.Internal {
		return nil // disconnected, refused, or asked to slow down
	}
	return err
}

// Sweep reads the newest posts of an account and the comments of those that have more than are known, and stores what is new under the
// keys of their deliveries: one that is delivered too has its effect once. It returns how many comments were handed on.
func (s *Service) Sweep(ctx context.Context, ws id.Workspace, ch channel.ID) (found int, err error) {
	session, err := s.d.Channels.Session(ctx, ws, ch)
	if err != nil {
		return 0, err
	}
	posts, _, err := s.d.Network.Posts(ctx, session, "")
	if err != nil {
		return 0, err
	}
	posts = posts[:min(len(posts), sweepPosts)]
	known, err := s.keepPosts(ctx, ws, ch, posts)
	if err != nil {
		return 0, err
	}
	for i := range posts {
		n, err := s.sweepPost(ctx, ws, session, posts[i], known[i])
		found += n
		if err != nil && !errors.Is(err, instagram.ErrGone) {
			return found, err
		}
	}
	return found, nil
}

// keepPosts keeps what was listed, the oldest first, so that a rule that waits for the next post has the first of several. Comments that
// waited for one of them are judged; posts that others still wait for are looked up once more.
func (s *Service) keepPosts(ctx context.Context, ws id.Workspace, ch channel.ID, posts []instagram.Post) (known []Post, err error) {
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		known = make([]Post, len(posts))
		for i, p := range slices.Backward(posts) {
			if err := s.keepPost(ctx, tx, ch, p); err != nil {
				return err
			}
			if err := s.judgePending(ctx, tx, ch, p.ID); err != nil {
				return err
			}
			if known[i], err = s.store.post(ctx, tx, ch, p.ID); err != nil {
				return err
			}
		}
		return s.lookUpAgain(ctx, tx, ch)
	})
	return known, err
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

func (s *Service) sweepPost(ctx context.Context, ws id.Workspace, session channel.Session, p instagram.Post, known Post) (found int, err error) {
	began, whole := s.d.Clock.Now(), true
	if p.Comments > known.Known {
		if found, whole, err = s.sweepComments(ctx, ws, session, p, known.Complete); err != nil {
			return found, err
		}
	}
	complete := began
	if !whole {
		complete = known.Complete
	}
	return found, s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		return s.store.setSwept(ctx, tx, session.Channel.ID, p.ID, began, complete)
	})
}

// sweepComments goes through the comments, the newest first, down to those that are known to be complete or to what nobody may answer any
// more. whole says that it came so far.
func (s *Service) sweepComments(
	ctx context.Context, ws id.Workspace, session channel.Session, p instagram.Post, complete time.Time,
) (found int, whole bool, err error) {
	oldest := s.d.Clock.Now().Add(-PrivateReplyTime)
	if complete.After(oldest) {
		oldest = complete.Add(-sweepEvery) // lists lag behind
	}
	after := ""
	for range sweepPages {
		list, frags, next, err := s.d.Network.Comments(ctx, session, p, after)
		if err != nil {
			return found, false, err
		}
		whole = next == ""
		for i := range frags {
			frags[i].Workspace, frags[i].Channel = ws, session.Channel.ID
			whole = whole || !list[i].At.IsZero() && list[i].At.Before(oldest)
		}
		if err := s.d.Ingest.Store(ctx, frags); err != nil {
			return found, false, err
		}
		found += len(frags)
		if whole {
			break
		}
		after = next
	}
	return found, whole, nil
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
	list, err := s.store.active(ctx, tx)
	if err != nil {
		return err
	}
	for i := range list {
		r := compile(list[i])
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
		have, err = s.store.havePost(ctx, q, job.Channel, c.Post)
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

// judgePending judges the comments that waited for their post.
func (s *Service) judgePending(ctx context.Context, tx *wsdb.Tx, ch channel.ID, post string) error {
	list, err := s.store.comments(ctx, tx, `WHERE pending AND channel_id = $1 AND post = $2 ORDER BY received_at, id`, ch, post)
	if err != nil || len(list) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE comment SET pending = FALSE WHERE pending AND channel_id = $1 AND post = $2`, ch, post); err != nil {
		return err
	}
	rules, err := s.active(ctx, tx, tx.Workspace())
	if err != nil {
		return err
	}
	return s.answer(ctx, tx, ch, rules, list)
}
