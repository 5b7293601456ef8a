package instagram

import (
	"slices"
	"time"
)

const requestLife = 30 * 24 * time.Hour

// getPerson answers GET /{IGSID}. Before the person has written there is no consent to read the profile.
func (n *Network) getPerson(c *Call) (any, *problem) {
	consent := trouble(230, 0, "(#230) User consent is required to access user profile")
	p := n.personOf(c.acc, c.path[0])
	switch {
	case p == nil && n.commenter(c.acc, c.path[0]) != nil:
		return nil, consent
	case p == nil:
		return nil, noObject(c.path[0])
	}
	t := n.thread(c.acc, p)
	if !t.consent {
		return nil, consent
	}
	return choose(map[string]any{
		"id": c.path[0], "name": p.name, "username": p.username, "profile_pic": n.pictureOf(p.picture, p.username), "follower_count": p.followers,
		"is_verified_user": false, "is_user_follow_business": t.follows, "is_business_follow_user": t.followed,
	}, nil, c.query.Get("fields"), "name,username,profile_pic", "IGUser")
}

// answered threads have left the account's folder of requests.
func (t *thread) answered() bool {
	return slices.ContainsFunc(t.messages, func(m *message) bool { return m.out })
}

// visibleThreads are those the Conversations API shows, newest first: requests nobody touched for 30 days are left out.
func (n *Network) visibleThreads(a *account) []*thread {
	var out []*thread
	for _, t := range n.threads {
		old := !t.answered() && n.now().Sub(t.last()) > requestLife
		if t.account == a && len(t.messages) > 0 && !old {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b *thread) int { return b.last().Compare(a.last()) })
	return out
}

func (t *thread) last() time.Time {
	if len(t.messages) == 0 {
		return time.Time{}
	}
	return t.messages[len(t.messages)-1].at
}

func (n *Network) listThreads(c *Call) (any, *problem) {
	if c.query.Get("platform") != "instagram" {
		return nil, badParam("Param platform must be instagram")
	}
	if c.acc.messagesOff {
		return nil, trouble(200, 2534041, "(#200) The account owner has disabled access to instagram direct messages")
	}
	list := n.visibleThreads(c.acc)
	if who := c.query.Get("user_id"); who != "" {
		p := n.personOf(c.acc, who)
		list = slices.DeleteFunc(list, func(t *thread) bool { return t.person != p })
	}
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.id
	}
	return n.paged(c, ids, 50, func(i int) (any, *problem) { return n.threadView(c, list[i], "id,updated_time") })
}

func (n *Network) getThread(c *Call) (any, *problem) {
	for _, t := range n.threads {
		if t.id == c.path[0] && t.account == c.acc {
			return n.threadView(c, t, "id,updated_time")
		}
	}
	return nil, noObject(c.path[0])
}

// threadView shows a thread; messages{...} shows the newest 20, newest first, and no more than that can be read.
func (n *Network) threadView(c *Call, t *thread, usual string) (map[string]any, *problem) {
	ask := c.query.Get("fields")
	if ask == "" {
		ask = usual
	}
	tree, ok := parseFields(ask)
	if !ok {
		return nil, badParam("Syntax error in field expression: %s", ask)
	}
	all := map[string]any{"id": t.id, "updated_time": stamp(t.last()), "participants": map[string]any{"data": []any{
		map[string]any{"id": t.account.id, "username": t.account.username}, map[string]any{"id": n.igsid(t.account, t.person), "username": t.person.username},
	}}}
	if sub, asked := tree["messages"]; asked {
		if sub == nil {
			sub = fieldTree{"id": nil, "created_time": nil}
		}
		rows := []any{}
		for i := len(t.messages) - 1; i >= 0 && len(rows) < 20; i-- {
			if t.messages[i].deleted {
				continue
			}
			row, p := pick(n.messageView(t.messages[i]), messageOptional, sub, "Message")
			if p != nil {
				return nil, p
			}
			rows = append(rows, row)
		}
		all["messages"] = map[string]any{"data": rows}
		tree["messages"] = nil
	}
	return pick(all, nil, tree, "UnifiedThread")
}

var messageOptional = []string{"attachments", "story", "reply_to", "shares", "is_unsupported", "reactions", "tags"}

func (n *Network) messageView(m *message) map[string]any {
	business := map[string]any{"id": m.thread.account.id, "username": m.thread.account.username}
	person := map[string]any{"id": n.igsid(m.thread.account, m.thread.person), "username": m.thread.person.username}
	from, to := person, business
	if m.out {
		from, to = business, person
	}
	v := map[string]any{"id": m.id, "created_time": stamp(m.at), "from": from, "to": map[string]any{"data": []any{to}}, "message": m.text}
	if len(m.parts) > 0 {
		v["attachments"] = map[string]any{"data": m.parts}
	}
	if m.story != nil {
		v["story"] = map[string]any{"reply_to": map[string]any{"id": m.story.id, "link": n.urlOf(m.story)}}
	}
	if m.replyTo != "" {
		v["reply_to"] = map[string]any{"mid": m.replyTo}
	}
	return v
}

// getMessage answers GET /{mid}; only the newest 20 of a thread can be read.
func (n *Network) getMessage(c *Call) (any, *problem) {
	m := n.mids[c.path[0]]
	if m == nil || m.deleted || m.thread.account != c.acc {
		return nil, noObject(c.path[0])
	}
	if i := slices.Index(m.thread.messages, m); len(m.thread.messages)-i > 20 {
		return nil, noObject(c.path[0])
	}
	return choose(n.messageView(m), messageOptional, c.query.Get("fields"), "id,created_time", "Message")
}
