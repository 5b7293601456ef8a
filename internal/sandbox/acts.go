package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Inbound is something a customer writes. Type is text (default), image, video, audio, document, sticker, location,
// contacts, button, list, quick_reply, reaction, order, unsupported.
type Inbound struct {
	From          string          `json:"from"`            // the customer's digits
	PhoneNumberID string          `json:"phone_number_id"` // default: the first number
	Type          string          `json:"type"`
	Text          string          `json:"text"` // body, caption, title of a button, emoji
	ReplyTo       string          `json:"reply_to"`
	ButtonID      string          `json:"button_id"`
	Description   string          `json:"description"`
	MIME          string          `json:"mime_type"`
	Filename      string          `json:"filename"`
	Data          []byte          `json:"data"` // base64 in JSON; a small picture if empty
	Voice         bool            `json:"voice"`
	Latitude      float64         `json:"latitude"`
	Longitude     float64         `json:"longitude"`
	Ad            bool            `json:"ad"` // came by an advertisement: an answer within 24 h opens a free entry point
	Forwarded     bool            `json:"forwarded"`
	Timestamp     string          `json:"timestamp"` // instead of the network's time, as damaged ones do
	Extra         json.RawMessage `json:"extra"`     // more members of the message
}

var (
	errNoNumber   = errors.New("sandbox: no such phone number id")
	errNoCustomer = errors.New("sandbox: from must be a phone number of 7 to 15 digits")
	errBlocked    = errors.New("sandbox: the business has blocked this customer, nothing is delivered")
	errNoMessage  = errors.New("sandbox: there is no such message on this phone")
)

func (s *Server) numberByID(id string) (*number, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if id != "" {
		if n := s.numbers[id]; n != nil {
			return n, nil
		}
		return nil, errNoNumber
	}
	var first *number
	for _, n := range s.numbers {
		if first == nil || n.id < first.id {
			first = n
		}
	}
	if first == nil {
		return nil, errNoNumber
	}
	return first, nil
}

// InboundText lets a customer write a text and returns the id of the message.
func (s *Server) InboundText(phoneNumberID, from, text string) (string, error) {
	return s.Receive(Inbound{PhoneNumberID: phoneNumberID, From: from, Text: text})
}

// Receive lets a customer write something: the window opens and a webhook is planned. It returns the message's id.
func (s *Server) Receive(in Inbound) (string, error) {
	num, who, err := s.parties(in.PhoneNumberID, in.From)
	if err != nil {
		return "", err
	}
	s.mu.RLock()
	blocked := num.blocked[who.wa]
	s.mu.RUnlock()
	if blocked {
		return "", errBlocked
	}
	now := s.Now().UnixMicro()
	id := wamid(s.o.Seed, who.wa, 'i', s.inSeq.Add(1))
	msg := s.message(who, id, now)
	show := bubble{id: id, num: num, kind: or(in.Type, "text"), text: in.Text, reply: in.ReplyTo, at: now}
	if err := s.fillInbound(msg, &in, num, &show); err != nil {
		return "", err
	}
	if in.ReplyTo != "" || in.Forwarded {
		ctx := map[string]any{}
		if in.ReplyTo != "" {
			ctx["from"], ctx["id"] = num.digits, in.ReplyTo
		}
		if in.Forwarded {
			ctx["forwarded"] = true
		}
		msg["context"] = ctx
	}
	if in.Timestamp != "" {
		msg["timestamp"] = in.Timestamp
	}
	if len(in.Extra) > 0 {
		if err := json.Unmarshal(in.Extra, &msg); err != nil {
			return "", fmt.Errorf("sandbox: extra: %w", err)
		}
	}
	who.mu.Lock()
	w := who.window(num)
	w.openAt = now
	if in.Ad {
		w.adAt = now
	}
	if show.kind == "reaction" {
		if b := who.find(in.ReplyTo); b != nil {
			b.reaction = in.Text
		}
		who.lastAt = now
	} else {
		who.add(show)
	}
	who.mu.Unlock()
	s.planMessage(num, who, msg)
	return id, nil
}

func (s *Server) parties(numID, from string) (*number, *person, error) {
	num, err := s.numberByID(numID)
	if err != nil {
		return nil, nil, err
	}
	if who := s.people.get(from); who != nil {
		return num, who, nil
	}
	d, ok := digits(from)
	if !ok {
		return nil, nil, errNoCustomer
	}
	return num, s.byPhone(d), nil
}

// message is the common part of an incoming message.
func (s *Server) message(who *person, id string, now int64) map[string]any {
	k := s.knobs.Load()
	hidden := who.hidden.Load() || k.BSUID == "only"
	msg := map[string]any{"id": id, "timestamp": strconv.FormatInt(now/1_000_000, 10)}
	if !hidden {
		msg["from"] = who.wa
	}
	if hidden || k.BSUID == "both" {
		msg["from_user_id"] = who.userID
	}
	return msg
}

func (s *Server) fillInbound(msg map[string]any, in *Inbound, num *number, show *bubble) error {
	kind := or(in.Type, "text")
	msg["type"] = kind
	switch kind {
	case "text":
		msg["text"] = map[string]any{"body": in.Text}
		if in.Ad {
			msg["referral"] = map[string]any{"source_url": "https://fb.me/contoh", "source_id": "120200000000001", "source_type": "ad", "headline": "Batik akhir pekan", "body": "Chat kami", "media_type": "image", "ctwa_clid": "sandbox-click"}
		}
	case "image", "video", "audio", "document", "sticker":
		s.fillMedia(msg, in, num, kind, show)
	case "location":
		msg["location"] = map[string]any{"latitude": in.Latitude, "longitude": in.Longitude, "name": in.Text, "address": in.Description}
		show.text = in.Text + "\n" + fmt.Sprintf("%g, %g", in.Latitude, in.Longitude)
	case "contacts":
		msg["contacts"] = []any{map[string]any{"name": map[string]any{"formatted_name": in.Text, "first_name": in.Text}, "phones": []any{map[string]any{"phone": in.Description, "type": "CELL"}}}}
	case "quick_reply":
		msg["type"] = "button"
		msg["button"] = map[string]any{"payload": in.ButtonID, "text": in.Text}
	case "button":
		msg["type"] = "interactive"
		msg["interactive"] = map[string]any{"type": "button_reply", "button_reply": map[string]any{"id": in.ButtonID, "title": in.Text}}
	case "list":
		msg["type"] = "interactive"
		msg["interactive"] = map[string]any{"type": "list_reply", "list_reply": map[string]any{"id": in.ButtonID, "title": in.Text, "description": in.Description}}
	case "reaction":
		if in.ReplyTo == "" {
			return errors.New("sandbox: a reaction needs reply_to")
		}
		r := map[string]any{"message_id": in.ReplyTo}
		if in.Text != "" {
			r["emoji"] = in.Text
		}
		msg["reaction"] = r
		in.ReplyTo, show.reply = "", in.ReplyTo
	case "order":
		msg["order"] = map[string]any{"catalog_id": "194836987003835", "text": in.Text, "product_items": []any{map[string]any{"product_retailer_id": "batik-01", "quantity": 1, "item_price": 150000.5, "currency": "IDR"}}}
	case "unsupported":
		msg["errors"] = []any{map[string]any{"code": 131051, "title": "Message type unknown", "message": "Message type unknown", "error_data": map[string]any{"details": "Message type is currently not supported."}}}
		msg["unsupported"] = map[string]any{"type": "poll"}
	default:
		return errors.New("sandbox: unknown type of inbound message")
	}
	return nil
}

func (s *Server) fillMedia(msg map[string]any, in *Inbound, num *number, kind string, show *bubble) {
	data, typ := in.Data, in.MIME
	if len(data) == 0 {
		data, typ = samplePicture(), "image/png"
	}
	item := s.storeMedia(num, or(typ, "application/octet-stream"), data, true)
	m := map[string]any{
		"id": item.id, "mime_type": item.mime, "sha256": base64.StdEncoding.EncodeToString(item.sum[:]),
		"url": s.linkFor(s.URL(), item),
	}
	if in.Text != "" && kind != "audio" && kind != "sticker" {
		m["caption"] = in.Text
	}
	switch kind {
	case "document":
		m["filename"] = or(in.Filename, "dokumen.pdf")
	case "audio":
		m["voice"] = in.Voice
	case "sticker":
		m["animated"] = false
	}
	msg[kind] = m
	show.media = item.id
}

// samplePicture is a small PNG of one colour.
func samplePicture() []byte {
	b, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGPgT0/DihiGlgQAvnNEwZ0a0zgAAAAASUVORK5CYII=")
	if err != nil {
		return nil
	}
	return b
}

// planMessage plans the webhook of an incoming message.
func (s *Server) planMessage(num *number, who *person, msg map[string]any) {
	b, err := json.Marshal(msg)
	if err != nil {
		s.log.Error("an incoming message cannot be written", "err", err)
		return
	}
	raw := &rawEvent{account: num.waba.id, field: "messages", num: num, contact: s.contact(who, s.knobs.Load()), message: asciiJSON(b)}
	s.plan(raw)
}

func (s *Server) plan(raw *rawEvent) {
	s.hooks.push(event{due: s.wire.Now().UnixMicro(), raw: raw, flags: flagLast})
	s.touch()
}

func (s *Server) contact(who *person, k *Knobs) []byte {
	hidden := who.hidden.Load() || k.BSUID == "only"
	who.mu.Lock()
	name, username := who.name, who.username
	who.mu.Unlock()
	profile := map[string]any{"name": name}
	if username != "" {
		profile["username"] = username
	}
	c := map[string]any{"profile": profile}
	if !hidden {
		c["wa_id"] = who.wa
	}
	if hidden || k.BSUID == "both" {
		c["user_id"] = who.userID
	}
	b, err := json.Marshal(c)
	if err != nil {
		return nil
	}
	return asciiJSON(b)
}

// Edit lets a customer change a text they sent before.
func (s *Server) Edit(phoneNumberID, from, original, text string) error {
	return s.change(phoneNumberID, from, original, "edit", func(b *bubble) { b.text, b.edited = text, true },
		map[string]any{"original_message_id": original, "message": map[string]any{"type": "text", "text": map[string]any{"body": text}}})
}

// Revoke lets a customer delete a message they sent before.
func (s *Server) Revoke(phoneNumberID, from, original string) error {
	return s.change(phoneNumberID, from, original, "revoke", func(b *bubble) { b.text, b.media, b.revoked = "", "", true },
		map[string]any{"original_message_id": original})
}

func (s *Server) change(numID, from, original, kind string, do func(*bubble), body map[string]any) error {
	num, who, err := s.parties(numID, from)
	if err != nil {
		return err
	}
	now := s.Now().UnixMicro()
	who.mu.Lock()
	b := who.find(original)
	ok := b != nil && b.eff == nil
	if ok {
		do(b)
		who.lastAt = now
	}
	who.mu.Unlock()
	if !ok {
		return errNoMessage
	}
	msg := s.message(who, wamid(s.o.Seed, who.wa, 'i', s.inSeq.Add(1)), now)
	msg["type"], msg[kind] = kind, body
	s.planMessage(num, who, msg)
	return nil
}
