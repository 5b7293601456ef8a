package instagram

import (
	"slices"
	"strings"
	"unicode"
)

var commentOptional = []string{"from", "parent_id", "user", "username", "replies"}

func (n *Network) commentView(c *comment) map[string]any {
	v := map[string]any{
		"id": c.id, "text": c.text, "timestamp": stamp(c.at), "hidden": c.hidden, "like_count": 0, "media": map[string]any{"id": c.media.id, "media_product_type": c.media.product},
	}
	from := n.commentFrom(c)
	v["username"] = from["username"]
	if n.knobs.ReadFrom == "full" {
		v["from"] = from
	}
	if c.parent != nil {
		v["parent_id"] = c.parent.id
	}
	return v
}

func (n *Network) commentFrom(c *comment) map[string]any {
	if c.by == nil {
		return map[string]any{"id": c.own.id, "username": c.own.username}
	}
	return map[string]any{"id": n.commenterID(c.account(), c.by), "username": c.by.username}
}

// ownComment finds a comment under a post of the calling account.
func (n *Network) ownComment(c *Call) (*comment, *problem) {
	got := n.comments[c.path[0]]
	if got == nil || got.deleted || got.account() != c.acc {
		return nil, noObject(c.path[0])
	}
	return got, nil
}

// listComments answers the top comments of a post, newest first.
func (n *Network) listComments(c *Call) (any, *problem) {
	m, p := n.ownMedia(c)
	if p != nil {
		return nil, p
	}
	var list []*comment
	for _, got := range m.comments {
		if got.parent == nil && !got.deleted {
			list = append(list, got)
		}
	}
	slices.SortStableFunc(list, func(a, b *comment) int { return b.at.Compare(a.at) })
	return n.commentPage(c, list)
}

func (n *Network) listReplies(c *Call) (any, *problem) {
	top, p := n.ownComment(c)
	if p != nil {
		return nil, p
	}
	list := slices.DeleteFunc(slices.Clone(top.replies), func(r *comment) bool { return r.deleted })
	return n.commentPage(c, list)
}

func (n *Network) commentPage(c *Call, list []*comment) (any, *problem) {
	ids := make([]string, len(list))
	for i, got := range list {
		ids[i] = got.id
	}
	return n.paged(c, ids, 50, func(i int) (any, *problem) {
		return choose(n.commentView(list[i]), commentOptional, c.query.Get("fields"), "timestamp,text", "IGComment")
	})
}

func (n *Network) getComment(c *Call) (any, *problem) {
	got, p := n.ownComment(c)
	if p != nil {
		return nil, p
	}
	return choose(n.commentView(got), commentOptional, c.query.Get("fields"), "timestamp,text", "IGComment")
}

// replyPublicly answers POST /{comment}/replies. With fields the reply is written and the call refused all the same: the
// product must never pass them (seen in third-party reports, read 2026-11).
func (n *Network) replyPublicly(c *Call) (any, *problem) {
	to, p := n.ownComment(c)
	if p != nil {
		return nil, p
	}
	text := c.text("message")
	if p := publicText(text); p != nil {
		return nil, p
	}
	if to.media.product == "LIVE" && to.media.ended {
		return nil, badParam("The broadcast has ended")
	}
	reply := n.addComment(to.media, nil, text, to)
	n.record(Effect{Kind: "public_reply", Account: c.acc.id, CommentID: to.id, ObjectID: reply.id, Text: text})
	n.commentEvent(reply, CommentWish{})
	if c.query.Has("fields") {
		return nil, trouble(20, 1772107, "(#20) An error occurred while reading the created object")
	}
	return map[string]string{"id": reply.id}, nil
}

// publicText checks the limits of a comment (Meta docs, Instagram comment moderation, read 2026-11).
func publicText(text string) *problem {
	letters, lower := 0, false
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			lower = lower || !unicode.IsUpper(r)
		}
	}
	switch {
	case strings.TrimSpace(text) == "":
		return badParam("The parameter message is required")
	case len([]rune(text)) > 300:
		return badParam("The comment is longer than 300 characters")
	case strings.Count(text, "#") > 4:
		return badParam("The comment has more than 4 hashtags")
	case strings.Count(text, "http://")+strings.Count(text, "https://") > 1:
		return badParam("The comment has more than 1 link")
	case letters > 1 && !lower:
		return badParam("The comment consists of capital letters only")
	}
	return nil
}

func (n *Network) hideComment(c *Call) (any, *problem) {
	got, p := n.ownComment(c)
	if p != nil {
		return nil, p
	}
	hide := c.text("hide")
	if hide != "true" && hide != "false" {
		return nil, badParam("The parameter hide is required")
	}
	if got.by == nil {
		return nil, badParam("A comment of the account itself cannot be hidden")
	}
	got.hidden = hide == "true"
	n.record(Effect{Kind: "hide", Account: c.acc.id, CommentID: got.id, Text: hide})
	return map[string]bool{"success": true}, nil
}

func (n *Network) deleteComment(c *Call) (any, *problem) {
	got, p := n.ownComment(c)
	if p != nil {
		return nil, p
	}
	got.remove()
	n.record(Effect{Kind: "delete", Account: c.acc.id, CommentID: got.id})
	return map[string]bool{"success": true}, nil
}

// remove deletes a comment and the replies below it.
func (c *comment) remove() {
	c.deleted = true
	for _, r := range c.replies {
		r.deleted = true
	}
}

// addComment writes a comment. A reply to a reply lands under the top comment.
func (n *Network) addComment(m *media, by *person, text string, parent *comment) *comment {
	if parent != nil && parent.parent != nil {
		parent = parent.parent
	}
	c := &comment{id: n.id("180"), text: text, media: m, by: by, at: n.now(), parent: parent}
	if by == nil {
		c.own = m.by
	}
	m.comments = append([]*comment{c}, m.comments...)
	if parent != nil {
		parent.replies = append(parent.replies, c)
	}
	n.comments[c.id] = c
	return c
}
