package instagram

import (
	"encoding/json"
	"strings"
	"time"
)

// account is a professional account of the sandbox's shop.
type account struct {
	id       string // the professional account's: paths, entry.id of webhooks
	scopedID string // what /me calls id
	username string
	name     string
	kind     string // BUSINESS or MEDIA_CREATOR
	picture  string

	followers, follows int
	media              []*media        // newest first
	granted            map[string]bool // what the owner allowed the app; nil: the app has no access
	subscribed         []string        // webhook fields; nil: not subscribed
	private            bool            // not public: no comment webhooks
	messagesOff        bool            // the owner does not let apps read or write messages
	ice                json.RawMessage // ice breakers as they were set
	removed            bool            // the owner has taken the access away in this run
}

// person is somebody at the other end.
type person struct {
	username, name, picture string
	followers               int
	noRole                  bool // has no role in an app under development
}

// peopleSeed makes the ids of people: the same in every run, so that a product which kept its data knows them again.
const peopleSeed = 7

// igsid is what an account calls a person: ids are scoped to the account.
func (n *Network) igsid(a *account, p *person) string {
	return digits("1", scramble(peopleSeed, "igsid:"+a.id+":"+strings.ToLower(p.username)))
}

// commenterID is who a comment is from: the same id, or another one by knob.
func (n *Network) commenterID(a *account, p *person) string {
	if n.knobs.RecipientDiffers {
		return digits("2", scramble(peopleSeed, "commenter:"+a.id+":"+strings.ToLower(p.username)))
	}
	return n.igsid(a, p)
}

// media is a post, a reel, a story or a live broadcast.
type media struct {
	id, caption   string
	kind, product string // IMAGE, VIDEO, CAROUSEL_ALBUM; FEED, REELS, STORY, AD, LIVE
	permalink     string
	at            time.Time
	by            *account // nil: somebody else's
	comments      []*comment
	likes         int
	ended         bool // of a live broadcast
	protected     bool // media_url is absent, as with music of others
	adID          string
	original      *media // of which an advertisement is the copy
}

// comment is a comment or, with a parent, a reply in its thread.
type comment struct {
	id, text string
	media    *media
	by       *person // nil: the account's own
	own      *account
	at       time.Time
	parent   *comment
	replies  []*comment
	hidden   bool
	deleted  bool
	private  []string // ids of the private replies it got
}

func (c *comment) account() *account { return c.media.by }

// thread is what one account and one person wrote to each other.
type thread struct {
	id       string
	account  *account
	person   *person
	messages []*message // oldest first
	lastUser time.Time  // opens the 24 hour window; zero: never
	consent  bool       // the person has written, so their profile may be read
	follows  bool       // the person follows the account
	followed bool
	blocked  bool // the person blocked the account
	away     bool // the person cannot receive messages
	archived bool
	other    bool // another app controls the thread
	request  bool // in the person's folder of requests
}

// message is one message of a thread.
type message struct {
	id       string
	thread   *thread
	out      bool // from the account
	text     string
	parts    []map[string]any // attachments as webhooks carry them
	quick    []Button
	buttons  []Button
	story    *media
	replyTo  string
	comment  *comment // of a private reply
	at       time.Time
	deleted  bool
	edits    int
	reaction string
	seen     bool
}

// Button is something a person can tap: a quick reply, a postback or a link.
type Button struct {
	Kind    string `json:"kind"` // quick_reply, postback, web_url
	Title   string `json:"title"`
	Payload string `json:"payload,omitempty"`
	URL     string `json:"url,omitempty"`
}

func (n *Network) account(id string) *account {
	for _, a := range n.accounts {
		if a.id == id || strings.EqualFold(a.username, id) {
			return a
		}
	}
	return nil
}

func (n *Network) person(username string) *person {
	for _, p := range n.people {
		if strings.EqualFold(p.username, username) {
			return p
		}
	}
	return nil
}

// commenter finds whose comments an account sees under an id.
func (n *Network) commenter(a *account, id string) *person {
	for _, p := range n.people {
		if n.commenterID(a, p) == id {
			return p
		}
	}
	return nil
}

// personOf finds who an account means by an id.
func (n *Network) personOf(a *account, id string) *person {
	for _, p := range n.people {
		if n.igsid(a, p) == id {
			return p
		}
	}
	return nil
}

// thread finds or begins the thread of an account and a person.
func (n *Network) thread(a *account, p *person) *thread {
	for _, t := range n.threads {
		if t.account == a && t.person == p {
			return t
		}
	}
	t := &thread{id: n.word("aWdfZAG06", 60), account: a, person: p}
	n.threads = append(n.threads, t)
	return t
}

func (t *thread) add(n *Network, m *message) *message {
	m.id = n.word("aWdfZAG1faXRlbToxOk", 90)
	m.thread, m.at = t, n.now()
	t.messages = append(t.messages, m)
	n.mids[m.id] = m
	return m
}
