package cloudapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/webhook"
)

// Router finds the channels of the network's ids.
type Router interface {
	Find(ctx context.Context, kind channel.Kind, external string) (channel.Route, bool, error)
	ByAccount(ctx context.Context, kind channel.Kind, account string) ([]channel.Route, error)
}

// Storer keeps events durably. Events of a workspace that is no longer there are no error: nothing of them is kept.
type Storer interface {
	Store(ctx context.Context, frags []channel.Fragment) error
	Unknown(n int)
}

// Webhook is the callback of the network: GET is the handshake, POST a signed delivery. It answers 200 only when everything of a
// known account is durable, and 503 when that failed, so that the network delivers again.
type Webhook struct {
	Secrets []secret.String
	Verify  secret.String
	Routes  Router
	Store   Storer
	Log     *slog.Logger
}

// ServeHTTP implements http.Handler.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		webhook.ServeChallenge(w, r, h.Verify)
	case http.MethodPost:
		w.WriteHeader(h.receive(r))
	default:
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func (h *Webhook) receive(r *http.Request) int {
	body, err := webhook.ReadBody(r, webhook.MaxBody)
	if errors.Is(err, webhook.ErrTooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	if err != nil {
		return http.StatusBadRequest
	}
	if !webhook.Verify(h.Secrets, r.Header.Get(webhook.SignatureHeader), body) {
		return http.StatusUnauthorized
	}
	// From here on the network gets 200 for whatever it sent: it repeats a delivery for days otherwise.
	pieces, err := Split(body)
	if err != nil {
		h.Log.WarnContext(r.Context(), "a signed delivery is not readable and is dropped", slog.Int("size", len(body)))
		return http.StatusOK
	}
	frags, err := h.route(r.Context(), pieces)
	if err == nil {
		err = h.Store.Store(r.Context(), frags)
	}
	if err != nil {
		h.Log.ErrorContext(r.Context(), "a delivery could not be stored and is asked for again", slog.Int("count", len(frags)), slog.Any("err", err))
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// route gives every piece its place. What belongs to nobody here is counted, never kept.
func (h *Webhook) route(ctx context.Context, pieces []Piece) ([]channel.Fragment, error) {
	frags := make([]channel.Fragment, 0, len(pieces))
	unknown := 0
	for _, p := range pieces {
		routes, kind, err := h.places(ctx, p)
		if err != nil {
			return nil, err
		}
		if len(routes) == 0 {
			unknown++
		}
		for _, to := range routes {
			frags = append(frags, channel.Fragment{
				Workspace: to.Workspace, Channel: to.Channel, Kind: kind, Key: p.Key, Fingerprint: p.Fingerprint, Raw: p.Raw,
			})
		}
	}
	if unknown > 0 {
		h.Store.Unknown(unknown)
	}
	return frags, nil
}

// places finds where a piece goes: to the channel of its number; without a number to all channels of the account, because
// templates and accounts concern all of them. A message without a number goes to the only channel, or is kept raw once in each
// workspace of the account.
func (h *Webhook) places(ctx context.Context, p Piece) ([]channel.Route, string, error) {
	if p.PhoneID != "" {
		route, ok, err := h.Routes.Find(ctx, channel.CloudAPI, p.PhoneID)
		if err != nil || !ok {
			return nil, p.Kind, err
		}
		return []channel.Route{route}, p.Kind, nil
	}
	routes, err := h.Routes.ByAccount(ctx, channel.CloudAPI, p.Account)
	if err != nil || p.Kind == kindField || len(routes) <= 1 {
		return routes, p.Kind, err
	}
	var firsts []channel.Route
	seen := map[string]bool{}
	for _, r := range routes {
		if !seen[r.Workspace.String()] {
			seen[r.Workspace.String()] = true
			firsts = append(firsts, r)
		}
	}
	return firsts, kindUnroutable, nil
}
