package cloudapi

import (
	"context"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
)

type object = map[string]any

// message builds the body of a send. It uploads the files of the message first, so it may call the network.
func (c *Connector) message(ctx context.Context, s channel.Session, m channel.Outgoing) (object, error) {
	body := object{"messaging_product": "whatsapp", "recipient_type": "individual", "type": string(m.Content.Type)}
	switch {
	case m.To.Phone != "": // with both, the phone number wins
		body["to"] = m.To.Digits()
	case bsuid.MatchString(m.To.UserID):
		body["recipient"] = m.To.UserID
	default:
		return nil, invalid("recipient_missing", "There is no phone number or user id to send to.")
	}
	if m.SendID != "" && len(m.SendID) <= maxSendID {
		body["biz_opaque_callback_data"] = m.SendID
	}
	if m.Content.ReplyTo != "" {
		body["context"] = object{"message_id": networkID(m.Content.ReplyTo)}
	}
	part, err := c.part(ctx, s, m.Content)
	if err != nil {
		return nil, err
	}
	body[string(m.Content.Type)] = part
	return body, nil
}

func (c *Connector) part(ctx context.Context, s channel.Session, content channel.Content) (object, error) {
	switch content.Type {
	case channel.TypeText:
		out := object{"body": content.Text.Body}
		if content.Text.PreviewURL {
			out["preview_url"] = true
		}
		return out, nil
	case channel.TypeLocation:
		return location(content.Location), nil
	case channel.TypeReaction:
		return object{"message_id": networkID(content.Reaction.MessageID), "emoji": content.Reaction.Emoji}, nil
	case channel.TypeInteractive:
		return c.interactive(ctx, s, content.Interactive)
	case channel.TypeTemplate:
		return c.template(ctx, s, content.Template)
	default:
		return c.media(ctx, s, content.Type, content.Media)
	}
}

func location(l *channel.Location) object {
	out := object{"latitude": l.Latitude, "longitude": l.Longitude}
	if l.Name != "" {
		out["name"] = l.Name
	}
	if l.Address != "" {
		out["address"] = l.Address
	}
	return out
}

func (c *Connector) media(ctx context.Context, s channel.Session, kind channel.Type, m *channel.Media) (object, error) {
	id, err := c.mediaID(ctx, s, kind, m)
	if err != nil {
		return nil, err
	}
	out := object{"id": id}
	if m.Caption != "" {
		out["caption"] = m.Caption
	}
	if kind == channel.TypeDocument && m.Filename != "" {
		out["filename"] = m.Filename
	}
	if kind == channel.TypeAudio && m.Voice {
		out["voice"] = true
	}
	return out, nil
}

func (c *Connector) interactive(ctx context.Context, s channel.Session, in *channel.Interactive) (object, error) {
	out := object{"type": in.Kind, "body": object{"text": in.Body}}
	if in.Footer != "" {
		out["footer"] = object{"text": in.Footer}
	}
	if h := in.Header; h != nil {
		header := object{"type": string(h.Type)}
		if h.Type == channel.TypeText {
			header["text"] = h.Text
		} else {
			id, err := c.mediaID(ctx, s, h.Type, h.Media)
			if err != nil {
				return nil, err
			}
			header[string(h.Type)] = object{"id": id}
		}
		out["header"] = header
	}
	switch in.Kind {
	case channel.KindButton:
		buttons := make([]object, 0, len(in.Buttons))
		for _, b := range in.Buttons {
			buttons = append(buttons, object{"type": "reply", "reply": object{"id": b.ID, "title": b.Title}})
		}
		out["action"] = object{"buttons": buttons}
	case channel.KindList:
		out["action"] = object{"button": in.ListTitle, "sections": in.Sections}
	default:
		out["action"] = object{"name": "cta_url", "parameters": object{"display_text": in.DisplayText, "url": in.URL}}
	}
	return out, nil
}

func (c *Connector) template(ctx context.Context, s channel.Session, t *channel.Template) (object, error) {
	out := object{"name": t.Name, "language": object{"code": t.Language}}
	var components []object
	if len(t.Header) > 0 {
		params, err := c.params(ctx, s, t.Header)
		if err != nil {
			return nil, err
		}
		components = append(components, object{"type": "header", "parameters": params})
	}
	if len(t.Body) > 0 {
		params, err := c.params(ctx, s, t.Body)
		if err != nil {
			return nil, err
		}
		components = append(components, object{"type": "body", "parameters": params})
	}
	for _, b := range t.Buttons {
		components = append(components, object{
			"type": "button", "sub_type": b.SubType, "index": strconv.Itoa(b.Index), "parameters": []object{buttonParam(b)},
		})
	}
	if len(components) > 0 {
		out["components"] = components
	}
	return out, nil
}

func (c *Connector) params(ctx context.Context, s channel.Session, params []channel.Param) ([]object, error) {
	out := make([]object, 0, len(params))
	for _, p := range params {
		var param object
		switch p.Type {
		case "", "text":
			param = object{"type": "text", "text": p.Text}
		case "location":
			param = object{"type": "location", "location": location(p.Location)}
		default:
			part, err := c.media(ctx, s, channel.Type(p.Type), &channel.Media{
				AttachmentID: p.Media.AttachmentID, ExternalID: p.Media.ExternalID, Filename: p.Media.Filename,
			})
			if err != nil {
				return nil, err
			}
			param = object{"type": p.Type, p.Type: part}
		}
		if p.Name != "" {
			param["parameter_name"] = p.Name
		}
		out = append(out, param)
	}
	return out, nil
}

func buttonParam(b channel.ButtonParam) object {
	switch b.SubType {
	case "quick_reply":
		return object{"type": "payload", "payload": b.Value}
	case "copy_code":
		return object{"type": "coupon_code", "coupon_code": b.Value}
	default:
		return object{"type": "text", "text": b.Value}
	}
}

// conflictMark separates the network's id from ours where the network used one id for two contents.
const conflictMark = "#"

// networkID takes our own addition away from a message id.
func networkID(externalID string) string {
	id, _, _ := strings.Cut(externalID, conflictMark)
	return id
}

// address builds an address from the two ids of a person. A user id can also stand where the phone number belongs.
func address(phone, user string) channel.Address {
	var out channel.Address
	if bsuid.MatchString(user) {
		out.UserID = user
	}
	if bsuid.MatchString(phone) {
		if out.UserID == "" {
			out.UserID = phone
		}
		return out
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if len(digits) >= 5 && len(digits) <= 20 {
		out.Phone = "+" + digits
	}
	return out
}
