package sandbox

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// ReadMessage lets a customer open the message with this id: delivered and read follow, whatever the knobs say.
func (s *Server) ReadMessage(id string) error {
	seq, dir, ok := wamidSeq(id)
	e := s.effects.get(seq)
	if !ok || dir != 'o' || e == nil || e.id() != id {
		return errNoMessage
	}
	if e.fail != 0 {
		return errNoMessage
	}
	now := s.wire.Now().UnixMicro()
	for st := e.state.Load() + 1; st <= stRead; st++ {
		if e.raise(st) {
			s.hooks.push(event{due: now, eff: e, status: uint8(st), flags: flagLast | flagBlind})
		}
	}
	s.touch()
	return nil
}

// FailMessage makes an accepted message fail later with this code, or now if it is not delivered yet.
func (s *Server) FailMessage(id string, code int) error {
	seq, dir, ok := wamidSeq(id)
	e := s.effects.get(seq)
	if !ok || dir != 'o' || e == nil || e.id() != id || e.state.Load() >= stDelivered {
		return errNoMessage
	}
	copyOf := &effect{seq: e.seq, seed: e.seed, at: e.at, who: e.who, num: e.num, tmpl: e.tmpl, opaque: e.opaque, kind: e.kind, category: e.category, fail: int32(code), byUserID: e.byUserID}
	e.state.Store(stFailed)
	s.hooks.push(event{due: s.wire.Now().UnixMicro(), eff: copyOf, status: uint8(stFailed), flags: flagLast})
	s.touch()
	return nil
}

// Block lets a customer block the business, or take that back: its messages fail with 131026 from now on.
func (s *Server) Block(phoneNumberID, from string, on bool) error {
	num, who, err := s.parties(phoneNumberID, from)
	if err != nil {
		return err
	}
	who.mu.Lock()
	if who.blocks == nil {
		who.blocks = map[string]bool{}
	}
	who.blocks[num.waba.id] = on
	who.mu.Unlock()
	s.touch()
	return nil
}

// Report lets a customer report and block the business; the quality of the number falls by one step, as a webhook tells.
func (s *Server) Report(phoneNumberID, from string) error {
	if err := s.Block(phoneNumberID, from, true); err != nil {
		return err
	}
	num, err := s.numberByID(phoneNumberID)
	if err != nil {
		return err
	}
	s.mu.RLock()
	next := map[string]string{"GREEN": "YELLOW", "YELLOW": "RED"}[num.quality]
	s.mu.RUnlock()
	return s.SetQuality(num.id, or(next, "RED"), "FLAGGED", "")
}

// Preference lets a customer stop or resume marketing messages by the button of the network.
func (s *Server) Preference(phoneNumberID, from string, stop bool) error {
	num, who, err := s.parties(phoneNumberID, from)
	if err != nil {
		return err
	}
	value, detail := "resume", "User requested to resume marketing messages"
	if stop {
		value, detail = "stop", "User requested to stop marketing messages"
	}
	who.mu.Lock()
	if who.noPromo == nil {
		who.noPromo = map[string]bool{}
	}
	who.noPromo[num.waba.id] = stop
	who.mu.Unlock()
	k := s.knobs.Load()
	pref := map[string]any{"category": "marketing_messages", "value": value, "detail": detail, "timestamp": s.Now().Unix()}
	if hidden := who.hidden.Load() || k.BSUID == "only"; hidden {
		pref["user_id"] = who.userID
	} else {
		pref["wa_id"] = who.wa
	}
	return s.emit(num, "user_preferences", false, map[string]any{
		"messaging_product": "whatsapp", "metadata": map[string]string{"display_phone_number": num.digits, "phone_number_id": num.id},
		"contacts": []json.RawMessage{s.contact(who, k)}, "user_preferences": []any{pref},
	})
}

// ChangeNumber moves a customer to another number; the business hears of it by a system message.
func (s *Server) ChangeNumber(phoneNumberID, from, to string) error {
	num, who, err := s.parties(phoneNumberID, from)
	if err != nil {
		return err
	}
	d, ok := digits(to)
	if !ok {
		return errNoCustomer
	}
	who.mu.Lock()
	name := who.name
	who.absent = true
	who.mu.Unlock()
	if err := s.SeedCustomer(SeedCustomer{Phone: d, Name: name}); err != nil {
		return err
	}
	msg := s.message(who, wamid(s.o.Seed, who.wa, 'i', s.inSeq.Add(1)), s.Now().UnixMicro())
	msg["from"], msg["type"] = who.wa, "system"
	msg["system"] = map[string]any{"body": "User " + name + " changed from " + who.wa + " to " + d, "type": "user_changed_number", "wa_id": d}
	b, err := json.Marshal(msg)
	if err != nil {
		return err
	}
	s.plan(&rawEvent{account: num.waba.id, field: "messages", num: num, message: asciiJSON(b)})
	return nil
}

// emit plans a change of any field.
func (s *Server) emit(num *number, field string, timed bool, value any) error {
	return s.emitFor(num.waba.id, field, timed, value)
}

func (s *Server) emitFor(account, field string, timed bool, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	s.plan(&rawEvent{account: account, field: field, value: asciiJSON(b), timed: timed})
	return nil
}

// SetTemplateStatus decides about a template (by id or name) and tells the product. REINSTATED and FLAGGED are events
// that do not name a state: the first approves, the second leaves the state as it is.
func (s *Server) SetTemplateStatus(idOrName, status, reason string) error {
	status = strings.ToUpper(status)
	s.mu.Lock()
	t := s.templates[idOrName]
	if t == nil {
		for _, have := range s.templates {
			if have.name == idOrName {
				t = have
				break
			}
		}
	}
	if t == nil {
		s.mu.Unlock()
		return errors.New("sandbox: no such template")
	}
	switch status {
	case "REINSTATED":
		t.status = "APPROVED"
	case "FLAGGED":
	default:
		t.status = status
	}
	t.reason = reason
	value := map[string]any{
		"event": status, "message_template_id": json.Number(t.id), "message_template_name": t.name, "message_template_language": t.language,
		"message_template_category": t.category, "reason": nil,
	}
	if reason != "" {
		value["reason"] = reason
	}
	if status == "PAUSED" {
		value["other_info"] = map[string]string{"title": "FIRST_PAUSE", "description": "Paused for 3 hours because of low quality."}
	}
	account := t.waba.id
	s.mu.Unlock()
	return s.emitFor(account, "message_template_status_update", true, value)
}

// pauseTemplateOf pauses the template a body names; part of the fault template_pause.
func (s *Server) pauseTemplateOf(h *hit) {
	var m struct {
		Template struct {
			Name string `json:"name"`
		} `json:"template"`
	}
	if json.Unmarshal(h.body, &m) != nil || m.Template.Name == "" || h.acc == nil {
		return
	}
	s.mu.RLock()
	var ids []string
	for _, t := range h.acc.templates {
		if t.name == m.Template.Name && t.status == "APPROVED" {
			ids = append(ids, t.id)
		}
	}
	s.mu.RUnlock()
	for _, id := range ids {
		if err := s.SetTemplateStatus(id, "PAUSED", ""); err != nil {
			s.log.Error("a template cannot be paused", "err", err)
		}
	}
}

// SetQuality changes the quality of a number and sends phone_number_quality_update with this event and limit.
func (s *Server) SetQuality(phoneNumberID, quality, event, limit string) error {
	num, err := s.numberByID(phoneNumberID)
	if err != nil {
		return err
	}
	s.mu.Lock()
	old := num.tier
	num.quality = or(strings.ToUpper(quality), num.quality)
	num.tier = or(limit, num.tier)
	s.mu.Unlock()
	return s.emit(num, "phone_number_quality_update", true, map[string]any{
		"display_phone_number": num.digits, "event": or(event, "FLAGGED"), "current_limit": or(limit, old), "old_limit": old,
		"max_daily_conversations_per_business": or(limit, old),
	})
}

// AccountUpdate sends account_update with this event. A restriction, violation or ban carries its details.
func (s *Server) AccountUpdate(wabaID, event string) error {
	s.mu.RLock()
	a := s.wabas[wabaID]
	s.mu.RUnlock()
	if a == nil {
		return errors.New("sandbox: no such account")
	}
	value := map[string]any{"event": event}
	switch event {
	case "ACCOUNT_RESTRICTION":
		value["restriction_info"] = []any{map[string]any{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": s.Now().Add(72 * time.Hour).Unix()}}
	case "ACCOUNT_VIOLATION":
		value["violation_info"] = map[string]string{"violation_type": "SPAM"}
	case "DISABLED_UPDATE":
		value["ban_info"] = map[string]string{"waba_ban_state": "DISABLE", "waba_ban_date": s.Now().Format("January 2, 2006")}
	}
	return s.emitFor(wabaID, "account_update", true, value)
}

// Raw posts this body as it stands, signed by the knobs.
func (s *Server) Raw(body []byte) { s.plan(&rawEvent{body: body}) }

// Damaged posts one of the broken forms seen in the wild (contract notes of 2026-11): changes_empty, entry_empty,
// no_field, no_metadata, empty_number, unknown_number, no_id, no_sender, unknown_object, unknown_field, bad_timestamp,
// ms_timestamp, numeric_id, value_errors, not_json.
func (s *Server) Damaged(form, phoneNumberID, from, text string) error {
	num, who, err := s.parties(phoneNumberID, from)
	if err != nil {
		return err
	}
	if form == "not_json" {
		s.Raw([]byte(`{"object":"whatsapp_business_account","entry":[`))
		return nil
	}
	e := newDelivery(num, who, wamid(s.o.Seed, who.wa, 'i', s.inSeq.Add(1)), s.Now(), text)
	if !e.damage(form) {
		return errors.New("sandbox: unknown damaged form")
	}
	b, err := json.Marshal(e.whole)
	if err != nil {
		return err
	}
	s.Raw(asciiJSON(b))
	return nil
}

// delivery is a delivery of one text message, with its parts at hand.
type delivery struct {
	num                                    *number
	whole, entry, change, value, meta, msg map[string]any
}

func newDelivery(num *number, who *person, id string, at time.Time, text string) *delivery {
	e := &delivery{num: num}
	e.msg = map[string]any{
		"id": id, "from": who.wa, "timestamp": string(appendMicroSeconds(nil, at.UnixMicro())), "type": "text",
		"text": map[string]string{"body": text},
	}
	e.meta = map[string]any{"display_phone_number": num.digits, "phone_number_id": num.id}
	e.value = map[string]any{"messaging_product": "whatsapp", "metadata": e.meta, "messages": []any{e.msg}}
	e.change = map[string]any{"value": e.value, "field": "messages"}
	e.entry = map[string]any{"id": num.waba.id, "changes": []any{e.change}}
	e.whole = map[string]any{"object": "whatsapp_business_account", "entry": []any{e.entry}}
	return e
}

// damage breaks it in one way and says whether it knows that way.
func (e *delivery) damage(form string) bool {
	switch form {
	case "changes_empty":
		e.entry["changes"] = []any{}
	case "entry_empty":
		e.whole["entry"] = []any{}
	case "no_field":
		delete(e.change, "field")
	case "no_metadata":
		delete(e.value, "metadata")
	case "empty_number":
		e.meta["phone_number_id"] = ""
	case "unknown_number":
		e.meta["phone_number_id"], e.entry["id"] = "999999999999999", "999999999999998"
	case "no_id":
		delete(e.msg, "id")
	case "no_sender":
		delete(e.msg, "from")
	case "unknown_object":
		e.whole["object"] = "page"
	case "unknown_field":
		e.change["field"] = "something_new"
	case "bad_timestamp":
		e.msg["timestamp"] = "yesterday"
	case "ms_timestamp":
		e.msg["timestamp"] = e.msg["timestamp"].(string) + "123"
	case "numeric_id":
		e.entry["id"] = json.Number(e.num.waba.id)
	case "value_errors":
		delete(e.value, "messages")
		e.value["errors"] = []any{map[string]any{"code": 130429, "title": errTitle(130429)}}
	default:
		return false
	}
	return true
}

// partyOf reads whom a message id belongs to.
func partyOf(id string) string {
	raw, ok := wamidRaw(id)
	if !ok || len(raw) < 3 || len(raw) < 3+int(raw[2]) {
		return ""
	}
	return string(raw[3 : 3+int(raw[2])])
}
