package instagram

import (
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/graph"
)

// refusal is what an error of the network means.
type refusal struct {
	class  channel.Class
	reason string
	after  time.Duration // how long to wait, where that is known
}

// codeNoConsent says that a person has not opened a conversation, so that the profile stays closed.
const codeNoConsent = 230

// limitWait is how long an account rests after a rate limit that does not say more.
const limitWait = 5 * time.Minute

// exact are the meanings of a code with its subcode, which go before those of the code alone (Meta docs, Instagram Platform error codes
// and Messenger Platform errors, read 2026-11; codes that several projects report and no page lists are general knowledge, 2026-11).
var exact = map[[2]int]refusal{
	{10, 2534022}:  {class: channel.ClassPermanent, reason: "window_closed"},
	{10, 2018278}:  {class: channel.ClassPermanent, reason: "window_closed"},
	{10, 2018108}:  {class: channel.ClassPermanent, reason: "person_unavailable"},
	{551, 1545041}: {class: channel.ClassPermanent, reason: "person_unavailable"},
	{100, 2534025}: {class: channel.ClassPermanent, reason: "comment_not_answerable"},
	{100, 2534013}: {class: channel.ClassPermanent, reason: "private_reply_limit", after: limitWait}, // the others slow down
	{100, 2534014}: {class: channel.ClassPermanent, reason: "person_unknown"},
	{100, 2018001}: {class: channel.ClassPermanent, reason: "person_unknown"},
	{100, 2534001}: {class: channel.ClassPermanent, reason: "thread_archived"},
	{100, 2534037}: {class: channel.ClassPermanent, reason: "other_app"},
	{10, 2018300}:  {class: channel.ClassPermanent, reason: "other_app"},
	{200, 2534041}: {class: channel.ClassChannel, reason: "message_access_off"},
	{200, 2018028}: {class: channel.ClassPermanent, reason: "app_in_development"},
	{100, 2534029}: {class: channel.ClassPermanent, reason: channel.ReasonRefused},
	{100, 33}:      {class: channel.ClassPermanent, reason: "object_gone"},
	{10, 1893063}:  {class: channel.ClassRetry, reason: "network_error", after: time.Hour},
	{20, 1772107}:  {class: channel.ClassUnknown, reason: "network_error"},
	{2, 1545133}:   {class: channel.ClassUnknown, reason: "network_error"},
	{9004, 2207003}: {
		class: channel.ClassPermanent, reason: "media_failed",
	},
	{36000, 2207004}: {class: channel.ClassPermanent, reason: "media_failed"},
}

// plain are the meanings of a code alone. What the server failed at is of unknown outcome: no idempotency key exists, so a repeat may
// deliver twice.
var plain = map[int]refusal{
	102: {class: channel.ClassChannel, reason: "token_invalid"},
	190: {class: channel.ClassChannel, reason: "token_invalid"},
	3:   {class: channel.ClassChannel, reason: "permission_missing"},
	10:  {class: channel.ClassChannel, reason: "permission_missing"},
	200: {class: channel.ClassChannel, reason: "permission_missing"},
	24:  {class: channel.ClassChannel, reason: "account_restricted"},
	25:  {class: channel.ClassChannel, reason: "account_restricted"},
	368: {class: channel.ClassChannel, reason: "account_restricted"},
	551: {class: channel.ClassPermanent, reason: "person_unavailable"},
	4:   {class: channel.ClassRetryChannel, reason: "app_limit", after: limitWait},
	17:  {class: channel.ClassRetryChannel, reason: "account_limit", after: limitWait},
	32:  {class: channel.ClassRetryChannel, reason: "account_limit", after: limitWait},
	613: {class: channel.ClassRetryChannel, reason: "call_limit", after: limitWait},
	1:   {class: channel.ClassUnknown, reason: "network_error"},
	2:   {class: channel.ClassUnknown, reason: "network_unavailable"},
	-1:  {class: channel.ClassUnknown, reason: "network_error"},
	-2:  {class: channel.ClassUnknown, reason: "network_error"},
	100: {class: channel.ClassPermanent, reason: "bad_parameter"},
	230: {class: channel.ClassPermanent, reason: "no_consent_yet"},
}

// refusalOf finds what an error means: by code and subcode, never by the status or the text. What is not listed is permanent, or of
// unknown outcome when the server failed.
func refusalOf(e *graph.Error) refusal {
	if r, ok := exact[[2]int{e.Code, e.Subcode}]; ok {
		return r
	}
	if r, ok := plain[e.Code]; ok {
		return r
	}
	switch {
	case e.Code >= 80001 && e.Code <= 80014:
		return refusal{class: channel.ClassRetryChannel, reason: "account_limit", after: limitWait}
	case e.Code > 200 && e.Code <= 299:
		return refusal{class: channel.ClassChannel, reason: "permission_missing"}
	case e.Status >= 500 || e.Transient:
		return refusal{class: channel.ClassUnknown, reason: "network_error"}
	default:
		return refusal{class: channel.ClassPermanent, reason: channel.ReasonRefused}
	}
}

func sendError(e *graph.Error, after time.Duration) *channel.SendError {
	r := refusalOf(e)
	return &channel.SendError{
		Code: e.Code, Subcode: e.Subcode, Class: r.class, Reason: r.reason, RetryAfter: max(r.after, after),
		Detail: "The network refused the message.",
	}
}

func unknownOutcome() *channel.SendError {
	return &channel.SendError{Class: channel.ClassUnknown, Reason: "no_answer", Detail: "The network's answer was not read; the message may have been sent."}
}

func notSent(reason string, after time.Duration) *channel.SendError {
	return &channel.SendError{Class: channel.ClassRetry, Reason: reason, RetryAfter: after, Detail: "Nothing was sent."}
}
