package instagram

import (
	"fmt"
	"slices"
)

// Knobs are the settings a test or a person turns while the sandbox runs; see DefaultKnobs for how it starts. How
// webhooks are posted (loss, duplicates, order, batches, signature) is set by the knobs of the sandbox.
type Knobs struct {
	// Answers.
	TokenAnswer string `json:"token_answer"`         // data (default), flat
	MeAnswer    string `json:"me_answer"`            // data (default), flat
	BareErrors  bool   `json:"errors_without_type"`  // errors without type and fbtrace_id
	ReadFrom    string `json:"comment_read_from"`    // full (default), absent
	Proof       bool   `json:"require_proof"`        // appsecret_proof on the graph host
	Permissions string `json:"permissions_deletion"` // DELETE /me/permissions: ok (default), unsupported
	SignedID    string `json:"signed_user_id"`       // whom signed requests name: scoped (default), professional

	// Rules.
	RedirectURIs       []string `json:"redirect_uris"`            // registered ones; empty takes any on this machine
	PrivateRepliesHour int      `json:"private_replies_per_hour"` // per account for posts and reels; 0 no limit
	LiveRepliesSecond  int      `json:"live_replies_per_second"`  // 0 no limit
	SendsSecond        int      `json:"sends_per_second"`         // text, links, reactions; 0 no limit
	MediaSendsSecond   int      `json:"media_sends_per_second"`   // audio and video; 0 no limit
	ConversationsRate  int      `json:"conversations_per_second"` // 0 no limit
	Impressions        int      `json:"impressions"`              // of the last day: 4800 times as many other calls; 0: 200 an hour; -1 no limit
	UsagePercent       int      `json:"usage_percent"`            // at least this in the usage headers
	UsageRegain        int      `json:"usage_regain_minutes"`     // estimated_time_to_regain_access
	PrivateButtons     bool     `json:"private_reply_buttons"`    // quick replies and templates in private replies
	PrivateTwice       bool     `json:"private_reply_twice"`      // takes a second private reply too, to prove that none is sent
	HumanAgent         bool     `json:"human_agent"`              // the app has the feature
	Development        bool     `json:"development"`              // only people with a role can be written to
	RecipientDiffers   bool     `json:"recipient_differs"`        // recipient_id of a private reply is not from.id of the comment
	AutoSeen           bool     `json:"auto_seen"`                // people read what they get at once

	// Webhooks.
	DeauthorizeURL  string `json:"deauthorize_url"`
	DeletionURL     string `json:"deletion_url"`
	WebhookURL      string `json:"webhook_url"`      // instead of the sandbox's
	Secret          string `json:"secret"`           // which signs: instagram (default), meta
	SignedSecret    string `json:"signed_secret"`    // the same for signed requests
	CommentForm     string `json:"comment_form"`     // changes (default), flat, mixed, array
	CommentIDKey    string `json:"comment_id_key"`   // id (default), comment_id, both
	CommentFrom     string `json:"comment_from"`     // full (default), id, absent
	CommentMedia    string `json:"comment_media"`    // full (default), bare: without its kind, dark: an advertisement made from no post
	OwnForm         string `json:"own_form"`         // our own comments: from (default), value, plain
	EntryTime       string `json:"entry_time"`       // documented (default), s, ms, iso, absent
	NumericIDs      bool   `json:"numeric_ids"`      // ids as JSON numbers
	PlainText       bool   `json:"plain_text"`       // UTF-8 instead of \u escapes
	MessageEnvelope string `json:"message_envelope"` // messaging (default), changes, flat
	Echo            string `json:"echo"`             // on (default), unswapped, off
	MessageForm     string `json:"message_form"`     // message (default), edit0, edit0_bare
	TextEdits       bool   `json:"num_edit_text"`    // num_edit as a string
	DoubleShare     bool   `json:"double_share"`     // shares come as share and ig_post in one message
	Standby         bool   `json:"standby"`          // messages of threads another app controls arrive in standby
}

// DefaultKnobs is how the network starts.
func DefaultKnobs() Knobs {
	return Knobs{
		TokenAnswer: "data", MeAnswer: "data", ReadFrom: "full", Permissions: "ok", SignedID: "scoped",
		PrivateRepliesHour: 750, LiveRepliesSecond: 100, SendsSecond: 100, MediaSendsSecond: 10, ConversationsRate: 2, Impressions: -1, PrivateButtons: true, HumanAgent: true, AutoSeen: true,
		Secret: "instagram", SignedSecret: "instagram", CommentForm: "changes", CommentIDKey: "id", CommentFrom: "full", CommentMedia: "full", OwnForm: "from",
		EntryTime: "documented", MessageEnvelope: "messaging", Echo: "on", MessageForm: "message", Standby: true,
	}
}

// Check refuses a choice no knob has.
func (k Knobs) Check() error {
	for _, c := range []struct {
		name, value string
		choices     []string
	}{
		{"token_answer", k.TokenAnswer, []string{"data", "flat"}}, {"me_answer", k.MeAnswer, []string{"data", "flat"}},
		{"comment_read_from", k.ReadFrom, []string{"full", "absent"}}, {"permissions_deletion", k.Permissions, []string{"ok", "unsupported"}},
		{"signed_user_id", k.SignedID, []string{"scoped", "professional"}}, {"secret", k.Secret, []string{"instagram", "meta"}},
		{"signed_secret", k.SignedSecret, []string{"instagram", "meta"}}, {"comment_form", k.CommentForm, []string{"changes", "flat", "mixed", "array"}},
		{"comment_id_key", k.CommentIDKey, []string{"id", "comment_id", "both"}}, {"comment_from", k.CommentFrom, []string{"full", "id", "absent"}},
		{"comment_media", k.CommentMedia, []string{"full", "bare", "dark"}}, {"own_form", k.OwnForm, []string{"from", "value", "plain"}}, {"entry_time", k.EntryTime, []string{"documented", "s", "ms", "iso", "absent"}},
		{"message_envelope", k.MessageEnvelope, []string{"messaging", "changes", "flat"}},
		{"echo", k.Echo, []string{"on", "unswapped", "off"}}, {"message_form", k.MessageForm, []string{"message", "edit0", "edit0_bare"}},
	} {
		if !slices.Contains(c.choices, c.value) {
			return fmt.Errorf("instagram sandbox: %s is one of %v", c.name, c.choices)
		}
	}
	return nil
}
