package cloudapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Kinds of stored events.
const (
	kindMessage    = "message"
	kindEcho       = "echo"
	kindStatus     = "status"
	kindField      = "field"      // anything else that has a field
	kindUnroutable = "unroutable" // of a known account, but of no number
)

// Object is the word for this network in a delivery.
const Object = "whatsapp_business_account"

// Piece is one event of a delivery, not yet routed.
type Piece struct {
	PhoneID     string // phone number id, "" when the delivery did not say
	Account     string // business account id
	Kind        string
	Key         string          // equal for repeats of the same event
	Fingerprint string          // of the content; another one under an equal key is another event
	Person      channel.Address // who a message is from or, written by the business elsewhere, to
	Raw         []byte
}

// Split cuts a delivery into its events. It refuses nothing that is JSON: unknown and damaged parts become raw pieces.
// A delivery of another object has no pieces.
func Split(body []byte) ([]Piece, error) {
	body = bytes.TrimSpace(body)
	var d delivery
	if len(body) == 0 || body[0] != '{' || json.Unmarshal(body, &d) != nil {
		return nil, channel.ErrDelivery
	}
	if d.Object != Object {
		return nil, nil
	}
	var pieces []Piece
	for _, rawEntry := range graph.List(d.Entry) {
		var e entry
		graph.Into(rawEntry, &e)
		for _, rawChange := range graph.List(e.Changes) {
			var c change
			graph.Into(rawChange, &c)
			pieces = append(pieces, splitChange(e, c, rawChange)...)
		}
	}
	return pieces, nil
}

func splitChange(e entry, c change, raw json.RawMessage) []Piece {
	var v value
	graph.Into(c.Value, &v)
	messages, statuses, echoes := graph.List(v.Messages), graph.List(v.Statuses), graph.List(v.Echoes)
	field := string(c.Field)
	if field == "" && len(messages)+len(statuses) > 0 {
		field = "messages"
	}
	var m metadata
	graph.Into(v.Metadata, &m)
	base := fragment{Account: string(e.ID), PhoneID: string(m.PhoneID), Display: string(m.Display), Field: field, Time: int64(e.Time)}
	if len(messages)+len(statuses)+len(echoes) == 0 {
		if len(c.Value) == 0 {
			base.Body = raw
		} else {
			base.Body = c.Value
		}
		return []Piece{fieldPiece(base)}
	}
	contacts := graph.List(v.Contacts)
	pieces := make([]Piece, 0, len(messages)+len(statuses)+len(echoes))
	for _, b := range messages {
		pieces = append(pieces, messagePiece(base, kindMessage, contacts, b))
	}
	for _, b := range echoes {
		pieces = append(pieces, messagePiece(base, kindEcho, contacts, b))
	}
	for _, b := range statuses {
		pieces = append(pieces, statusPiece(base, contacts, b))
	}
	return pieces
}

func fieldPiece(f fragment) Piece {
	return Piece{
		PhoneID: f.PhoneID, Account: f.Account, Kind: kindField,
		Key: "f:" + f.Field + ":" + digest(f.encodeTime(), f.Body), Raw: f.encode(),
	}
}

func messagePiece(f fragment, kind string, contacts []json.RawMessage, body json.RawMessage) Piece {
	var h messageHead
	graph.Into(body, &h)
	f.Body = body
	f.Contacts = matching(contacts, string(h.From), string(h.FromUserID))
	p := Piece{PhoneID: f.PhoneID, Account: f.Account, Kind: kind, Raw: f.encode()}
	prefix := "m:"
	if kind == kindEcho {
		prefix = "e:"
		p.Person = address(string(h.To), "")
	} else {
		p.Person, _, _ = person(f, string(h.From), string(h.FromUserID))
	}
	if h.ID == "" {
		p.Key = prefix + "#" + digest(nil, body)
		return p
	}
	p.Key, p.Fingerprint = prefix+string(h.ID), fingerprint(string(h.Type), body)
	return p
}

func statusPiece(f fragment, contacts []json.RawMessage, body json.RawMessage) Piece {
	var h messageHead
	graph.Into(body, &h)
	f.Body = body
	f.Contacts = matching(contacts, string(h.Recipient), string(h.User))
	p := Piece{PhoneID: f.PhoneID, Account: f.Account, Kind: kindStatus, Raw: f.encode()}
	if h.ID == "" || h.Status == "" {
		p.Key = "s:#" + digest(nil, body)
		return p
	}
	p.Key = "s:" + string(h.ID) + ":" + string(h.Status)
	if h.Member != "" {
		p.Key += ":" + string(h.Member)
	}
	return p
}

// matching keeps the contacts of one person; they are matched by id, never by place.
func matching(contacts []json.RawMessage, phone, user string) json.RawMessage {
	var out []byte
	for _, raw := range contacts {
		var c wireContact
		graph.Into(raw, &c)
		same := phone != "" && (string(c.WaID) == phone || string(c.UserID) == phone) || user != "" && string(c.UserID) == user
		if !same {
			continue
		}
		if out != nil {
			out = append(out, ',')
		} else {
			out = append(out, '[')
		}
		out = append(out, raw...)
	}
	if out == nil {
		return nil
	}
	return append(out, ']')
}

// fingerprint tells two contents under one id apart: the network was seen to use a placeholder id twice. Parts that vary
// between repeats of the same event, such as addresses of files, do not enter.
func fingerprint(kind string, body json.RawMessage) string {
	var parts map[string]json.RawMessage
	if json.Unmarshal(body, &parts) != nil {
		return digest(nil, body)
	}
	part := parts[kind]
	var known struct {
		Body graph.String `json:"body"`
		ID   graph.ID     `json:"id"`
	}
	graph.Into(part, &known)
	switch {
	case kind == "text":
		return digest([]byte("text:"), []byte(known.Body))
	case known.ID != "":
		return digest([]byte(kind+":"), []byte(known.ID))
	default:
		var small bytes.Buffer
		if json.Compact(&small, part) != nil {
			return digest([]byte(kind+":"), nil)
		}
		return digest([]byte(kind+":"), small.Bytes())
	}
}

func digest(prefix, data []byte) string {
	sum := sha256.New()
	sum.Write(prefix)
	sum.Write(data)
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

func (f fragment) encodeTime() []byte {
	b, err := json.Marshal(f.Time)
	if err != nil {
		return nil
	}
	return b
}

// encode writes the stored form. The parts were read from valid JSON, so it cannot fail.
func (f fragment) encode() []byte {
	b, err := json.Marshal(f)
	if err != nil {
		return []byte(`{"body":null}`)
	}
	return b
}
