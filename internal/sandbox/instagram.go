package sandbox

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"

	"github.com/kelolapesan/kelola/internal/sandbox/instagram"
)

// Instagram is the Instagram part of the sandbox.
func (s *Server) Instagram() *instagram.Network { return s.ig }

func (s *Server) newInstagram() *instagram.Network {
	deauthorize, deletion := "", ""
	if u, err := url.Parse(s.o.WebhookURL); err == nil && s.o.WebhookURL != "" { // where the product has them
		u.Path = "/meta/deauthorize"
		deauthorize = u.String()
		u.Path = "/meta/data-deletion"
		deletion = u.String()
	}
	return instagram.New(instagram.Deps{
		DeauthorizeURL: deauthorize, DeletionURL: deletion,
		AppID: s.o.InstagramAppID, AppSecret: s.o.InstagramAppSecret, MetaSecret: s.o.AppSecret, Seed: s.o.Seed,
		Now: s.Now, Base: s.URL, Emit: func(e instagram.Event) { s.plan(&rawEvent{insta: &e}) }, Touch: s.touch,
	})
}

// serveInstagram answers the three hosts of Instagram, with the same faults and record of calls as the Graph host.
func (s *Server) serveInstagram(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r, bodyCap)
	if err != nil {
		http.Error(w, "the request body is too large or unreadable", http.StatusRequestEntityTooLarge)
		return
	}
	call := s.ig.Resolve(r, body)
	fault, before, after := s.strike(call.Name, call.To)
	if !s.dawdle(r, before) {
		return
	}
	var answer reply
	if fault != nil && !fault.afterEffect() {
		answer = s.spoilInstagram(fault, reply{status: http.StatusOK}, call.Name)
	} else {
		got := s.ig.Perform(call)
		answer = reply{status: got.Status, ctype: got.Type, body: got.Body, headers: got.Headers}
		if fault != nil {
			answer = s.spoilInstagram(fault, answer, call.Name)
		}
	}
	if !s.dawdle(r, after) {
		answer.cut = true
	}
	if call.Name != "ig_cdn" {
		seen := heard{at: s.wire.Now(), method: r.Method, path: r.URL.Path, query: redactQuery(r), route: call.Name, header: r.Header, body: body, status: answer.status, answer: answer.body}
		if answer.cut {
			seen.status = 0
		}
		s.calls.add(seen)
	}
	answer.write(w)
}

// spoilInstagram is spoil with the codes of Instagram where the fault names none, and the flat shape of api.instagram.com.
func (s *Server) spoilInstagram(f *Fault, good reply, route string) reply {
	g := *f
	switch {
	case g.Code != 0:
	case g.Kind == "ok_with_error":
		g.Code, g.Subcode, g.Message = 36000, 2207004, "The image size is too large"
	case g.Kind == "http429" || g.Kind == "rate_limit":
		g.Code, g.Message = 80002, "(#80002) There have been too many calls to this Instagram account."
	case g.Kind == "json500":
		g.Code, g.Message = 2, "An unexpected error has occurred. Please retry your request later."
	}
	if g.Message == "" && g.Code != 0 {
		g.Message = "(#" + strconv.Itoa(g.Code) + ") Something went wrong"
	}
	bad := s.spoil(&g, good, route)
	if route == "ig_code" && bytes.HasPrefix(bad.body, []byte(`{"error":`)) {
		bad.body = []byte(`{"error_type":"OAuthException","code":` + strconv.Itoa(bad.status) + `,"error_message":"Something went wrong"}`)
	}
	return bad
}

// instagramTarget is where an Instagram event goes.
func (s *Server) instagramTarget(e *instagram.Event) string { return or(e.URL, s.o.WebhookURL) }

// instagramPosts makes the requests for these events: one per address and secret; whole bodies alone.
func (s *Server) instagramPosts(events []*instagram.Event, k *Knobs) []*post {
	type key struct {
		url  string
		meta bool
	}
	lists := map[key][]*instagram.Event{}
	var order []key
	var out []*post
	for _, e := range events {
		url := s.instagramTarget(e)
		if url == "" {
			continue
		}
		if e.Body != nil {
			out = append(out, &post{url: url, body: escaped(e, e.Body), events: 1, secret: s.instagramSecret(e.Meta)})
			continue
		}
		at := key{url, e.Meta}
		if _, seen := lists[at]; !seen {
			order = append(order, at)
		}
		lists[at] = append(lists[at], e)
	}
	for _, at := range order {
		b := append(make([]byte, 0, 512*len(lists[at])), `{"object":"instagram","entry":[`...)
		for i, entry := range instagramEntries(lists[at], k.Merge) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, entry...)
		}
		out = append(out, &post{url: at.url, body: append(b, `]}`...), events: len(lists[at]), secret: s.instagramSecret(at.meta)})
	}
	return out
}

func (s *Server) instagramSecret(meta bool) string {
	if meta {
		return s.o.AppSecret
	}
	return s.o.InstagramAppSecret
}

func escaped(e *instagram.Event, b []byte) []byte {
	if e.Plain {
		return b
	}
	return asciiJSON(b)
}

// instagramEntries writes one entry per event or, merged, one per account, in which changes and messaging stand side by
// side.
func instagramEntries(list []*instagram.Event, merge bool) [][]byte {
	var out [][]byte
	type group struct {
		time  string
		parts map[string][]byte
	}
	groups := map[string]*group{}
	var order []string
	for i, e := range list {
		if e.Entry != nil {
			out = append(out, escaped(e, e.Entry))
			continue
		}
		at := e.Account
		if !merge {
			at = strconv.Itoa(i)
		}
		g := groups[at]
		if g == nil {
			g = &group{time: e.Time, parts: map[string][]byte{}}
			groups[at] = g
			order = append(order, at)
		}
		g.parts[e.Part] = appendItem(g.parts[e.Part], escaped(e, e.Item))
		g.parts["id"] = []byte(e.Account)
		if !e.Numeric {
			g.parts["id"] = []byte(strconv.Quote(e.Account))
		}
	}
	for _, at := range order {
		g := groups[at]
		b := append([]byte(`{"id":`), g.parts["id"]...)
		if g.time != "" {
			b = append(b, `,"time":`+g.time...)
		}
		for _, part := range []string{"changes", "messaging", "standby"} {
			if items := g.parts[part]; items != nil {
				b = append(b, `,"`+part+`":[`...)
				b = append(b, items...)
				b = append(b, ']')
			}
		}
		out = append(out, append(b, '}'))
	}
	return out
}
