package instagram

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/graph"
)

// The parts of a delivery (Meta docs, Instagram webhooks and their examples, read 2026-11). Every part tolerates other types: what cannot
// be read is kept raw, never refused.
type delivery struct {
	Object graph.String    `json:"object"`
	Entry  json.RawMessage `json:"entry"`
}

type entry struct {
	ID        graph.ID        `json:"id"`
	Time      json.RawMessage `json:"time"`
	Changes   json.RawMessage `json:"changes"`
	Messaging json.RawMessage `json:"messaging"`
	Standby   json.RawMessage `json:"standby"`
	Field     graph.String    `json:"field"`
	Value     json.RawMessage `json:"value"`
}

type change struct {
	Field graph.String    `json:"field"`
	Value json.RawMessage `json:"value"`
}

type party struct {
	ID       graph.ID        `json:"id"`
	Username graph.String    `json:"username"`
	Self     json.RawMessage `json:"self_ig_scoped_id"`
}

// rawComment is a comment in a delivery, or in a list. From may be missing in either.
type rawComment struct {
	ID        graph.ID        `json:"id,omitempty"`
	CommentID graph.ID        `json:"comment_id,omitempty"`
	From      json.RawMessage `json:"from,omitempty"`
	Username  graph.String    `json:"username,omitempty"`
	Text      graph.String    `json:"text,omitempty"`
	Media     json.RawMessage `json:"media,omitempty"`
	Parent    graph.ID        `json:"parent_id,omitempty"`
	At        graph.String    `json:"timestamp,omitempty"`
	Self      json.RawMessage `json:"self_ig_scoped_id,omitempty"`
	MediaID   graph.ID        `json:"media_id,omitempty"` // of a mention
}

func (r rawComment) id() string {
	if r.ID != "" {
		return string(r.ID)
	}
	return string(r.CommentID)
}

func (r rawComment) from() party {
	var p party
	graph.Into(r.From, &p)
	if p.Username == "" {
		p.Username = r.Username
	}
	return p
}

type rawMedia struct {
	ID       graph.ID     `json:"id"`
	Product  graph.String `json:"media_product_type"`
	AdID     graph.ID     `json:"ad_id"`
	Original graph.ID     `json:"original_media_id"`
}

// item is one element of messaging or standby.
type item struct {
	Sender    party           `json:"sender"`
	Recipient party           `json:"recipient"`
	At        json.RawMessage `json:"timestamp"`
	Message   json.RawMessage `json:"message"`
	Reaction  json.RawMessage `json:"reaction"`
	Postback  json.RawMessage `json:"postback"`
	Read      json.RawMessage `json:"read"`
	Referral  json.RawMessage `json:"referral"`
	Edit      json.RawMessage `json:"message_edit"`
}

// messageHead is what splitting needs of the parts of an item.
type messageHead struct {
	Mid     graph.ID     `json:"mid"`
	Echo    graph.Bool   `json:"is_echo"`
	Deleted graph.Bool   `json:"is_deleted"`
	Edits   graph.Int    `json:"num_edit"`
	Action  graph.String `json:"action"`
}

// fragment is the stored form of one event: what routing found, and the network's own bytes of the part.
type fragment struct {
	Account string          `json:"account,omitempty"`
	Field   string          `json:"field,omitempty"`
	Time    int64           `json:"time,omitempty"` // milliseconds
	Post    *listedPost     `json:"post,omitempty"` // of a comment that was found in a list
	Body    json.RawMessage `json:"body"`
}

// listedPost is the post in whose list a comment was found.
type listedPost struct {
	ID      string `json:"id"`
	Product string `json:"product,omitempty"`
}

// encode writes the stored form. The parts were read from valid JSON, so it cannot fail.
func (f fragment) encode() []byte {
	b, err := json.Marshal(f)
	if err != nil {
		return []byte(`{"body":null}`)
	}
	return b
}

func (f fragment) at(otherwise time.Time) time.Time { return graph.Int(f.Time).When(otherwise) }

// millis reads a time in seconds, in milliseconds, or as a text of either sort or of a date; 0 for anything else.
func millis(raw json.RawMessage) int64 {
	var n graph.Int
	if len(raw) > 0 && json.Unmarshal(raw, &n) == nil && n > 0 {
		return n.When(time.Time{}).UnixMilli()
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if at := moment(strings.TrimSpace(text)); !at.IsZero() {
			return at.UnixMilli()
		}
	}
	return 0
}

func hexed(b []byte) string { return hex.EncodeToString(b) }
