package instagram

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Send implements channel.Sender: one request at most. A failure before the first byte of the request is a retry; once a byte may have
// left, only a readable answer makes the outcome certain. The network has no idempotency key and echoes no id of ours: an open outcome
// is settled by the echo of the message alone.
func (c *Connector) Send(ctx context.Context, s channel.Session, m channel.Outgoing) (channel.Accepted, error) {
	if err := c.Validate(m.Content); err != nil {
		return channel.Accepted{}, err
	}
	if m.Content.Comment == nil && m.To.Handle() == "" {
		return channel.Accepted{}, invalid("recipient_missing", "There is nobody to send to.")
	}
	if wait := c.graph.Usage.Wait(s.Channel.ExternalID); wait > 0 {
		return channel.Accepted{}, &channel.SendError{
			Class: channel.ClassRetryChannel, Reason: "account_limit", RetryAfter: wait, Detail: "The network asked for a pause; nothing was sent.",
		}
	}
	file := ""
	if m.Content.Type.IsMedia() {
		var err error
		if file, err = link(ctx, s, m.Content.Media); err != nil {
			return channel.Accepted{}, err
		}
	}
	a, err := c.graph.Do(ctx, c.request(s, m, file))
	switch {
	case errors.Is(err, graph.ErrNothingSent):
		return channel.Accepted{}, notSent("network_unreachable", 0)
	case err != nil:
		return channel.Accepted{}, unknownOutcome()
	}
	e, ok := graph.ErrorOf(a)
	if e != nil {
		return channel.Accepted{}, sendError(e, graph.RetryAfter(a.Header, c.clock.Now()))
	}
	return c.accepted(s, m, a, ok)
}

// request makes the call. A public reply must never ask for fields: the network then makes the comment and refuses the call (seen in
// third-party code, 2026-11).
func (c *Connector) request(s channel.Session, m channel.Outgoing, file string) graph.Call {
	call := graph.Call{
		Method: http.MethodPost, Path: "/" + c.cfg.Version + "/" + url.PathEscape(s.Channel.ExternalID) + "/messages",
		Token: s.Token, Account: s.Channel.ExternalID,
	}
	content := m.Content
	switch {
	case content.Comment != nil && content.Comment.Public:
		call.Path = "/" + c.cfg.Version + "/" + url.PathEscape(content.Comment.ID) + "/replies"
		call.JSON = map[string]string{"message": content.Text.Body}
	case content.Type == channel.TypeReaction:
		call.JSON = reaction(m)
	default:
		body := map[string]any{"recipient": recipient(m), "message": message(content, file)}
		if content.HumanAgent {
			body["messaging_type"], body["tag"] = "MESSAGE_TAG", "HUMAN_AGENT"
		}
		call.JSON = body
	}
	return call
}

func recipient(m channel.Outgoing) map[string]string {
	if m.Content.Comment != nil {
		return map[string]string{"comment_id": m.Content.Comment.ID}
	}
	return map[string]string{"id": m.To.Handle()}
}

func reaction(m channel.Outgoing) map[string]any {
	payload := map[string]string{"message_id": m.Content.Reaction.MessageID}
	action := "unreact"
	if m.Content.Reaction.Emoji != "" {
		action, payload["reaction"] = "react", m.Content.Reaction.Emoji
	}
	return map[string]any{"recipient": map[string]string{"id": m.To.Handle()}, "sender_action": action, "payload": payload}
}

func message(content channel.Content, file string) map[string]any {
	if content.Type.IsMedia() {
		return map[string]any{"attachment": map[string]any{"type": fileKind(content.Media.MIME), "payload": map[string]string{"url": file}}}
	}
	if content.Type != channel.TypeInteractive {
		return map[string]any{"text": content.Text.Body}
	}
	in := content.Interactive
	if in.Kind == channel.KindQuickReplies {
		replies := make([]map[string]string, len(in.Buttons))
		for i, b := range in.Buttons {
			replies[i] = map[string]string{"content_type": "text", "title": b.Title, "payload": b.ID}
		}
		return map[string]any{"text": in.Body, "quick_replies": replies}
	}
	var buttons []map[string]string
	for _, b := range buttonsOf(in) {
		if b.URL != "" {
			buttons = append(buttons, map[string]string{"type": "web_url", "title": b.Title, "url": b.URL})
		} else {
			buttons = append(buttons, map[string]string{"type": "postback", "title": b.Title, "payload": b.ID})
		}
	}
	return map[string]any{"attachment": map[string]any{
		"type": "template", "payload": map[string]any{"template_type": "button", "text": in.Body, "buttons": buttons},
	}}
}

// accepted reads the answer to a send. Anything that is neither an id nor an error object is an unknown outcome; a reaction has no id.
func (c *Connector) accepted(s channel.Session, m channel.Outgoing, a graph.Answer, ok bool) (channel.Accepted, error) {
	var res struct {
		ID        graph.ID `json:"id"`
		Message   graph.ID `json:"message_id"`
		Recipient graph.ID `json:"recipient_id"`
	}
	if !ok || !graph.Decode(a.Body, &res) {
		return channel.Accepted{}, unknownOutcome()
	}
	out := channel.Accepted{
		ExternalID: string(res.Message), To: channel.HandleAddress(string(res.Recipient)), SlowDown: c.graph.Usage.Slow(s.Channel.ExternalID),
	}
	switch {
	case m.Content.Comment != nil && m.Content.Comment.Public:
		out.ExternalID, out.To = string(res.ID), channel.Address{}
	case m.Content.Type == channel.TypeReaction && res.Recipient != "":
		out.ExternalID = "reaction:" + m.SendID
	}
	if out.ExternalID == "" {
		return channel.Accepted{}, unknownOutcome()
	}
	return out, nil
}

// MarkRead implements channel.Connector.
func (c *Connector) MarkRead(ctx context.Context, s channel.Session, to channel.Address, _ string) error {
	return c.action(ctx, s, to, "mark_seen")
}

// Typing implements channel.Connector.
func (c *Connector) Typing(ctx context.Context, s channel.Session, to channel.Address, _ string) error {
	return c.action(ctx, s, to, "typing_on")
}

func (c *Connector) action(ctx context.Context, s channel.Session, to channel.Address, action string) error {
	return c.get(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + url.PathEscape(s.Channel.ExternalID) + "/messages", Token: s.Token, Account: s.Channel.ExternalID,
		JSON: map[string]any{"recipient": map[string]string{"id": to.Handle()}, "sender_action": action},
	}, nil)
}
