package instagram

import (
	"encoding/json"
	"time"
)

// Windows (Meta docs, Instagram messaging, read 2026-11).
const (
	openWindow    = 24 * time.Hour
	agentWindow   = 7 * 24 * time.Hour
	privateWindow = 7 * 24 * time.Hour
)

type sendBody struct {
	Recipient     *sendRecipient `json:"recipient"`
	Message       *sendMessage   `json:"message"`
	MessagingType string         `json:"messaging_type"`
	Tag           string         `json:"tag"`
	Action        string         `json:"sender_action"`
	Payload       *sendPayload   `json:"payload"`
}

type sendRecipient struct {
	ID        string `json:"id"`
	CommentID string `json:"comment_id"`
}

type sendPayload struct {
	MessageID string `json:"message_id"`
	Reaction  string `json:"reaction"`
}

// send answers POST /{ig_id}/messages: private replies, messages and sender actions.
func (n *Network) send(c *Call) (any, *problem) {
	var in sendBody
	raw, err := json.Marshal(c.form)
	if err == nil {
		err = strict(raw, &in)
	}
	switch {
	case err != nil:
		return nil, badParam("Unexpected key or type in the request body: %s", err)
	case in.Recipient == nil || (in.Recipient.ID == "") == (in.Recipient.CommentID == ""):
		return nil, badParam("Param recipient must have exactly one of id, comment_id")
	case (in.Message == nil) == (in.Action == ""):
		return nil, badParam("Exactly one of message, sender_action is required")
	case !c.by.may(scopeMessages):
		return nil, noPermission(scopeMessages)
	case c.acc.messagesOff:
		return nil, trouble(200, 2534041, "(#200) The account owner has disabled access to instagram direct messages")
	case in.Recipient.CommentID != "":
		return n.replyPrivately(c, &in)
	}
	who := n.personOf(c.acc, in.Recipient.ID)
	if who == nil {
		return nil, trouble(100, 2534014, "(#100) The requested user cannot be found.")
	}
	t := n.thread(c.acc, who)
	if in.Action != "" {
		return n.act(c, t, &in)
	}
	m, p := n.readMessage(c.acc, in.Message)
	if p != nil {
		return nil, p
	}
	if p := n.reachable(t); p != nil {
		return nil, p
	}
	if p := n.inWindow(t, &in); p != nil {
		return nil, p
	}
	if p := n.sendRate(c.acc, m); p != nil {
		return nil, p
	}
	return n.deliver(c.acc, t, m, Effect{Kind: "message", RecipientID: in.Recipient.ID, Tag: in.Tag}), nil
}

// reachable tells whether the person can be written to at all.
func (n *Network) reachable(t *thread) *problem {
	switch {
	case n.knobs.Development && t.person.noRole:
		return trouble(200, 2018028, "(#200) Cannot message users who are not admins, developers or testers of the app until it is approved and live")
	case t.archived:
		return trouble(100, 2534001, "(#100) The thread owner has archived or deleted this conversation, or the thread does not exist")
	case t.other:
		return trouble(100, 2534037, "(#100) The app is not the thread owner")
	case t.blocked:
		return trouble(551, 1545041, "(#551) This person isn't available right now.")
	case t.away:
		return trouble(10, 2018108, "(#10) This person can't receive messages from you right now")
	}
	return nil
}

// inWindow checks the 24 hours since the person wrote, or 7 days for a human agent. A comment opens nothing.
func (n *Network) inWindow(t *thread, in *sendBody) *problem {
	since := n.now().Sub(t.lastUser)
	outside := trouble(10, 2534022, "(#10) This message is sent outside of allowed window.")
	switch in.MessagingType {
	case "", "RESPONSE", "UPDATE":
		if in.Tag != "" {
			return badParam("Param tag needs messaging_type MESSAGE_TAG")
		}
	case "MESSAGE_TAG":
		if in.Tag != "HUMAN_AGENT" {
			return badParam("Param tag must be one of {HUMAN_AGENT}")
		}
		if !n.knobs.HumanAgent {
			return noPermission("Human Agent")
		}
		if t.lastUser.IsZero() || since > agentWindow {
			return outside
		}
		return nil
	default:
		return badParam("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}")
	}
	if t.lastUser.IsZero() || since > openWindow {
		return outside
	}
	return nil
}

// replyPrivately sends the one message a comment allows: within 7 days of it, to a live comment only during the broadcast
// (Meta docs, private replies, read 2026-11).
func (n *Network) replyPrivately(c *Call, in *sendBody) (any, *problem) {
	n.attempts[in.Recipient.CommentID]++
	if !c.by.may(scopeComments) {
		return nil, noPermission(scopeComments)
	}
	if in.Message == nil || in.Tag != "" || in.MessagingType == "MESSAGE_TAG" {
		return nil, badParam("A private reply has a message and no tag")
	}
	m, p := n.readMessage(c.acc, in.Message)
	if p != nil {
		return nil, p
	}
	if !n.knobs.PrivateButtons && (len(m.quick) > 0 || len(m.parts) > 0) {
		return nil, badParam("A private reply may be text only")
	}
	to := n.comments[in.Recipient.CommentID]
	if why := n.refusesPrivate(c.acc, to); why != "" {
		return nil, trouble(100, 2534025, "(#100) %s", why)
	}
	live := to.media.product == "LIVE"
	if p := n.privateRate(c.acc, live); p != nil {
		return nil, p
	}
	t := n.thread(c.acc, to.by)
	if p := n.reachable(t); p != nil {
		return nil, p
	}
	m.comment = to
	if len(t.messages) == 0 {
		t.request = !t.follows
	}
	out := n.deliver(c.acc, t, m, Effect{Kind: "private_reply", CommentID: to.id, RecipientID: n.igsid(c.acc, to.by)})
	to.private = append(to.private, m.id)
	return out, nil
}

// refusesPrivate says why a comment takes no private reply; "" if it does.
func (n *Network) refusesPrivate(a *account, c *comment) string {
	switch {
	case c == nil || c.account() != a || c.deleted:
		return "The comment is invalid or was deleted"
	case c.by == nil:
		return "The comment was written by the account itself"
	case len(c.private) > 0 && !n.knobs.PrivateTwice:
		return "The comment was already replied to"
	case n.now().Sub(c.at) > privateWindow:
		return "The comment is older than 7 days"
	case c.media.product == "LIVE" && c.media.ended:
		return "The broadcast has ended"
	}
	return ""
}

// deliver puts a message into the thread and tells the webhooks of it.
func (n *Network) deliver(a *account, t *thread, m *message, e Effect) any {
	m.out = true
	t.add(n, m)
	e.Account, e.ObjectID, e.Text, e.Person = a.id, m.id, m.text, t.person.username
	e.Buttons = append(append([]Button{}, m.quick...), m.buttons...)
	for _, part := range m.parts {
		kind, _ := part["type"].(string)
		e.Parts = append(e.Parts, kind)
	}
	n.record(e)
	n.echoEvent(m)
	if n.knobs.AutoSeen && t.lastUserKnown() {
		n.seen(t, m)
	}
	return map[string]string{"recipient_id": n.igsid(a, t.person), "message_id": m.id}
}

// lastUserKnown is false for a thread the person never wrote in: it waits in the folder of requests unseen.
func (t *thread) lastUserKnown() bool { return !t.lastUser.IsZero() }

// act is typing, seen, react and unreact.
func (n *Network) act(c *Call, t *thread, in *sendBody) (any, *problem) {
	done := map[string]string{"recipient_id": in.Recipient.ID}
	e := Effect{Kind: "action", Account: c.acc.id, RecipientID: in.Recipient.ID, Person: t.person.username, Text: in.Action}
	switch in.Action {
	case "typing_on", "typing_off", "mark_seen":
		if in.Payload != nil {
			return nil, badParam("Param payload goes with react and unreact only")
		}
	case "react", "unreact":
		if in.Payload == nil || in.Payload.MessageID == "" || (in.Action == "react" && in.Payload.Reaction == "") {
			return nil, badParam("Param payload needs message_id, and reaction to react")
		}
		m := n.mids[in.Payload.MessageID]
		if m == nil || m.thread != t || m.deleted {
			return nil, noObject(in.Payload.MessageID)
		}
		m.reaction = ""
		if in.Action == "react" {
			m.reaction = in.Payload.Reaction
		}
		e.Kind, e.ObjectID, e.Text = "reaction", m.id, m.reaction
	default:
		return nil, badParam("Param sender_action must be one of {typing_on, typing_off, mark_seen, react, unreact}")
	}
	if p := n.reachable(t); p != nil {
		return nil, p
	}
	if p := n.inWindow(t, in); p != nil {
		return nil, p
	}
	n.record(e)
	return done, nil
}
