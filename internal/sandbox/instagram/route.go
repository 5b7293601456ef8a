package instagram

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Paths of the three hosts on the sandbox's one listener.
const (
	GraphPath     = "/ig-graph"
	APIPath       = "/ig-api"
	AuthorizePath = "/ig-auth/oauth/authorize"
	decidePath    = "/ig-auth/oauth/decide"
	mediaPath     = "/ig-cdn/"
)

// Call is one request on its way through.
type Call struct {
	Name string // of the operation, for faults and the record of calls
	To   string // comment or recipient, for faults

	r     *http.Request
	body  []byte
	query url.Values
	form  map[string]json.RawMessage
	path  []string
	by    *token
	acc   *account
	do    func(*Network, *Call) (any, *problem)
	page  func(*Network, *Call) Answer
	open  bool // needs no bearer token
	need  string
	flat  bool
	early *problem
	out   *Answer // instead of JSON
}

// Serves tells whether a path belongs to Instagram.
func Serves(path string) bool {
	return strings.HasPrefix(path, GraphPath+"/") || strings.HasPrefix(path, APIPath+"/") || strings.HasPrefix(path, "/ig-auth/") || strings.HasPrefix(path, mediaPath)
}

// Resolve finds out what a request asks for. It has no effect.
func (n *Network) Resolve(r *http.Request, body []byte) *Call {
	c := &Call{Name: "ig_unknown", r: r, body: body, query: r.URL.Query()}
	switch p := r.URL.Path; {
	case p == AuthorizePath && r.Method == http.MethodGet:
		c.Name, c.page = "ig_authorize", (*Network).authorizePage
	case p == decidePath && r.Method == http.MethodPost:
		c.Name, c.page = "ig_authorize", (*Network).decide
	case strings.HasPrefix(p, mediaPath):
		c.Name, c.page = "ig_cdn", (*Network).cdn
	case p == APIPath+"/oauth/access_token" && r.Method == http.MethodPost:
		c.Name, c.open, c.flat, c.do = "ig_code", true, true, (*Network).exchangeCode
	case strings.HasPrefix(p, GraphPath+"/"):
		c.path = versionless(strings.TrimPrefix(p, GraphPath))
		n.mu.Lock()
		n.resolveGraph(c)
		n.mu.Unlock()
	}
	return c
}

// Perform carries a call out.
func (n *Network) Perform(c *Call) Answer {
	var a Answer
	n.change(func() { a = n.perform(c) })
	return a
}

func (n *Network) perform(c *Call) Answer {
	if c.page != nil {
		return c.page(n, c)
	}
	p := n.admit(c)
	if p == nil && c.early != nil {
		p = c.early
	}
	if p == nil && c.do == nil {
		p = trouble(100, 0, "Unsupported %s request", strings.ToLower(c.r.Method))
		p.kind, p.flat = "GraphMethodException", c.flat
	}
	if p == nil {
		p = n.budget(c)
	}
	var out any
	if p == nil {
		out, p = c.do(n, c)
	}
	var a Answer
	switch {
	case p != nil:
		a = n.refusal(p)
	case c.out != nil:
		a = *c.out
	default:
		a = jsonAnswer(http.StatusOK, out)
	}
	regain := 0
	if p != nil {
		regain = p.regain
	}
	n.usage(c, &a, regain)
	return a
}

// admit checks the token and what it may do. A token in the address leaks into logs, so it is refused but where the
// documentation shows no other way (Meta docs, Instagram business login, read 2026-11).
func (n *Network) admit(c *Call) *problem {
	if c.open {
		return nil
	}
	if c.query.Has("access_token") {
		return badParam("The sandbox refuses access_token in the query: send the Authorization header")
	}
	if p := c.readForm(); p != nil {
		return p
	}
	if _, there := c.form["access_token"]; there {
		return badParam("The sandbox refuses access_token in the body: send the Authorization header")
	}
	value, ok := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	if !ok || value == "" {
		return trouble(104, 0, "An access token is required to request this resource.")
	}
	t, p := n.valid(value)
	if p != nil {
		return p
	}
	if p := n.proof(c, value); p != nil {
		return p
	}
	c.by, c.acc = t, t.account
	if c.need != "" && !t.may(c.need) {
		return noPermission(c.need)
	}
	return nil
}

func (n *Network) proof(c *Call, value string) *problem {
	got := c.query.Get("appsecret_proof")
	if got == "" {
		if n.knobs.Proof {
			return badParam("API calls from the server require an appsecret_proof argument")
		}
		return nil
	}
	mac := hmac.New(sha256.New, []byte(n.d.AppSecret))
	_, _ = mac.Write([]byte(value))
	if !hmac.Equal([]byte(got), []byte(hex.EncodeToString(mac.Sum(nil)))) {
		return badParam("Invalid appsecret_proof provided in the API argument")
	}
	return nil
}

// readForm reads a JSON object or form fields; both give names with JSON values.
func (c *Call) readForm() *problem {
	c.form = map[string]json.RawMessage{}
	if len(c.body) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "application/json":
		if json.Unmarshal(c.body, &c.form) != nil {
			return badParam("Invalid JSON in the request body")
		}
	case err == nil && kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(c.body))
		if err != nil {
			return badParam("Invalid form in the request body")
		}
		for k := range form {
			c.form[k] = textOrJSON(form.Get(k))
		}
	default:
		return badParam("The request body needs Content-Type application/json")
	}
	return nil
}

func textOrJSON(v string) json.RawMessage {
	if strings.HasPrefix(v, "{") && json.Valid([]byte(v)) {
		return json.RawMessage(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return b
}

// text is a parameter of the body or the address.
func (c *Call) text(name string) string {
	if raw, ok := c.form[name]; ok {
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
		return string(raw)
	}
	return c.query.Get(name)
}

func versionless(path string) []string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if major, minor, ok := strings.Cut(strings.TrimPrefix(parts[0], "v"), "."); ok && strings.HasPrefix(parts[0], "v") {
		_, e1 := strconv.ParseUint(major, 10, 16)
		_, e2 := strconv.ParseUint(minor, 10, 16)
		if e1 == nil && e2 == nil {
			parts = parts[1:]
		}
	}
	if len(parts) == 1 && parts[0] == "" {
		return nil
	}
	return parts
}

// stamp is how Graph writes a time: no colon in the offset.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-0700") }
