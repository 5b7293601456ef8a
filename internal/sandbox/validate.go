package sandbox

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

func runes(s string) int { return utf8.RuneCountInString(s) }

func checkText(_ *Server, _ *number, raw json.RawMessage) (content, *apiError) {
	var t struct {
		Body    *string `json:"body"`
		Preview bool    `json:"preview_url"`
	}
	if err := strict(raw, &t, "text"); err != nil {
		return content{}, err
	}
	if t.Body == nil || *t.Body == "" {
		return content{}, missing("text.body")
	}
	if runes(*t.Body) > 4096 {
		return content{}, badValue("text.body", "at most 4096 characters")
	}
	return content{text: *t.Body}, nil
}

// mediaObject is what image, video, audio, document and sticker have in common.
type mediaObject struct {
	ID       *string `json:"id"`
	Link     *string `json:"link"`
	Caption  *string `json:"caption"`
	Filename *string `json:"filename"`
	Voice    *bool   `json:"voice"`
}

func checkImage(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	return s.checkMedia(n, "image", raw, true, false, false)
}

func checkVideo(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	return s.checkMedia(n, "video", raw, true, false, false)
}

func checkAudio(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	return s.checkMedia(n, "audio", raw, false, false, true)
}

func checkDocument(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	return s.checkMedia(n, "document", raw, true, true, false)
}

func checkSticker(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	return s.checkMedia(n, "sticker", raw, false, false, false)
}

func (s *Server) checkMedia(n *number, kind string, raw json.RawMessage, caption, filename, voice bool) (content, *apiError) {
	var m mediaObject
	if err := strict(raw, &m, kind); err != nil {
		return content{}, err
	}
	if (m.ID == nil) == (m.Link == nil) {
		return content{}, invalid("%s: exactly one of id and link is required", kind)
	}
	for name, wrong := range map[string]bool{
		"caption": m.Caption != nil && !caption, "filename": m.Filename != nil && !filename, "voice": m.Voice != nil && !voice,
	} {
		if wrong {
			return content{}, invalid("Unexpected key \"%s\" on %s", name, kind)
		}
	}
	c := content{}
	if m.Caption != nil {
		if runes(*m.Caption) > 1024 {
			return content{}, badValue(kind+".caption", "at most 1024 characters")
		}
		c.text = *m.Caption
	}
	if m.Filename != nil {
		c.text = strings.TrimSpace(*m.Filename + "\n" + c.text)
	}
	if m.Link != nil {
		if err := checkLink(kind+".link", *m.Link); err != nil {
			return content{}, err
		}
		c.link = *m.Link
		return c, nil
	}
	c.media = *m.ID
	return c, s.usableMedia(n, kind, *m.ID)
}

func checkLink(field, link string) *apiError {
	u, err := url.Parse(link)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(link) > 2000 {
		return badValue(field, "not an http address")
	}
	return nil
}

func checkLocation(_ *Server, _ *number, raw json.RawMessage) (content, *apiError) {
	var l struct {
		Lat     json.RawMessage `json:"latitude"`
		Lon     json.RawMessage `json:"longitude"`
		Name    string          `json:"name"`
		Address string          `json:"address"`
	}
	if err := strict(raw, &l, "location"); err != nil {
		return content{}, err
	}
	lat, okLat := coordinate(l.Lat, 90)
	lon, okLon := coordinate(l.Lon, 180)
	if !okLat || !okLon {
		return content{}, badValue("location", "latitude and longitude are required and must be on the globe")
	}
	if l.Address != "" && l.Name == "" {
		return content{}, missing("location.name")
	}
	return content{text: strings.TrimSpace(l.Name + "\n" + l.Address + "\n" + lat + ", " + lon)}, nil
}

func coordinate(raw json.RawMessage, limit float64) (string, bool) {
	text := strings.Trim(string(raw), `"`)
	v, err := strconv.ParseFloat(text, 64)
	return text, err == nil && v >= -limit && v <= limit
}

func checkContacts(_ *Server, _ *number, raw json.RawMessage) (content, *apiError) {
	var list []struct {
		Name *struct {
			Formatted string `json:"formatted_name"`
			First     string `json:"first_name"`
			Last      string `json:"last_name"`
			Middle    string `json:"middle_name"`
			Suffix    string `json:"suffix"`
			Prefix    string `json:"prefix"`
		} `json:"name"`
		Phones []struct {
			Phone string `json:"phone"`
			Type  string `json:"type"`
			WaID  string `json:"wa_id"`
		} `json:"phones"`
		Emails    json.RawMessage `json:"emails"`
		Addresses json.RawMessage `json:"addresses"`
		Org       json.RawMessage `json:"org"`
		URLs      json.RawMessage `json:"urls"`
		Birthday  string          `json:"birthday"`
	}
	if err := strict(raw, &list, "contacts"); err != nil {
		return content{}, err
	}
	if len(list) < 1 || len(list) > 5 {
		return content{}, badValue("contacts", "one to five")
	}
	lines := make([]string, 0, len(list))
	for _, c := range list {
		if c.Name == nil || c.Name.Formatted == "" {
			return content{}, missing("contacts.name.formatted_name")
		}
		if c.Name.First+c.Name.Last+c.Name.Middle+c.Name.Suffix+c.Name.Prefix == "" {
			return content{}, missing("contacts.name: at least one of the other parts")
		}
		line := c.Name.Formatted
		for _, p := range c.Phones {
			line += " " + p.Phone
		}
		lines = append(lines, line)
	}
	return content{text: strings.Join(lines, "\n")}, nil
}

func checkReaction(_ *Server, _ *number, raw json.RawMessage) (content, *apiError) {
	var r struct {
		MessageID string  `json:"message_id"`
		Emoji     *string `json:"emoji"`
	}
	if err := strict(raw, &r, "reaction"); err != nil {
		return content{}, err
	}
	if r.MessageID == "" {
		return content{}, missing("reaction.message_id")
	}
	if r.Emoji == nil {
		return content{}, missing("reaction.emoji")
	}
	if runes(*r.Emoji) > 12 {
		return content{}, badValue("reaction.emoji", "one emoji")
	}
	if _, _, ok := wamidSeq(r.MessageID); !ok {
		return content{}, badValue("reaction.message_id", "no such message")
	}
	return content{text: *r.Emoji, target: r.MessageID}, nil
}
