package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

var templateFields = []string{
	"id", "name", "language", "status", "category", "components", "rejected_reason", "quality_score", "parameter_format", "previous_category",
	"sub_category", "cta_url_link_tracking_opted_out", "library_template_name", "message_send_ttl_seconds", "correct_category",
}

var templateDefault = []string{"name", "parameter_format", "components", "language", "status", "category", "id"}

// fieldsOf reads ?fields= and refuses what the object does not have.
func fieldsOf(q url.Values, def, known []string) ([]string, *apiError) {
	text := q.Get("fields")
	if text == "" {
		return def, nil
	}
	out := []string{"id"}
	for _, f := range strings.Split(text, ",") {
		f = strings.TrimSpace(f)
		if name, _, ok := strings.Cut(f, "{"); ok {
			f = name
		}
		if !slices.Contains(known, f) {
			return nil, invalid("Tried accessing nonexisting field (%s)", f)
		}
		if f != "id" {
			out = append(out, f)
		}
	}
	return out, nil
}

func (t *template) view(fields []string) map[string]any {
	all := map[string]any{
		"id": t.id, "name": t.name, "language": t.language, "status": t.status, "category": t.category, "components": t.components,
		"rejected_reason": or(t.reason, "NONE"), "quality_score": map[string]any{"score": or(t.quality, "UNKNOWN"), "date": 1790000000},
		"parameter_format": or(t.format, "POSITIONAL"),
	}
	out := make(map[string]any, len(fields))
	for _, f := range fields {
		if v, ok := all[f]; ok {
			out[f] = v
		}
	}
	return out
}

func (s *Server) listTemplates(h *hit) (any, *apiError) {
	q := h.r.URL.Query()
	fields, err := fieldsOf(q, templateDefault, templateFields)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var match []*template
	for _, t := range h.acc.templates {
		if t.status == "DELETED" || !fits(q.Get("status"), t.status) || !fits(q.Get("category"), t.category) || !fits(q.Get("language"), t.language) {
			continue
		}
		if n := q.Get("name"); n != "" && !strings.Contains(t.name, n) {
			continue
		}
		match = append(match, t)
	}
	rows := make([]map[string]any, 0, len(match))
	for _, t := range match {
		rows = append(rows, t.view(fields))
	}
	return page(h, rows)
}

func fits(want, have string) bool { return want == "" || strings.EqualFold(want, have) }

// page cuts rows by limit, after and before, with cursors as Graph gives them: next is there only if there is more.
func page(h *hit, rows []map[string]any) (any, *apiError) {
	q := h.r.URL.Query()
	limit := 25
	if l := q.Get("limit"); l != "" {
		n, err := strconv.Atoi(l)
		if err != nil || n < 1 {
			return nil, invalid("Param limit must be a positive integer")
		}
		limit = min(n, 1000)
	}
	from := 0
	if a := q.Get("after"); a != "" {
		n, ok := cursorPos(a)
		if !ok {
			return nil, invalid("The after Cursor specified is not valid")
		}
		from = min(n+1, len(rows))
	} else if b := q.Get("before"); b != "" {
		n, ok := cursorPos(b)
		if !ok {
			return nil, invalid("The before Cursor specified is not valid")
		}
		from = max(0, n-limit)
		rows = rows[:min(n, len(rows))]
	}
	end := min(from+limit, len(rows))
	part := rows[from:end]
	if len(part) == 0 {
		return map[string]any{"data": []any{}}, nil
	}
	paging := map[string]any{"cursors": map[string]string{"before": cursor(from), "after": cursor(end - 1)}}
	if end < len(rows) {
		next := url.Values{"after": {cursor(end - 1)}, "limit": {strconv.Itoa(limit)}, "access_token": {"redacted-by-sandbox"}}
		if f := q.Get("fields"); f != "" {
			next.Set("fields", f)
		}
		paging["next"] = "http://" + h.r.Host + h.r.URL.Path + "?" + next.Encode()
	}
	return map[string]any{"data": part, "paging": paging}, nil
}

func cursor(i int) string { return base64.RawURLEncoding.EncodeToString([]byte("c" + strconv.Itoa(i))) }

func cursorPos(c string) (int, bool) {
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil || len(b) < 2 || b[0] != 'c' {
		return 0, false
	}
	n, err := strconv.Atoi(string(b[1:]))
	return n, err == nil && n >= 0
}

func (s *Server) getTemplate(h *hit) (any, *apiError) {
	fields, err := fieldsOf(h.r.URL.Query(), templateDefault, templateFields)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	t := s.templates[h.path[0]]
	if t == nil || t.status == "DELETED" {
		return nil, noObject(h.path[0])
	}
	return t.view(fields), nil
}

// deleteTemplates removes one language by hsm_id and name, all languages by name, or several by hsm_ids.
func (s *Server) deleteTemplates(h *hit) (any, *apiError) {
	q := h.r.URL.Query()
	name, id := q.Get("name"), q.Get("hsm_id")
	var ids []string
	if list := q.Get("hsm_ids"); list != "" {
		var nums []json.Number
		if json.Unmarshal([]byte(list), &nums) != nil && json.Unmarshal([]byte(list), &ids) != nil {
			return nil, invalid("Param hsm_ids must be an array")
		}
		for _, n := range nums {
			ids = append(ids, n.String())
		}
		if len(ids) > 100 {
			return nil, invalid("At most 100 templates can be deleted at once")
		}
	} else if name == "" {
		return nil, invalid("The parameter name is required")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	gone, until := 0, s.Now().UnixMicro()+30*day.Microseconds()
	h.acc.templates = slices.DeleteFunc(h.acc.templates, func(t *template) bool {
		hit := slices.Contains(ids, t.id) || (len(ids) == 0 && t.name == name && (id == "" || id == t.id))
		if hit {
			gone++
			t.status = "DELETED"
			if h.acc.blockedNames == nil {
				h.acc.blockedNames = map[string]int64{}
			}
			h.acc.blockedNames[t.name+" "+t.language] = until
			delete(s.templates, t.id)
		}
		return hit
	})
	if gone == 0 {
		return nil, &apiError{HTTP: 400, Code: 100, Subcode: 2593002, Message: "(#100) Message template not found"}
	}
	s.touch()
	return map[string]bool{"success": true}, nil
}
