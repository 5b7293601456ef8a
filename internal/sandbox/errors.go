package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// apiError is an answer in the Graph error envelope (Meta docs, "Handling errors", read 2026-11).
type apiError struct {
	HTTP       int
	Code       int
	Subcode    int
	Message    string
	Details    string
	Type       string
	Transient  bool
	RetryAfter int
}

type envelope struct {
	Error envelopeError `json:"error"`
}

type envelopeError struct {
	Message   string         `json:"message"`
	Type      string         `json:"type"`
	Code      int            `json:"code"`
	Subcode   int            `json:"error_subcode,omitempty"`
	Transient bool           `json:"is_transient,omitempty"`
	Data      *envelopeDatum `json:"error_data,omitempty"`
	Trace     string         `json:"fbtrace_id"`
}

type envelopeDatum struct {
	Product string `json:"messaging_product"`
	Details string `json:"details"`
}

func (e *apiError) body(trace string) []byte {
	out := envelopeError{Message: e.Message, Type: e.Type, Code: e.Code, Subcode: e.Subcode, Transient: e.Transient, Trace: trace}
	if out.Type == "" {
		out.Type = "OAuthException"
	}
	if e.Details != "" {
		out.Data = &envelopeDatum{Product: "whatsapp", Details: e.Details}
	}
	b, err := json.Marshal(envelope{Error: out})
	if err != nil {
		return []byte(`{"error":{"message":"internal","code":1}}`)
	}
	return b
}

// errTitle is the short text Meta lists for a code (Meta docs, Cloud API error codes, read 2026-11).
func errTitle(code int) string {
	titles := map[int]string{
		4: "Application request limit reached", 100: "Invalid parameter", 130429: "Rate limit hit",
		130472: "User's number is part of an experiment", 131000: "Something went wrong", 131008: "Required parameter is missing",
		131009: "Parameter value is not valid", 131021: "Recipient cannot be sender", 131026: "Message undeliverable",
		131030: "Recipient phone number not in allowed list", 131031: "Business Account locked", 131042: "Business eligibility payment issue",
		131047: "Re-engagement message", 131048: "Spam rate limit hit", 131049: "Message not delivered to maintain healthy ecosystem engagement",
		131050: "User has stopped marketing messages from this business", 131051: "Unsupported message type",
		131052: "Media download error", 131053: "Media upload error", 131056: "Pair rate limit hit", 131062: "Recipient identifier not supported for this message",
		132000: "Number of parameters does not match the expected number of params", 132001: "Template name does not exist in the translation",
		132005: "Translated text too long", 132012: "Parameter format does not match format in the created template",
		132015: "Template is paused", 132016: "Template is disabled", 132018: "Parameters of the template are not valid",
		133010: "Phone number not registered", 80007: "Rate limit issues",
	}
	if t, ok := titles[code]; ok {
		return t
	}
	return "Unknown error"
}

// httpFor is the HTTP status Meta's table lists for a code.
func httpFor(code int) int {
	switch code {
	case 0, 190, 104:
		return http.StatusUnauthorized
	case 10, 200, 368, 131031:
		return http.StatusForbidden
	case 132001:
		return http.StatusNotFound
	case 131000, 131016, 131057:
		return http.StatusInternalServerError
	case 2, 133004:
		return http.StatusServiceUnavailable
	default:
		return http.StatusBadRequest
	}
}

func coded(code int, format string, args ...any) *apiError {
	return &apiError{HTTP: httpFor(code), Code: code, Message: fmt.Sprintf("(#%d) %s", code, errTitle(code)), Details: fmt.Sprintf(format, args...)}
}

func invalid(format string, args ...any) *apiError {
	return &apiError{HTTP: http.StatusBadRequest, Code: 100, Message: fmt.Sprintf("(#100) "+format, args...)}
}

func missing(field string) *apiError { return coded(131008, "%s is required", field) }

func badValue(field, why string) *apiError { return coded(131009, "%s: %s", field, why) }

func noObject(id string) *apiError {
	return &apiError{HTTP: http.StatusBadRequest, Code: 100, Subcode: 33, Type: "GraphMethodException",
		Message: "Unsupported request. Object with ID '" + id + "' does not exist, cannot be loaded due to missing permissions, or does not support this operation"}
}
