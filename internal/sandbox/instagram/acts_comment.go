package instagram

import (
	"errors"
	"strings"
	"time"
)

// Errors of acts that name something the network does not have.
var (
	ErrNoAccount = errors.New("instagram sandbox: there is no such account")
	ErrNoPost    = errors.New("instagram sandbox: there is no such post")
	ErrNoComment = errors.New("instagram sandbox: there is no such comment")
	ErrNoPerson  = errors.New("instagram sandbox: a person needs a username of letters, digits, dots and underscores")
	ErrNoMessage = errors.New("instagram sandbox: there is no such message")
)

// WrittenComment is a comment somebody writes.
type WrittenComment struct {
	Account string  `json:"account"` // id or username; default the first, or that of the post
	Media   string  `json:"media"`   // default the newest post
	Person  string  `json:"person"`  // username; made if unknown
	Text    string  `json:"text"`
	Parent  string  `json:"parent"`      // answers this comment
	Own     bool    `json:"own"`         // the owner writes it in the Instagram app
	GIF     bool    `json:"gif"`         // a GIF has no text
	Boosted string  `json:"boosted"`     // copy: the webhook names the advertisement's copy of the post; both: two webhooks
	Age     float64 `json:"age_seconds"` // written this long ago
	Silent  bool    `json:"silent"`      // the webhook is lost
	Times   int     `json:"times"`       // the webhook arrives so often; 0 is once
}

// Comment writes a comment and returns its id.
func (n *Network) Comment(in WrittenComment) (id string, err error) {
	n.change(func() { id, err = n.comment(in) })
	return id, err
}

func (n *Network) comment(in WrittenComment) (string, error) {
	m, err := n.findPost(in.Account, in.Media)
	if err != nil {
		return "", err
	}
	var parent *comment
	if in.Parent != "" {
		if parent = n.comments[in.Parent]; parent == nil || parent.deleted {
			return "", ErrNoComment
		}
		m = parent.media
	}
	if m.product == "LIVE" && m.ended {
		return "", errors.New("instagram sandbox: the broadcast has ended")
	}
	var by *person
	if !in.Own {
		if by, err = n.someone(in.Person); err != nil {
			return "", err
		}
	}
	c := n.addComment(m, by, in.Text, parent)
	c.at = n.now().Add(-time.Duration(in.Age * float64(time.Second)))
	if !in.Silent {
		for range max(in.Times, 1) {
			n.commentEvent(c, CommentWish{Boosted: in.Boosted, GIF: in.GIF})
		}
	}
	return c.id, nil
}

// findPost finds a post by id, or the newest of an account.
func (n *Network) findPost(accountID, mediaID string) (*media, error) {
	if mediaID != "" {
		m := n.media[mediaID]
		if m == nil || m.by == nil {
			return nil, ErrNoPost
		}
		if m.original != nil {
			m = m.original
		}
		return m, nil
	}
	a, err := n.anAccount(accountID)
	if err != nil {
		return nil, err
	}
	posts := a.posts()
	if len(posts) == 0 {
		return nil, ErrNoPost
	}
	return posts[0], nil
}

// anAccount finds an account by id or username; "" is the first.
func (n *Network) anAccount(id string) (*account, error) {
	if id == "" && len(n.accounts) > 0 {
		return n.accounts[0], nil
	}
	if a := n.account(id); a != nil {
		return a, nil
	}
	return nil, ErrNoAccount
}

// someone finds a person or makes one.
func (n *Network) someone(username string) (*person, error) {
	if p := n.person(username); p != nil {
		return p, nil
	}
	for _, r := range username {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '.' && r != '_' {
			return nil, ErrNoPerson
		}
	}
	if username == "" || n.account(username) != nil {
		return nil, ErrNoPerson
	}
	p := &person{username: strings.ToLower(username), name: username}
	n.people = append(n.people, p)
	return p, nil
}

// AuthorID is how the comments of an account name a person; "" for somebody who is not there.
func (n *Network) AuthorID(accountID, username string) (id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	a, p := n.account(accountID), n.person(username)
	if a == nil || p == nil {
		return ""
	}
	return n.commenterID(a, p)
}

// DeleteComment lets whoever wrote a comment delete it. There is no webhook of that.
func (n *Network) DeleteComment(id string) (err error) {
	n.change(func() {
		if c := n.comments[id]; c != nil && !c.deleted {
			c.remove()
			return
		}
		err = ErrNoComment
	})
	return err
}

// Published is a post, reel, story or broadcast an account publishes.
type Published struct {
	Account   string  `json:"account"`
	Product   string  `json:"product"` // FEED (default), REELS, STORY, LIVE
	Kind      string  `json:"kind"`    // IMAGE (default), VIDEO, CAROUSEL_ALBUM
	Caption   string  `json:"caption"`
	Age       float64 `json:"age_seconds"`
	Protected bool    `json:"protected"` // has no media_url
}

// Publish makes a post and returns its id. LIVE starts a broadcast.
func (n *Network) Publish(in Published) (id string, err error) {
	n.change(func() {
		var a *account
		if a, err = n.anAccount(in.Account); err != nil {
			return
		}
		product, kind := in.Product, in.Kind
		if product == "" {
			product = "FEED"
		}
		if kind == "" {
			kind = "IMAGE"
			if product == "REELS" || product == "LIVE" {
				kind = "VIDEO"
			}
		}
		m := n.publish(a, product, kind, in.Caption, n.now().Add(-time.Duration(in.Age*float64(time.Second))))
		m.protected = in.Protected
		id = m.id
	})
	return id, err
}

func (n *Network) publish(a *account, product, kind, caption string, at time.Time) *media {
	m := &media{id: n.id("179"), caption: caption, kind: kind, product: product, at: at, by: a}
	link(m)
	n.media[m.id] = m
	a.media = append([]*media{m}, a.media...)
	return m
}

// link gives a post its public address.
func link(m *media) {
	part := map[string]string{"REELS": "reel", "STORY": "stories", "LIVE": "live"}[m.product]
	if part == "" {
		part = "p"
	}
	m.permalink = "https://www.instagram.com/" + part + "/C" + m.id[len(m.id)-10:] + "/"
}

// EndLive ends a broadcast: its comments take no private reply any more.
func (n *Network) EndLive(mediaID string) (err error) {
	n.change(func() {
		m := n.media[mediaID]
		if m == nil || m.product != "LIVE" {
			err = ErrNoPost
			return
		}
		m.ended = true
	})
	return err
}

// Mention lets somebody mention an account in a comment under their own post. Form is comments (default) or mentions.
func (n *Network) Mention(accountID, username, text, form string) (id string, err error) {
	n.change(func() {
		var a *account
		var p *person
		if a, err = n.anAccount(accountID); err != nil {
			return
		}
		if p, err = n.someone(username); err != nil {
			return
		}
		m := &media{id: n.id("178"), caption: "@" + a.username, kind: "IMAGE", product: "FEED", at: n.now()}
		link(m)
		n.media[m.id] = m
		c := n.addComment(m, p, text, nil)
		id = c.id
		if form == "mentions" {
			n.changeEvent(a, "mentions", object{"media_id": m.id, "comment_id": c.id})
			return
		}
		n.commentEventFor(a, c, CommentWish{})
	})
	return id, err
}
