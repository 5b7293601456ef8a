package sandbox

import (
	"strconv"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// serviceCharged is when messages inside the window stopped being free (partner reports on pricing, read 2026-11).
func serviceCharged() int64 { return time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).UnixMicro() }

// posts makes the requests for these events: one per callback address, damaged ones alone.
func (s *Server) posts(batch []event, k *Knobs) []*post {
	now := s.Now().UnixMicro()
	byURL := map[string][]event{}
	var order []string
	var out []*post
	unsubscribed := int64(0)
	var insta []*instagram.Event
	for _, e := range batch {
		if e.raw != nil && e.raw.insta != nil {
			insta = append(insta, e.raw.insta)
			continue
		}
		url, body := s.target(e)
		if url == "" {
			unsubscribed++
			continue
		}
		if body != nil {
			out = append(out, &post{url: url, body: body, events: 1})
			continue
		}
		if _, seen := byURL[url]; !seen {
			order = append(order, url)
		}
		byURL[url] = append(byURL[url], e)
	}
	if unsubscribed > 0 {
		s.hooks.mu.Lock()
		s.hooks.stats.Unsubscribed += unsubscribed
		s.hooks.mu.Unlock()
	}
	for _, url := range order {
		list := byURL[url]
		b := append(make([]byte, 0, 512*len(list)), `{"object":"whatsapp_business_account","entry":[`...)
		if k.Merge {
			b = s.mergedEntries(b, list, k, now)
		} else {
			for i, e := range list {
				if i > 0 {
					b = append(b, ',')
				}
				b = s.entry(b, e, k, now)
			}
		}
		out = append(out, &post{url: url, body: append(b, `]}`...), events: len(list)})
	}
	return append(out, s.instagramPosts(insta, k)...)
}

// target is where an event goes: nowhere if its account is not subscribed.
func (s *Server) target(e event) (url string, body []byte) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	id := ""
	if e.raw != nil {
		if e.raw.body != nil {
			return s.o.WebhookURL, e.raw.body
		}
		id = e.raw.account
	} else {
		id = e.eff.num.waba.id
	}
	a := s.wabas[id]
	switch {
	case a == nil || !a.subscribed:
		return "", nil
	case a.override != "":
		return a.override, nil
	}
	return s.o.WebhookURL, nil
}

func (s *Server) entry(b []byte, e event, k *Knobs, now int64) []byte {
	if e.raw != nil && e.raw.value != nil {
		return append(appendEntry(b, e.raw, now), `}]}`...)
	}
	var num *number
	if e.raw != nil {
		num = e.raw.num
	} else {
		num = e.eff.num
	}
	b = append(b, `{"id":"`...)
	b = append(b, num.waba.id...)
	b = append(b, `","changes":[{"value":`...)
	b = s.value(b, num, []event{e}, k, now)
	return append(b, `,"field":"messages"}]}`...)
}

func appendEntry(b []byte, raw *rawEvent, now int64) []byte {
	b = append(b, `{"id":"`...)
	b = append(b, raw.account...)
	b = append(b, '"')
	if raw.timed {
		b = append(b, `,"time":`...)
		b = appendMicroSeconds(b, now)
	}
	b = append(b, `,"changes":[{"value":`...)
	b = append(b, raw.value...)
	b = append(b, `,"field":"`...)
	b = append(b, raw.field...)
	return append(b, '"')
}

// mergedEntries puts all events of one number into one change, messages and statuses side by side.
func (s *Server) mergedEntries(b []byte, list []event, k *Knobs, now int64) []byte {
	byNum := map[*number][]event{}
	var order []*number
	first := true
	comma := func() {
		if !first {
			b = append(b, ',')
		}
		first = false
	}
	for _, e := range list {
		if e.raw != nil && e.raw.value != nil {
			comma()
			b = s.entry(b, e, k, now)
			continue
		}
		num := e.num()
		if _, seen := byNum[num]; !seen {
			order = append(order, num)
		}
		byNum[num] = append(byNum[num], e)
	}
	for _, num := range order {
		comma()
		b = append(b, `{"id":"`...)
		b = append(b, num.waba.id...)
		b = append(b, `","changes":[{"value":`...)
		b = s.value(b, num, byNum[num], k, now)
		b = append(b, `,"field":"messages"}]}`...)
	}
	return b
}

func (e event) num() *number {
	if e.raw != nil {
		return e.raw.num
	}
	return e.eff.num
}

// value is the value of a change of the field messages.
func (s *Server) value(b []byte, num *number, list []event, k *Knobs, now int64) []byte {
	b = append(b, `{"messaging_product":"whatsapp","metadata":{"display_phone_number":"`...)
	b = append(b, num.digits...)
	b = append(b, `","phone_number_id":"`...)
	b = append(b, num.id...)
	b = append(b, `"}`...)
	var contacts, messages, statuses []byte
	for _, e := range list {
		if e.raw != nil {
			if len(e.raw.contact) > 0 && k.Contacts != "absent" {
				contacts = appendItem(contacts, e.raw.contact)
			}
			messages = appendItem(messages, e.raw.message)
			continue
		}
		if k.Contacts == "statuses" {
			contacts = appendItem(contacts, s.contact(e.eff.who, k))
		}
		if statuses != nil {
			statuses = append(statuses, ',')
		}
		statuses = appendStatus(statuses, e, k, now)
	}
	for _, part := range []struct {
		name string
		data []byte
	}{{"contacts", contacts}, {"messages", messages}, {"statuses", statuses}} {
		if part.data != nil {
			b = append(b, `,"`+part.name+`":[`...)
			b = append(b, part.data...)
			b = append(b, ']')
		}
	}
	return append(b, '}')
}

func appendItem(b, item []byte) []byte {
	if b != nil {
		b = append(b, ',')
	}
	return append(b, item...)
}

// appendStatus writes one status of a message (Meta docs, status webhooks, read 2026-11).
func appendStatus(b []byte, e event, k *Knobs, now int64) []byte {
	f := e.eff
	b = append(b, `{"id":"`...)
	b = append(b, f.id()...)
	b = append(b, `","status":"`...)
	b = append(b, stateNames[e.status]...)
	b = append(b, `","timestamp":"`...)
	b = appendMicroSeconds(b, now)
	b = append(b, '"')
	hidden := f.byUserID || k.BSUID == "only" || f.who.hidden.Load()
	if !hidden {
		b = append(b, `,"recipient_id":"`...)
		b = append(b, f.who.wa...)
		b = append(b, '"')
	}
	if hidden || k.BSUID == "both" {
		b = append(b, `,"recipient_user_id":"`...)
		b = append(b, f.who.userID...)
		b = append(b, '"')
	}
	if f.opaque != "" {
		b = append(b, `,"biz_opaque_callback_data":`...)
		b = appendJSON(b, f.opaque)
	}
	if uint32(e.status) == stFailed {
		code := int(f.fail)
		b = append(b, `,"errors":[{"code":`...)
		b = strconv.AppendInt(b, int64(code), 10)
		b = append(b, `,"title":`...)
		b = appendJSON(b, errTitle(code))
		b = append(b, `,"message":`...)
		b = appendJSON(b, errTitle(code))
		b = append(b, `,"error_data":{"details":`...)
		b = appendJSON(b, errTitle(code))
		b = append(b, `},"href":"https:\/\/developers.facebook.com\/docs\/whatsapp\/cloud-api\/support\/error-codes\/"}]`...)
		return append(b, '}')
	}
	if k.Pricing != "none" && (uint32(e.status) == stSent || uint32(e.status) == stDelivered) {
		b = appendPricing(b, f, k)
	}
	return append(b, '}')
}

func appendPricing(b []byte, f *effect, k *Knobs) []byte {
	category := "service"
	switch f.category {
	case "MARKETING":
		category = "marketing"
	case "UTILITY":
		category = "utility"
	case "AUTHENTICATION":
		category = "authentication"
	}
	kind := "regular"
	switch {
	case f.free:
		kind = "free_entry_point"
	case f.service && (category == "service" || category == "utility") && f.at < serviceCharged():
		kind = "free_customer_service"
	}
	if k.Pricing == "CBP" || f.free {
		b = append(b, `,"conversation":{"id":"`...)
		b = strconv.AppendUint(b, mix(f.seed, uint64(f.at/day.Microseconds()))^f.seq, 16)
		b = append(b, `","expiration_timestamp":"`...)
		b = appendMicroSeconds(b, f.at+day.Microseconds())
		b = append(b, `","origin":{"type":"`+category+`"}}`...)
	}
	model := or(k.Pricing, "PMP")
	return append(b, `,"pricing":{"billable":`+strconv.FormatBool(kind == "regular")+`,"pricing_model":"`+model+`","category":"`+category+`","type":"`+kind+`"}`...)
}
