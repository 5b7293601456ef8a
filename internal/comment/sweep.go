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
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/queue"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// sweepEvery is how often the lists of posts are looked through for comments that were never delivered. A quiet account may make about
// 200 calls an hour (general knowledge, 2026-11): one for its posts, one for each post that has got more comments than are known, and
// every hour one for each of the newest and of those that rules name.
const (
	sweepEvery = 10 * time.Minute
	wholeEvery = time.Hour
)

const (
	sweepPosts = 15 // of the newest are read whole
	sweepNamed = 10 // of the older ones that rules name, in one sweep

	// listPages is how many pages of posts are listed when a person asks; a page has up to 50.
	listPages = 10

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

const jobSweep = "comment.sweep_account"

// Sweep is the job that looks through an account for comments that were never delivered.
type Sweep struct {
	Workspace id.Workspace `json:"workspace"`
	Channel   channel.ID   `json:"channel"`
	Job       job.ID       `json:"job,omitzero"` // where a person sees how far it is; zero when nobody asked
}

// Kind implements queue.Args.
func (Sweep) Kind() string { return jobSweep }

// StartSweep begins the sweep that a person asks for. It reads more than one that begins by itself: older posts too, and every one that
// would be read within the hour. It fails with channel.ErrNotFound and channel.ErrDisconnected.
func (s *Service) StartSweep(ctx context.Context, ws id.Workspace, ch channel.ID, by job.Owner) (j job.Job, err error) {
	if _, err := s.d.Channels.Session(ctx, ws, ch); err != nil {
		return j, err
	}
	err = s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if j, err = s.d.Jobs.Create(ctx, tx, jobSweep, by, 0); err != nil {
			return err
		}
		return tx.Enqueue(ctx, Sweep{Workspace: ws, Channel: ch, Job: j.ID})
	})
	return j, err
}

// WorkSweep is safe to repeat: what is found is stored under the keys of its deliveries. What cannot be had now comes with the next round.
func (s *Service) WorkSweep(ctx context.Context, args Sweep) error {
	err := s.sweep(ctx, args)
	f, known := fault.Of(err)
	if err != nil && (!known || f.Kind == fault.Internal) {
		return err // our own trouble, not a refusal
	}
	if args.Job.IsZero() {
		return nil
	}
	err = s.d.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
		if known {
			return s.d.Jobs.Fail(ctx, tx, args.Job, f.Code)
		}
		if err := s.d.Events.Append(ctx, tx, event.CommentChanged, args.Channel.String(), nil); err != nil {
			return err
		}
		return s.d.Jobs.Finish(ctx, tx, args.Job)
	})
	if errors.Is(err, job.ErrCancelled) || errors.Is(err, job.ErrEnded) || errors.Is(err, job.ErrNotFound) {
		return nil
	}
	return err
}

// look is a post that a sweep looks at.
type look struct {
	post  instagram.Post
	known Post // as it was known before, with the comments that are known now
	whole bool // read every hour, however many comments the network counts
}

// grown says that the network counts more comments than at the last look and more than are known.
func (l *look) grown() bool {
	return l.post.Comments > l.known.Comments && l.post.Comments > l.known.Known
}

// due says whether the comments of a post are to be read: there are more, or the last whole look is an hour ago. The count alone may
// deceive: a comment that its author deletes hides one that was missed.
func (l *look) due(now time.Time, asked bool) bool {
	switch {
	case l.post.Comments == 0:
		return false
	case l.grown():
		return true
	default:
		return l.whole && (asked || !l.known.Complete.Add(wholeEvery).After(now))
	}
}

// sweep lists the posts of an account and hands on what is new among their comments: one that is delivered too has its effect once.
func (s *Service) sweep(ctx context.Context, args Sweep) error {
	session, err := s.d.Channels.Session(ctx, args.Workspace, args.Channel)
	if err != nil {
		return err
	}
	asked := !args.Job.IsZero()
	list, err := s.listPosts(ctx, session, asked)
	if err != nil {
		return err
	}
	if list, err = s.addNamed(ctx, session, list); err != nil {
		return err
	}
	now := s.d.Clock.Now()
	list = slices.DeleteFunc(list, func(l look) bool { return !l.due(now, asked) })
	for i := range list {
		if err := s.sweepPost(ctx, session, &list[i]); err != nil {
			return err
		}
		if !asked {
			continue
		}
		err := s.d.DB.Write(ctx, args.Workspace, func(tx *wsdb.Tx) error {
			return s.d.Jobs.Progress(ctx, tx, args.Job, int64(i+1), int64(len(list)), "")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// listPosts keeps the newest posts of the account, or far more of them.
func (s *Service) listPosts(ctx context.Context, session channel.Session, many bool) ([]look, error) {
	pages := 1
	if many {
		pages = listPages
	}
	var out []look
	after := ""
	for range pages {
		posts, next, err := s.d.Network.Posts(ctx, session, after)
		if err != nil {
			return nil, err
		}
		page, err := s.keepPosts(ctx, session, posts)
		if err != nil {
			return nil, err
		}
		if out = append(out, page...); next == "" {
			break
		}
		after = next
	}
	for i := range out {
		out[i].whole = i < sweepPosts
	}
	return out, nil
}

// addNamed marks the posts that rules name, and reads those that are not listed, some at a time: the ones that nobody looked at for longest.
func (s *Service) addNamed(ctx context.Context, session channel.Session, list []look) ([]look, error) {
	at := map[string]int{}
	for i := range list {
		at[list[i].post.ID] = i
	}
	named, err := s.named(ctx, session, len(list)+sweepNamed)
	read := 0
	for _, p := range named {
		if i, listed := at[p.ExternalID]; listed {
			list[i].whole = true
			continue
		}
		if read == sweepNamed || p.SweptAt.Add(wholeEvery).After(s.d.Clock.Now()) {
			continue
		}
		read++
		post, err := s.d.Network.Post(ctx, session, p.ExternalID)
		if errors.Is(err, instagram.ErrGone) {
			post, err = instagram.Post{ID: p.ExternalID, Product: p.Product, Type: p.Type, Caption: p.Caption, Permalink: p.Permalink, At: p.At}, nil
		}
		if errors.Is(err, instagram.ErrRefused) {
			continue // asked again the next time
		}
		if err != nil {
			return nil, err
		}
		kept, err := s.keepPosts(ctx, session, []instagram.Post{post})
		if err != nil {
			return nil, err
		}
		kept[0].whole = true
		list = append(list, kept...)
	}
	return list, err
}

// named lists posts of an account that rules at work name, the ones that nobody looked at for longest first.
func (s *Service) named(ctx context.Context, session channel.Session, limit int) (list []Post, err error) {
	err = s.d.DB.Read(ctx, session.Workspace, func(q wsdb.Query) error {
		rules, err := s.store.active(ctx, q)
		if err != nil {
			return err
		}
		posts := []string{}
		for i := range rules {
			posts = append(append(posts, rules[i].Scope.Posts...), rules[i].Armed)
		}
		list, err = s.store.posts(ctx, q, `WHERE external_id IN `+s.store.in()+` AND channel_id = $2 ORDER BY swept_at, external_id LIMIT $3`,
			asJSON(posts), session.Channel.ID, limit)
		return err
	})
	return list, err
}

// sweepPost reads the comments of a post and notes it; up to now all are known if that came to its end. A post that is gone, or that the
// network refuses to show, holds up no other.
func (s *Service) sweepPost(ctx context.Context, session channel.Session, l *look) error {
	now, complete := s.d.Clock.Now(), l.known.Complete
	whole, err := s.sweepComments(ctx, session, l)
	if err != nil && !errors.Is(err, instagram.ErrGone) && !errors.Is(err, instagram.ErrRefused) {
		return err
	}
	if whole {
		complete = now
	}
	return s.d.DB.Write(ctx, session.Workspace, func(tx *wsdb.Tx) error {
		return s.store.setSwept(ctx, tx, session.Channel.ID, l.post.ID, now, complete, l.post.Comments)
	})
}

// sweepComments goes through the comments, the newest first, down to those that are known to be complete or to what nobody may answer any
// more. whole says that it came so far.
func (s *Service) sweepComments(ctx context.Context, session channel.Session, l *look) (whole bool, err error) {
	oldest := s.d.Clock.Now().Add(-PrivateReplyTime)
	if l.known.Complete.After(oldest) {
		oldest = l.known.Complete.Add(-sweepEvery) // lists lag behind
	}
	after := ""
	for range sweepPages {
		list, next, err := s.d.Network.Comments(ctx, session, l.post, after)
		if err != nil {
			return false, err
		}
		whole = next == ""
		frags := make([]channel.Fragment, len(list))
		for i, c := range list {
			frags[i] = c.Fragment
			frags[i].Workspace, frags[i].Channel = session.Workspace, session.Channel.ID
			whole = whole || !c.At.IsZero() && c.At.Before(oldest)
		}
		if err := s.d.Ingest.Store(ctx, frags); err != nil {
			return false, err
		}
		if whole {
			break
		}
		after = next
	}
	return whole, nil
}
