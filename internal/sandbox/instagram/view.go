package instagram

import (
	"io/fs"
	"net/http"
	"slices"
	"time"
)

// Assets serves the scripts and styles of the page.
func Assets() http.Handler {
	sub, err := fs.Sub(web, "web")
	if err != nil {
		panic(err)
	}
	return http.FileServerFS(sub)
}

// Page is the template of the page.
func Page() fs.FS {
	sub, err := fs.Sub(web, "web")
	if err != nil {
		panic(err)
	}
	return sub
}

// View is everything the page shows.
type View struct {
	Now      time.Time     `json:"now"`
	Accounts []ViewAccount `json:"accounts"`
	People   []ViewPerson  `json:"people"`
	Threads  []ViewThread  `json:"threads"`
	Effects  int           `json:"effects"`
}

// ViewAccount is an account with what it has published.
type ViewAccount struct {
	ID         string      `json:"id"`
	ScopedID   string      `json:"scoped_id"`
	Username   string      `json:"username"`
	Name       string      `json:"name"`
	Scopes     []string    `json:"scopes"` // what the app may do; empty: it has no access
	Subscribed []string    `json:"subscribed_fields"`
	Questions  []string    `json:"ice_breakers"`
	Media      []ViewMedia `json:"media"`
}

// ViewMedia is a post with its comments, oldest first.
type ViewMedia struct {
	ID       string        `json:"id"`
	Product  string        `json:"product"`
	Kind     string        `json:"kind"`
	Caption  string        `json:"caption"`
	At       time.Time     `json:"at"`
	Ended    bool          `json:"ended"`
	Comments []ViewComment `json:"comments"`
}

// ViewComment is a comment with the private replies it got.
type ViewComment struct {
	ID       string    `json:"id"`
	Username string    `json:"username"`
	Own      bool      `json:"own"`
	Text     string    `json:"text"`
	Parent   string    `json:"parent_id,omitempty"`
	Hidden   bool      `json:"hidden"`
	Deleted  bool      `json:"deleted"`
	Private  []string  `json:"private_replies"` // message ids
	At       time.Time `json:"at"`
}

// ViewPerson is somebody at the other end.
type ViewPerson struct {
	Username string `json:"username"`
	Name     string `json:"name"`
}

// ViewThread is what an account and a person wrote to each other.
type ViewThread struct {
	ID        string        `json:"id"`
	Account   string        `json:"account"`
	Person    string        `json:"person"`
	IGSID     string        `json:"igsid"`
	Follows   bool          `json:"follows"`
	Blocked   bool          `json:"blocked"`
	Request   bool          `json:"request"`
	OtherApp  bool          `json:"other_app"`
	OpenUntil time.Time     `json:"open_until"` // zero: the person has not written
	Messages  []ViewMessage `json:"messages"`
}

// ViewMessage is one message of a thread.
type ViewMessage struct {
	ID        string    `json:"id"`
	Out       bool      `json:"out"` // from the account
	Text      string    `json:"text"`
	Parts     []string  `json:"attachments"`
	Buttons   []Button  `json:"buttons"`
	Story     string    `json:"story,omitempty"`
	ReplyTo   string    `json:"reply_to,omitempty"`
	CommentID string    `json:"comment_id,omitempty"`
	Deleted   bool      `json:"deleted"`
	Edited    bool      `json:"edited"`
	Reaction  string    `json:"reaction,omitempty"`
	Seen      bool      `json:"seen"`
	At        time.Time `json:"at"`
}

// View returns everything the page shows.
func (n *Network) View() View {
	n.mu.Lock()
	defer n.mu.Unlock()
	v := View{Now: n.now(), Accounts: []ViewAccount{}, People: []ViewPerson{}, Threads: []ViewThread{}, Effects: len(n.effects)}
	for _, a := range n.accounts {
		v.Accounts = append(v.Accounts, n.viewAccount(a))
	}
	for _, p := range n.people {
		v.People = append(v.People, ViewPerson{p.username, p.name})
	}
	for _, t := range n.threads {
		v.Threads = append(v.Threads, n.viewThread(t))
	}
	return v
}

func (n *Network) viewAccount(a *account) ViewAccount {
	v := ViewAccount{ID: a.id, ScopedID: a.scopedID, Username: a.username, Name: a.name, Scopes: append([]string{}, scopeList(a.granted)...), Subscribed: append([]string{}, a.subscribed...), Questions: []string{}, Media: []ViewMedia{}}
	if lists, p := readIceBreakers(a.ice); p == nil {
		for _, l := range lists {
			for _, q := range l.Actions {
				v.Questions = append(v.Questions, q.Question)
			}
		}
	}
	for _, m := range a.media {
		if m.product == "STORY" && n.now().Sub(m.at) >= storyLife {
			continue
		}
		vm := ViewMedia{ID: m.id, Product: m.product, Kind: m.kind, Caption: m.caption, At: m.at, Ended: m.ended, Comments: []ViewComment{}}
		for _, c := range slices.Backward(m.comments) {
			vc := ViewComment{ID: c.id, Own: c.by == nil, Username: a.username, Text: c.text, Hidden: c.hidden, Deleted: c.deleted, Private: append([]string{}, c.private...), At: c.at}
			if c.by != nil {
				vc.Username = c.by.username
			}
			if c.parent != nil {
				vc.Parent = c.parent.id
			}
			vm.Comments = append(vm.Comments, vc)
		}
		v.Media = append(v.Media, vm)
	}
	return v
}

func (n *Network) viewThread(t *thread) ViewThread {
	v := ViewThread{ID: t.id, Account: t.account.id, Person: t.person.username, IGSID: n.igsid(t.account, t.person), Follows: t.follows, Blocked: t.blocked, Request: t.request, OtherApp: t.other, Messages: []ViewMessage{}}
	if !t.lastUser.IsZero() {
		v.OpenUntil = t.lastUser.Add(openWindow)
	}
	for _, m := range t.messages {
		vm := ViewMessage{ID: m.id, Out: m.out, Text: m.text, Parts: []string{}, Buttons: append(append([]Button{}, m.quick...), m.buttons...), ReplyTo: m.replyTo, Deleted: m.deleted, Edited: m.edits > 0, Reaction: m.reaction, Seen: m.seen, At: m.at}
		for _, part := range m.parts {
			if kind, _ := part["type"].(string); kind != "template" {
				vm.Parts = append(vm.Parts, kind)
			}
		}
		if m.story != nil {
			vm.Story = m.story.id
		}
		if m.comment != nil {
			vm.CommentID = m.comment.id
		}
		v.Messages = append(v.Messages, vm)
	}
	return v
}
