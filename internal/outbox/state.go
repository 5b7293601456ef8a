package outbox

// State is where a send stands. The order is fixed: planned, queued, held, sending, accepted, sent, delivered, read;
// skipped, failed and unknown are ends (an unknown may still be settled by a later status).
type State string

// The states of a send.
const (
	StatePlanned   State = "planned"   // wanted, not yet in the ledger (recipients of a blast)
	StateQueued    State = "queued"    // waiting for the dispatcher
	StateHeld      State = "held"      // a gate said: not yet; the reason says which
	StateSending   State = "sending"   // committed before the network is called
	StateAccepted  State = "accepted"  // the network took it and gave an id
	StateSent      State = "sent"      // the network says it has sent it
	StateDelivered State = "delivered" // it reached the phone
	StateRead      State = "read"      // it was read or played
	StateSkipped   State = "skipped"   // a gate said: never; nothing was sent
	StateFailed    State = "failed"    // the network refused it, or reports that it did not arrive
	StateUnknown   State = "unknown"   // the network was called and no answer was recorded
)

// States lists every state in the order of a funnel.
var States = []State{
	StatePlanned, StateQueued, StateHeld, StateSending, StateAccepted, StateSent,
	StateDelivered, StateRead, StateSkipped, StateFailed, StateUnknown,
}

// Reasons of held, skipped, failed and unknown sends. They are part of the API.
const (
	ReasonQuarantine       = "quarantine" // the installation was restored or moved, and nobody has confirmed it yet
	ReasonStopAll          = "stop_all"
	ReasonLicenceReadOnly  = "licence_read_only"
	ReasonLicenceSuspended = "licence_suspended"
	ReasonDisconnected     = "channel_disconnected"
	ReasonNeedsAttention   = "channel_needs_attention"
	ReasonChannelPaused    = "channel_paused"
	ReasonErased           = "erased"
	ReasonSuppressed       = "suppressed"
	ReasonNoConsent        = "no_consent"
	ReasonConsentDenied    = "consent_denied"
	ReasonFrequencyCap     = "frequency_cap"
	ReasonQuietHours       = "quiet_hours"
	ReasonWindowClosed     = "window_closed"
	ReasonBudgetMinute     = "budget_minute"
	ReasonBudgetHour       = "budget_hour"
	ReasonBudgetDay        = "budget_day"
	ReasonBudgetRest       = "budget_rest"
	ReasonBudgetGap        = "budget_gap"
	ReasonBudgetPrivate    = "budget_private"  // private replies to comments have an hourly limit of their own
	ReasonCommentExpired   = "comment_expired" // the time in which a comment may be answered privately is over
	ReasonPaused           = "paused"
	ReasonBlastStopped     = "blast_stopped"
	ReasonNoAddress        = "no_address"
	ReasonTemplate         = "template_not_sendable"
	ReasonRetryWait        = "retry_wait"
	ReasonNetworkRefused   = "network_refused"
	ReasonNotDelivered     = "not_delivered"
	ReasonNotOnNetwork     = "not_on_network"
	ReasonRetriesExhausted = "retries_exhausted"
	ReasonInterrupted      = "interrupted" // the process ended between the call and its answer
	ReasonNoAnswer         = "no_answer"   // the network gave no readable answer
)

// rank orders the states that a status from the network can reach.
var rank = map[State]int{
	StateSending: 1, StateUnknown: 1, StateAccepted: 2, StateSent: 3, StateDelivered: 4, StateRead: 5,
}

// Ended says that the machine will do nothing more for a send in this state, though the network may still report on it.
func (s State) Ended() bool {
	switch s {
	case StatePlanned, StateQueued, StateHeld, StateSending:
		return false
	default:
		return true
	}
}

// Attempted says that the network may have been called for a send in this state.
func (s State) Attempted() bool {
	switch s {
	case StatePlanned, StateQueued, StateHeld, StateSkipped:
		return false
	default:
		return true
	}
}

// settle answers which state a send in state s has after the network reported `reported`, and whether that is a change.
// Statuses only move up and their order does not matter: `failed` counts only before delivery, a delivery outweighs an
// earlier failure, and a report on a send that waits for another attempt proves that the earlier one was accepted.
func (s State) settle(reported State, attempt int) (State, bool) {
	have, known := rank[s]
	switch {
	case known:
	case s == StateFailed:
		have = rank[StateSent]
	case (s == StateQueued || s == StateHeld) && attempt > 0:
		have = rank[StateSending]
	default:
		return s, false
	}
	if reported == StateFailed {
		if s == StateFailed || have >= rank[StateDelivered] {
			return s, false
		}
		return StateFailed, true
	}
	if want, ok := rank[reported]; ok && want > have {
		return reported, true
	}
	return s, false
}
