package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"io"
	"strings"
)

// sendBody is the envelope of POST /{phone_number_id}/messages (Meta OpenAPI v23.0 and docs, read 2026-11).
type sendBody struct {
	Product       string          `json:"messaging_product"`
	RecipientType *string         `json:"recipient_type"`
	To            json.RawMessage `json:"to"`
	Recipient     string          `json:"recipient"`
	Type          string          `json:"type"`
	Context       *sendContext    `json:"context"`
	Opaque        *string         `json:"biz_opaque_callback_data"`
	Text          json.RawMessage `json:"text"`
	Image         json.RawMessage `json:"image"`
	Video         json.RawMessage `json:"video"`
	Audio         json.RawMessage `json:"audio"`
	Document      json.RawMessage `json:"document"`
	Sticker       json.RawMessage `json:"sticker"`
	Location      json.RawMessage `json:"location"`
	Contacts      json.RawMessage `json:"contacts"`
	Reaction      json.RawMessage `json:"reaction"`
	Interactive   json.RawMessage `json:"interactive"`
	Template      json.RawMessage `json:"template"`
	Status        string          `json:"status"`
	MessageID     string          `json:"message_id"`
	Typing        *sendTyping     `json:"typing_indicator"`
}

type sendContext struct {
	MessageID string `json:"message_id"`
}

type sendTyping struct {
	Type string `json:"type"`
}

// content is a message after its validation.
type content struct {
	kind     string
	text     string
	media    string
	link     string
	buttons  []button
	target   string // message a reaction is for
	tmpl     *template
	category string // of the template
}

// strict decodes b into v and refuses what v does not know.
func strict(b []byte, v any, where string) *apiError {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err := d.Token(); err != io.EOF {
			return invalid("Invalid JSON after the end of %s", where)
		}
		return nil
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return invalid("Unexpected key %s on %s", name, where)
	}
	return invalid("Param %s is not valid JSON of the expected form", where)
}

// postMessage answers POST /{phone_number_id}/messages: a send, or a read receipt.
func (s *Server) postMessage(h *hit) (any, *apiError) {
	var m sendBody
	if ct := h.r.Header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
		return nil, invalid("Content-Type must be application/json")
	}
	if err := strict(h.body, &m, "the message"); err != nil {
		return nil, err
	}
	if m.Product != "whatsapp" {
		return nil, invalid("The parameter messaging_product is required.")
	}
	if m.Status != "" {
		h.name = "read"
		return s.markRead(h, &m)
	}
	s.mu.RLock()
	status := h.num.status
	s.mu.RUnlock()
	if status != "CONNECTED" {
		return nil, coded(133010, "the phone number is %s", status)
	}
	who, byUserID, err := s.recipient(h.num, &m)
	if err != nil {
		return nil, err
	}
	raw, c, err := s.content(h.num, &m)
	if err != nil {
		return nil, err
	}
	if m.Opaque != nil && len([]rune(*m.Opaque)) > 512 {
		return nil, badValue("biz_opaque_callback_data", "at most 512 characters")
	}
	if m.Context != nil && m.Context.MessageID == "" {
		return nil, missing("context.message_id")
	}
	if byUserID && c.category == "AUTHENTICATION" {
		return nil, coded(131062, "authentication templates need a phone number")
	}
	return s.accept(h, &m, who, byUserID, raw, c)
}

// recipient finds whom the message is for; with both forms present the phone number wins.
func (s *Server) recipient(from *number, m *sendBody) (*person, bool, *apiError) {
	if m.RecipientType != nil && *m.RecipientType != "individual" {
		return nil, false, badValue("recipient_type", "only individual is served")
	}
	if len(m.To) == 0 || string(m.To) == "null" {
		if m.Recipient == "" {
			return nil, false, invalid("The parameter to is required.")
		}
		who := s.people.get(m.Recipient)
		if who == nil || who.userID != m.Recipient {
			return nil, false, badValue("recipient", "not a user id of this portfolio")
		}
		return who, true, nil
	}
	var to string
	if m.To[0] == '"' {
		if json.Unmarshal(m.To, &to) != nil {
			return nil, false, badValue("to", "not a string")
		}
	} else {
		to = string(m.To)
	}
	d, ok := digits(to)
	if !ok {
		return nil, false, badValue("to", "not a phone number")
	}
	if d == from.digits {
		return nil, false, coded(131021, "sender and recipient are the same number")
	}
	return s.byPhone(d), false, nil
}

// content checks the one object that is named like the type.
func (s *Server) content(num *number, m *sendBody) (json.RawMessage, content, *apiError) {
	kind := m.Type
	if kind == "" && len(m.Text) > 0 {
		kind = "text"
	}
	if kind == "" {
		return nil, content{}, missing("type")
	}
	parts := []struct {
		kind  string
		raw   json.RawMessage
		check func(*Server, *number, json.RawMessage) (content, *apiError)
	}{
		{"text", m.Text, checkText}, {"image", m.Image, checkImage}, {"video", m.Video, checkVideo}, {"audio", m.Audio, checkAudio},
		{"document", m.Document, checkDocument}, {"sticker", m.Sticker, checkSticker}, {"location", m.Location, checkLocation},
		{"contacts", m.Contacts, checkContacts}, {"reaction", m.Reaction, checkReaction}, {"interactive", m.Interactive, checkInteractive},
		{"template", m.Template, checkTemplate},
	}
	for _, p := range parts {
		if p.kind != kind {
			continue
		}
		if len(p.raw) == 0 || string(p.raw) == "null" {
			return nil, content{}, missing(kind)
		}
		c, err := p.check(s, num, p.raw)
		c.kind = kind
		if err != nil {
			return nil, content{}, err
		}
		for _, q := range parts {
			if q.kind != kind && len(q.raw) > 0 {
				return nil, content{}, invalid("Unexpected key \"%s\" in a message of type %s", q.kind, kind)
			}
		}
		return p.raw, c, nil
	}
	return nil, content{}, invalid("Param type must be one of the message types - got %q", kind)
}

// accept applies the rules of the network, and from here on the message exists.
func (s *Server) accept(h *hit, m *sendBody, who *person, byUserID bool, raw json.RawMessage, c content) (any, *apiError) {
	now := s.Now().UnixMicro()
	verdict, err := s.enforce(h.num, who, &c, now)
	if err != nil {
		return nil, err
	}
	e := s.effects.reserve(s.o.Seed)
	e.at, e.who, e.num, e.tmpl, e.kind, e.byUserID = now, who, h.num, c.tmpl, c.kind, byUserID
	e.category = c.category
	e.fail, e.service, e.free = int32(verdict.fail), verdict.inside, verdict.free
	if m.Opaque != nil {
		e.opaque = *m.Opaque
	}
	sum := sha256.Sum256(raw)
	copy(e.hash[:], sum[:8])
	id := e.id()
	if werr := s.effects.write(e, id); werr != nil {
		s.log.Error("the record file cannot be written", "err", werr)
		return nil, coded(131000, "the sandbox cannot write its record file")
	}
	e.done.Store(true)
	who.mu.Lock()
	who.received++
	who.show(e, &c, m.Context)
	who.mu.Unlock()
	s.hooks.statuses(e)
	s.touch()
	return s.accepted(h, m, e, id), nil
}

// show puts the message on the customer's phone. who.mu is held.
func (p *person) show(e *effect, c *content, ctx *sendContext) {
	if c.kind == "reaction" {
		if b := p.find(c.target); b != nil {
			b.reaction = c.text
		}
		p.lastAt = e.at
		return
	}
	b := bubble{eff: e, num: e.num, kind: c.kind, text: c.text, media: c.media, buttons: c.buttons, at: e.at}
	if b.media == "" {
		b.media = c.link
	}
	if ctx != nil {
		b.reply = ctx.MessageID
	}
	p.add(b)
}

// accepted is the answer to a send: the message is taken, not delivered.
func (s *Server) accepted(_ *hit, m *sendBody, e *effect, id string) []byte {
	input := e.party()
	if !e.byUserID {
		var text string
		if json.Unmarshal(m.To, &text) == nil {
			input = text
		}
	}
	b := make([]byte, 0, 256)
	b = append(b, `{"messaging_product":"whatsapp","contacts":[{"input":`...)
	b = appendJSON(b, input)
	if e.byUserID {
		b = append(b, `,"user_id":"`...)
		b = append(b, e.who.userID...)
	} else {
		b = append(b, `,"wa_id":"`...)
		b = append(b, e.who.wa...)
	}
	b = append(b, `"}],"messages":[{"id":"`...)
	b = append(b, id...)
	b = append(b, '"')
	if e.tmpl != nil || s.knobs.Load().MessageStatus {
		b = append(b, `,"message_status":"accepted"`...)
	}
	return append(b, `}]}`...)
}

// markRead answers a read receipt, with or without the typing indicator.
func (s *Server) markRead(_ *hit, m *sendBody) (any, *apiError) {
	if m.Status != "read" {
		return nil, badValue("status", "only read is possible")
	}
	if m.MessageID == "" {
		return nil, missing("message_id")
	}
	if m.Typing != nil && m.Typing.Type != "text" {
		return nil, badValue("typing_indicator.type", "only text is possible")
	}
	if _, dir, ok := wamidSeq(m.MessageID); !ok || dir != 'i' {
		return nil, badValue("message_id", "no such incoming message")
	}
	if who := s.people.get(partyOf(m.MessageID)); who != nil {
		who.mu.Lock()
		who.seenAt = s.Now().UnixMicro()
		who.mu.Unlock()
		s.touch()
	}
	return map[string]bool{"success": true}, nil
}

// recipientOf reads the recipient of a body that may be anything, for faults that name one.
func recipientOf(body []byte) string {
	var m struct {
		To        json.RawMessage `json:"to"`
		Recipient string          `json:"recipient"`
	}
	if json.Unmarshal(body, &m) != nil {
		return ""
	}
	if d, ok := digits(strings.Trim(string(m.To), `"`)); ok {
		return d
	}
	return m.Recipient
}

func markOf(body []byte) bool {
	var m struct {
		Status string `json:"status"`
	}
	return json.Unmarshal(body, &m) == nil && m.Status != ""
}
