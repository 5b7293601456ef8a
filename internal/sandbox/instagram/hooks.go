package instagram

import (
	"encoding/json"
	"strconv"
	"time"
)

// Event is one webhook event, made ready for the sandbox to post.
type Event struct {
	Account string // entry.id
	Part    string // changes, messaging or standby: what Item belongs to; "" when Entry or Body is set
	Item    []byte
	Time    string // entry.time as JSON; "" leaves it out
	Entry   []byte // a whole entry
	Body    []byte // a whole POST body
	URL     string // instead of the sandbox's
	Meta    bool   // signed with the Meta app's secret
	Plain   bool   // UTF-8, without \u escapes
	Numeric bool   // entry.id is a JSON number
}

type object = map[string]any

// emit plans an event of an account: nothing is sent to an app without access, or before the account is subscribed. Once
// subscribed to one field it gets all of them.
func (n *Network) emit(a *account, e Event) {
	if len(a.granted) == 0 || a.subscribed == nil {
		return
	}
	n.emitAnyway(e)
}

func (n *Network) emitAnyway(e Event) {
	e.URL, e.Meta, e.Plain = n.knobs.WebhookURL, n.knobs.Secret == "meta", n.knobs.PlainText
	e.Numeric = n.knobs.NumericIDs
	n.pending = append(n.pending, e)
}

func (n *Network) encode(v any) []byte {
	if n.knobs.NumericIDs {
		v = numeric(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("{}")
	}
	return b
}

// numeric turns ids of digits into JSON numbers.
func numeric(v any) any {
	switch t := v.(type) {
	case object:
		out := object{}
		for k, inner := range t {
			if s, ok := inner.(string); ok && (k == "id" || k == "comment_id" || k == "parent_id" || k == "original_media_id" || k == "ad_id") {
				if _, err := strconv.ParseUint(s, 10, 64); err == nil {
					inner = json.Number(s)
				}
			}
			out[k] = numeric(inner)
		}
		return out
	case []any:
		out := make([]any, len(t))
		for i := range t {
			out[i] = numeric(t[i])
		}
		return out
	}
	return v
}

// entryTime is the time a webhook is sent: seconds for comments, milliseconds for messages.
func (n *Network) entryTime(messaging bool) string {
	now := n.now()
	form := n.knobs.EntryTime
	if form == "documented" {
		form = "s"
		if messaging {
			form = "ms"
		}
	}
	switch form {
	case "ms":
		return strconv.FormatInt(now.UnixMilli(), 10)
	case "iso":
		return strconv.Quote(now.UTC().Format(time.RFC3339))
	case "absent":
		return ""
	}
	return strconv.FormatInt(now.Unix(), 10)
}

// changeEvent emits a change of a field in the form the knob chooses.
func (n *Network) changeEvent(a *account, field string, value object) {
	item := object{"field": field, "value": value}
	when := n.entryTime(false)
	switch n.knobs.CommentForm {
	case "flat":
		n.emit(a, Event{Account: a.id, Entry: n.encode(n.entry(a, when, item))})
	case "mixed":
		n.emit(a, Event{Account: a.id, Entry: n.encode(n.entry(a, when, object{"changes": []any{item}, "messaging": []any{}}))})
	case "array":
		entry := n.entry(a, when, object{"changes": []any{item}})
		n.emit(a, Event{Account: a.id, Body: n.encode([]any{object{"object": "instagram", "entry": []any{entry}}})})
	default:
		n.emit(a, Event{Account: a.id, Part: "changes", Item: n.encode(item), Time: when})
	}
}

// CommentWish changes how one comment is announced.
type CommentWish struct {
	Boosted string // copy: under the advertisement's copy of the post; both: under the post and under the copy
	GIF     bool   // without text
	Live    bool   // forces the field live_comments
}

func (n *Network) commentEvent(c *comment, w CommentWish) { n.commentEventFor(c.account(), c, w) }

// commentEventFor announces a comment to an account. A private account gets no comment webhooks.
func (n *Network) commentEventFor(a *account, c *comment, w CommentWish) {
	if a == nil || a.private {
		return
	}
	value := object{}
	if n.knobs.CommentIDKey != "comment_id" {
		value["id"] = c.id
	}
	if n.knobs.CommentIDKey != "id" {
		value["comment_id"] = c.id
	}
	if !w.GIF {
		value["text"] = c.text
	}
	if c.parent != nil {
		value["parent_id"] = c.parent.id
	}
	n.fromOf(a, c, value)
	field := "comments"
	if w.Live || c.media.product == "LIVE" {
		field = "live_comments"
	}
	if w.Boosted != "copy" {
		value["media"] = n.mediaOf(c.media)
		n.changeEvent(a, field, value)
	}
	if w.Boosted == "copy" || w.Boosted == "both" {
		twin := object{}
		for k, v := range value {
			twin[k] = v
		}
		twin["media"] = n.mediaOf(n.advertise(c.media))
		n.changeEvent(a, field, twin)
	}
}

// mediaOf is what a comment's webhook says of its post. Everything but the id may be missing.
func (n *Network) mediaOf(m *media) object {
	out := object{"id": m.id}
	if n.knobs.CommentMedia != "bare" {
		out["media_product_type"] = m.product
	}
	if m.original != nil {
		out["ad_id"], out["ad_title"], out["original_media_id"] = m.adID, "Iklan", m.original.id
		if n.knobs.CommentMedia == "dark" {
			delete(out, "original_media_id")
			delete(out, "media_product_type")
		}
	}
	return out
}

// fromOf writes who commented, as the knobs choose.
func (n *Network) fromOf(a *account, c *comment, value object) {
	from := object{}
	if c.by == nil {
		from = object{"id": a.id, "username": a.username}
		switch n.knobs.OwnForm {
		case "value":
			value["self_ig_scoped_id"] = a.scopedID
			from["id"] = digits("3", scramble(peopleSeed, "self:"+a.id))
		case "plain":
		default:
			from["self_ig_scoped_id"] = a.scopedID
		}
	} else {
		from["id"], from["username"] = n.commenterID(a, c.by), c.by.username
	}
	switch n.knobs.CommentFrom {
	case "absent":
		return
	case "id":
		delete(from, "username")
	}
	value["from"] = from
}

// advertise finds or makes the copy of a post an advertisement shows.
func (n *Network) advertise(m *media) *media {
	for _, have := range n.media {
		if have.original == m {
			return have
		}
	}
	c := &media{id: n.id("179"), caption: m.caption, kind: m.kind, product: "AD", permalink: m.permalink, at: n.now(), by: m.by, adID: n.id("12020"), original: m}
	n.media[c.id] = c
	return c
}

// messagingEvent emits an item of messaging[], or of standby[] when another app controls the thread.
func (n *Network) messagingEvent(t *thread, item object) {
	part := "messaging"
	if t.other && n.knobs.Standby {
		part = "standby"
	}
	if n.knobs.MessageEnvelope == "messaging" || part == "standby" {
		n.emit(t.account, Event{Account: t.account.id, Part: part, Item: n.encode(item), Time: n.entryTime(true)})
		return
	}
	change := object{"field": fieldOf(item), "value": item}
	if n.knobs.MessageEnvelope == "changes" {
		n.emit(t.account, Event{Account: t.account.id, Part: "changes", Item: n.encode(change), Time: n.entryTime(true)})
		return
	}
	n.emit(t.account, Event{Account: t.account.id, Entry: n.encode(n.entry(t.account, n.entryTime(true), change))})
}

// fieldOf is the webhook field an item of messaging[] belongs to.
func fieldOf(item object) string {
	for member, field := range map[string]string{
		"reaction": "message_reactions", "postback": "messaging_postbacks", "read": "messaging_seen", "referral": "messaging_referral", "message_edit": "message_edit",
	} {
		if item[member] != nil {
			return field
		}
	}
	return "messages"
}

// entry is an entry with members beside its id and time.
func (n *Network) entry(a *account, when string, members object) object {
	e := object{"id": a.id}
	if n.knobs.NumericIDs {
		e["id"] = json.Number(a.id)
	}
	if when != "" {
		e["time"] = json.RawMessage(when)
	}
	for k, v := range members {
		e[k] = v
	}
	return e
}

// item begins an item of messaging[] from the person, or from the account.
func (n *Network) item(t *thread, out bool) object {
	business, person := object{"id": t.account.id}, object{"id": n.igsid(t.account, t.person)}
	if out {
		return object{"sender": business, "recipient": person, "timestamp": n.now().UnixMilli()}
	}
	return object{"sender": person, "recipient": business, "timestamp": n.now().UnixMilli()}
}

func (n *Network) content(m *message) object {
	v := object{"mid": m.id}
	if m.text != "" && (!m.out || len(m.parts) == 0) {
		v["text"] = m.text
	}
	if len(m.parts) > 0 {
		v["attachments"] = m.parts
	}
	switch {
	case m.story != nil:
		v["reply_to"] = object{"story": object{"id": m.story.id, "url": n.urlOf(m.story)}}
	case m.replyTo != "":
		v["reply_to"] = object{"mid": m.replyTo}
	}
	return v
}

// echoEvent tells of a message the account sent, by this app or in the Instagram app.
func (n *Network) echoEvent(m *message) {
	body := n.content(m)
	body["is_echo"] = true
	item := n.item(m.thread, true)
	switch n.knobs.Echo {
	case "off":
		return
	case "unswapped": // seen in fixtures: parties as if the person had written, and no time
		item = n.item(m.thread, false)
		item["message"] = body
		n.emit(m.thread.account, Event{Account: m.thread.account.id, Part: "messaging", Item: n.encode(item)})
		return
	}
	item["message"] = body
	n.messagingEvent(m.thread, item)
}

// seen marks a message of the account as read by the person.
func (n *Network) seen(t *thread, m *message) {
	m.seen = true
	item := n.item(t, false)
	item["read"] = object{"mid": m.id}
	n.messagingEvent(t, item)
}
