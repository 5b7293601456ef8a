package cloudapi

import (
	"github.com/kelolapesan/kelola/internal/graph"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
)

// refusal is what one error code of the network means (Meta docs, Cloud API error codes, read 2026-11).
type refusal struct {
	class  channel.Class
	reason string
	after  time.Duration // how long to wait, where the network says so
}

const (
	minute = time.Minute
	day    = 24 * time.Hour
)

// refusals decides on the code alone, never on the HTTP status or the text. The codes whose effect is not certain
// ("unknown error", "service unavailable") are class unknown: a repeat may deliver twice (contract of the network: no
// idempotency key exists), so the machine never repeats them.
var refusals = map[int]refusal{
	0:   {class: channel.ClassChannel, reason: "token_invalid"},
	102: {class: channel.ClassChannel, reason: "token_invalid"},
	104: {class: channel.ClassChannel, reason: "token_missing"},
	190: {class: channel.ClassChannel, reason: "token_invalid"},

	3:      {class: channel.ClassChannel, reason: "permission_missing"},
	10:     {class: channel.ClassChannel, reason: "permission_missing"},
	131005: {class: channel.ClassChannel, reason: "permission_missing"},

	1:      {class: channel.ClassUnknown, reason: "network_error"},
	2:      {class: channel.ClassUnknown, reason: "network_unavailable"},
	131000: {class: channel.ClassUnknown, reason: "network_error"},
	131016: {class: channel.ClassUnknown, reason: "network_unavailable"},
	133004: {class: channel.ClassUnknown, reason: "network_unavailable"},

	4:      {class: channel.ClassRetryChannel, reason: "app_limit", after: minute},
	17:     {class: channel.ClassRetryChannel, reason: "call_limit", after: minute},
	32:     {class: channel.ClassRetryChannel, reason: "call_limit", after: minute},
	613:    {class: channel.ClassRetryChannel, reason: "call_limit", after: minute},
	80007:  {class: channel.ClassRetryChannel, reason: "account_limit", after: minute},
	80008:  {class: channel.ClassRetryChannel, reason: "account_limit", after: minute},
	130429: {class: channel.ClassRetryChannel, reason: "throughput", after: time.Second},
	131057: {class: channel.ClassRetryChannel, reason: "maintenance", after: minute},
	131056: {class: channel.ClassRetryPair, reason: "pair_limit", after: 4 * time.Second},

	131048: {class: channel.ClassChannel, reason: "spam_limit", after: day},
	131064: {class: channel.ClassChannel, reason: "template_misclassified"},
	368:    {class: channel.ClassChannel, reason: "account_restricted"},
	131031: {class: channel.ClassChannel, reason: "account_locked"},
	33:     {class: channel.ClassChannel, reason: "number_deleted"},
	131037: {class: channel.ClassChannel, reason: "display_name_not_approved"},
	131042: {class: channel.ClassChannel, reason: "payment_problem"},
	131044: {class: channel.ClassChannel, reason: "payment_problem"},
	131045: {class: channel.ClassChannel, reason: "number_not_registered"},
	133000: {class: channel.ClassChannel, reason: "number_not_registered"},
	133005: {class: channel.ClassChannel, reason: "pin_wrong"},
	133006: {class: channel.ClassChannel, reason: "number_not_registered"},
	133008: {class: channel.ClassChannel, reason: "pin_wrong"},
	133009: {class: channel.ClassChannel, reason: "pin_wrong"},
	133010: {class: channel.ClassChannel, reason: "number_not_registered"},
	133015: {class: channel.ClassRetryChannel, reason: "registration_wait", after: 5 * minute},
	133016: {class: channel.ClassRetryChannel, reason: "registration_wait", after: time.Hour},
	134011: {class: channel.ClassChannel, reason: "payment_terms"},

	131049: {class: channel.ClassWaitDay, reason: "marketing_cap", after: day},
	131050: {class: channel.ClassOptOut, reason: "opted_out"},
	131026: {class: channel.ClassNotOnNetwork, reason: "undeliverable"},

	100:    {class: channel.ClassPermanent, reason: "bad_parameter"},
	130472: {class: channel.ClassPermanent, reason: "experiment"},
	130497: {class: channel.ClassPermanent, reason: "country_restricted"},
	131008: {class: channel.ClassPermanent, reason: "parameter_missing"},
	131009: {class: channel.ClassPermanent, reason: "bad_parameter"},
	131014: {class: channel.ClassPermanent, reason: "media_failed"},
	131021: {class: channel.ClassPermanent, reason: "recipient_is_sender"},
	131030: {class: channel.ClassPermanent, reason: "recipient_not_allowed"},
	131047: {class: channel.ClassPermanent, reason: "window_closed"},
	131051: {class: channel.ClassPermanent, reason: "type_unsupported"},
	131052: {class: channel.ClassPermanent, reason: "media_download_failed"},
	131053: {class: channel.ClassPermanent, reason: "media_failed"},
	131060: {class: channel.ClassPermanent, reason: "type_unsupported"},
	131062: {class: channel.ClassPermanent, reason: "phone_required"},
	132000: {class: channel.ClassPermanent, reason: "parameter_count"},
	132005: {class: channel.ClassPermanent, reason: "text_too_long"},
	132008: {class: channel.ClassPermanent, reason: "parameter_format"},
	132012: {class: channel.ClassPermanent, reason: "parameter_format"},
	132018: {class: channel.ClassPermanent, reason: "parameter_format"},
	132068: {class: channel.ClassPermanent, reason: "flow_blocked"},
	132069: {class: channel.ClassRetry, reason: "flow_throttled", after: minute},
	135000: {class: channel.ClassPermanent, reason: "user_error"},
	137000: {class: channel.ClassPermanent, reason: "identity_mismatch"},

	131063: {class: channel.ClassTemplate, reason: "marketing_disabled"},
	132001: {class: channel.ClassTemplate, reason: "template_missing"},
	132007: {class: channel.ClassTemplate, reason: "template_policy"},
	132015: {class: channel.ClassTemplate, reason: "template_paused", after: 3 * time.Hour},
	132016: {class: channel.ClassTemplate, reason: "template_disabled"},
}

// codeNumberGone is the code of a number that is not there. The Graph API also says it as a subcode of "invalid parameter": the
// object of the address does not exist or the token has lost it (Meta docs, Graph API error handling, read 2026-11).
const codeNumberGone = 33

// refusalOf finds what a code means. An unlisted code is permanent, or unknown when the server failed (5xx) or calls it
// transient: then it is not certain that nothing happened.
func refusalOf(code, subcode, status int, transient bool) refusal {
	if code == 100 && subcode == codeNumberGone {
		code = codeNumberGone
	}
	if r, ok := refusals[code]; ok {
		return r
	}
	if code >= 200 && code <= 299 {
		return refusal{class: channel.ClassChannel, reason: "permission_missing"}
	}
	if status >= 500 || transient {
		return refusal{class: channel.ClassUnknown, reason: "network_error"}
	}
	return refusal{class: channel.ClassPermanent, reason: channel.ReasonRefused}
}

// maxPairWait is where the growing wait for one recipient ends.
const maxPairWait = time.Hour

// pairWait is 4^n seconds for the n-th attempt to one recipient, at most an hour (Meta docs, pair rate limit, read 2026-11).
func pairWait(attempt int) time.Duration {
	wait := 4 * time.Second
	for i := 1; i < attempt && wait < maxPairWait; i++ {
		wait *= 4
	}
	return min(wait, maxPairWait)
}

// sendError is a definite or uncertain answer to a send.
func sendErrorOf(e *graph.Error, status, attempt int, header time.Duration) *channel.SendError {
	r := refusalOf(e.Code, e.Subcode, status, e.Transient)
	after := r.after
	if r.class == channel.ClassRetryPair {
		after = pairWait(attempt)
	}
	return &channel.SendError{
		Code: e.Code, Subcode: e.Subcode, Class: r.class, Reason: r.reason,
		RetryAfter: max(after, header), Detail: "The network refused the message.",
	}
}

// statusError is a failure reported by a status. There the message certainly failed, so nothing is uncertain about it.
func statusError(code, subcode int) *channel.SendError {
	r := refusalOf(code, subcode, 0, false)
	if r.class == channel.ClassUnknown {
		r.class = channel.ClassRetry
	}
	return &channel.SendError{
		Code: code, Subcode: subcode, Class: r.class, Reason: r.reason, RetryAfter: r.after,
		Detail: "The network could not deliver the message.",
	}
}

func unknownOutcome(reason string) *channel.SendError {
	return &channel.SendError{Class: channel.ClassUnknown, Reason: reason, Detail: "The network's answer was not read; the message may have been sent."}
}

func notSent(reason string) *channel.SendError {
	return &channel.SendError{Class: channel.ClassRetry, Reason: reason, Detail: "The network could not be reached; nothing was sent."}
}
