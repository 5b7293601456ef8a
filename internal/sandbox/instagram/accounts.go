package instagram

import (
	"encoding/json"
	"slices"
	"strings"
)

// getAccount answers GET /me and GET /{ig_id}.
func (n *Network) getAccount(c *Call) (any, *problem) {
	a := c.acc
	all := map[string]any{
		"id": a.scopedID, "user_id": a.id, "username": a.username, "name": a.name, "account_type": a.kind,
		"profile_picture_url": n.pictureOf(a.picture, a.username), "followers_count": a.followers, "follows_count": a.follows, "media_count": len(a.posts()),
	}
	out, p := choose(all, []string{"biography", "website"}, c.query.Get("fields"), "id,user_id", "IGUser")
	if p != nil {
		return nil, p
	}
	if n.knobs.MeAnswer == "flat" {
		return out, nil
	}
	return map[string]any{"data": []any{out}}, nil
}

func (n *Network) pictureOf(have, name string) string {
	if have != "" {
		return have
	}
	return n.d.Base() + mediaPath + "profile/" + name + ".png"
}

// subscribable are the webhook fields of the product (Meta docs, Instagram webhooks, read 2026-11).
var subscribable = []string{
	"comments", "live_comments", "messages", "message_edit", "message_echoes", "message_reactions", "messaging_handover", "messaging_optins",
	"messaging_postbacks", "messaging_referral", "messaging_seen", "mentions", "standby", "story_insights",
}

func (n *Network) getSubscription(c *Call) (any, *problem) {
	if c.acc.subscribed == nil {
		return map[string]any{"data": []any{}}, nil
	}
	return map[string]any{"data": []any{map[string]any{"id": n.d.AppID, "subscribed_fields": c.acc.subscribed}}}, nil
}

func (n *Network) subscribe(c *Call) (any, *problem) {
	asked := strings.Split(c.text("subscribed_fields"), ",")
	fields := []string{}
	for _, f := range asked {
		f = strings.TrimSpace(f)
		if !slices.Contains(subscribable, f) {
			return nil, badParam("Param subscribed_fields must be one of {%s}, got %q", strings.ToUpper(strings.Join(subscribable, ", ")), f)
		}
		if !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	c.acc.subscribed = fields
	return map[string]bool{"success": true}, nil
}

func (n *Network) unsubscribe(c *Call) (any, *problem) {
	c.acc.subscribed = nil
	return map[string]bool{"success": true}, nil
}

// Ice breakers: up to four questions offered to whoever opens a chat (Meta docs, Instagram messaging, read 2026-11).

func (n *Network) getIceBreakers(c *Call) (any, *problem) {
	if !strings.Contains(c.query.Get("fields"), "ice_breakers") {
		return nil, badParam("The parameter fields is required")
	}
	if c.acc.ice == nil {
		return map[string]any{"data": []any{}}, nil
	}
	return map[string]any{"data": []any{map[string]any{"ice_breakers": c.acc.ice}}}, nil
}

func (n *Network) setIceBreakers(c *Call) (any, *problem) {
	if platform := c.text("platform"); platform != "" && platform != "instagram" {
		return nil, badParam("Param platform must be instagram")
	}
	list, p := readIceBreakers(c.form["ice_breakers"])
	if p != nil {
		return nil, p
	}
	for _, l := range list {
		if len(l.Actions) < 1 || len(l.Actions) > 4 {
			return nil, badParam("Param ice_breakers must have 1 to 4 questions")
		}
		for _, q := range l.Actions {
			if q.Question == "" || len([]rune(q.Question)) > 80 || q.Payload == "" || len(q.Payload) > 1000 {
				return nil, badParam("A question needs up to 80 characters and a payload of up to 1000")
			}
		}
	}
	c.acc.ice = c.form["ice_breakers"]
	return map[string]string{"result": "success"}, nil
}

type iceBreakers struct {
	Actions []iceBreaker `json:"call_to_actions"`
	Locale  string       `json:"locale"`
}

type iceBreaker struct {
	Question string `json:"question"`
	Payload  string `json:"payload"`
}

func readIceBreakers(raw json.RawMessage) ([]iceBreakers, *problem) {
	var list []iceBreakers
	if strict(raw, &list) == nil && len(list) > 0 {
		return list, nil
	}
	var flat []iceBreaker
	if strict(raw, &flat) == nil && len(flat) > 0 {
		return []iceBreakers{{Actions: flat, Locale: "default"}}, nil
	}
	return nil, badParam("Param ice_breakers must be a list of questions")
}

func (n *Network) deleteIceBreakers(c *Call) (any, *problem) {
	if !strings.Contains(c.text("fields"), "ice_breakers") {
		return nil, badParam("The parameter fields is required")
	}
	c.acc.ice = nil
	return map[string]string{"result": "success"}, nil
}

// strict decodes JSON and refuses unknown members.
func strict(raw json.RawMessage, v any) error {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
