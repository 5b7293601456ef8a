package cloudapi

import (
	"encoding/json"
	"github.com/kelolapesan/kelola/internal/graph"

	"github.com/kelolapesan/kelola/internal/channel"
)

type wireMedia struct {
	ID       graph.ID     `json:"id"`
	MIME     graph.String `json:"mime_type"`
	SHA256   graph.String `json:"sha256"`
	Caption  graph.String `json:"caption"`
	Filename graph.String `json:"filename"`
	Voice    graph.Bool   `json:"voice"`
	Animated graph.Bool   `json:"animated"`
}

// content reads the object named like the type. Whatever cannot be read is TypeUnsupported with the network's word.
func content(kind string, p parts) channel.Content {
	raw := p[kind]
	switch kind {
	case "text":
		var t struct {
			Body graph.String `json:"body"`
		}
		graph.Into(raw, &t)
		return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: string(t.Body)}}
	case "image", "video", "audio", "document", "sticker", "voice":
		return mediaContent(kind, raw)
	case "location":
		return locationContent(raw)
	case "contacts":
		return channel.Content{Type: channel.TypeContacts, Contacts: cards(raw)}
	case "reaction":
		var r struct {
			MessageID graph.ID     `json:"message_id"`
			Emoji     graph.String `json:"emoji"`
		}
		graph.Into(raw, &r)
		if r.MessageID == "" {
			return unsupported(kind)
		}
		return channel.Content{Type: channel.TypeReaction, Reaction: &channel.Reaction{MessageID: string(r.MessageID), Emoji: string(r.Emoji)}}
	case "button":
		var b struct {
			Payload graph.String `json:"payload"`
			Text    graph.String `json:"text"`
		}
		graph.Into(raw, &b)
		return channel.Content{Type: channel.TypeReply, Reply: &channel.Reply{Kind: "template", ID: string(b.Payload), Title: string(b.Text)}}
	case "interactive":
		return replyContent(raw)
	case "order":
		return channel.Content{Type: channel.TypeOrder, Unsupported: kind}
	case "unsupported", "unknown":
		var u struct {
			Type graph.String `json:"type"`
		}
		graph.Into(p["unsupported"], &u)
		if u.Type != "" {
			return unsupported(clip(string(u.Type)))
		}
		return unsupported(kind)
	default:
		return unsupported(clip(kind))
	}
}

func unsupported(word string) channel.Content {
	if word == "" {
		word = "unknown"
	}
	return channel.Content{Type: channel.TypeUnsupported, Unsupported: word}
}

func mediaContent(kind string, raw json.RawMessage) channel.Content {
	var m wireMedia
	graph.Into(raw, &m)
	t := channel.Type(kind)
	if kind == "voice" { // an older word for a voice note
		t, m.Voice = channel.TypeAudio, true
	}
	return channel.Content{Type: t, Media: &channel.Media{
		ExternalID: string(m.ID), MIME: string(m.MIME), SHA256: hashHex(string(m.SHA256)), Caption: string(m.Caption),
		Filename: clip(string(m.Filename)), Voice: bool(m.Voice), Animated: bool(m.Animated),
	}}
}

func locationContent(raw json.RawMessage) channel.Content {
	var l struct {
		Latitude  graph.Float  `json:"latitude"`
		Longitude graph.Float  `json:"longitude"`
		Name      graph.String `json:"name"`
		Address   graph.String `json:"address"`
		URL       graph.String `json:"url"`
	}
	graph.Into(raw, &l)
	return channel.Content{Type: channel.TypeLocation, Location: &channel.Location{
		Latitude: float64(l.Latitude), Longitude: float64(l.Longitude), Name: string(l.Name), Address: string(l.Address), URL: string(l.URL),
	}}
}

func cards(raw json.RawMessage) []channel.Card {
	var out []channel.Card
	for _, one := range graph.List(raw) {
		var c struct {
			Name struct {
				Formatted graph.String `json:"formatted_name"`
				First     graph.String `json:"first_name"`
			} `json:"name"`
			Phones []struct {
				Phone graph.String `json:"phone"`
				WaID  graph.ID     `json:"wa_id"`
			} `json:"phones"`
			Emails []struct {
				Email graph.String `json:"email"`
			} `json:"emails"`
		}
		graph.Into(one, &c)
		card := channel.Card{Name: clip(string(c.Name.Formatted))}
		if card.Name == "" {
			card.Name = clip(string(c.Name.First))
		}
		for _, p := range c.Phones {
			switch {
			case p.Phone != "":
				card.Phones = append(card.Phones, string(p.Phone))
			case p.WaID != "":
				card.Phones = append(card.Phones, "+"+string(p.WaID))
			}
		}
		for _, e := range c.Emails {
			if e.Email != "" {
				card.Emails = append(card.Emails, string(e.Email))
			}
		}
		out = append(out, card)
	}
	return out
}

// replyContent reads the answer to an interactive message. What a flow answered is a JSON text that may be anything, so it is
// kept as it came.
func replyContent(raw json.RawMessage) channel.Content {
	type choice struct {
		ID          graph.ID     `json:"id"`
		Title       graph.String `json:"title"`
		Description graph.String `json:"description"`
	}
	var in struct {
		Type   graph.String `json:"type"`
		Button choice       `json:"button_reply"`
		List   choice       `json:"list_reply"`
		Flow   struct {
			Name graph.String `json:"name"`
			Body graph.String `json:"body"`
			Data graph.String `json:"response_json"`
		} `json:"nfm_reply"`
	}
	graph.Into(raw, &in)
	var r *channel.Reply
	switch in.Type {
	case "button_reply":
		r = &channel.Reply{Kind: "button", ID: string(in.Button.ID), Title: string(in.Button.Title)}
	case "list_reply":
		r = &channel.Reply{Kind: "list", ID: string(in.List.ID), Title: string(in.List.Title), Description: string(in.List.Description)}
	case "nfm_reply":
		r = &channel.Reply{Kind: "flow", ID: string(in.Flow.Name), Title: string(in.Flow.Body), Data: string(in.Flow.Data)}
	case "":
		return unsupported("interactive")
	default:
		return unsupported(clip(string(in.Type)))
	}
	return channel.Content{Type: channel.TypeReply, Reply: r}
}
