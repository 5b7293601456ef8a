package sandbox

import (
	"encoding/json"
	"strings"
)

type interactive struct {
	Type   string `json:"type"`
	Header *struct {
		Type     string          `json:"type"`
		Text     string          `json:"text"`
		Image    json.RawMessage `json:"image"`
		Video    json.RawMessage `json:"video"`
		Document json.RawMessage `json:"document"`
	} `json:"header"`
	Body *struct {
		Text string `json:"text"`
	} `json:"body"`
	Footer *struct {
		Text string `json:"text"`
	} `json:"footer"`
	Action *struct {
		Button   string `json:"button"`
		Name     string `json:"name"`
		Sections []struct {
			Title string `json:"title"`
			Rows  []struct {
				ID          string `json:"id"`
				Title       string `json:"title"`
				Description string `json:"description"`
			} `json:"rows"`
		} `json:"sections"`
		Buttons []struct {
			Type  string `json:"type"`
			Reply struct {
				ID    string `json:"id"`
				Title string `json:"title"`
			} `json:"reply"`
		} `json:"buttons"`
		Parameters json.RawMessage `json:"parameters"`
	} `json:"action"`
}

func checkInteractive(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	var m interactive
	if err := strict(raw, &m, "interactive"); err != nil {
		return content{}, err
	}
	if m.Type == "" {
		return content{}, missing("interactive.type")
	}
	if m.Action == nil {
		return content{}, missing("interactive.action")
	}
	limit := 1024
	if m.Type == "list" {
		limit = 4096
	}
	if m.Body == nil || m.Body.Text == "" {
		return content{}, missing("interactive.body.text")
	}
	if runes(m.Body.Text) > limit {
		return content{}, badValue("interactive.body.text", "too long")
	}
	if m.Footer != nil && (m.Footer.Text == "" || runes(m.Footer.Text) > 60) {
		return content{}, badValue("interactive.footer.text", "1 to 60 characters")
	}
	c := content{text: m.Body.Text}
	if err := m.header(s, n, &c); err != nil {
		return content{}, err
	}
	var err *apiError
	switch m.Type {
	case "button":
		c.buttons, err = m.replies()
	case "list":
		c.buttons, err = m.list()
	case "cta_url":
		c.buttons, err = m.cta()
	case "location_request_message":
		if m.Action.Name != "send_location" {
			err = badValue("interactive.action.name", "must be send_location")
		}
	case "flow":
		err = m.flow()
	case "request_contact_info":
	default:
		err = badValue("interactive.type", "not served: "+m.Type)
	}
	if m.Footer != nil {
		c.text += "\n" + m.Footer.Text
	}
	return c, err
}

func (m *interactive) header(s *Server, n *number, c *content) *apiError {
	h := m.Header
	if h == nil {
		return nil
	}
	if m.Type == "list" && h.Type != "text" {
		return badValue("interactive.header.type", "a list has a text header only")
	}
	switch h.Type {
	case "text":
		if h.Text == "" || runes(h.Text) > 60 {
			return badValue("interactive.header.text", "1 to 60 characters")
		}
		c.text = h.Text + "\n" + c.text
		return nil
	case "image", "video", "document":
		raw := map[string]json.RawMessage{"image": h.Image, "video": h.Video, "document": h.Document}[h.Type]
		if len(raw) == 0 {
			return missing("interactive.header." + h.Type)
		}
		mc, err := s.checkMedia(n, h.Type, raw, false, true, false)
		c.media, c.link = mc.media, mc.link
		return err
	}
	return badValue("interactive.header.type", "unknown")
}

func (m *interactive) replies() ([]button, *apiError) {
	if k := len(m.Action.Buttons); k < 1 || k > 3 {
		return nil, badValue("interactive.action.buttons", "one to three")
	}
	ids, titles := map[string]bool{}, map[string]bool{}
	out := make([]button, 0, 3)
	for _, b := range m.Action.Buttons {
		r := b.Reply
		switch {
		case b.Type != "reply":
			return nil, badValue("interactive.action.buttons.type", "must be reply")
		case r.ID == "" || len(r.ID) > 256 || r.ID != strings.TrimSpace(r.ID):
			return nil, badValue("interactive.action.buttons.reply.id", "1 to 256 characters, no spaces around")
		case r.Title == "" || runes(r.Title) > 20:
			return nil, badValue("interactive.action.buttons.reply.title", "1 to 20 characters")
		case ids[r.ID] || titles[r.Title]:
			return nil, badValue("interactive.action.buttons.reply", "ids and titles must differ")
		}
		ids[r.ID], titles[r.Title] = true, true
		out = append(out, button{ID: r.ID, Text: r.Title, Kind: "reply"})
	}
	return out, nil
}

func (m *interactive) list() ([]button, *apiError) {
	a := m.Action
	if a.Button == "" || runes(a.Button) > 20 {
		return nil, badValue("interactive.action.button", "1 to 20 characters")
	}
	if len(a.Sections) < 1 || len(a.Sections) > 10 {
		return nil, badValue("interactive.action.sections", "one to ten")
	}
	ids := map[string]bool{}
	var out []button
	for _, sec := range a.Sections {
		if runes(sec.Title) > 24 || (sec.Title == "" && len(a.Sections) > 1) {
			return nil, badValue("interactive.action.sections.title", "1 to 24 characters, required with several sections")
		}
		if len(sec.Rows) == 0 {
			return nil, missing("interactive.action.sections.rows")
		}
		for _, row := range sec.Rows {
			switch {
			case row.ID == "" || len(row.ID) > 200 || ids[row.ID]:
				return nil, badValue("interactive.action.sections.rows.id", "1 to 200 characters, all different")
			case row.Title == "" || runes(row.Title) > 24:
				return nil, badValue("interactive.action.sections.rows.title", "1 to 24 characters")
			case runes(row.Description) > 72:
				return nil, badValue("interactive.action.sections.rows.description", "at most 72 characters")
			}
			ids[row.ID] = true
			out = append(out, button{ID: row.ID, Text: row.Title, Descr: row.Description, Kind: "list"})
		}
	}
	if len(out) > 10 {
		return nil, badValue("interactive.action.sections", "at most ten rows in total")
	}
	return out, nil
}

func (m *interactive) cta() ([]button, *apiError) {
	if m.Action.Name != "cta_url" {
		return nil, badValue("interactive.action.name", "must be cta_url")
	}
	var p struct {
		Text string `json:"display_text"`
		URL  string `json:"url"`
	}
	if len(m.Action.Parameters) == 0 {
		return nil, missing("interactive.action.parameters")
	}
	if err := strict(m.Action.Parameters, &p, "parameters"); err != nil {
		return nil, err
	}
	if p.Text == "" || runes(p.Text) > 20 {
		return nil, badValue("interactive.action.parameters.display_text", "1 to 20 characters")
	}
	if err := checkLink("interactive.action.parameters.url", p.URL); err != nil {
		return nil, err
	}
	return []button{{Text: p.Text, URL: p.URL, Kind: "url"}}, nil
}

func (m *interactive) flow() *apiError {
	var p struct {
		Version string `json:"flow_message_version"`
		ID      string `json:"flow_id"`
		Name    string `json:"flow_name"`
		CTA     string `json:"flow_cta"`
	}
	if m.Action.Name != "flow" || json.Unmarshal(m.Action.Parameters, &p) != nil {
		return badValue("interactive.action", "must be a flow with parameters")
	}
	if p.Version != "3" || (p.ID == "") == (p.Name == "") || p.CTA == "" || runes(p.CTA) > 30 {
		return badValue("interactive.action.parameters", "flow_message_version 3, flow_id or flow_name, flow_cta of 1 to 30 characters")
	}
	return nil
}
