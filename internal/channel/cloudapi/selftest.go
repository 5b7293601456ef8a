package cloudapi

import (
	"context"
	"errors"
	"github.com/kelolapesan/kelola/internal/graph"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Permissions a token needs (Meta docs, Cloud API permissions, read 2026-11).
const (
	scopeMessaging  = "whatsapp_business_messaging"
	scopeManagement = "whatsapp_business_management"
)

// expirySoon is when a token that ends is worth a warning.
const expirySoon = 7 * day

// findings collects the checks of a self-test in their order.
type findings struct{ checks []channel.Check }

func (f *findings) add(id string, ok bool, severity channel.Severity, code string) {
	if ok {
		code = id + ".ok"
	}
	f.checks = append(f.checks, channel.Check{ID: id, OK: ok, Severity: severity, DetailCode: code})
}

// SelfTest implements channel.Connector. It subscribes the business account to our webhooks when that is missing.
func (c *Connector) SelfTest(ctx context.Context, s channel.Session) ([]channel.Check, channel.Facts, error) {
	var f findings
	var facts channel.Facts
	if err := c.testToken(ctx, s, &f, &facts); err != nil {
		return f.checks, facts, err
	}
	if err := c.testPhone(ctx, s, &f, &facts); err != nil {
		return f.checks, facts, err
	}
	if err := c.testAccount(ctx, s, &f); err != nil {
		return f.checks, facts, err
	}
	if err := c.testSubscription(ctx, s, &f); err != nil {
		return f.checks, facts, err
	}
	c.testAddress(&f)
	return f.checks, facts, nil
}

// unreachable lets through only the errors that say nothing about the channel.
func unreachable(err error) error {
	if errors.Is(err, ErrUnreachable) || errors.Is(err, ErrLimited) {
		return err
	}
	return nil
}

// refusedAs names the reason of a refusal for a check.
func refusedAs(id string, err error) string {
	e, ok := errors.AsType[*graph.Error](err)
	if !ok {
		return id + ".failed"
	}
	switch r := refusalOf(e.Code, e.Subcode, e.Status, e.Transient); r.reason {
	case "token_invalid", "token_missing", "permission_missing":
		return id + "." + r.reason
	case "number_deleted":
		return id + ".not_found"
	default:
		return id + ".failed"
	}
}

type tokenInfo struct {
	AppID   graph.ID   `json:"app_id"`
	Valid   graph.Bool `json:"is_valid"`
	Expires graph.Int  `json:"expires_at"`
	Scopes  []string   `json:"scopes"`
	Granted []struct {
		Scope   string     `json:"scope"`
		Targets []graph.ID `json:"target_ids"`
	} `json:"granular_scopes"`
}

// testToken asks the app about the token. The documented form of debug_token carries the token in the query; the address of
// this one call is never logged and never part of an error. Without an app it cannot be asked, and a warning says so.
func (c *Connector) testToken(ctx context.Context, s channel.Session, f *findings, facts *channel.Facts) error {
	if c.cfg.AppID == "" || len(c.cfg.AppSecrets) == 0 {
		f.add("token", false, channel.SeverityWarning, "token.not_checked")
		return nil
	}
	var out struct {
		Data tokenInfo `json:"data"`
	}
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/debug_token", Query: url.Values{"input_token": {s.Token.Reveal()}},
		Token: secret.New(c.cfg.AppID + "|" + c.cfg.AppSecrets[0].Reveal()), Account: s.Channel.AccountID,
	}, &out)
	if err := unreachable(err); err != nil {
		return err
	}
	if err != nil {
		f.add("token", false, channel.SeverityWarning, "token.not_checked")
		return nil //nolint:nilerr // a refusal is a finding
	}
	c.judgeToken(out.Data, s.Channel.AccountID, f, facts)
	return nil
}

func (c *Connector) judgeToken(t tokenInfo, account string, f *findings, facts *channel.Facts) {
	f.add("token", bool(t.Valid), channel.SeverityError, "token.invalid")
	f.add("token_app", string(t.AppID) == c.cfg.AppID, channel.SeverityError, "token_app.other_app")
	if !t.Valid {
		return
	}
	facts.TokenExpires = t.Expires.When(time.Time{})
	if ends := facts.TokenExpires; !ends.IsZero() {
		f.add("token_expiry", ends.Sub(c.clock.Now()) > expirySoon, channel.SeverityWarning, "token_expiry.soon")
	}
	f.add("scope_messaging", t.allows(scopeMessaging, account), channel.SeverityError, "scope_messaging.missing")
	f.add("scope_management", t.allows(scopeManagement, account), channel.SeverityError, "scope_management.missing")
}

// allows reports whether the token has the permission for the account; without targets it has it for all.
func (t tokenInfo) allows(scope, account string) bool {
	for _, g := range t.Granted {
		if g.Scope != scope {
			continue
		}
		for _, target := range g.Targets {
			if string(target) == account {
				return true
			}
		}
		return len(g.Targets) == 0
	}
	for _, s := range t.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

const (
	phoneFields      = "id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status,status,throughput,whatsapp_business_manager_messaging_limit"
	phoneFieldsBasic = "id,display_phone_number,verified_name,quality_rating"
)

type phoneInfo struct {
	ID       graph.ID     `json:"id"`
	Display  graph.String `json:"display_phone_number"`
	Name     graph.String `json:"verified_name"`
	Quality  graph.String `json:"quality_rating"`
	Status   graph.String `json:"status"`
	Tier     graph.String `json:"whatsapp_business_manager_messaging_limit"`
	NameOkay graph.String `json:"name_status"`
}

func (c *Connector) testPhone(ctx context.Context, s channel.Session, f *findings, facts *channel.Facts) error {
	var p phoneInfo
	get := func(fields string) error {
		return c.get(ctx, graph.Call{
			Method: http.MethodGet, Path: "/" + url.PathEscape(s.Channel.ExternalID), Query: url.Values{"fields": {fields}},
			Token: s.Token, Account: s.Channel.AccountID,
		}, &p)
	}
	err := get(phoneFields)
	if e, ok := errors.AsType[*graph.Error](err); ok && e.Code == 100 && e.Subcode != 33 {
		err = get(phoneFieldsBasic) // an older version refuses fields it does not know
	}
	if err := unreachable(err); err != nil {
		return err
	}
	f.add("phone", err == nil && p.ID != "", channel.SeverityError, refusedAs("phone", err))
	if err != nil || p.ID == "" {
		return nil //nolint:nilerr // a refusal is a finding
	}
	facts.DisplayPhone, facts.VerifiedName = string(p.Display), string(p.Name)
	facts.Quality, facts.Status, facts.DailyLimit = quality(string(p.Quality)), strings.ToUpper(string(p.Status)), tier(string(p.Tier))
	if facts.Status != "" {
		f.add("phone_status", facts.Status == "CONNECTED", channel.SeverityError, "phone_status."+statusWord(facts.Status))
	}
	f.add("phone_quality", facts.Quality != "red", channel.SeverityWarning, "phone_quality.red")
	return nil
}

// statusWord limits the detail to the words the interface can translate.
func statusWord(status string) string {
	switch status {
	case "PENDING", "DELETED", "MIGRATED", "BANNED", "RESTRICTED", "RATE_LIMITED", "FLAGGED", "DISCONNECTED", "UNVERIFIED", "OFFLINE":
		return strings.ToLower(status)
	default:
		return "unknown"
	}
}

// tiers are the words for how many people may be opened in 24 hours (Meta docs, messaging limits, read 2026-11). Any other word,
// such as TIER_NOT_SET, is unknown.
var tiers = map[string]int{
	"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1_000, "TIER_2K": 2_000, "TIER_10K": 10_000, "TIER_100K": 100_000,
	"TIER_UNLIMITED": channel.Unlimited,
}

func tier(word string) int { return tiers[strings.ToUpper(word)] }

// testAccount checks that the number belongs to the business account, because a wrong pair fails much later otherwise.
func (c *Connector) testAccount(ctx context.Context, s channel.Session, f *findings) error {
	found := false
	err := pages(ctx, c, graph.Call{
		Method: http.MethodGet, Path: "/" + url.PathEscape(s.Channel.AccountID) + "/phone_numbers", Query: url.Values{"fields": {"id"}},
		Token: s.Token, Account: s.Channel.AccountID,
	}, func(p phoneInfo) { found = found || string(p.ID) == s.Channel.ExternalID })
	if err := unreachable(err); err != nil {
		return err
	}
	if err != nil {
		f.add("account", false, channel.SeverityError, refusedAs("account", err))
		return nil
	}
	f.add("account", found, channel.SeverityError, "account.number_elsewhere")
	return nil
}

// testSubscription makes sure that the account's events come to our app: the most common mistake of a set-up.
func (c *Connector) testSubscription(ctx context.Context, s channel.Session, f *findings) error {
	path := "/" + url.PathEscape(s.Channel.AccountID) + "/subscribed_apps"
	var out struct {
		Data []struct {
			App struct {
				ID graph.ID `json:"id"`
			} `json:"whatsapp_business_api_data"`
			Override graph.String `json:"override_callback_uri"`
		} `json:"data"`
	}
	err := c.get(ctx, graph.Call{Method: http.MethodGet, Path: path, Token: s.Token, Account: s.Channel.AccountID}, &out)
	if err := unreachable(err); err != nil {
		return err
	}
	subscribed, elsewhere := false, false
	for _, d := range out.Data {
		if c.cfg.AppID == "" || string(d.App.ID) == c.cfg.AppID {
			subscribed = true
			elsewhere = d.Override != "" && !strings.HasPrefix(string(d.Override), c.cfg.PublicURL)
		}
	}
	if err == nil && !subscribed {
		err = c.get(ctx, graph.Call{Method: http.MethodPost, Path: path, Token: s.Token, Account: s.Channel.AccountID}, nil)
		if err := unreachable(err); err != nil {
			return err
		}
		subscribed = err == nil
	}
	f.add("webhook_subscription", subscribed, channel.SeverityError, refusedAs("webhook_subscription", err))
	if elsewhere {
		f.add("webhook_override", false, channel.SeverityWarning, "webhook_override.elsewhere")
	}
	return nil
}

// testAddress checks what only we know: whether the network can reach us and whether deliveries can be verified.
func (c *Connector) testAddress(f *findings) {
	u, err := url.Parse(c.cfg.PublicURL)
	known := err == nil && u.Host != ""
	f.add("webhook_address", known && (u.Scheme == "https" || graph.Loopback(c.cfg.BaseURL)), channel.SeverityWarning, "webhook_address.not_public")
	f.add("webhook_secret", len(c.cfg.AppSecrets) > 0, channel.SeverityError, "webhook_secret.missing")
}
