package instagram

import "time"

// Effect is something the app did on the network. Kinds: public_reply, private_reply, message, action, reaction, hide,
// delete.
type Effect struct {
	N           int       `json:"n"`
	Kind        string    `json:"kind"`
	Account     string    `json:"account"`
	CommentID   string    `json:"comment_id,omitempty"`
	RecipientID string    `json:"recipient_id,omitempty"`
	Person      string    `json:"person,omitempty"`
	ObjectID    string    `json:"object_id,omitempty"` // message id, or id of the comment written
	Text        string    `json:"text,omitempty"`
	Buttons     []Button  `json:"buttons,omitempty"`
	Parts       []string  `json:"attachments,omitempty"` // their types
	Tag         string    `json:"tag,omitempty"`
	At          time.Time `json:"at"`
}

func (n *Network) record(e Effect) {
	e.N, e.At = len(n.effects)+1, n.now()
	n.effects = append(n.effects, e)
}

// Effects returns what the app did, in order; kind "" is every kind.
func (n *Network) Effects(kind string) []Effect {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := []Effect{}
	for _, e := range n.effects {
		if kind == "" || e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// Counts says how often each comment and person was served.
type Counts struct {
	PrivateReplies  map[string]int `json:"private_replies"`  // by comment id
	PrivateAttempts map[string]int `json:"private_attempts"` // by comment id: calls that reached the network, refused ones too
	PublicReplies   map[string]int `json:"public_replies"`   // by comment id
	Messages        map[string]int `json:"messages"`         // by recipient id, private replies too
	People          map[string]int `json:"people"`           // by username, private replies too
}

// Counts sums the effects up, so that a test can prove at most one private reply per comment.
func (n *Network) Counts() Counts {
	n.mu.Lock()
	defer n.mu.Unlock()
	c := Counts{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
	for id, count := range n.attempts {
		c.PrivateAttempts[id] = count
	}
	for _, e := range n.effects {
		switch e.Kind {
		case "private_reply":
			c.PrivateReplies[e.CommentID]++
			c.Messages[e.RecipientID]++
			c.People[e.Person]++
		case "public_reply":
			c.PublicReplies[e.CommentID]++
		case "message":
			c.Messages[e.RecipientID]++
			c.People[e.Person]++
		}
	}
	return c
}
