package instagram

import (
	"context"
	"net/http"
	"net/url"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

type iceBreaker struct {
	Question graph.String `json:"question"`
	Payload  graph.String `json:"payload"`
}

type iceBreakers struct {
	Actions []iceBreaker `json:"call_to_actions"`
	Locale  graph.String `json:"locale"`
}

func profileCall(s channel.Session, method string) graph.Call {
	return graph.Call{Method: method, Path: "/me/messenger_profile", Token: s.Token, Account: s.Channel.ExternalID}
}

// IceBreakers reads the questions that an account offers to whoever opens a conversation (Meta docs, ice breakers, read 2026-11).
func (c *Connector) IceBreakers(ctx context.Context, s channel.Session) ([]channel.Button, error) {
	var out struct {
		Data []struct {
			IceBreakers []iceBreakers `json:"ice_breakers"`
		} `json:"data"`
	}
	call := profileCall(s, http.MethodGet)
	call.Query = url.Values{"fields": {"ice_breakers"}}
	if err := c.get(ctx, call, &out); err != nil {
		return nil, err
	}
	var list []channel.Button
	for _, d := range out.Data {
		for _, b := range d.IceBreakers {
			for _, q := range b.Actions {
				list = append(list, channel.Button{ID: string(q.Payload), Title: string(q.Question)})
			}
		}
	}
	return list, nil
}

// SetIceBreakers replaces the questions; none takes them away. It may be repeated. A tap comes as a postback with the id.
func (c *Connector) SetIceBreakers(ctx context.Context, s channel.Session, list []channel.Button) error {
	if len(list) == 0 {
		call := profileCall(s, http.MethodDelete)
		call.JSON = map[string]any{"fields": []string{"ice_breakers"}}
		return c.get(ctx, call, nil)
	}
	actions := make([]map[string]string, len(list))
	for i, b := range list {
		actions[i] = map[string]string{"question": b.Title, "payload": b.ID}
	}
	call := profileCall(s, http.MethodPost)
	call.JSON = map[string]any{
		"platform": "instagram", "ice_breakers": []map[string]any{{"call_to_actions": actions, "locale": "default"}},
	}
	return c.get(ctx, call, nil)
}
