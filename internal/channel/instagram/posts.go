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
	Permalink string
	At        time.Time
	Comments  int64
}

type postWire struct {
	ID        graph.ID     `json:"id"`
	Caption   graph.String `json:"caption"`
	Type      graph.String `json:"media_type"`
	Product   graph.String `json:"media_product_type"`
	Permalink graph.String `json:"permalink"`
	At        graph.String `json:"timestamp"`
	Comments  graph.Int    `json:"comments_count"`
}

func (w postWire) post() Post {
	return Post{
		ID: string(w.ID), Caption: string(w.Caption), Type: strings.ToUpper(string(w.Type)), Product: strings.ToUpper(string(w.Product)),
		Permalink: string(w.Permalink), At: moment(string(w.At)), Comments: int64(w.Comments),
	}
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

const postFields = "id,caption,media_type,media_product_type,permalink,timestamp,comments_count"

// Posts reads one page of an account's posts, the newest first, and returns where the next one begins; "" at the end.
func (c *Connector) Posts(ctx context.Context, s channel.Session, after string) ([]Post, string, error) {
	wires, next, err := list[postWire](ctx, c, s, "/"+url.PathEscape(s.Channel.ExternalID)+"/media", postFields, after)
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

// ListedComment is a comment in the list of a post: a fragment of the same key and form as the delivery about it, so that one that was
// delivered too has its effect once. The fragment has no workspace and channel yet.
type ListedComment struct {
	At       time.Time // zero when not told
	Fragment channel.Fragment
}

const commentFields = "id,text,timestamp,username,from,parent_id"

// Comments reads one page of the comments of a post, the newest first.
func (c *Connector) Comments(ctx context.Context, s channel.Session, p Post, after string) (comments []ListedComment, next string, err error) {
	raws, next, err := list[rawComment](ctx, c, s, "/"+url.PathEscape(p.ID)+"/comments", commentFields, after)
	if err != nil {
		return nil, "", err
	}
	for _, raw := range raws {
		if raw.id() != "" {
			comments = append(comments, ListedComment{At: moment(string(raw.At)), Fragment: listedFragment(s.Channel.ExternalID, p, raw)})
		}
	}
	return comments, next, nil
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
