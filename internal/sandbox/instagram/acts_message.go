package instagram

import (
	"errors"
	"strings"
)

// WrittenMessage is something a person sends to an account. Attachment types: image, video, audio, file, share, ig_post,
// ig_reel, reel, story, ig_story, story_mention, like_heart, media, template.
type WrittenMessage struct {
	Account     string   `json:"account"` // id or username; default the first
	Person      string   `json:"person"`  // username; made if unknown
	Text        string   `json:"text"`
	Attachments []string `json:"attachments"` // types; each gets an address on the sandbox
	URL         string   `json:"url"`         // of the attachments instead
	ReplyTo     string   `json:"reply_to"`    // message id
	Story       string   `json:"story"`       // answers this story
	Media       string   `json:"media"`       // the post an ig_post or reel shares
	QuickReply  string   `json:"quick_reply"` // payload of a tapped quick reply
	Referral    string   `json:"referral"`    // came by a link with this ref
	Unsupported bool     `json:"unsupported"`
	Self        bool     `json:"self"`   // is_self: the account writes to itself
	Silent      bool     `json:"silent"` // the webhook is lost
	Times       int      `json:"times"`  // the webhook arrives so often; 0 is once
}

// Message lets a person write and returns the message's id.
func (n *Network) Message(in WrittenMessage) (id string, err error) {
	n.change(func() { id, err = n.message(in) })
	return id, err
}

func (n *Network) message(in WrittenMessage) (string, error) {
	t, err := n.pair(in.Account, in.Person)
	if err != nil {
		return "", err
	}
	if t.blocked {
		return "", errors.New("instagram sandbox: this person has blocked the account")
	}
	m := &message{text: in.Text, replyTo: in.ReplyTo}
	if in.Story != "" {
		if m.story = n.media[in.Story]; m.story == nil {
			return "", ErrNoPost
		}
	}
	if in.ReplyTo != "" && n.mids[in.ReplyTo] == nil {
		return "", ErrNoMessage
	}
	if err := n.shareParts(t.account, m, in); err != nil {
		return "", err
	}
	t.add(n, m)
	t.wrote(n)
	if in.Silent {
		return m.id, nil
	}
	for range max(in.Times, 1) {
		n.inboundEvent(m, in)
	}
	return m.id, nil
}

// wrote opens the window, gives consent and takes the thread out of the person's requests.
func (t *thread) wrote(n *Network) {
	t.lastUser, t.consent, t.request = n.now(), true, false
	for _, m := range t.messages {
		if m.out && !m.seen && !m.deleted {
			m.seen = true
		}
	}
}

func (n *Network) pair(accountID, username string) (*thread, error) {
	a, err := n.anAccount(accountID)
	if err != nil {
		return nil, err
	}
	p, err := n.someone(username)
	if err != nil {
		return nil, err
	}
	return n.thread(a, p), nil
}

// shareParts makes the attachments a webhook carries (Meta docs, Instagram messaging webhooks, read 2026-11).
func (n *Network) shareParts(a *account, m *message, in WrittenMessage) error {
	known := " image video audio file share ig_post ig_reel reel story ig_story story_mention like_heart media template "
	list := in.Attachments
	if n.knobs.DoubleShare && len(list) == 1 && (list[0] == "share" || list[0] == "ig_post") {
		list = []string{"share", "ig_post"}
	}
	for _, kind := range list {
		if !strings.Contains(known, " "+kind+" ") {
			return errors.New("instagram sandbox: unknown type of attachment")
		}
		if kind == "like_heart" {
			m.parts = append(m.parts, object{"type": kind})
			continue
		}
		payload := object{"url": in.URL}
		if in.URL == "" {
			payload["url"] = n.d.Base() + mediaPath + "inbound/" + kind + ".png"
		}
		post := n.media[in.Media]
		if post == nil && len(a.posts()) > 0 {
			post = a.posts()[0]
		}
		switch kind {
		case "ig_post", "share":
			if post != nil && kind == "ig_post" {
				payload["ig_post_media_id"], payload["title"] = post.id, post.caption
			}
		case "ig_reel", "reel":
			if post != nil {
				payload["reel_video_id"], payload["title"] = post.id, post.caption
			}
		case "template":
			payload = object{"generic": object{"elements": []any{object{"title": "Contoh"}}}}
		}
		m.parts = append(m.parts, object{"type": kind, "payload": payload})
	}
	return nil
}

// inboundEvent announces a message of a person in the form the knob chooses.
func (n *Network) inboundEvent(m *message, in WrittenMessage) {
	item := n.item(m.thread, false)
	if n.knobs.MessageForm == "edit0" || n.knobs.MessageForm == "edit0_bare" {
		if n.knobs.MessageForm == "edit0_bare" {
			delete(item, "sender")
			delete(item, "recipient")
		}
		item["message_edit"] = object{"mid": m.id, "num_edit": n.numEdit(0)}
		n.messagingEvent(m.thread, item)
		return
	}
	body := n.content(m)
	if in.QuickReply != "" {
		body["quick_reply"] = object{"payload": in.QuickReply}
	}
	if in.Referral != "" {
		body["referral"] = object{"ref": in.Referral, "source": "SHORTLINKS", "type": "OPEN_THREAD"}
	}
	if in.Unsupported {
		body["is_unsupported"] = true
		delete(body, "text")
	}
	if in.Self {
		body["is_self"] = true
	}
	item["message"] = body
	n.messagingEvent(m.thread, item)
}

func (n *Network) numEdit(count int) any {
	if n.knobs.TextEdits {
		return string(rune('0' + count%10))
	}
	return count
}

// Tap lets a person tap the button of a message with this title or payload. A quick reply comes as a message, a postback
// as a postback; a link sends nothing. It returns the id of what was sent.
func (n *Network) Tap(mid, button string) (id string, err error) {
	n.change(func() { id, err = n.tap(mid, button) })
	return id, err
}

func (n *Network) tap(mid, button string) (string, error) {
	m := n.mids[mid]
	if m == nil || !m.out || m.deleted {
		return "", ErrNoMessage
	}
	for _, q := range m.quick {
		if q.Title == button || q.Payload == button {
			return n.message(WrittenMessage{Account: m.thread.account.id, Person: m.thread.person.username, Text: q.Title, QuickReply: q.Payload})
		}
	}
	for _, b := range m.buttons {
		if b.Title != button && (b.Payload != button || button == "") {
			continue
		}
		if b.Kind == "web_url" {
			return "", nil
		}
		return n.postback(m.thread, b.Title, b.Payload), nil
	}
	return "", errors.New("instagram sandbox: the message has no such button")
}

// postback writes the tap into the thread, where the person sees it as a message of their own.
func (n *Network) postback(t *thread, title, payload string) string {
	m := t.add(n, &message{text: title})
	t.wrote(n)
	item := n.item(t, false)
	item["postback"] = object{"mid": m.id, "title": title, "payload": payload}
	n.messagingEvent(t, item)
	return m.id
}

// TapIceBreaker lets a person open the chat with one of the account's questions.
func (n *Network) TapIceBreaker(accountID, username, question string) (id string, err error) {
	n.change(func() {
		var t *thread
		if t, err = n.pair(accountID, username); err != nil {
			return
		}
		lists, p := readIceBreakers(t.account.ice)
		if p == nil {
			for _, l := range lists {
				for _, q := range l.Actions {
					if q.Question == question {
						id = n.postback(t, q.Question, q.Payload)
						return
					}
				}
			}
		}
		err = errors.New("instagram sandbox: the account has no such question")
	})
	return id, err
}

// Open lets a person open the chat by a link with a ref, without writing anything.
func (n *Network) Open(accountID, username, ref string) (err error) {
	n.change(func() {
		var t *thread
		if t, err = n.pair(accountID, username); err != nil {
			return
		}
		item := n.item(t, false)
		item["referral"] = object{"ref": ref, "source": "SHORTLINKS", "type": "OPEN_THREAD"}
		n.messagingEvent(t, item)
	})
	return err
}
