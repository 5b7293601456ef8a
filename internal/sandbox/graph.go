package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hit is one Graph call on its way through.
type hit struct {
	r    *http.Request
	by   caller
	body []byte
	path []string // without the version
	num  *number
	acc  *waba
	out  reply // set by operations that answer something other than JSON
	raw  bool
	to   string // recipient of a send, for faults
	name string // route of the call log when it is not that of the operation
}

// op is one Graph operation. It returns what is to be answered as JSON.
type op struct {
	name  string
	scope string
	do    func(*Server, *hit) (any, *apiError)
	cap   int64
}

const bodyCap = 1 << 20

// serveGraph answers the Graph host.
func (s *Server) serveGraph(w http.ResponseWriter, r *http.Request) {
	h := &hit{r: r, path: graphPath(r.URL.Path)}
	o, apiErr := s.resolve(h)
	limit := max(o.cap, bodyCap)
	body, err := readBody(r, limit)
	if err != nil {
		apiErr = &apiError{HTTP: http.StatusRequestEntityTooLarge, Code: 100, Message: "(#100) The request body is too large or unreadable"}
	}
	h.body = body
	if o.name == "send" && s.faults.on.Load() {
		h.to = recipientOf(body)
		if markOf(body) {
			o.name = "read"
		}
	}
	fault, before, after := s.strike(o.name, h.to)
	if !s.dawdle(r, before) {
		return
	}
	var answer reply
	if fault != nil && !fault.afterEffect() {
		if fault.Kind == "template_pause" {
			s.pauseTemplateOf(h)
		}
		answer = s.spoil(fault, reply{status: 200}, o.name)
	} else {
		answer = s.perform(o, h, apiErr)
		if fault != nil {
			answer = s.spoil(fault, answer, o.name)
		}
	}
	if !s.dawdle(r, after) {
		answer.cut = true
	}
	s.usage(h, &answer)
	seen := heard{at: s.wire.Now(), method: r.Method, path: r.URL.Path, query: redactQuery(r), route: or(h.name, o.name), header: r.Header, body: body, status: answer.status, answer: answer.body}
	if answer.cut {
		seen.status = 0
	}
	if o.name == "media" || o.name == "download" {
		seen.body, seen.answer = nil, nil
	}
	s.calls.add(seen)
	answer.write(w)
}

// dawdle lets ms pass and tells whether the caller is still there.
func (s *Server) dawdle(r *http.Request, ms int64) bool {
	if ms <= 0 {
		return true
	}
	select {
	case <-s.wire.After(time.Duration(ms) * time.Millisecond):
		return true
	case <-r.Context().Done():
		return false
	}
}

// perform authenticates and runs the operation.
func (s *Server) perform(o op, h *hit, early *apiError) reply {
	var out any
	by, apiErr := s.authenticate(h.r)
	if apiErr == nil {
		apiErr = early
	}
	if apiErr == nil && o.do == nil {
		apiErr = noObject(strings.Join(h.path, "/"))
	}
	if apiErr == nil && o.scope != "" {
		apiErr = by.may(o.scope, h.acc)
	}
	if apiErr == nil {
		h.by = by
		out, apiErr = o.do(s, h)
	}
	if apiErr != nil {
		a := reply{status: apiErr.HTTP, ctype: jsonType, body: apiErr.body(s.trace())}
		if apiErr.RetryAfter > 0 {
			a.headers = append(a.headers, [2]string{"Retry-After", strconv.Itoa(apiErr.RetryAfter)})
		}
		return a
	}
	if h.raw {
		return h.out
	}
	if b, ok := out.([]byte); ok {
		return reply{status: 200, ctype: jsonType, body: b}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return reply{status: 500, ctype: jsonType, body: coded(131000, "encode").body(s.trace())}
	}
	return reply{status: 200, ctype: jsonType, body: b}
}

// resolve finds the operation of a path: the first part names an object, the second an edge of it.
func (s *Server) resolve(h *hit) (op, *apiError) {
	p, method := h.path, h.r.Method
	none := op{name: "unknown"}
	if len(p) == 0 || len(p) > 2 {
		return none, nil
	}
	node, edge := p[0], ""
	if len(p) == 2 {
		edge = p[1]
	}
	switch {
	case node == "debug_token" && method == http.MethodGet:
		return op{name: "token", do: func(s *Server, h *hit) (any, *apiError) { return s.debugToken(h.by, h.r) }}, nil
	case node == "sandbox-media" && edge != "":
		return op{name: "download", do: (*Server).downloadMedia}, nil
	case node == s.o.AppID && edge == "uploads" && method == http.MethodPost:
		return op{name: "upload", do: (*Server).startUpload}, nil
	case strings.HasPrefix(node, "upload:"):
		return op{name: "upload", do: (*Server).finishUpload, cap: 20 << 20}, nil
	}
	s.mu.RLock()
	num, acc, tmpl := s.numbers[node], s.wabas[node], s.templates[node]
	s.mu.RUnlock()
	switch {
	case num != nil:
		h.num, h.acc = num, num.waba
		return pick(numberOps, method, edge), nil
	case acc != nil:
		h.acc = acc
		return pick(wabaOps, method, edge), nil
	case tmpl != nil && edge == "":
		h.acc = tmpl.waba
		return pick(templateOps, method, edge), nil
	case edge == "":
		return pick(mediaOps, method, edge), nil
	}
	if edge == "messages" {
		none.name = "send"
	}
	return none, noObject(node)
}

type opKey struct{ method, edge string }

func pick(ops map[opKey]op, method, edge string) op {
	o, ok := ops[opKey{method, edge}]
	if !ok {
		return op{name: "unknown"}
	}
	return o
}

var numberOps = map[opKey]op{
	{"POST", "messages"}:                  {name: "send", scope: scopeMessaging, do: (*Server).postMessage},
	{"POST", "media"}:                     {name: "media", scope: scopeMessaging, do: (*Server).uploadMedia, cap: 105 << 20},
	{"GET", "whatsapp_business_profile"}:  {name: "profile", scope: scopeManagement, do: (*Server).getProfile},
	{"POST", "whatsapp_business_profile"}: {name: "profile", scope: scopeManagement, do: (*Server).setProfile},
	{"GET", "block_users"}:                {name: "block", scope: scopeMessaging, do: (*Server).listBlocked},
	{"POST", "block_users"}:               {name: "block", scope: scopeMessaging, do: (*Server).blockUsers},
	{"DELETE", "block_users"}:             {name: "block", scope: scopeMessaging, do: (*Server).blockUsers},
	{"GET", ""}:                           {name: "numbers", scope: scopeManagement, do: (*Server).getNumber},
	{"POST", "register"}:                  {name: "register", scope: scopeManagement, do: (*Server).registerNumber},
	{"POST", "deregister"}:                {name: "register", scope: scopeManagement, do: (*Server).registerNumber},
}

var wabaOps = map[opKey]op{
	{"GET", ""}:                     {name: "numbers", scope: scopeManagement, do: (*Server).getWABA},
	{"GET", "phone_numbers"}:        {name: "numbers", scope: scopeManagement, do: (*Server).listNumbers},
	{"GET", "message_templates"}:    {name: "templates", scope: scopeManagement, do: (*Server).listTemplates},
	{"POST", "message_templates"}:   {name: "templates", scope: scopeManagement, do: (*Server).createTemplate},
	{"DELETE", "message_templates"}: {name: "templates", scope: scopeManagement, do: (*Server).deleteTemplates},
	{"GET", "subscribed_apps"}:      {name: "subscription", scope: scopeManagement, do: (*Server).getSubscription},
	{"POST", "subscribed_apps"}:     {name: "subscription", scope: scopeManagement, do: (*Server).subscribe},
	{"DELETE", "subscribed_apps"}:   {name: "subscription", scope: scopeManagement, do: (*Server).unsubscribe},
}

var templateOps = map[opKey]op{
	{"GET", ""}:  {name: "templates", scope: scopeManagement, do: (*Server).getTemplate},
	{"POST", ""}: {name: "templates", scope: scopeManagement, do: (*Server).editTemplate},
}

var mediaOps = map[opKey]op{
	{"GET", ""}:    {name: "media", scope: scopeMessaging, do: (*Server).getMedia},
	{"DELETE", ""}: {name: "media", scope: scopeMessaging, do: (*Server).deleteMedia},
}

// graphPath splits a path and drops the version. Any version is served, and none.
func graphPath(path string) []string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) > 0 && isVersion(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) == 1 && parts[0] == "" {
		return nil
	}
	return parts
}

func isVersion(p string) bool {
	major, minor, ok := strings.Cut(strings.TrimPrefix(p, "v"), ".")
	if !ok || len(p) == 0 || p[0] != 'v' || major == "" || minor == "" {
		return false
	}
	_, e1 := strconv.ParseUint(major, 10, 16)
	_, e2 := strconv.ParseUint(minor, 10, 16)
	return e1 == nil && e2 == nil
}

func readBody(r *http.Request, limit int64) ([]byte, error) {
	if r.Body == nil || r.ContentLength == 0 {
		return nil, nil
	}
	if n := r.ContentLength; n > 0 && n <= 64<<10 {
		b := make([]byte, n)
		_, err := io.ReadFull(r.Body, b)
		return b, err
	}
	return io.ReadAll(http.MaxBytesReader(nil, r.Body, limit))
}

func (s *Server) usage(h *hit, a *reply) {
	k := s.knobs.Load()
	if a.cut {
		return
	}
	a.headers = append(a.headers, [2]string{"Facebook-Api-Version", "v26.0"})
	if k.UsagePercent <= 0 {
		return
	}
	p := strconv.Itoa(k.UsagePercent)
	counts := `"call_count":` + p + `,"total_cputime":` + p + `,"total_time":` + p
	a.headers = append(a.headers, [2]string{"X-App-Usage", "{" + counts + "}"})
	if h.acc != nil {
		a.headers = append(a.headers, [2]string{"X-Business-Use-Case-Usage",
			`{"` + h.acc.id + `":[{"type":"whatsapp",` + counts + `,"estimated_time_to_regain_access":` + strconv.Itoa(k.UsageRegain) + `}]}`})
	}
}

func redactQuery(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	q := r.URL.Query()
	for _, k := range []string{"access_token", "input_token", "appsecret_proof", "client_secret"} {
		if q.Has(k) {
			q.Set(k, "***")
		}
	}
	return q.Encode()
}
