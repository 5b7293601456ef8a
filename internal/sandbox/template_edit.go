package sandbox

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type templateBody struct {
	Name          string          `json:"name"`
	Language      string          `json:"language"`
	Category      string          `json:"category"`
	Format        string          `json:"parameter_format"`
	Components    json.RawMessage `json:"components"`
	AllowCategory *bool           `json:"allow_category_change"`
	TTL           json.RawMessage `json:"message_send_ttl_seconds"`
}

func tmplErr(sub int, format string, args ...any) *apiError {
	e := invalid(format, args...)
	e.Subcode = sub
	return e
}

// createTemplate answers POST /{waba}/message_templates; a decision about it is made by SetTemplateStatus.
func (s *Server) createTemplate(h *hit) (any, *apiError) {
	var m templateBody
	if err := strict(h.body, &m, "the template"); err != nil {
		return nil, err
	}
	if !regexp.MustCompile(`^[a-z0-9_]{1,512}$`).MatchString(m.Name) {
		return nil, invalid("Param name must be 1 to 512 lower-case letters, digits and underscores")
	}
	if !regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2,3})?$`).MatchString(m.Language) {
		return nil, invalid("Param language must be one of the supported codes")
	}
	sh, err := checkShape(&m)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now().UnixMicro()
	a := h.acc
	if err := s.checkHandle(m.Components); err != nil {
		return nil, err
	}
	if until := a.blockedNames[m.Name+" "+m.Language]; until > now {
		return nil, tmplErr(2388023, "This template is being deleted: its name is free again after 30 days")
	}
	for _, t := range a.templates {
		if t.name == m.Name && t.language == m.Language {
			return nil, tmplErr(2388024, "There is already %s content for this template", m.Language)
		}
	}
	recent := a.createdAt[:0]
	for _, at := range a.createdAt {
		if at > now-time.Hour.Microseconds() {
			recent = append(recent, at)
		}
	}
	a.createdAt = recent
	if len(recent) >= 100 || len(a.templates) >= 6000 {
		return nil, tmplErr(2388019, "The limit of templates is reached")
	}
	a.createdAt = append(a.createdAt, now)
	t := &template{
		id: numericID(s.o.Seed^0x7e, s.serial.Add(1)), name: m.Name, language: m.Language, category: strings.ToUpper(m.Category), status: "PENDING",
		format: strings.ToUpper(or(m.Format, "POSITIONAL")), components: m.Components, shape: sh, waba: a,
	}
	a.templates = append(a.templates, t)
	s.templates[t.id] = t
	s.touch()
	return map[string]string{"id": t.id, "status": t.status, "category": t.category}, nil
}

// editTemplate answers POST /{template_id}: all components are replaced and reviewed again.
func (s *Server) editTemplate(h *hit) (any, *apiError) {
	var m templateBody
	if err := strict(h.body, &m, "the template"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.templates[h.path[0]]
	if t == nil {
		return nil, noObject(h.path[0])
	}
	m.Category = or(m.Category, t.category)
	m.Format = or(m.Format, t.format)
	if len(m.Components) == 0 {
		m.Components = t.components
	}
	sh, err := checkShape(&m)
	if err != nil {
		return nil, err
	}
	if string(m.Components) != string(t.components) {
		if err := s.checkHandle(m.Components); err != nil {
			return nil, err
		}
	}
	now := s.Now().UnixMicro()
	switch t.status {
	case "APPROVED":
		month, last := 0, int64(0)
		for _, at := range t.edits {
			if at > now-30*day.Microseconds() {
				month++
				last = at
			}
		}
		if month >= 10 || (last > 0 && now-last < day.Microseconds()) {
			return nil, tmplErr(2388039, "An approved template can be edited once in 24 hours and 10 times in 30 days")
		}
	case "REJECTED", "PAUSED":
	default:
		return nil, tmplErr(2388039, "A template that is %s cannot be edited", t.status)
	}
	t.edits = append(t.edits, now)
	t.components, t.shape, t.category, t.status, t.reason = m.Components, sh, strings.ToUpper(m.Category), "PENDING", ""
	s.touch()
	return map[string]any{"success": true}, nil
}

// checkShape applies the creation rules (Meta docs, Templates, read 2026-11).
func checkShape(m *templateBody) (shape, *apiError) {
	switch strings.ToUpper(m.Category) {
	case "MARKETING", "UTILITY", "AUTHENTICATION":
	default:
		return shape{}, invalid("Param category must be one of MARKETING, UTILITY, AUTHENTICATION")
	}
	if f := strings.ToUpper(m.Format); f != "" && f != "POSITIONAL" && f != "NAMED" {
		return shape{}, invalid("Param parameter_format must be POSITIONAL or NAMED")
	}
	if len(m.Components) == 0 {
		return shape{}, invalid("The parameter components is required")
	}
	sh, err := parseShape(m.Components, m.Format)
	if err != nil {
		return sh, err
	}
	var list []component
	if json.Unmarshal(m.Components, &list) != nil {
		return sh, invalid("Param components must be an array")
	}
	if strings.EqualFold(m.Category, "AUTHENTICATION") {
		return sh, nil
	}
	if sh.body == "" {
		return sh, tmplErr(2388073, "A template needs a BODY component with text")
	}
	for _, c := range list {
		if err := checkComponent(&c, sh.named); err != nil {
			return sh, err
		}
	}
	return sh, nil
}

func checkComponent(c *component, named bool) *apiError {
	vars := variables(c.Text)
	switch strings.ToUpper(c.Type) {
	case "HEADER":
		if f := strings.ToUpper(or(c.Format, "TEXT")); f != "TEXT" {
			if f != "LOCATION" && len(c.Example) == 0 {
				return tmplErr(2388273, "A %s header needs an example handle", f)
			}
			return nil
		}
		if c.Text == "" || runes(c.Text) > 60 || len(vars) > 1 {
			return tmplErr(2388040, "The header has 1 to 60 characters and at most one variable")
		}
	case "BODY":
		if runes(c.Text) > 1024 {
			return tmplErr(2388040, "The body has at most 1024 characters")
		}
		text := strings.TrimSpace(c.Text)
		if strings.HasPrefix(text, "{{") || strings.HasSuffix(text, "}}") {
			return tmplErr(2388299, "Variables cannot be at the start or end of the template")
		}
		if len(strings.Fields(text)) < len(vars)*2+1 {
			return tmplErr(2388293, "This template has too many variables for its length")
		}
	case "FOOTER":
		if c.Text == "" || runes(c.Text) > 60 || len(vars) > 0 {
			return tmplErr(2388040, "The footer has 1 to 60 characters and no variables")
		}
		return nil
	case "BUTTONS":
		return checkButtons(c)
	case "CAROUSEL":
		if len(c.Cards) < 2 || len(c.Cards) > 10 {
			return invalid("A carousel has 2 to 10 cards")
		}
		return nil
	default:
		return invalid("Unknown component type %s", c.Type)
	}
	if len(vars) > 0 && len(c.Example) == 0 {
		return tmplErr(2388043, "Every variable needs an example")
	}
	for i, v := range vars {
		if _, err := strconv.Atoi(v); (err == nil) == named || (!named && v != strconv.Itoa(i+1)) {
			return tmplErr(2388072, "Variables are {{1}}, {{2}}, ... or names, as parameter_format says")
		}
	}
	return nil
}
