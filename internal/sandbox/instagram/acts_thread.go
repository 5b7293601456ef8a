package instagram

import "errors"

// React lets the person of a thread react to a message, or take that back with "". The reaction is an emoji.
func (n *Network) React(mid, emoji string) (err error) {
	n.change(func() {
		m := n.mids[mid]
		if m == nil || m.deleted {
			err = ErrNoMessage
			return
		}
		reaction := object{"mid": m.id, "action": "react", "reaction": "other", "emoji": emoji}
		if emoji == "❤" || emoji == "❤️" {
			reaction["reaction"] = "love"
		}
		if emoji == "" {
			reaction = object{"mid": m.id, "action": "unreact"}
		}
		m.reaction = emoji
		item := n.item(m.thread, false)
		item["reaction"] = reaction
		n.messagingEvent(m.thread, item)
	})
	return err
}

// Unsend lets a person take a message back.
func (n *Network) Unsend(mid string) (err error) {
	n.change(func() {
		m := n.mids[mid]
		if m == nil || m.deleted || m.out {
			err = ErrNoMessage
			return
		}
		m.deleted = true
		n.unsentEvent(m)
	})
	return err
}

func (n *Network) unsentEvent(m *message) {
	item := n.item(m.thread, false)
	item["message"] = object{"mid": m.id, "is_deleted": true}
	n.messagingEvent(m.thread, item)
}

// UnsendBefore writes a message and takes it back, and the webhook of that arrives before the message's own.
func (n *Network) UnsendBefore(accountID, username, text string) (id string, err error) {
	n.change(func() {
		var t *thread
		if t, err = n.pair(accountID, username); err != nil {
			return
		}
		m := t.add(n, &message{text: text})
		t.wrote(n)
		m.deleted, id = true, m.id
		n.unsentEvent(m)
		n.inboundEvent(m, WrittenMessage{})
	})
	return id, err
}

// EditMessage lets a person change a message.
func (n *Network) EditMessage(mid, text string) (err error) {
	n.change(func() {
		m := n.mids[mid]
		if m == nil || m.deleted || m.out {
			err = ErrNoMessage
			return
		}
		m.text = text
		m.edits++
		item := n.item(m.thread, false)
		item["message_edit"] = object{"mid": m.id, "text": text, "num_edit": n.numEdit(m.edits)}
		n.messagingEvent(m.thread, item)
	})
	return err
}

// Read lets the person of a thread see a message of the account.
func (n *Network) Read(mid string) (err error) {
	n.change(func() {
		m := n.mids[mid]
		if m == nil || !m.out {
			err = ErrNoMessage
			return
		}
		n.seen(m.thread, m)
	})
	return err
}

// OwnMessage is written by the owner in the Instagram app: the product hears of it by an echo.
func (n *Network) OwnMessage(accountID, username, text string) (id string, err error) {
	n.change(func() {
		var t *thread
		if t, err = n.pair(accountID, username); err != nil {
			return
		}
		m := t.add(n, &message{out: true, text: text})
		id = m.id
		n.echoEvent(m)
	})
	return id, err
}

// Relation changes what stands between a person and an account; nil leaves a part as it is.
type Relation struct {
	Account  string `json:"account"`
	Person   string `json:"person"`
	Follows  *bool  `json:"follows"`  // the person follows the account
	Followed *bool  `json:"followed"` // the account follows the person
	Blocked  *bool  `json:"blocked"`  // the person blocked the account
	Away     *bool  `json:"away"`     // the person cannot receive messages
	Archived *bool  `json:"archived"` // the owner archived the thread
	Other    *bool  `json:"other_app"`
}

// Relate changes what stands between a person and an account. There is no webhook of it, but of handing the thread over.
func (n *Network) Relate(r Relation) (err error) {
	n.change(func() {
		var t *thread
		if t, err = n.pair(r.Account, r.Person); err != nil {
			return
		}
		for _, part := range []struct {
			to   *bool
			from *bool
		}{{&t.follows, r.Follows}, {&t.followed, r.Followed}, {&t.blocked, r.Blocked}, {&t.away, r.Away}, {&t.archived, r.Archived}, {&t.other, r.Other}} {
			if part.from != nil {
				*part.to = *part.from
			}
		}
		if r.Other != nil {
			item := n.item(t, false)
			key := "take_thread_control"
			if !*r.Other {
				key = "pass_thread_control"
			}
			item[key] = object{"previous_owner_app_id": n.d.AppID, "new_owner_app_id": "263902037430900", "metadata": ""}
			n.emit(t.account, Event{Account: t.account.id, Part: "messaging", Item: n.encode(item), Time: n.entryTime(true)})
		}
	})
	return err
}

// AccountWish changes an account; nil leaves a part as it is.
type AccountWish struct {
	Account     string  `json:"account"`
	Private     *bool   `json:"private"`      // not public: no comment webhooks
	MessagesOff *bool   `json:"messages_off"` // apps may not read or write messages
	Token       string  `json:"token"`        // revoke, expire or drop_scope
	Scope       string  `json:"scope"`        // what drop_scope takes away
	Username    *string `json:"username"`
	Followers   *int    `json:"followers"`
}

// SetAccount changes an account. Token "revoke" ends its tokens as a changed password does (190/460), "expire" as time
// does (190/463), "drop_scope" takes one permission back.
func (n *Network) SetAccount(w AccountWish) (err error) {
	n.change(func() {
		var a *account
		if a, err = n.anAccount(w.Account); err != nil {
			return
		}
		if w.Private != nil {
			a.private = *w.Private
		}
		if w.MessagesOff != nil {
			a.messagesOff = *w.MessagesOff
		}
		if w.Username != nil {
			a.username = *w.Username
		}
		if w.Followers != nil {
			a.followers = *w.Followers
		}
		switch w.Token {
		case "":
		case "revoke", "expire":
			for _, t := range n.tokens {
				if t.account == a && w.Token == "revoke" {
					t.revoked = true
				} else if t.account == a {
					t.expiresAt = n.now()
				}
			}
		case "drop_scope":
			delete(a.granted, w.Scope)
		default:
			err = errors.New("instagram sandbox: token is revoke, expire or drop_scope")
		}
	})
	return err
}
