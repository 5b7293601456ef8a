package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Seed is what a sandbox starts with. Ids left empty are made from the seed number.
type Seed struct {
	WABAs     []SeedWABA     `json:"wabas"`
	Tokens    []SeedToken    `json:"tokens"`
	Customers []SeedCustomer `json:"customers"`
}

// SeedWABA is a WhatsApp Business Account.
type SeedWABA struct {
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Subscribed *bool          `json:"subscribed"` // default true
	Numbers    []SeedNumber   `json:"numbers"`
	Templates  []SeedTemplate `json:"templates"`
}

// SeedNumber is a business phone number.
type SeedNumber struct {
	ID           string `json:"id"`
	DisplayPhone string `json:"display_phone_number"`
	VerifiedName string `json:"verified_name"`
	Quality      string `json:"quality_rating"`
	Tier         string `json:"messaging_limit"`
	Throughput   string `json:"throughput"`
	Status       string `json:"status"`
}

// SeedTemplate is a message template in one language.
type SeedTemplate struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Language   string          `json:"language"`
	Category   string          `json:"category"`
	Status     string          `json:"status"`
	Format     string          `json:"parameter_format"`
	Reason     string          `json:"rejected_reason"`
	Quality    string          `json:"quality"`
	Components json.RawMessage `json:"components"`
}

// SeedToken is a bearer token.
type SeedToken struct {
	Token     string    `json:"token"`
	Scopes    []string  `json:"scopes"`
	ExpiresAt time.Time `json:"expires_at"` // zero: never
	WABAs     []string  `json:"wabas"`      // empty: all
	Revoked   bool      `json:"revoked"`
}

// SeedCustomer is somebody at the other end.
type SeedCustomer struct {
	Phone         string   `json:"phone"` // as dialled, digits
	WaID          string   `json:"wa_id"` // canonical form if it differs
	UserID        string   `json:"user_id"`
	Name          string   `json:"name"`
	Username      string   `json:"username"`
	UsernameOnly  bool     `json:"username_only"`
	NotOnWhatsApp bool     `json:"not_on_whatsapp"`
	Offline       bool     `json:"offline"`
	NoRead        bool     `json:"no_read_receipts"`
	MarketingStop bool     `json:"marketing_stop"`
	WindowOpen    []string `json:"window_open"` // phone number ids this customer has just written to
}

// DefaultToken is the permanent token of the default seed.
const DefaultToken = "EAASandboxKelolaPesanPermanentToken0001"

// Ids of the default seed.
const (
	DefaultWABA    = "215600000000001"
	DefaultNumber  = "105500000000001"
	DefaultNumber2 = "105500000000002"
)

// Reset forgets everything and loads seed; a zero seed loads the default one. The record file is not touched.
func (s *Server) Reset(seed Seed) error {
	if len(seed.WABAs) == 0 && len(seed.Tokens) == 0 && len(seed.Customers) == 0 {
		seed = DefaultSeed()
	}
	s.hooks.clear()
	s.ClearFaults(0)
	k := DefaultKnobs()
	k.StatusDelayMS = s.o.StatusDelay.Milliseconds()
	s.SetKnobs(func(have *Knobs) { *have = k })
	s.chance.reset(s.o.Seed)
	s.effects.reset()
	s.people.init()
	s.calls.init()
	s.ig.Reset()
	err := s.load(seed)
	s.touch()
	return err
}

// Seed adds to what is there, replacing objects with the same id.
func (s *Server) Seed(seed Seed) error { return s.add(seed) }

func (s *Server) load(seed Seed) error {
	s.mu.Lock()
	s.wabas, s.numbers, s.tokens = map[string]*waba{}, map[string]*number{}, map[string]*token{}
	s.templates, s.uploads, s.handles = map[string]*template{}, map[string]string{}, map[string]bool{}
	s.mu.Unlock()
	s.media.reset()
	return s.add(seed)
}

func (s *Server) add(seed Seed) error {
	for i := range seed.WABAs {
		if err := s.addWABA(&seed.WABAs[i]); err != nil {
			return err
		}
	}
	for i := range seed.Tokens {
		t := &seed.Tokens[i]
		if t.Token == "" {
			return errors.New("sandbox: a token needs its value")
		}
		tok := &token{value: t.Token, scopes: map[string]bool{}, assets: map[string]bool{}, expiresAt: t.ExpiresAt, revoked: t.Revoked}
		for _, sc := range t.Scopes {
			tok.scopes[sc] = true
		}
		for _, a := range t.WABAs {
			tok.assets[a] = true
		}
		s.mu.Lock()
		s.tokens[t.Token] = tok
		s.mu.Unlock()
	}
	for i := range seed.Customers {
		if err := s.SeedCustomer(seed.Customers[i]); err != nil {
			return err
		}
	}
	s.touch()
	return nil
}

func (s *Server) addWABA(in *SeedWABA) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &waba{id: or(in.ID, numericID(s.o.Seed^0xaa, s.serial.Add(1))), name: in.Name, subscribed: in.Subscribed == nil || *in.Subscribed, opened: map[*person]int64{}}
	s.wabas[a.id] = a
	for _, n := range in.Numbers {
		d, ok := digits(n.DisplayPhone)
		if !ok {
			return fmt.Errorf("sandbox: number %q is not a phone number", n.ID)
		}
		num := &number{
			id: or(n.ID, numericID(s.o.Seed^0xab, s.serial.Add(1))), display: n.DisplayPhone, digits: d, name: n.VerifiedName, quality: or(n.Quality, "GREEN"),
			tier: or(n.Tier, "TIER_100K"), throughput: or(n.Throughput, "STANDARD"), status: or(n.Status, "CONNECTED"), waba: a,
			profile: map[string]any{"about": "Tersedia", "vertical": "RETAIL"}, blocked: map[string]bool{},
		}
		a.numbers = append(a.numbers, num)
		s.numbers[num.id] = num
	}
	for _, t := range in.Templates {
		sh, err := parseShape(t.Components, t.Format)
		if err != nil {
			return fmt.Errorf("sandbox: template %q: %s", t.Name, err.Message)
		}
		tm := &template{
			id: or(t.ID, numericID(s.o.Seed^0x7d, s.serial.Add(1))), name: t.Name, language: or(t.Language, "id"), category: strings.ToUpper(or(t.Category, "MARKETING")),
			status: strings.ToUpper(or(t.Status, "APPROVED")), format: strings.ToUpper(or(t.Format, "POSITIONAL")), reason: t.Reason, quality: or(t.Quality, "GREEN"),
			components: t.Components, shape: sh, waba: a,
		}
		a.templates = append(a.templates, tm)
		s.templates[tm.id] = tm
	}
	return nil
}

// SeedCustomer makes a customer or changes the one with this number.
func (s *Server) SeedCustomer(c SeedCustomer) error {
	d, ok := digits(c.Phone)
	if !ok {
		return errors.New("sandbox: a customer needs a phone number of 7 to 15 digits")
	}
	wa := or(c.WaID, d)
	who := s.people.put(wa, &person{wa: wa, phone: d, userID: or(c.UserID, userIDFor(wa))})
	s.people.put(d, who)
	s.people.put(who.userID, who)
	open, accounts, err := s.seedTargets(c.WindowOpen)
	if err != nil {
		return err
	}
	who.mu.Lock()
	defer who.mu.Unlock()
	who.name, who.username = or(c.Name, who.name), or(c.Username, who.username)
	who.hidden.Store(c.UsernameOnly)
	who.absent, who.offline, who.noRead = c.NotOnWhatsApp, c.Offline, c.NoRead
	who.noPromo = nil
	if c.MarketingStop {
		who.noPromo = map[string]bool{}
		for _, id := range accounts {
			who.noPromo[id] = true
		}
	}
	now := s.Now().UnixMicro()
	for _, n := range open {
		who.window(n).openAt = now
	}
	return nil
}

// seedTargets finds the numbers whose windows are to be open, and all accounts.
func (s *Server) seedTargets(ids []string) (open []*number, accounts []string, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, id := range ids {
		n := s.numbers[id]
		if n == nil {
			return nil, nil, errors.New("sandbox: window_open names an unknown phone number id")
		}
		open = append(open, n)
	}
	for id := range s.wabas {
		accounts = append(accounts, id)
	}
	return open, accounts, nil
}

// SeedCustomers makes n customers with consecutive numbers from first on, all with an open window at the given business
// numbers, and returns their numbers: the audience of a measurement.
func (s *Server) SeedCustomers(first uint64, n int, windowOpen ...string) ([]string, error) {
	out := make([]string, 0, n)
	for i := range n {
		d := fmt.Sprint(first + uint64(i))
		if err := s.SeedCustomer(SeedCustomer{Phone: d, WindowOpen: windowOpen}); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}
