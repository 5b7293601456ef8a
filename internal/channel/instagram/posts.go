package instagram

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Post is a post, reel or story of an account.
type Post struct {
	ID        string
	Caption   string
	Type      string // IMAGE, VIDEO, CAROUSEL_ALBUM
	Product   string // FEED, REELS, STORY, AD
	Picture   string // ends after a while; "" where the network gives none
	Permalink string
	At        time.Time
	Comments  int64
	Likes     int64
}

type postWire struct {
	ID        graph.ID     `json:"id"`
	Caption   graph.String `json:"caption"`
	Type      graph.String `json:"media_type"`
	Product   graph.String `json:"media_product_type"`
	Media     graph.String `json:"media_url"`
	Thumbnail graph.String `json:"thumbnail_url"`
	Permalink graph.String `json:"permalink"`
	At        graph.String `json:"timestamp"`
	Comments  graph.Int    `json:"comments_count"`
	Likes     graph.Int    `json:"like_count"`
}

func (w postWire) post() Post {
	p := Post{
		ID: string(w.ID), Caption: string(w.Caption), Type: strings.ToUpper(string(w.Type)), Product: strings.ToUpper(string(w.Product)),
		Picture: string(w.Thumbnail), Permalink: string(w.Permalink), At: moment(string(w.At)), Comments: int64(w.Comments), Likes: int64(w.Likes),
	}
	if p.Picture == "" && p.Type != "VIDEO" {
		p.Picture = string(w.Media)
	}
	return p
}

// moment reads a time of the network: with a zone without a colon, with one, or as seconds; zero for anything else.
func moment(text string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

const postFields = "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp,comments_count,like_count"

// Posts reads one page of an account's posts, the newest first, and returns where the next one begins; "" at the end.
func (c *Connector) Posts(ctx context.Context, s channel.Session, after string) ([]Post, string, error) {
	return postsOf(ctx, c, s, "/media", after)
}

// Stories reads the stories of the last day.
func (c *Connector) Stories(ctx context.Context, s channel.Session) ([]Post, error) {
	all, _, err := postsOf(ctx, c, s, "/stories", "")
	return all, err
}

func postsOf(ctx context.Context, c *Connector, s channel.Session, edge, after string) ([]Post, string, error) {
	wires, next, err := list[postWire](ctx, c, s, "/"+url.PathEscape(s.Channel.ExternalID)+edge, postFields, after)
	out := make([]Post, 0, len(wires))
	for _, w := range wires {
		if w.ID != "" {
			out = append(out, w.post())
		}
	}
	return out, next, err
}

// Post reads one post. It fails with ErrGone.
func (c *Connector) Post(ctx context.Context, s channel.Session, post string) (Post, error) {
	var w postWire
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/" + url.PathEscape(post), Query: url.Values{"fields": {postFields}}, Token: s.Token, Account: s.Channel.ExternalID,
	}, &w)
	return w.post(), err
}

// Comment is a comment as the network lists it. From may be unknown.
type Comment struct {
	ID       string
	Text     string
	At       time.Time
	Username string
	From     channel.Address
	Parent   string
	Hidden   bool
}

const commentFields = "id,text,timestamp,username,from,parent_id,hidden"

// Comments reads one page of the comments of a post, the newest first. Each comes as a fragment of the same key and form as the delivery
// about it, so that one that was delivered too has its effect once; the fragments have no workspace and channel yet.
func (c *Connector) Comments(ctx context.Context, s channel.Session, p Post, after string) (comments []Comment, frags []channel.Fragment, next string, err error) {
	raws, next, err := list[rawComment](ctx, c, s, "/"+url.PathEscape(p.ID)+"/comments", commentFields, after)
	if err != nil {
		return nil, nil, "", err
	}
	for _, raw := range raws {
		one := raw.comment()
		if one.ID == "" {
			continue
		}
		comments = append(comments, one)
		frags = append(frags, listedFragment(s.Channel.ExternalID, p, raw))
	}
	return comments, frags, next, nil
}

// CommentOf reads one comment. It fails with ErrGone.
func (c *Connector) CommentOf(ctx context.Context, s channel.Session, comment string) (Comment, error) {
	var raw rawComment
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/" + url.PathEscape(comment), Query: url.Values{"fields": {commentFields}},
		Token: s.Token, Account: s.Channel.ExternalID,
	}, &raw)
	return raw.comment(), err
}

// Hide hides a comment from others, or shows it again. It may be repeated.
func (c *Connector) Hide(ctx context.Context, s channel.Session, comment string, hide bool) error {
	value := "false"
	if hide {
		value = "true"
	}
	return c.get(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + url.PathEscape(comment), Query: url.Values{"hide": {value}}, Token: s.Token, Account: s.Channel.ExternalID,
	}, nil)
}

// Delete deletes a comment for good. One that is gone already is no error.
func (c *Connector) Delete(ctx context.Context, s channel.Session, comment string) error {
	err := c.change(ctx, graph.Call{Method: http.MethodDelete, Path: "/" + url.PathEscape(comment), Token: s.Token, Account: s.Channel.ExternalID})
	if isGone(err) {
		return nil
	}
	return err
}
