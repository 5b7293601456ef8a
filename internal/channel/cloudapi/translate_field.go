package cloudapi

import (
	"encoding/json"
	"github.com/kelolapesan/kelola/internal/graph"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
)

// translateField reads everything that is neither a message nor a status. Templates and accounts belong to a business account,
// so such an event reaches every channel of it.
func translateField(in channel.Inbound, f fragment) []channel.Event {
	switch f.Field {
	case "message_template_status_update", "message_template_quality_update", "template_category_update":
		return translateTemplate(in, f)
	case "phone_number_quality_update":
		return translateNumberQuality(in, f)
	case "phone_number_name_update":
		return translateNumberName(in, f)
	case "account_update":
		return translateAccount(in, f)
	case "user_preferences":
		return translatePreferences(in, f)
	case "user_id_update":
		return translateUserIDs(in, f)
	default:
		return ignored(in, "field_unknown")
	}
}

func translateTemplate(in channel.Inbound, f fragment) []channel.Event {
	var t struct {
		ID       graph.ID        `json:"message_template_id"`
		Name     graph.String    `json:"message_template_name"`
		Language graph.String    `json:"message_template_language"`
		Event    graph.String    `json:"event"`
		Reason   graph.String    `json:"reason"`
		Quality  graph.String    `json:"new_quality_score"`
		Category graph.String    `json:"new_category"`
		Rejected json.RawMessage `json:"rejection_info"`
	}
	graph.Into(f.Body, &t)
	if t.ID == "" && t.Name == "" {
		return ignored(in, "template_without_name")
	}
	reason := string(t.Reason)
	if strings.EqualFold(reason, "NONE") {
		reason = ""
	}
	return []channel.Event{channel.TemplateChanged{
		Inbound: in.ID, ExternalID: string(t.ID), Name: string(t.Name), Language: language(string(t.Language)),
		Event: strings.ToUpper(string(t.Event)), Reason: clip(reason), Quality: quality(string(t.Quality)),
		Category: strings.ToUpper(string(t.Category)), At: f.at(in.ReceivedAt),
	}}
}

func translateNumberQuality(in channel.Inbound, f fragment) []channel.Event {
	var q struct {
		Display graph.ID     `json:"display_phone_number"`
		Event   graph.String `json:"event"`
		Limit   graph.String `json:"current_limit"`
		Most    graph.ID     `json:"max_daily_conversations_per_business"`
	}
	graph.Into(f.Body, &q)
	out := channel.ChannelChanged{
		Inbound: in.ID, Event: strings.ToUpper(string(q.Event)), DisplayPhone: string(q.Display), At: f.at(in.ReceivedAt),
		DailyLimit: dailyLimit(string(q.Most)),
	}
	if out.DailyLimit == 0 {
		out.DailyLimit = dailyLimit(string(q.Limit))
	}
	switch out.Event {
	case "FLAGGED":
		out.Quality = "red"
	case "UNFLAGGED":
		out.Quality = "green"
	}
	return []channel.Event{out}
}

// dailyLimit reads a limit that is a word or a number: during 2026 the words move from current_limit to
// max_daily_conversations_per_business (Meta docs, phone_number_quality_update, read 2026-11). What it cannot read is 0.
func dailyLimit(word string) int {
	if n, err := strconv.ParseInt(word, 10, 32); err == nil {
		return max(int(n), 0)
	}
	return tier(word)
}

func translateNumberName(in channel.Inbound, f fragment) []channel.Event {
	var n struct {
		Display  graph.ID     `json:"display_phone_number"`
		Decision graph.String `json:"decision"`
		Name     graph.String `json:"requested_verified_name"`
	}
	graph.Into(f.Body, &n)
	if n.Decision != "APPROVED" || n.Name == "" {
		return ignored(in, "name_unchanged")
	}
	return []channel.Event{channel.ChannelChanged{
		Inbound: in.ID, Event: "NAME_APPROVED", DisplayPhone: string(n.Display), VerifiedName: string(n.Name), At: f.at(in.ReceivedAt),
	}}
}

// translateAccount reads news about the business account. Only what stops sending changes the state of a channel.
func translateAccount(in channel.Inbound, f fragment) []channel.Event {
	var a struct {
		Event graph.String `json:"event"`
		Ban   struct {
			State graph.String `json:"waba_ban_state"`
		} `json:"ban_info"`
	}
	graph.Into(f.Body, &a)
	out := channel.ChannelChanged{Inbound: in.ID, Event: strings.ToUpper(string(a.Event)), At: f.at(in.ReceivedAt)}
	switch out.Event {
	case "ACCOUNT_RESTRICTION":
		out.State, out.Reason = channel.NeedsAttention, "account_restricted"
	case "ACCOUNT_DELETED":
		out.State, out.Reason = channel.NeedsAttention, "account_deleted"
	case "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED":
		out.State, out.Reason = channel.NeedsAttention, "access_removed"
	case "DISABLED_UPDATE":
		switch a.Ban.State {
		case "DISABLE":
			out.State, out.Reason = channel.NeedsAttention, "account_banned"
		case "REINSTATE":
			out.State = channel.Connected
		}
	}
	return []channel.Event{out}
}

func translatePreferences(in channel.Inbound, f fragment) []channel.Event {
	var v struct {
		Preferences json.RawMessage `json:"user_preferences"`
	}
	graph.Into(f.Body, &v)
	var out []channel.Event
	for _, raw := range graph.List(v.Preferences) {
		var p struct {
			WaID     graph.ID     `json:"wa_id"`
			UserID   graph.ID     `json:"user_id"`
			Category graph.String `json:"category"`
			Value    graph.String `json:"value"`
			At       graph.Int    `json:"timestamp"`
		}
		graph.Into(raw, &p)
		addr := address(string(p.WaID), string(p.UserID))
		if addr.IsZero() || p.Category != "marketing_messages" || p.Value != "stop" && p.Value != "resume" && p.Value != "signup" {
			continue
		}
		out = append(out, channel.PreferenceChanged{Inbound: in.ID, Address: addr, Stop: p.Value == "stop", At: p.At.When(in.ReceivedAt)})
	}
	if out == nil {
		return ignored(in, "preference_unknown")
	}
	return out
}

func translateUserIDs(in channel.Inbound, f fragment) []channel.Event {
	var v struct {
		Updates json.RawMessage `json:"user_id_update"`
	}
	graph.Into(f.Body, &v)
	var out []channel.Event
	for _, raw := range graph.List(v.Updates) {
		var u struct {
			WaID   graph.ID `json:"wa_id"`
			UserID struct {
				Previous graph.ID `json:"previous"`
				Current  graph.ID `json:"current"`
			} `json:"user_id"`
			At graph.Int `json:"timestamp"`
		}
		graph.Into(raw, &u)
		from, to := address("", string(u.UserID.Previous)), address(string(u.WaID), string(u.UserID.Current))
		if from.IsZero() || to.UserID == "" || from == to {
			continue
		}
		out = append(out, channel.IdentityChanged{Inbound: in.ID, From: from, To: to, At: u.At.When(in.ReceivedAt)})
	}
	if out == nil {
		return ignored(in, "user_id_unknown")
	}
	return out
}
