package sandbox

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"
)

// waba is a WhatsApp Business Account.
type waba struct {
	id, name   string
	subscribed bool
	override   string // callback of this account alone
	numbers    []*number
	templates  []*template // in order of creation
	createdAt  []int64     // creations of the last hour
	// until when the name and language of a deleted template cannot be used again, µs
	blockedNames map[string]int64
	opened       map[*person]int64
}

// number is a business phone number.
type number struct {
	id, display, digits, name string
	quality, tier, throughput string
	status                    string
	waba                      *waba
	profile                   map[string]any
	blocked                   map[string]bool

	mu   sync.Mutex
	next int64 // when the rate bucket has a place again, µs
}

// token is a bearer token with what it may do.
type token struct {
	value     string
	scopes    map[string]bool
	expiresAt time.Time
	assets    map[string]bool // WABA ids; empty means all
	revoked   bool
}

// template is a message template in one language.
type template struct {
	id, name, language, category string
	status, format               string
	reason, quality              string
	components                   json.RawMessage
	shape                        shape
	waba                         *waba
	edits                        []int64
}

// person is a customer at the other end.
type person struct {
	mu        sync.Mutex
	wa, phone string // canonical and dialled digits; wa may differ
	userID    string
	name      string
	username  string
	hidden    atomic.Bool // known by BSUID only
	absent    bool        // not on WhatsApp
	offline   bool        // the phone is switched off: nothing beyond "sent"
	noRead    bool        // read receipts switched off
	blocks    map[string]bool
	noPromo   map[string]bool
	windows   []window
	promoAt   []int64
	received  int
	lastAt    int64
	seenAt    int64
	bubbles   []bubble
}

// window is what one business number knows about one customer.
type window struct {
	num    *number
	openAt int64 // last message from the customer, µs
	adAt   int64 // a message that came by an advertisement and was not answered, µs
	freeAt int64 // end of a free entry point, µs
	tat    int64 // pair bucket: theoretical arrival time, µs
}

func (p *person) window(n *number) *window {
	for i := range p.windows {
		if p.windows[i].num == n {
			return &p.windows[i]
		}
	}
	p.windows = append(p.windows, window{num: n})
	return &p.windows[len(p.windows)-1]
}

const bubbleKeep = 200

// bubble is one message as the customer's phone shows it.
type bubble struct {
	eff      *effect // set on messages from the business
	id       string  // set on messages from the customer
	num      *number
	kind     string
	text     string
	media    string
	reaction string
	reply    string
	buttons  []button
	at       int64
	edited   bool
	revoked  bool
}

type button struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Kind  string `json:"kind"` // reply, list, quick_reply, url, copy
	URL   string `json:"url,omitempty"`
	Descr string `json:"description,omitempty"`
}

func (p *person) add(b bubble) {
	if len(p.bubbles) >= bubbleKeep {
		copy(p.bubbles, p.bubbles[1:])
		p.bubbles = p.bubbles[:bubbleKeep-1]
	}
	p.bubbles = append(p.bubbles, b)
	p.lastAt = b.at
}

func (p *person) find(wamid string) *bubble {
	for i := len(p.bubbles) - 1; i >= 0; i-- {
		if b := &p.bubbles[i]; b.id == wamid || (b.eff != nil && b.eff.id() == wamid) {
			return b
		}
	}
	return nil
}

const shards = 64

// people are all customers, in shards so that sends to different ones do not meet.
type people struct {
	shard [shards]struct {
		sync.RWMutex
		m map[string]*person
	}
}

func (p *people) init() {
	for i := range p.shard {
		p.shard[i].Lock()
		p.shard[i].m = make(map[string]*person)
		p.shard[i].Unlock()
	}
}

func shardOf(key string) int {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return int(h % shards)
}

func (p *people) get(key string) *person {
	sh := &p.shard[shardOf(key)]
	sh.RLock()
	defer sh.RUnlock()
	return sh.m[key]
}

// put registers who under key unless somebody is there already, and returns whoever is.
func (p *people) put(key string, who *person) *person {
	sh := &p.shard[shardOf(key)]
	sh.Lock()
	defer sh.Unlock()
	if have := sh.m[key]; have != nil {
		return have
	}
	sh.m[key] = who
	return who
}

// each calls fn for every customer once.
func (p *people) each(fn func(*person)) {
	for i := range p.shard {
		sh := &p.shard[i]
		sh.RLock()
		list := make([]*person, 0, len(sh.m))
		for k, v := range sh.m {
			if k == v.wa {
				list = append(list, v)
			}
		}
		sh.RUnlock()
		for _, v := range list {
			fn(v)
		}
	}
}

// byPhone returns the customer with these digits and makes one if there is none.
func (s *Server) byPhone(d string) *person {
	if who := s.people.get(d); who != nil {
		return who
	}
	absent := false
	if part := s.knobs.Load().AbsentShare; part > 0 {
		absent = share(hashText(s.o.Seed, d)) < part
	}
	who := s.people.put(d, &person{wa: d, phone: d, absent: absent, userID: userIDFor(d)})
	s.people.put(who.userID, who)
	return who
}

// userIDFor is the business-scoped user id of a number: two letters of the country, a dot, digits.
func userIDFor(d string) string {
	country := "US."
	if len(d) > 2 && d[:2] == "62" {
		country = "ID."
	}
	return country + numericID(7, hashText(7, d))
}

// chance is a seeded source of luck.
type chance struct {
	mu   sync.Mutex
	seed int64
	n    uint64
}

func (c *chance) reset(seed int64) {
	c.mu.Lock()
	c.seed, c.n = seed, 0
	c.mu.Unlock()
}

func (c *chance) next() float64 {
	c.mu.Lock()
	c.n++
	x := mix(c.seed^0x5eed, c.n)
	c.mu.Unlock()
	return share(x)
}

func (c *chance) hit(p float64) bool { return p > 0 && (p >= 1 || c.next() < p) }
