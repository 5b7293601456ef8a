package sandbox

import "time"

// Knobs are the settings a test or a person turns while the sandbox runs. The zero value is not the default: see
// DefaultKnobs. Every rate limit is off by default, so that throughput can be measured.
type Knobs struct {
	// Graph side.
	RequireProof  bool     `json:"require_appsecret_proof"`
	UsagePercent  int      `json:"usage_percent"`          // > 0 sends the usage headers
	UsageRegain   int      `json:"usage_regain_minutes"`   // estimated_time_to_regain_access
	Window        string   `json:"window"`                 // async (default), sync, off
	PairLimit     bool     `json:"pair_limit"`             // burst 45, then one message per 6 s and recipient
	NumberMPS     float64  `json:"number_mps"`             // messages per second and number, 0 = no limit
	TierLimit     int      `json:"tier_limit"`             // unique recipients outside the window in 24 h, 0 = no limit
	TierCode      int      `json:"tier_code"`              // what is answered beyond it, default 131048
	MarketingCap  int      `json:"marketing_cap_per_day"`  // per recipient, 0 = no cap
	AllowList     []string `json:"allow_list"`             // not empty: only these recipients (131030)
	AbsentShare   float64  `json:"not_on_whatsapp_share"`  // this share of unknown numbers is not on WhatsApp
	MessageStatus bool     `json:"message_status_in_send"` // message_status "accepted" in template answers

	// Statuses.
	StatusDelayMS int64  `json:"status_delay_ms"`
	AutoDelivered bool   `json:"auto_delivered"`
	AutoRead      bool   `json:"auto_read"`
	Pricing       string `json:"pricing"`  // PMP (default), CBP, none
	Contacts      string `json:"contacts"` // present (default), absent, statuses (also in statuses)
	BSUID         string `json:"bsuid"`    // off (default), both, only

	// Webhook sender.
	Batch          int     `json:"batch_size"`
	Workers        int     `json:"workers"`
	Merge          bool    `json:"merge"` // events of one number in one change instead of one entry each
	Shuffle        bool    `json:"shuffle"`
	Duplicate      float64 `json:"duplicate_probability"`
	Loss           float64 `json:"loss_probability"`
	Late           float64 `json:"late_probability"`
	LateMS         int64   `json:"late_ms"`
	Signature      string  `json:"signature"` // ok (default), older (the second secret), wrong, missing
	RetryMS        []int64 `json:"retry_ms"`  // waits between attempts, the last one repeats
	TimeoutMS      int64   `json:"timeout_ms"`
	WebhooksPaused bool    `json:"webhooks_paused"`
}

// DefaultKnobs is how the sandbox starts.
func DefaultKnobs() Knobs {
	return Knobs{
		Window: "async", TierCode: 131048, StatusDelayMS: 50, AutoDelivered: true, AutoRead: true, Pricing: "PMP",
		Contacts: "present", BSUID: "off", Batch: 50, Workers: 4, Signature: "ok", RetryMS: []int64{200}, TimeoutMS: 10_000,
	}
}

// Knobs returns a copy of the settings in force.
func (s *Server) Knobs() Knobs { return *s.knobs.Load() }

// SetKnobs changes settings: change receives a copy of those in force.
func (s *Server) SetKnobs(change func(*Knobs)) {
	s.mu.Lock()
	k := *s.knobs.Load()
	change(&k)
	k.Batch = clamp(k.Batch, 1, 1000, 50)
	k.Workers = clamp(k.Workers, 1, maxWorkers, 4)
	if len(k.RetryMS) == 0 {
		k.RetryMS = []int64{200}
	}
	if k.TierCode == 0 {
		k.TierCode = 131048
	}
	allow := make(map[string]bool, len(k.AllowList))
	for _, a := range k.AllowList {
		if d, ok := digits(a); ok {
			allow[d] = true
		}
	}
	s.allow = allow
	s.knobs.Store(&k)
	s.mu.Unlock()
	s.hooks.poke()
	s.touch()
}

func clamp(v, low, high, def int) int {
	switch {
	case v == 0:
		return def
	case v < low:
		return low
	case v > high:
		return high
	}
	return v
}

func (k *Knobs) statusDelay() time.Duration { return time.Duration(k.StatusDelayMS) * time.Millisecond }

func (k *Knobs) retryWait(attempt int) time.Duration {
	i := min(attempt, len(k.RetryMS)) - 1
	return time.Duration(k.RetryMS[max(i, 0)]) * time.Millisecond
}
