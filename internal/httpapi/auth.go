package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
)

// ErrRateLimited is returned when one person or address asks too often.
var ErrRateLimited = fault.New(fault.Limited, "request.rate_limited", "Too many requests. Wait a little and try again.")

// ErrNothingHere is what addresses answer that are not there, or not for who asks.
var ErrNothingHere = fault.New(fault.NotFound, "request.not_found", "There is nothing at this address.")

// ErrBusy is returned while data of a workspace is being deleted.
var ErrBusy = fault.New(fault.Unavailable, "workspace.busy", "Data of this workspace is being deleted right now. Try again in a few seconds.")

const busyFor = 3 * time.Second

type principalKey struct{}

func withPrincipal(ctx context.Context, p account.Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

func principalFrom(ctx context.Context) account.Principal {
	p, _ := ctx.Value(principalKey{}).(account.Principal)
	return p
}

// admit decides whether a request may reach its operation, and for whom it is. The order of the questions is part of the
// promise: someone who is not a member learns nothing of a workspace, whatever else is wrong with the request.
func (a *API) admit(r *http.Request, op Op, method string, right Right) (account.Principal, error) {
	if right == rightPublic {
		if wait := a.places.Take(a.clientAddress(r).String()); wait > 0 {
			return account.Principal{}, ErrRateLimited.WithRetryAfter(wait)
		}
		return account.Principal{}, nil
	}
	ref := ""
	if right != rightUser && right != rightOperator {
		if ref = r.PathValue("workspace"); ref == "" {
			return account.Principal{}, workspace.ErrNotFound
		}
	}
	p, err := a.opt.Accounts.Authenticate(r.Context(), a.token(r), ref)
	if errors.Is(err, account.ErrUnauthenticated) {
		// Trying tokens costs as much as any public operation.
		if wait := a.places.Take(a.clientAddress(r).String()); wait > 0 {
			return account.Principal{}, ErrRateLimited.WithRetryAfter(wait)
		}
	}
	if err != nil {
		return account.Principal{}, err
	}
	if wait := a.people.Take(p.User.ID.String()); wait > 0 {
		return account.Principal{}, ErrRateLimited.WithRetryAfter(wait)
	}
	switch {
	case right == rightUser, right == rightOperator && p.User.Operator():
		return p, nil
	case right == rightOperator:
		return account.Principal{}, ErrNothingHere
	}
	infoFrom(r.Context()).workspace = p.Workspace.ID
	if !p.May(right) {
		return account.Principal{}, workspace.ErrRightMissing
	}
	if safe(method) {
		return p, nil
	}
	if a.opt.Busy != nil && a.opt.Busy(p.Workspace.ID) {
		return account.Principal{}, ErrBusy.WithRetryAfter(busyFor)
	}
	if op.AllowReadOnly {
		return p, nil
	}
	verdict, err := a.opt.Licences.Gate(r.Context(), p.Workspace.ID)
	if err != nil {
		return account.Principal{}, err
	}
	if verdict.ReadOnly {
		return account.Principal{}, licence.ErrReadOnly
	}
	return p, nil
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }
