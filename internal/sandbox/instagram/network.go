package instagram

import (
	"hash/fnv"
	"strconv"
	"sync"
	"time"
)

// Deps is what the sandbox lends to its Instagram part.
type Deps struct {
	// AppID and AppSecret belong to the Instagram app; MetaSecret is the secret of the Meta app around it.
	AppID, AppSecret, MetaSecret string
	Seed                         int64
	// DeauthorizeURL and DeletionURL are the app's callbacks until a knob says otherwise.
	DeauthorizeURL, DeletionURL string
	// Now is the network's time.
	Now func() time.Time
	// Base is the address of the sandbox's listener.
	Base func() string
	// Emit plans one webhook event.
	Emit func(Event)
	// Touch tells that the page shows something else now.
	Touch func()
}

// Network is one Instagram: its app, accounts, people, posts, comments and messages. All methods are safe for concurrent
// use; calls are handled one at a time.
type Network struct {
	d Deps

	mu       sync.Mutex // guards everything below
	knobs    Knobs
	serial   uint64
	accounts []*account
	people   []*person
	media    map[string]*media
	comments map[string]*comment
	threads  []*thread
	mids     map[string]*message
	codes    map[string]*code
	tokens   map[string]*token
	effects  []Effect
	attempts map[string]int // private replies asked for, by comment
	calls    map[string][]time.Time
	signed   []SignedCall
	pending  []Event // events of the call being handled, emitted when the lock is free
}

// New makes a network with the default seed.
func New(d Deps) *Network {
	n := &Network{d: d}
	n.Reset()
	return n
}

// Reset forgets everything, restores the knobs and loads the default seed.
func (n *Network) Reset() {
	n.change(func() {
		n.knobs = DefaultKnobs()
		n.knobs.DeauthorizeURL, n.knobs.DeletionURL = n.d.DeauthorizeURL, n.d.DeletionURL
		n.accounts, n.people, n.threads, n.effects, n.signed, n.pending = nil, nil, nil, nil, nil, nil
		n.media, n.comments, n.mids = map[string]*media{}, map[string]*comment{}, map[string]*message{}
		n.codes, n.tokens = map[string]*code{}, map[string]*token{}
		n.attempts, n.calls = map[string]int{}, map[string][]time.Time{}
		n.load(DefaultSeed())
	})
}

// change runs fn with the network locked, then emits what it caused.
func (n *Network) change(fn func()) {
	n.mu.Lock()
	fn()
	events := n.pending
	n.pending = nil
	n.mu.Unlock()
	for _, e := range events {
		n.d.Emit(e)
	}
	n.d.Touch()
}

// Knobs returns a copy of the settings in force.
func (n *Network) Knobs() Knobs {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.knobs
}

// SetKnobs changes settings: change receives a copy of those in force.
func (n *Network) SetKnobs(change func(*Knobs)) {
	n.change(func() { change(&n.knobs) })
}

func (n *Network) now() time.Time { return n.d.Now() }

func scramble(seed int64, text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	z := uint64(seed)*0x9e3779b97f4a7c15 + h.Sum64() // splitmix64
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// id makes the next id of 17 digits with a given beginning, as Instagram's objects have.
func (n *Network) id(beginning string) string {
	n.serial++
	return digits(beginning, scramble(n.d.Seed, "id"+strconv.FormatUint(n.serial, 10)))
}

func digits(beginning string, x uint64) string {
	const width = 17
	text := strconv.FormatUint(1_000_000_000_000_000_000+x%1_000_000_000_000_000_000, 10)
	return beginning + text[len(text)-(width-len(beginning)):]
}

// word makes the next unguessable word: a code or a token.
func (n *Network) word(beginning string, length int) string {
	out := beginning
	for len(out) < length {
		n.serial++
		out += strconv.FormatUint(scramble(n.d.Seed, "word"+strconv.FormatUint(n.serial, 10)), 36)
	}
	return out[:length]
}
