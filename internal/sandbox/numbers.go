package sandbox

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

var numberFields = []string{
	"id", "display_phone_number", "verified_name", "quality_rating", "code_verification_status", "name_status", "status", "throughput",
	"platform_type", "whatsapp_business_manager_messaging_limit", "is_official_business_account", "account_mode", "messaging_limit_tier",
	"is_pin_enabled", "last_onboarded_time", "webhook_configuration",
}

var numberDefault = []string{"id", "display_phone_number", "verified_name", "quality_rating", "code_verification_status", "platform_type", "throughput"}

func (n *number) view(fields []string) map[string]any {
	all := map[string]any{
		"id": n.id, "display_phone_number": n.display, "verified_name": n.name, "quality_rating": n.quality, "code_verification_status": "VERIFIED",
		"name_status": "APPROVED", "status": n.status, "throughput": map[string]string{"level": n.throughput}, "platform_type": "CLOUD_API",
		"whatsapp_business_manager_messaging_limit": n.tier, "is_official_business_account": false, "account_mode": "LIVE",
		"messaging_limit_tier": n.tier, "is_pin_enabled": true,
	}
	out := make(map[string]any, len(fields))
	for _, f := range fields {
		if v, ok := all[f]; ok {
			out[f] = v
		}
	}
	return out
}

func (s *Server) listNumbers(h *hit) (any, *apiError) {
	fields, err := fieldsOf(h.r.URL.Query(), numberDefault, numberFields)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	rows := make([]map[string]any, 0, len(h.acc.numbers))
	for _, n := range h.acc.numbers {
		rows = append(rows, n.view(fields))
	}
	return page(h, rows)
}

func (s *Server) getNumber(h *hit) (any, *apiError) {
	fields, err := fieldsOf(h.r.URL.Query(), numberDefault, numberFields)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return h.num.view(fields), nil
}

func (s *Server) getWABA(h *hit) (any, *apiError) {
	known := []string{"id", "name", "currency", "timezone_id", "message_template_namespace", "account_review_status", "business_verification_status", "whatsapp_business_manager_messaging_limit"}
	fields, err := fieldsOf(h.r.URL.Query(), known[:5], known)
	if err != nil {
		return nil, err
	}
	all := map[string]any{
		"id": h.acc.id, "name": h.acc.name, "currency": "IDR", "timezone_id": "66", "message_template_namespace": "sandbox_" + h.acc.id,
		"account_review_status": "APPROVED", "business_verification_status": "verified", "whatsapp_business_manager_messaging_limit": "TIER_100K",
	}
	out := make(map[string]any, len(fields))
	for _, f := range fields {
		out[f] = all[f]
	}
	return out, nil
}

// registerNumber answers register and deregister; the two-step PIN is not checked beyond its form.
func (s *Server) registerNumber(h *hit) (any, *apiError) {
	status := "DISCONNECTED"
	if h.path[1] == "register" {
		var m struct {
			Product string `json:"messaging_product"`
			PIN     string `json:"pin"`
			Region  string `json:"data_localization_region"`
		}
		if err := strict(h.body, &m, "the registration"); err != nil {
			return nil, err
		}
		if m.Product != "whatsapp" || !regexp.MustCompile(`^\d{6}$`).MatchString(m.PIN) {
			return nil, invalid("messaging_product and a pin of six digits are required")
		}
		status = "CONNECTED"
	}
	s.mu.Lock()
	h.num.status = status
	s.mu.Unlock()
	return map[string]bool{"success": true}, nil
}

var profileLimits = map[string]int{"about": 139, "address": 256, "description": 512, "email": 128, "profile_picture_url": 2000, "vertical": 64}

func (s *Server) getProfile(h *hit) (any, *apiError) {
	known := []string{"id", "about", "address", "description", "email", "profile_picture_url", "websites", "vertical", "messaging_product"}
	fields, err := fieldsOf(h.r.URL.Query(), []string{"messaging_product"}, known)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	row := map[string]any{"messaging_product": "whatsapp"}
	for _, f := range fields {
		if v, ok := h.num.profile[f]; ok {
			row[f] = v
		}
	}
	return map[string]any{"data": []any{row}}, nil
}

func (s *Server) setProfile(h *hit) (any, *apiError) {
	var m map[string]any
	if json.Unmarshal(h.body, &m) != nil {
		return nil, invalid("The body must be a JSON object")
	}
	if m["messaging_product"] != "whatsapp" {
		return nil, invalid("The parameter messaging_product is required.")
	}
	delete(m, "messaging_product")
	for k, v := range m {
		if k == "websites" {
			if list, ok := v.([]any); !ok || len(list) > 2 {
				return nil, badValue("websites", "at most two addresses")
			}
			continue
		}
		text, ok := v.(string)
		limit, known := profileLimits[k]
		if k == "profile_picture_handle" {
			continue
		}
		if !known {
			return nil, invalid("Unexpected key \"%s\" on the profile", k)
		}
		if !ok || runes(text) > limit || (k == "about" && text == "") {
			return nil, badValue(k, "too long, empty or not a text")
		}
	}
	s.mu.Lock()
	for k, v := range m {
		h.num.profile[k] = v
	}
	s.mu.Unlock()
	return map[string]bool{"success": true}, nil
}

func (s *Server) getSubscription(h *hit) (any, *apiError) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	data := []any{}
	if h.acc.subscribed {
		row := map[string]any{"whatsapp_business_api_data": map[string]string{"id": s.o.AppID, "name": "Kelola Pesan Sandbox", "link": "https://www.facebook.com/games/?app_id=" + s.o.AppID}}
		if h.acc.override != "" {
			row["override_callback_uri"] = h.acc.override
		}
		data = append(data, row)
	}
	return map[string]any{"data": data}, nil
}

// subscribe switches the webhooks of an account on. A callback of its own is asked the challenge first.
func (s *Server) subscribe(h *hit) (any, *apiError) {
	var m struct {
		Override string `json:"override_callback_uri"`
		Verify   string `json:"verify_token"`
	}
	if len(h.body) > 0 {
		if strings.HasPrefix(h.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			v, err := url.ParseQuery(string(h.body))
			if err != nil {
				return nil, invalid("The form is damaged")
			}
			m.Override, m.Verify = v.Get("override_callback_uri"), v.Get("verify_token")
		} else if err := strict(h.body, &m, "the subscription"); err != nil {
			return nil, err
		}
	}
	if m.Override != "" {
		if loopbackURL(m.Override) != nil {
			return nil, invalid("The sandbox posts to loopback addresses only")
		}
		if ok, _ := s.challenge(h.r.Context(), m.Override, m.Verify); !ok {
			return nil, &apiError{HTTP: 400, Code: 2200, Message: "(#2200) Callback verification failed"}
		}
	}
	s.mu.Lock()
	h.acc.subscribed, h.acc.override = true, m.Override
	s.mu.Unlock()
	s.touch()
	return map[string]bool{"success": true}, nil
}

func (s *Server) unsubscribe(h *hit) (any, *apiError) {
	s.mu.Lock()
	h.acc.subscribed, h.acc.override = false, ""
	s.mu.Unlock()
	s.touch()
	return map[string]bool{"success": true}, nil
}

// Challenge asks the product's webhook address the verification question and tells whether it answered exactly.
func (s *Server) Challenge(ctx context.Context) (bool, int) {
	return s.challenge(ctx, s.o.WebhookURL, s.o.VerifyToken)
}

func (s *Server) challenge(ctx context.Context, callback, verify string) (bool, int) {
	u, err := url.Parse(callback)
	if err != nil || callback == "" {
		return false, 0
	}
	word := numericID(s.o.Seed^0xc4, s.serial.Add(1))
	q := u.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.challenge", word)
	q.Set("hub.verify_token", verify)
	u.RawQuery = q.Encode()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return false, 0
	}
	res, err := s.hooks.client.Do(req)
	if err != nil {
		return false, 0
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1024))
	return err == nil && res.StatusCode == http.StatusOK && string(b) == word, res.StatusCode
}

func (s *Server) listBlocked(h *hit) (any, *apiError) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	rows := make([]map[string]any, 0, len(h.num.blocked))
	for d := range h.num.blocked {
		rows = append(rows, map[string]any{"messaging_product": "whatsapp", "wa_id": d})
	}
	slices.SortFunc(rows, func(a, b map[string]any) int { return strings.Compare(a["wa_id"].(string), b["wa_id"].(string)) })
	return page(h, rows)
}

// blockUsers adds to or takes from the block list; only people who wrote within 24 hours can be added.
func (s *Server) blockUsers(h *hit) (any, *apiError) {
	var m struct {
		Product string `json:"messaging_product"`
		Users   []struct {
			User string `json:"user"`
		} `json:"block_users"`
	}
	if err := strict(h.body, &m, "the block list"); err != nil {
		return nil, err
	}
	if m.Product != "whatsapp" || len(m.Users) == 0 {
		return nil, invalid("messaging_product and block_users are required")
	}
	add := h.r.Method == http.MethodPost
	now := s.Now().UnixMicro()
	done, failed := []map[string]string{}, []map[string]any{}
	for _, u := range m.Users {
		d, ok := digits(u.User)
		if ok && add {
			who := s.byPhone(d)
			who.mu.Lock()
			w := who.window(h.num)
			ok = w.openAt > 0 && now < w.openAt+day.Microseconds()
			who.mu.Unlock()
		}
		if !ok {
			failed = append(failed, map[string]any{"input": u.User, "errors": []map[string]any{{"code": 139100, "message": "Failed to block some users"}}})
			continue
		}
		s.mu.Lock()
		if add {
			h.num.blocked[d] = true
		} else {
			delete(h.num.blocked, d)
		}
		s.mu.Unlock()
		done = append(done, map[string]string{"input": u.User, "wa_id": d})
	}
	key := "added_users"
	if !add {
		key = "removed_users"
	}
	out := map[string]any{key: done}
	if len(failed) > 0 {
		out["failed_users"] = failed
	}
	return map[string]any{"messaging_product": "whatsapp", "block_users": out}, nil
}
