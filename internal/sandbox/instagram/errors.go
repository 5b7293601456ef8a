package instagram

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

const jsonType = "application/json; charset=UTF-8"

// Answer is an HTTP answer before it is written.
type Answer struct {
	Status  int
	Type    string
	Body    []byte
	Headers [][2]string
}

// problem is an error in the Graph envelope, or in the flat shape of api.instagram.com.
type problem struct {
	status, code, subcode int
	kind, message         string
	flat                  bool
	regain                int // minutes, of a rate limit
}

func trouble(code, subcode int, format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, code: code, subcode: subcode, kind: "OAuthException", message: fmt.Sprintf(format, args...)}
}

func badParam(format string, args ...any) *problem {
	return trouble(100, 0, "(#100) "+format, args...)
}

func noPermission(scope string) *problem {
	p := trouble(10, 0, "(#10) Application does not have permission for this action: %s", scope)
	p.status = http.StatusForbidden
	return p
}

func noObject(id string) *problem {
	p := trouble(100, 33, "Unsupported request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id)
	p.kind = "GraphMethodException"
	return p
}

func flatTrouble(message string) *problem {
	return &problem{status: http.StatusBadRequest, code: http.StatusBadRequest, kind: "OAuthException", message: message, flat: true}
}

func (n *Network) refusal(p *problem) Answer {
	if p.flat {
		return jsonAnswer(p.status, map[string]any{"error_type": p.kind, "code": p.code, "error_message": p.message})
	}
	e := map[string]any{"message": p.message, "code": p.code}
	if !n.knobs.BareErrors {
		e["type"] = p.kind
		e["fbtrace_id"] = "A" + strings.ToUpper(n.word("", 22))
	}
	if p.subcode != 0 {
		e["error_subcode"] = p.subcode
	}
	return jsonAnswer(p.status, map[string]any{"error": e})
}

func jsonAnswer(status int, v any) Answer {
	b, err := json.Marshal(v)
	if err != nil {
		return Answer{Status: http.StatusInternalServerError, Type: jsonType, Body: []byte(`{"error":{"message":"internal","code":1}}`)}
	}
	return Answer{Status: status, Type: jsonType, Body: b}
}
