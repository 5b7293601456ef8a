package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// The Instagram app of a sandbox that is given none.
const (
	DefaultInstagramApp    = "220000000000001"
	DefaultInstagramSecret = "sandbox-instagram-secret"
)

// InstagramConnection is what the product has to be told about Instagram.
type InstagramConnection struct {
	GraphURL     string `json:"graph_url"`
	APIURL       string `json:"api_url"`
	AuthorizeURL string `json:"authorize_url"`
	AppID        string `json:"app_id"`
	AppSecret    string `json:"app_secret"`
}

func (s *Server) instagramConnection() InstagramConnection {
	base := s.URL()
	return InstagramConnection{base + instagram.GraphPath, base + instagram.APIPath, base + instagram.AuthorizePath, s.o.InstagramAppID, s.o.InstagramAppSecret}
}

// String is what a person pastes into the settings of the product.
func (c InstagramConnection) String() string {
	return fmt.Sprintf("  KELOLA_INSTAGRAM_GRAPH_URL=%s\n  KELOLA_INSTAGRAM_API_URL=%s\n  KELOLA_INSTAGRAM_AUTHORIZE_URL=%s\n  KELOLA_INSTAGRAM_APP_ID=%s\n  KELOLA_INSTAGRAM_APP_SECRET=%s\n",
		c.GraphURL, c.APIURL, c.AuthorizeURL, c.AppID, c.AppSecret)
}

func (s *Server) instagramReads(get func(string, func(*http.Request) (any, error))) {
	get("instagram/effects", func(r *http.Request) (any, error) {
		if r.URL.Query().Get("counts") == "1" {
			return s.ig.Counts(), nil
		}
		return map[string]any{"effects": s.ig.Effects(r.URL.Query().Get("kind"))}, nil
	})
	get("instagram/knobs", func(*http.Request) (any, error) { return s.ig.Knobs(), nil })
	get("instagram/callbacks", func(*http.Request) (any, error) { return map[string]any{"callbacks": s.ig.SignedCalls()}, nil })
	get("instagram/state", func(r *http.Request) (any, error) {
		version := strconv.FormatUint(s.version.Load(), 10)
		if r.URL.Query().Get("version") == version {
			return map[string]any{"version": version, "same": true}, nil
		}
		return map[string]any{"version": version, "state": s.ig.View()}, nil
	})
}

// instagramAct is the body of the smaller acts; each uses the members it needs.
type instagramAct struct {
	Account   string          `json:"account"`
	Person    string          `json:"person"`
	MessageID string          `json:"message_id"`
	CommentID string          `json:"comment_id"`
	Media     string          `json:"media"`
	Text      string          `json:"text"`
	Button    string          `json:"button"`
	Ref       string          `json:"ref"`
	Form      string          `json:"form"`
	Field     string          `json:"field"`
	Body      json.RawMessage `json:"body"`
}

func (s *Server) instagramWrites(post func(string, func(*http.Request) (any, error))) {
	post("instagram/knobs", func(r *http.Request) (any, error) {
		k := s.ig.Knobs()
		if err := decode(r, &k); err != nil {
			return nil, err
		}
		if err := k.Check(); err != nil {
			return nil, err
		}
		for _, address := range []string{k.WebhookURL, k.DeauthorizeURL, k.DeletionURL} {
			if err := loopbackURL(address); err != nil {
				return nil, err
			}
		}
		s.ig.SetKnobs(func(have *instagram.Knobs) { *have = k })
		return s.ig.Knobs(), nil
	})
	act := func(name string, fn func(*http.Request) (any, error)) { post("instagram/acts/"+name, fn) }
	id := func(id string, err error) (any, error) { return map[string]string{"id": id}, err }
	act("comment", taking(func(_ *http.Request, in instagram.WrittenComment) (any, error) { return id(s.ig.Comment(in)) }))
	act("message", taking(func(_ *http.Request, in instagram.WrittenMessage) (any, error) { return id(s.ig.Message(in)) }))
	act("publish", taking(func(_ *http.Request, in instagram.Published) (any, error) { return id(s.ig.Publish(in)) }))
	act("relation", taking(func(_ *http.Request, in instagram.Relation) (any, error) { return nil, s.ig.Relate(in) }))
	act("account", taking(func(_ *http.Request, in instagram.AccountWish) (any, error) { return nil, s.ig.SetAccount(in) }))
	act("deauthorize", taking(func(r *http.Request, in instagram.SignedWish) (any, error) { return s.ig.Deauthorize(r.Context(), in) }))
	act("deletion", taking(func(r *http.Request, in instagram.SignedWish) (any, error) { return s.ig.AskDeletion(r.Context(), in) }))
	act("poll", func(r *http.Request) (any, error) { return s.ig.Poll(r.Context()) })
	act("authorize", taking(func(_ *http.Request, in instagram.Decision) (any, error) {
		location, err := s.ig.Decide(in)
		return map[string]string{"location": location}, err
	}))
	acts := map[string]func(instagramAct) (string, error){
		"delete-comment": func(a instagramAct) (string, error) { return "", s.ig.DeleteComment(a.CommentID) },
		"end-live":       func(a instagramAct) (string, error) { return "", s.ig.EndLive(a.Media) },
		"mention":        func(a instagramAct) (string, error) { return s.ig.Mention(a.Account, a.Person, a.Text, a.Form) },
		"tap":            func(a instagramAct) (string, error) { return s.ig.Tap(a.MessageID, a.Button) },
		"ice-breaker":    func(a instagramAct) (string, error) { return s.ig.TapIceBreaker(a.Account, a.Person, a.Text) },
		"open":           func(a instagramAct) (string, error) { return "", s.ig.Open(a.Account, a.Person, a.Ref) },
		"react":          func(a instagramAct) (string, error) { return "", s.ig.React(a.MessageID, a.Text) },
		"unsend":         func(a instagramAct) (string, error) { return "", s.ig.Unsend(a.MessageID) },
		"unsend-before":  func(a instagramAct) (string, error) { return s.ig.UnsendBefore(a.Account, a.Person, a.Text) },
		"edit":           func(a instagramAct) (string, error) { return "", s.ig.EditMessage(a.MessageID, a.Text) },
		"read":           func(a instagramAct) (string, error) { return "", s.ig.Read(a.MessageID) },
		"own-message":    func(a instagramAct) (string, error) { return s.ig.OwnMessage(a.Account, a.Person, a.Text) },
		"test-button":    func(a instagramAct) (string, error) { return "", s.ig.TestButton(a.Field) },
		"odd":            func(a instagramAct) (string, error) { return "", s.ig.Odd(a.Form, a.Account, a.Person, a.Text) },
		"raw-webhook":    func(a instagramAct) (string, error) { s.ig.Raw(a.Body); return "", nil },
	}
	for name, fn := range acts {
		act(name, taking(func(_ *http.Request, a instagramAct) (any, error) { return id(fn(a)) }))
	}
}

// serveInstagramPage shows the page on which a person plays the people on Instagram.
func (s *Server) serveInstagramPage(w http.ResponseWriter, _ *http.Request) {
	s.writePage(w, instagram.Page(), struct {
		InstagramConnection
		WebhookURL string
	}{s.instagramConnection(), s.o.WebhookURL})
}

// InstagramConsent answers what the browser brings back when the owner of an account allows what an authorize address asks.
func (s *Server) InstagramConsent(authorize, account string) (*url.URL, error) {
	u, err := url.Parse(authorize)
	if err != nil {
		return nil, err
	}
	location, err := s.ig.Decide(instagram.DecisionFor(u.Query(), account))
	if err != nil {
		return nil, err
	}
	return url.Parse(location)
}
