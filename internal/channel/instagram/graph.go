package instagram

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/graph"
)

// Faults of calls that are not sends. The graph.Error underneath is found with errors.AsType.
var (
	ErrUnreachable = fault.New(fault.Unavailable, "channel.instagram_unreachable", "Instagram could not be reached. Try again in a minute.")
	ErrToken       = fault.New(fault.Invalid, "channel.instagram_token", "Instagram does not accept the access any more. Connect the account again.")
	ErrPermission  = fault.New(fault.Invalid, "channel.instagram_permission", "The account has not granted a permission that is needed.")
	ErrLimited     = fault.New(fault.Limited, "channel.instagram_limited", "Instagram asks to slow down.")
	ErrGone        = fault.New(fault.NotFound, "channel.instagram_gone", "Instagram does not have this any more.")
	ErrNoConsent   = fault.New(fault.Forbidden, "channel.instagram_no_consent", "The person has not yet written to the account.")
	ErrRefused     = fault.New(fault.Invalid, "channel.instagram_refused", "Instagram refused the request.")
	ErrUncertain   = fault.New(fault.Unavailable, "channel.instagram_uncertain", "Instagram gave no answer; the change may have been made. Look before you try again.")
)

// get makes a call of the configured version that may be repeated and decodes its answer. It fails with a fault. While the network wants a
// pause of an account it is not asked: each call would make the pause of its messages longer.
func (c *Connector) get(ctx context.Context, in graph.Call, out any) error {
	if in.Account != "" {
		if wait := c.graph.Usage.Wait(in.Account); wait > 0 {
			return ErrLimited.WithRetryAfter(wait)
		}
	}
	in.Path = "/" + c.cfg.Version + in.Path
	return c.ask(ctx, c.graph, in, out)
}

// ask makes a call that may be repeated.
func (c *Connector) ask(ctx context.Context, host *graph.Client, in graph.Call, out any) error {
	a, err := host.Do(ctx, in)
	if err != nil {
		return ErrUnreachable.With(err)
	}
	e, ok := graph.ErrorOf(a)
	if e != nil {
		return c.refused(ctx, in, a, e)
	}
	if !ok || a.Status >= 300 {
		return ErrUnreachable.With(fmt.Errorf("instagram: not a Graph answer, status %d", a.Status))
	}
	if out != nil && !graph.Decode(a.Body, out) {
		return ErrUnreachable.With(errors.New("instagram: the answer has another shape"))
	}
	return nil
}

// change makes a call whose effect must not happen twice. Without a readable answer it fails with ErrUncertain.
func (c *Connector) change(ctx context.Context, in graph.Call) error {
	in.Path = "/" + c.cfg.Version + in.Path
	a, err := c.graph.Do(ctx, in)
	if errors.Is(err, graph.ErrNothingSent) {
		return ErrUnreachable.With(err)
	}
	if err != nil {
		return ErrUncertain.With(err)
	}
	e, ok := graph.ErrorOf(a)
	switch {
	case e != nil:
		return c.refused(ctx, in, a, e)
	case !ok || a.Status >= 300:
		return ErrUncertain.With(fmt.Errorf("instagram: not a Graph answer, status %d", a.Status))
	}
	return nil
}

// refused is the fault of a refusal. Who watches learns of a dead token.
func (c *Connector) refused(ctx context.Context, in graph.Call, a graph.Answer, e *graph.Error) error {
	err := faultOf(e, graph.RetryAfter(a.Header, c.clock.Now()))
	if c.watch != nil && in.Account != "" && errors.Is(err, ErrToken) {
		c.watch(ctx, in.Account)
	}
	return err
}

// faultOf turns the error of a call that is no send into a fault.
func faultOf(e *graph.Error, after time.Duration) error {
	r := refusalOf(e)
	switch {
	case e.Code == codeNoConsent:
		return ErrNoConsent.With(e)
	case r.reason == "token_invalid":
		return ErrToken.With(e)
	case r.reason == "permission_missing":
		return ErrPermission.With(e)
	case r.reason == "object_gone":
		return ErrGone.With(e)
	case r.class == channel.ClassUnknown:
		return ErrUnreachable.With(e)
	case r.class.Retryable():
		return ErrLimited.With(e).WithRetryAfter(max(r.after, after))
	default:
		return ErrRefused.With(e)
	}
}

const pageSize = "50"

// page is one page of a list. The last page has cursors too, but no address of a next one (Meta docs, Graph API paged results, read
// 2026-11); the address itself carries the token and is never followed.
type page[T any] struct {
	Data   []T `json:"data"`
	Paging struct {
		Cursors struct {
			After graph.String `json:"after"`
		} `json:"cursors"`
		Next graph.String `json:"next"`
	} `json:"paging"`
}

func (p page[T]) after() string {
	if p.Paging.Next == "" {
		return ""
	}
	return string(p.Paging.Cursors.After)
}

// list reads one page of a list, and returns where the next one begins; "" at the end.
func list[T any](ctx context.Context, c *Connector, s channel.Session, path, fields, after string) ([]T, string, error) {
	query := url.Values{"fields": {fields}, "limit": {pageSize}}
	if after != "" {
		query.Set("after", after)
	}
	var out page[T]
	err := c.get(ctx, graph.Call{Method: "GET", Path: path, Query: query, Token: s.Token, Account: s.Channel.ExternalID}, &out)
	return out.Data, out.after(), err
}
