package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

const (
	scopeMessaging  = "whatsapp_business_messaging"
	scopeManagement = "whatsapp_business_management"
)

// caller is who a Graph call comes from.
type caller struct {
	tok *token
	app bool // the app itself, by APPID|SECRET
}

func (s *Server) appToken() string { return s.o.AppID + "|" + s.o.AppSecret }

// authenticate accepts a bearer header and nothing else: a token in the address leaks into logs, so it is refused here
// although Meta takes it (Meta docs, Graph API access tokens, read 2026-11).
func (s *Server) authenticate(r *http.Request) (caller, *apiError) {
	q := r.URL.RawQuery
	if strings.Contains(q, "access_token=") {
		return caller{}, invalid("The sandbox refuses access_token in the query: send the Authorization header")
	}
	head := r.Header.Get("Authorization")
	value, ok := strings.CutPrefix(head, "Bearer ")
	if !ok {
		value, ok = strings.CutPrefix(head, "OAuth ")
	}
	if !ok || value == "" {
		return caller{}, &apiError{HTTP: http.StatusUnauthorized, Code: 104, Message: "An access token is required to request this resource."}
	}
	if value == s.appToken() {
		return caller{app: true}, s.proof(r, value, false)
	}
	s.mu.RLock()
	t := s.tokens[value]
	s.mu.RUnlock()
	switch {
	case t == nil:
		return caller{}, &apiError{HTTP: http.StatusUnauthorized, Code: 190, Message: "Invalid OAuth access token - Cannot parse access token"}
	case t.revoked:
		return caller{}, &apiError{HTTP: http.StatusUnauthorized, Code: 190, Subcode: 460, Message: "Error validating access token: The session has been invalidated"}
	case !t.expiresAt.IsZero() && !s.Now().Before(t.expiresAt):
		return caller{}, &apiError{HTTP: http.StatusUnauthorized, Code: 190, Subcode: 463, Message: "Error validating access token: Session has expired"}
	}
	return caller{tok: t}, s.proof(r, value, s.knobs.Load().RequireProof)
}

func (s *Server) proof(r *http.Request, value string, required bool) *apiError {
	if r.URL.RawQuery == "" && !required {
		return nil
	}
	got := r.URL.Query().Get("appsecret_proof")
	if got == "" {
		if required {
			return invalid("API calls from the server require an appsecret_proof argument")
		}
		return nil
	}
	mac := hmac.New(sha256.New, []byte(s.o.AppSecret))
	_, _ = mac.Write([]byte(value))
	if !hmac.Equal([]byte(got), []byte(hex.EncodeToString(mac.Sum(nil)))) {
		return invalid("Invalid appsecret_proof provided in the API argument")
	}
	return nil
}

// may answers whether the caller has the scope and the account.
func (c caller) may(scope string, account *waba) *apiError {
	if c.app {
		return &apiError{HTTP: http.StatusForbidden, Code: 200, Message: "(#200) This call needs a user or system user access token, not an app token"}
	}
	if !c.tok.scopes[scope] {
		return &apiError{HTTP: http.StatusForbidden, Code: 200, Message: "(#200) You do not have the necessary permissions required to send messages or manage this account: " + scope}
	}
	if account != nil && len(c.tok.assets) > 0 && !c.tok.assets[account.id] {
		return noObject(account.id)
	}
	return nil
}

// debugToken answers GET /debug_token.
func (s *Server) debugToken(c caller, r *http.Request) (any, *apiError) {
	in := r.URL.Query().Get("input_token")
	if in == "" {
		return nil, invalid("The parameter input_token is required")
	}
	if !c.app && c.tok.value != in {
		return nil, &apiError{HTTP: http.StatusBadRequest, Code: 100, Message: "(#100) You must provide an app access token, or a user access token that is an owner or developer of the app"}
	}
	s.mu.RLock()
	t := s.tokens[in]
	s.mu.RUnlock()
	if t == nil {
		return map[string]any{"data": map[string]any{
			"is_valid": false, "scopes": []string{},
			"error": map[string]any{"code": 190, "message": "Invalid OAuth access token."},
		}}, nil
	}
	scopes := make([]string, 0, len(t.scopes))
	for sc := range t.scopes {
		scopes = append(scopes, sc)
	}
	slices.Sort(scopes)
	assets := s.assetIDs(t)
	granular := make([]map[string]any, 0, len(scopes))
	for _, sc := range scopes {
		granular = append(granular, map[string]any{"scope": sc, "target_ids": assets})
	}
	expires := int64(0)
	valid := !t.revoked
	if !t.expiresAt.IsZero() {
		expires = t.expiresAt.Unix()
		valid = valid && s.Now().Before(t.expiresAt)
	}
	data := map[string]any{
		"app_id": s.o.AppID, "type": "SYSTEM_USER", "application": "Kelola Pesan Sandbox", "is_valid": valid, "expires_at": expires,
		"data_access_expires_at": 0, "issued_at": s.Now().Unix() - 3600, "scopes": scopes, "granular_scopes": granular, "user_id": "122100000000000001",
	}
	if !valid {
		data["error"] = map[string]any{"code": 190, "subcode": 463, "message": "Error validating access token: Session has expired"}
	}
	return map[string]any{"data": data}, nil
}

func (s *Server) assetIDs(t *token) []string {
	ids := make([]string, 0, len(t.assets))
	if len(t.assets) == 0 {
		s.mu.RLock()
		for id := range s.wabas {
			ids = append(ids, id)
		}
		s.mu.RUnlock()
	}
	for id := range t.assets {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
