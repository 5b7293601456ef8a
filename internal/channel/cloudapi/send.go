package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"github.com/kelolapesan/kelola/internal/graph"
	"net/http"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Send implements channel.Sender: one request at most. A failure before the first byte of the request is a retry; once a
// byte may have left, only a readable Graph answer makes the outcome certain.
func (c *Connector) Send(ctx context.Context, s channel.Session, m channel.Outgoing) (channel.Accepted, error) {
	if err := c.Validate(m.Content); err != nil {
		return channel.Accepted{}, err
	}
	if wait := c.graph.Usage.Wait(s.Channel.AccountID); wait > 0 {
		return channel.Accepted{}, &channel.SendError{
			Class: channel.ClassRetryChannel, Reason: "account_limit", RetryAfter: wait, Detail: "The network asked for a pause; nothing was sent.",
		}
	}
	body, err := c.message(ctx, s, m)
	if err != nil {
		return channel.Accepted{}, beforeSend(err)
	}
	a, err := c.do(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + s.Channel.ExternalID + "/messages", JSON: body, Token: s.Token, Account: s.Channel.AccountID,
	})
	switch {
	case errors.Is(err, graph.ErrNothingSent):
		return channel.Accepted{}, notSent("network_unreachable")
	case err != nil:
		return channel.Accepted{}, unknownOutcome("no_answer")
	}
	return c.accepted(ctx, s, m, a)
}

// accepted reads the answer to a send. Anything that is neither a message id nor an error object is an unknown outcome.
func (c *Connector) accepted(ctx context.Context, s channel.Session, m channel.Outgoing, a graph.Answer) (channel.Accepted, error) {
	e, ok := graph.ErrorOf(a)
	if e != nil {
		c.forgetMedia(ctx, s, m.Content, e)
		return channel.Accepted{}, sendErrorOf(e, a.Status, m.Attempt, graph.RetryAfter(a.Header, c.clock.Now()))
	}
	if !ok {
		return channel.Accepted{}, unknownOutcome("no_answer")
	}
	var res struct {
		Contacts []struct {
			WaID   graph.ID `json:"wa_id"`
			UserID graph.ID `json:"user_id"`
		} `json:"contacts"`
		Messages []struct {
			ID     graph.ID     `json:"id"`
			Status graph.String `json:"message_status"`
		} `json:"messages"`
	}
	if json.Unmarshal(a.Body, &res) != nil || len(res.Messages) == 0 || res.Messages[0].ID == "" {
		return channel.Accepted{}, unknownOutcome("no_answer")
	}
	out := channel.Accepted{
		ExternalID: string(res.Messages[0].ID),
		Held:       res.Messages[0].Status == "held_for_quality_assessment" || res.Messages[0].Status == "paused",
		SlowDown:   c.graph.Usage.Slow(s.Channel.AccountID),
	}
	if len(res.Contacts) > 0 {
		out.To = address(string(res.Contacts[0].WaID), string(res.Contacts[0].UserID))
	}
	return out, nil
}

// beforeSend makes an error of the preparation a definite one: the message itself was not sent.
func beforeSend(err error) error {
	if e, ok := errors.AsType[*channel.SendError](err); ok {
		return e
	}
	e, refused := errors.AsType[*graph.Error](err)
	if f, ok := fault.Of(err); ok && !refused {
		if f.Kind == fault.Unavailable || f.Kind == fault.Internal {
			return notSent("preparation_failed")
		}
		return f
	}
	if !refused {
		return notSent("preparation_failed")
	}
	out := statusError(e.Code, e.Subcode)
	out.Detail = "The network refused the file; the message was not sent."
	return out
}

// forgetMedia drops remembered uploads when the network no longer takes them, so that a person's next try uploads anew.
func (c *Connector) forgetMedia(ctx context.Context, s channel.Session, content channel.Content, e *graph.Error) {
	if s.Media == nil || e.Code != 131053 && e.Code != 131009 && e.Code != 100 {
		return
	}
	for _, m := range content.Files() {
		if m.AttachmentID == "" {
			continue
		}
		if err := s.Media.Forget(ctx, m.AttachmentID); err != nil {
			c.log.WarnContext(ctx, "an uploaded file could not be forgotten", "channel", s.Channel.ID, "err", err)
		}
	}
}

// MarkRead implements channel.Connector. It may be repeated.
func (c *Connector) MarkRead(ctx context.Context, s channel.Session, _ channel.Address, externalID string) error {
	return c.read(ctx, s, externalID, false)
}

// Typing implements channel.Connector: it shows "typing" for at most 25 seconds, and marks read, which the network demands.
func (c *Connector) Typing(ctx context.Context, s channel.Session, _ channel.Address, externalID string) error {
	return c.read(ctx, s, externalID, true)
}

func (c *Connector) read(ctx context.Context, s channel.Session, externalID string, typing bool) error {
	body := map[string]any{"messaging_product": "whatsapp", "status": "read", "message_id": networkID(externalID)}
	if typing {
		body["typing_indicator"] = map[string]string{"type": "text"}
	}
	return c.get(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + s.Channel.ExternalID + "/messages", JSON: body, Token: s.Token, Account: s.Channel.AccountID,
	}, nil)
}
