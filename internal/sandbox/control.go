package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// Connection is what has to be pasted into the product.
type Connection struct {
	GraphURL    string    `json:"graph_url"`
	AppID       string    `json:"app_id"`
	AppSecret   string    `json:"app_secret"`
	VerifyToken string    `json:"verify_token"`
	WebhookURL  string    `json:"webhook_url"`
	Token       string    `json:"token"`
	Accounts    []Account `json:"accounts"`

	Instagram InstagramConnection `json:"instagram"`
}

// Account is a WABA with its numbers and templates.
type Account struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Subscribed bool              `json:"subscribed"`
	Numbers    []AccountNumber   `json:"numbers"`
	Templates  []AccountTemplate `json:"templates"`
}

// AccountNumber is a number of an account.
type AccountNumber struct {
	ID           string `json:"id"`
	DisplayPhone string `json:"display_phone_number"`
	VerifiedName string `json:"verified_name"`
	Quality      string `json:"quality_rating"`
	Status       string `json:"status"`
}

// AccountTemplate is a template of an account.
type AccountTemplate struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Category string `json:"category"`
	Status   string `json:"status"`
}

// Accounts lists every WABA.
func (s *Server) Accounts() []Account {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Account, 0, len(s.wabas))
	for _, a := range s.wabas {
		v := Account{ID: a.id, Name: a.name, Subscribed: a.subscribed, Numbers: []AccountNumber{}, Templates: []AccountTemplate{}}
		for _, n := range a.numbers {
			v.Numbers = append(v.Numbers, AccountNumber{n.id, n.display, n.name, n.quality, n.status})
		}
		for _, t := range a.templates {
			v.Templates = append(v.Templates, AccountTemplate{t.id, t.name, t.language, t.category, t.status})
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Account) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// Connection is what has to be pasted into the product, with the first token that is good for everything.
func (s *Server) Connection() Connection {
	c := Connection{GraphURL: s.URL(), AppID: s.o.AppID, AppSecret: s.o.AppSecret, VerifyToken: s.o.VerifyToken, WebhookURL: s.o.WebhookURL, Accounts: s.Accounts(), Instagram: s.instagramConnection()}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, t := range s.tokens {
		if !t.revoked && t.expiresAt.IsZero() && t.scopes[scopeMessaging] && t.scopes[scopeManagement] && (c.Token == "" || t.value < c.Token) {
			c.Token = t.value
		}
	}
	return c
}

// routes is everything on the one listener: the page, the control API, and the Graph API for all the rest.
func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	get := func(path string, fn func(*http.Request) (any, error)) { m.Handle("GET /sandbox/"+path, answer(fn)) }
	post := func(path string, fn func(*http.Request) (any, error)) { m.Handle("POST /sandbox/"+path, answer(fn)) }
	s.controlReads(get)
	s.controlWrites(post)
	s.instagramReads(get)
	s.instagramWrites(post)
	m.Handle("GET /sandbox/instagram/assets/", http.StripPrefix("/sandbox/instagram/assets/", instagram.Assets()))
	m.HandleFunc("GET /sandbox/instagram", s.serveInstagramPage)
	m.HandleFunc("GET /sandbox/media/{id}", s.serveMediaToPage)
	m.HandleFunc("GET /{$}", s.servePage)
	m.Handle("GET /sandbox/assets/", http.StripPrefix("/sandbox/assets/", assets()))
	guarded := http.NewCrossOriginProtection().Handler(m)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if instagram.Serves(r.URL.Path) {
			s.serveInstagram(w, r)
			return
		}
		if r.URL.Path != "/" && !strings.HasPrefix(r.URL.Path, "/sandbox/") {
			s.serveGraph(w, r)
			return
		}
		if !loopbackHost(hostOf(r.Host)) {
			http.Error(w, "loopback only", http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

func hostOf(hostport string) string {
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		return h
	}
	return strings.Trim(hostport, "[]")
}

// answer turns a function into a JSON endpoint; an error is the caller's.
func answer(fn func(*http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := fn(r)
		status := http.StatusOK
		if err != nil {
			status, out = http.StatusBadRequest, map[string]string{"error": err.Error()}
			if errors.Is(err, context.DeadlineExceeded) {
				status = http.StatusGatewayTimeout
			}
		}
		if out == nil {
			out = map[string]bool{"ok": true}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(out)
	})
}

// decode reads a JSON body strictly; an empty body leaves v as it is.
func decode(r *http.Request, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 64<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil && r.ContentLength != 0 {
		return err
	}
	return nil
}

func (s *Server) controlReads(get func(string, func(*http.Request) (any, error))) {
	get("connection", func(*http.Request) (any, error) { return s.Connection(), nil })
	get("accounts", func(*http.Request) (any, error) { return map[string]any{"accounts": s.Accounts()}, nil })
	get("calls", func(r *http.Request) (any, error) {
		list := s.Calls()
		if route := r.URL.Query().Get("route"); route != "" {
			list = slices.DeleteFunc(list, func(c Call) bool { return c.Route != route })
		}
		s.calls.mu.Lock()
		defer s.calls.mu.Unlock()
		counts := make(map[string]int, len(s.calls.count))
		for k, v := range s.calls.count {
			counts[k] = v
		}
		return map[string]any{"calls": list, "counts": counts}, nil
	})
	get("effects", s.listEffects)
	get("webhooks", func(*http.Request) (any, error) {
		s.hooks.mu.Lock()
		stats := s.hooks.stats
		s.hooks.mu.Unlock()
		return map[string]any{"posts": s.Webhooks(), "stats": stats, "pending": s.PendingWebhooks()}, nil
	})
	get("knobs", func(*http.Request) (any, error) { return s.Knobs(), nil })
	get("faults", func(*http.Request) (any, error) {
		return map[string]any{"faults": s.Faults(), "kinds": faultKinds}, nil
	})
	get("phones", s.listPhones)
	get("phones/{wa}", s.showPhone)
}

// listEffects answers with rows, or with a summary for ?duplicates=1 and ?counts=1.
func (s *Server) listEffects(r *http.Request) (any, error) {
	q := r.URL.Query()
	if q.Get("duplicates") == "1" {
		return map[string]any{"duplicates": s.Duplicates(), "total": s.SendCount()}, nil
	}
	if q.Get("counts") == "1" {
		return map[string]any{"per_recipient": s.PerRecipient(), "total": s.SendCount()}, nil
	}
	limit, err := strconv.Atoi(or(q.Get("limit"), "1000"))
	if err != nil || limit < 1 {
		return nil, errors.New("limit must be a positive number")
	}
	skip, err := strconv.Atoi(or(q.Get("after"), "0"))
	if err != nil || skip < 0 {
		return nil, errors.New("after must be a number")
	}
	rows, total, next := []Effect{}, 0, 0
	s.effects.each(func(e *effect) bool {
		total++
		if (q.Get("to") != "" && q.Get("to") != e.who.wa) || (q.Get("phone_number_id") != "" && q.Get("phone_number_id") != e.num.id) ||
			(q.Get("opaque") != "" && q.Get("opaque") != e.opaque) {
			return true
		}
		if total > skip && len(rows) < limit {
			rows = append(rows, e.view())
			next = total
		}
		return true
	})
	return map[string]any{"effects": rows, "total": total, "next": next}, nil
}

// taking reads the JSON body into a T first.
func taking[T any](fn func(*http.Request, T) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		var in T
		if err := decode(r, &in); err != nil {
			return nil, err
		}
		return fn(r, in)
	}
}

func (s *Server) controlWrites(post func(string, func(*http.Request) (any, error))) {
	post("reset", taking(func(_ *http.Request, in Seed) (any, error) { return nil, s.Reset(in) }))
	post("seed", taking(func(_ *http.Request, in Seed) (any, error) { return nil, s.Seed(in) }))
	post("knobs", func(r *http.Request) (any, error) {
		k := s.Knobs()
		if err := decode(r, &k); err != nil {
			return nil, err
		}
		s.SetKnobs(func(have *Knobs) { *have = k })
		return s.Knobs(), nil
	})
	post("faults", taking(func(_ *http.Request, f Fault) (any, error) {
		if !slices.Contains(faultKinds, f.Kind) {
			return nil, errors.New("unknown kind of fault")
		}
		return map[string]int{"id": s.SetFault(f)}, nil
	}))
	post("faults/clear", taking(func(_ *http.Request, in struct {
		ID int `json:"id"`
	},
	) (any, error) {
		s.ClearFaults(in.ID)
		return nil, nil
	}))
	post("flush", func(r *http.Request) (any, error) {
		wait, err := time.ParseDuration(or(r.URL.Query().Get("timeout"), "30s"))
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(r.Context(), wait)
		defer cancel()
		return nil, s.DrainWebhooks(ctx)
	})
	post("challenge", func(r *http.Request) (any, error) {
		ok, status := s.Challenge(r.Context())
		return map[string]any{"ok": ok, "status": status}, nil
	})
	post("clock", taking(func(_ *http.Request, in struct {
		Seconds float64 `json:"advance_seconds"`
	},
	) (any, error) {
		s.Advance(time.Duration(in.Seconds * float64(time.Second)))
		return map[string]any{"now": s.Now()}, nil
	}))
	s.controlActs(post)
}
