package instagram

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"
)

// sendMessage is the message of a send. Limits: Meta docs, Instagram messaging, read 2026-11.
type sendMessage struct {
	Text        *string          `json:"text"`
	Attachment  json.RawMessage  `json:"attachment"`
	Attachments []sendAttachment `json:"attachments"`
	Quick       []sendQuick      `json:"quick_replies"`
	Metadata    string           `json:"metadata"`
}

type sendAttachment struct {
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

type sendQuick struct {
	ContentType string `json:"content_type"`
	Title       string `json:"title"`
	Payload     string `json:"payload"`
	ImageURL    string `json:"image_url"`
}

// readMessage checks a message as strictly as Meta and makes it ready for the thread.
func (n *Network) readMessage(a *account, in *sendMessage) (*message, *problem) {
	m := &message{}
	kinds := 0
	for _, there := range []bool{in.Text != nil, in.Attachment != nil, in.Attachments != nil} {
		if there {
			kinds++
		}
	}
	if kinds != 1 {
		return nil, badParam("A message needs exactly one of text, attachment, attachments")
	}
	switch {
	case in.Text != nil:
		m.text = *in.Text
		if strings.TrimSpace(m.text) == "" || !utf8.ValidString(m.text) {
			return nil, badParam("Param message[text] must be a non-empty UTF-8 string")
		}
		if len(m.text) > 1000 {
			return nil, badParam("Length of param message[text] must be less than or equal to 1000")
		}
	case in.Attachments != nil:
		if len(in.Attachments) < 1 || len(in.Attachments) > 10 {
			return nil, badParam("Param message[attachments] must have 1 to 10 images")
		}
		for _, at := range in.Attachments {
			if at.Type != "image" {
				return nil, badParam("Param message[attachments] takes images only")
			}
			if p := n.attach(a, m, at); p != nil {
				return nil, p
			}
		}
	default:
		var at sendAttachment
		if err := strict(in.Attachment, &at); err != nil {
			return nil, badParam("Param message[attachment] must be one attachment")
		}
		if p := n.attach(a, m, at); p != nil {
			return nil, p
		}
	}
	return m, n.quickReplies(m, in.Quick)
}

func (n *Network) quickReplies(m *message, list []sendQuick) *problem {
	if len(list) > 13 {
		return badParam("Param message[quick_replies] may have up to 13 elements")
	}
	if len(list) > 0 && m.text == "" {
		return badParam("Quick replies go with text only")
	}
	for _, q := range list {
		switch {
		case q.ContentType != "text":
			return badParam("Param message[quick_replies][content_type] must be text")
		case q.Title == "" || utf8.RuneCountInString(q.Title) > 20:
			return badParam("The title of a quick reply needs 1 to 20 characters")
		case q.Payload == "" || len(q.Payload) > 1000:
			return badParam("The payload of a quick reply needs 1 to 1000 characters")
		}
		m.quick = append(m.quick, Button{Kind: "quick_reply", Title: q.Title, Payload: q.Payload})
	}
	return nil
}

// attach adds one attachment. No address is fetched: one whose host ends in ".invalid" cannot be, one with "too-large" in
// its path is too large and refused with status 200, as Meta does.
func (n *Network) attach(a *account, m *message, at sendAttachment) *problem {
	switch at.Type {
	case "image", "video", "audio", "file":
		var in struct {
			URL        string `json:"url"`
			ID         string `json:"attachment_id"`
			IsReusable bool   `json:"is_reusable"`
		}
		if strict(at.Payload, &in) != nil || (in.URL == "") == (in.ID == "") {
			return badParam("Param payload needs exactly one of url, attachment_id")
		}
		if in.ID != "" {
			return trouble(100, 2018008, "(#100) The attachment_id is not valid")
		}
		u, err := url.Parse(in.URL)
		switch {
		case err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "":
			return badParam("Param payload[url] must be an http address")
		case strings.HasSuffix(u.Hostname(), ".invalid"):
			return trouble(9004, 2207003, "(#9004) The media could not be fetched from this URI")
		case strings.Contains(u.Path, "too-large"):
			p := trouble(36000, 2207004, "The image size is too large")
			p.status = 200
			return p
		}
		m.parts = append(m.parts, map[string]any{"type": at.Type, "payload": map[string]any{"url": in.URL}})
	case "like_heart":
		m.parts = append(m.parts, map[string]any{"type": at.Type})
	case "MEDIA_SHARE":
		var in struct {
			ID string `json:"id"`
		}
		if strict(at.Payload, &in) != nil || n.media[in.ID] == nil || n.media[in.ID].by != a {
			return badParam("Param payload[id] must be a post of the account")
		}
		m.parts = append(m.parts, map[string]any{"type": "share", "payload": map[string]any{"url": n.media[in.ID].permalink}})
	case "template":
		return n.template(m, at.Payload)
	default:
		return badParam("Param message[attachment][type] must be one of {image, video, audio, file, MEDIA_SHARE, like_heart, template}")
	}
	return nil
}

type sendTemplate struct {
	Type     string        `json:"template_type"`
	Text     string        `json:"text"`
	Buttons  []sendButton  `json:"buttons"`
	Elements []sendElement `json:"elements"`
}

type sendElement struct {
	Title         string          `json:"title"`
	Subtitle      string          `json:"subtitle"`
	ImageURL      string          `json:"image_url"`
	DefaultAction json.RawMessage `json:"default_action"`
	Buttons       []sendButton    `json:"buttons"`
}

type sendButton struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	URL     string `json:"url"`
	Payload string `json:"payload"`
}

// template checks a button or generic template; both are shown as text with buttons.
func (n *Network) template(m *message, raw json.RawMessage) *problem {
	var in sendTemplate
	if err := strict(raw, &in); err != nil {
		return badParam("Unexpected key or type in the template: %s", err)
	}
	switch in.Type {
	case "button":
		if in.Text == "" || utf8.RuneCountInString(in.Text) > 640 || len(in.Elements) > 0 {
			return badParam("A button template needs a text of 1 to 640 characters")
		}
		if len(in.Buttons) < 1 {
			return badParam("A button template needs 1 to 3 buttons")
		}
		m.text = in.Text
		if p := addButtons(m, in.Buttons); p != nil {
			return p
		}
	case "generic":
		if len(in.Elements) < 1 || len(in.Elements) > 10 || in.Text != "" || len(in.Buttons) > 0 {
			return badParam("A generic template needs 1 to 10 elements")
		}
		for _, e := range in.Elements {
			if e.Title == "" || utf8.RuneCountInString(e.Title) > 80 || utf8.RuneCountInString(e.Subtitle) > 80 {
				return badParam("An element needs a title of 1 to 80 characters and a subtitle of up to 80")
			}
			m.text = strings.TrimSpace(m.text + "\n" + e.Title + "\n" + e.Subtitle)
			if p := addButtons(m, e.Buttons); p != nil {
				return p
			}
		}
	default:
		return badParam("Param template_type must be one of {button, generic}")
	}
	var payload map[string]any
	if json.Unmarshal(raw, &payload) == nil {
		m.parts = append(m.parts, map[string]any{"type": "template", "payload": payload})
	}
	return nil
}

func addButtons(m *message, list []sendButton) *problem {
	if len(list) > 3 {
		return badParam("There may be up to 3 buttons")
	}
	for _, b := range list {
		if b.Title == "" || utf8.RuneCountInString(b.Title) > 20 {
			return badParam("The title of a button needs 1 to 20 characters")
		}
		switch b.Type {
		case "web_url":
			if u, err := url.Parse(b.URL); err != nil || (u.Scheme != "https" && u.Scheme != "http") || b.Payload != "" {
				return badParam("A web_url button needs an http address and no payload")
			}
		case "postback":
			if b.Payload == "" || len(b.Payload) > 1000 || b.URL != "" {
				return badParam("A postback button needs a payload of 1 to 1000 characters and no url")
			}
		default:
			return badParam("Param type of a button must be one of {web_url, postback}")
		}
		m.buttons = append(m.buttons, Button{Kind: b.Type, Title: b.Title, Payload: b.Payload, URL: b.URL})
	}
	return nil
}
