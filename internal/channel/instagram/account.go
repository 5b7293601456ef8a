package instagram

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/graph"
	"github.com/kelolapesan/kelola/internal/secret"
)

// Profile is an account as the network describes it.
type Profile struct {
	ID         string // professional account id, which webhooks name
	AppScoped  string // the account's id for this app
	Username   string
	Name       string
	Type       string // BUSINESS or MEDIA_CREATOR, upper case
	PictureURL string // ends after a while
	Followers  int64
	Posts      int64
}

type profileWire struct {
	ID        graph.ID      `json:"id"`
	UserID    graph.ID      `json:"user_id"`
	Username  graph.String  `json:"username"`
	Name      graph.String  `json:"name"`
	Type      graph.String  `json:"account_type"`
	Picture   graph.String  `json:"profile_picture_url"`
	Followers graph.Int     `json:"followers_count"`
	Posts     graph.Int     `json:"media_count"`
	Data      []profileWire `json:"data"`
}

// Me asks whose token it is. The answer comes flat or in a list of one (Meta docs, Instagram API with Instagram Login, get started, read
// 2026-11).
func (c *Connector) Me(ctx context.Context, token secret.String) (Profile, error) {
	var w profileWire
	err := c.get(ctx, graph.Call{
		Method: http.MethodGet, Path: "/me", Token: token,
		Query: url.Values{"fields": {"id,user_id,username,name,account_type,profile_picture_url,followers_count,media_count"}},
	}, &w)
	if err != nil {
		return Profile{}, err
	}
	if w.UserID == "" && len(w.Data) > 0 {
		w = w.Data[0]
	}
	if w.UserID == "" {
		return Profile{}, ErrUnreachable.With(errors.New("instagram: an account without an id"))
	}
	return Profile{
		ID: string(w.UserID), AppScoped: string(w.ID), Username: string(w.Username), Name: string(w.Name), Type: strings.ToUpper(string(w.Type)),
		PictureURL: string(w.Picture), Followers: int64(w.Followers), Posts: int64(w.Posts),
	}, nil
}

// webhookFields are what an account is subscribed to. Mentions come with the comments (Meta docs, Instagram webhooks, read 2026-11).
const webhookFields = "comments,live_comments,messages,message_reactions,messaging_postbacks,messaging_seen,messaging_referral"

func (c *Connector) subscription(s channel.Session, method string) graph.Call {
	return graph.Call{Method: method, Path: "/" + url.PathEscape(s.Channel.ExternalID) + "/subscribed_apps", Token: s.Token, Account: s.Channel.ExternalID}
}

// Subscribe has the account's events sent to us. It may be repeated.
func (c *Connector) Subscribe(ctx context.Context, s channel.Session) error {
	call := c.subscription(s, http.MethodPost)
	call.Query = url.Values{"subscribed_fields": {webhookFields}}
	return c.get(ctx, call, nil)
}

// Subscribed says whether the account's events are sent to us.
func (c *Connector) Subscribed(ctx context.Context, s channel.Session) (bool, error) {
	var out struct {
		Data []struct {
			Fields []graph.String `json:"subscribed_fields"`
		} `json:"data"`
	}
	err := c.get(ctx, c.subscription(s, http.MethodGet), &out)
	return len(out.Data) > 0, err
}

// Leave ends the subscription and gives the permissions back. Both may have happened already; the network documents no other way to
// revoke a token of Instagram Login, and the second call is a guess that does no harm (general knowledge, 2026-11).
func (c *Connector) Leave(ctx context.Context, s channel.Session) error {
	err := c.get(ctx, c.subscription(s, http.MethodDelete), nil)
	if fault.KindOf(err) == fault.Unavailable || fault.KindOf(err) == fault.Limited {
		return err
	}
	_ = c.get(ctx, graph.Call{Method: http.MethodDelete, Path: "/me/permissions", Token: s.Token, Account: s.Channel.ExternalID}, nil)
	return nil // refused: the token is dead, so nothing is subscribed any more
}

// SelfTest implements channel.Connector.
func (c *Connector) SelfTest(ctx context.Context, s channel.Session) ([]channel.Check, channel.Facts, error) {
	var checks []channel.Check
	add := func(id string, ok bool, severity channel.Severity, detail string) {
		if ok {
			detail = id + ".ok"
		}
		checks = append(checks, channel.Check{ID: id, OK: ok, Severity: severity, DetailCode: detail})
	}
	me, err := c.Me(ctx, s.Token)
	if fault.KindOf(err) == fault.Unavailable || fault.KindOf(err) == fault.Limited {
		return nil, channel.Facts{}, err
	}
	add("token", err == nil, channel.SeverityError, "token.invalid")
	if err != nil {
		return checks, channel.Facts{}, nil //nolint:nilerr // a refusal is a finding
	}
	add("account", me.ID == s.Channel.ExternalID, channel.SeverityError, "account.other")
	on, err := c.Subscribed(ctx, s)
	if err == nil && !on {
		err = c.Subscribe(ctx, s)
		on = err == nil
	}
	if fault.KindOf(err) == fault.Unavailable || fault.KindOf(err) == fault.Limited {
		return nil, channel.Facts{}, err
	}
	add("webhook_subscription", on, channel.SeverityError, "webhook_subscription.refused")
	u, err := url.Parse(c.cfg.PublicURL)
	add("webhook_address", err == nil && u.Host != "" && (u.Scheme == "https" || graph.Loopback(c.cfg.GraphURL)), channel.SeverityWarning, "webhook_address.not_public")
	return checks, channel.Facts{VerifiedName: me.Username}, nil
}

// Templates implements channel.Connector: there are none.
func (c *Connector) Templates(context.Context, channel.Session) ([]channel.RemoteTemplate, error) {
	return nil, nil
}
