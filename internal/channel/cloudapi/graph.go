package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/graph"
)

// do makes one request of the configured version of the API. It never repeats anything.
func (c *Connector) do(ctx context.Context, in graph.Call) (graph.Answer, error) {
	in.Path = "/" + c.cfg.Version + in.Path
	return c.graph.Do(ctx, in)
}

// get makes a call that may be repeated and decodes its answer. It fails with a fault.
func (c *Connector) get(ctx context.Context, in graph.Call, out any) error {
	a, err := c.do(ctx, in)
	if err != nil {
		return ErrUnreachable.With(err)
	}
	e, ok := graph.ErrorOf(a)
	if e != nil {
		return faultOf(e, graph.RetryAfter(a.Header, c.clock.Now()))
	}
	if !ok || a.Status >= 300 {
		return ErrUnreachable.With(fmt.Errorf("cloudapi: not a Graph answer, status %d", a.Status))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(a.Body, out); err != nil {
		return ErrUnreachable.With(errors.New("cloudapi: the answer has another shape"))
	}
	return nil
}

// Faults of calls that are not sends. The graph.Error underneath is found with errors.AsType.
var (
	ErrUnreachable = fault.New(fault.Unavailable, "channel.network_unreachable", "WhatsApp could not be reached. Try again in a minute.")
	ErrToken       = fault.New(fault.Invalid, "channel.token_invalid", "WhatsApp does not accept the access token.")
	ErrPermission  = fault.New(fault.Invalid, "channel.permission_missing", "The access token lacks a permission.")
	ErrLimited     = fault.New(fault.Limited, "channel.network_limited", "WhatsApp asks to slow down.")
	ErrRefused     = fault.New(fault.Invalid, "channel.network_refused", "WhatsApp refused the request.")
)

// faultOf turns the error of a management call into a fault.
func faultOf(e *graph.Error, after time.Duration) error {
	r := refusalOf(e.Code, e.Subcode, e.Status, e.Transient)
	switch {
	case r.reason == "token_invalid" || r.reason == "token_missing":
		return ErrToken.With(e)
	case r.reason == "permission_missing":
		return ErrPermission.With(e)
	case r.class == channel.ClassUnknown:
		return ErrUnreachable.With(e)
	case r.class.Retryable():
		return ErrLimited.With(e).WithRetryAfter(max(r.after, after))
	default:
		return ErrRefused.With(e)
	}
}
