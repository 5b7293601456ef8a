package instagram

import (
	"encoding/json"
	"errors"
	"strconv"
)

// TestButton sends what the test button of Meta's dashboard sends for a field: entry id "0" and made-up ids.
func (n *Network) TestButton(field string) error {
	var entry object
	switch field {
	case "", "comments", "live_comments":
		if field == "" {
			field = "comments"
		}
		entry = object{"id": "0", "time": n.now().Unix(), "changes": []any{object{"field": field, "value": object{
			"from": object{"id": "232323232", "username": "test"}, "media": object{"id": "123123123", "media_product_type": "FEED"}, "id": "17865799348089039",
			"parent_id": "1231231234", "text": "This is an example.",
		}}}}
	case "messages":
		entry = object{"id": "0", "time": n.now().Unix(), "changes": []any{object{"field": field, "value": object{
			"sender": object{"id": "12334"}, "recipient": object{"id": "23245"}, "timestamp": strconv.FormatInt(n.now().Unix(), 10), "message": object{"mid": "random_mid", "text": "random_text"},
		}}}}
	default:
		return errors.New("instagram sandbox: the test button knows comments, live_comments and messages")
	}
	n.change(func() { n.emitAnyway(Event{Account: "0", Entry: n.encode(entry)}) })
	return nil
}

// Odd sends one of the events that reach a product although they should not, or not so: unknown_comment and
// unknown_message of an account nobody knows, no_entry_id (only recipient.id tells the account), other_recipient
// (recipient.id is not entry.id), no_ids (neither), empty_entry, unknown_field, unknown_object, not_json.
func (n *Network) Odd(form, accountID, username, text string) (err error) {
	n.change(func() {
		var t *thread
		if t, err = n.pair(accountID, username); err != nil {
			return
		}
		var b any
		if b, err = n.odd(form, t, text); err != nil {
			return
		}
		if form == "not_json" {
			n.emitAnyway(Event{Body: []byte(`{"object":"instagram","entry":[`)})
			return
		}
		n.emitAnyway(Event{Body: n.encode(b)})
	})
	return err
}

func (n *Network) odd(form string, t *thread, text string) (any, error) {
	const stranger = "17841499999999999"
	item := n.item(t, false)
	item["message"] = object{"mid": n.word("aWdfZAG1faXRlbToxOk", 90), "text": text}
	entry := object{"id": t.account.id, "time": n.now().UnixMilli(), "messaging": []any{item}}
	whole := object{"object": "instagram", "entry": []any{entry}}
	comment := object{"field": "comments", "value": object{
		"id": n.id("180"), "from": object{"id": n.igsid(t.account, t.person), "username": t.person.username}, "text": text,
		"media": object{"id": n.id("179"), "media_product_type": "FEED"},
	}}
	switch form {
	case "unknown_message":
		entry["id"], item["recipient"] = stranger, object{"id": stranger}
	case "unknown_comment":
		delete(entry, "messaging")
		entry["id"], entry["changes"] = stranger, []any{comment}
	case "no_entry_id":
		delete(entry, "id")
	case "other_recipient":
		item["recipient"] = object{"id": t.account.scopedID}
	case "no_ids":
		delete(entry, "id")
		delete(item, "recipient")
	case "empty_entry":
		whole["entry"] = []any{}
	case "unknown_field":
		delete(entry, "messaging")
		comment["field"] = "something_new"
		entry["changes"] = []any{comment}
	case "unknown_object":
		whole["object"] = "page"
	case "not_json":
	default:
		return nil, errors.New("instagram sandbox: unknown odd form")
	}
	return whole, nil
}

// Raw posts this body as it stands, signed by the knobs.
func (n *Network) Raw(body json.RawMessage) {
	n.change(func() {
		n.emitAnyway(Event{Body: body})
	})
}
