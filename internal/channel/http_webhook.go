package channel

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/kelolapesan/kelola/internal/secret"
	"github.com/kelolapesan/kelola/internal/webhook"
)

// Router finds the channels of the network's ids.
type Router interface {
	Find(ctx context.Context, kind Kind, external string) (Route, bool, error)
	ByAccount(ctx context.Context, kind Kind, account string) ([]Route, error)
}

// Storer keeps events durably. Events of a workspace that is no longer there are no error: nothing of them is kept.
type Storer interface {
	Store(ctx context.Context, frags []Fragment) error
	Unknown(n int)
}

// ErrDelivery is returned by Route for a body that is no delivery of any network; with a valid signature that has never been seen.
var ErrDelivery = errors.New("channel: a delivery cannot be read")

// Deliveries cuts the deliveries of one network into events and finds their places. What belongs to nobody here is counted. A delivery of
// another network has no events; one that cannot be read is ErrDelivery, and any other error means: not now.
type Deliveries interface {
	Route(ctx context.Context, body []byte) (frags []Fragment, unknown int, err error)
}

// Webhook is the callback of Meta's networks: GET is the handshake, POST a signed delivery. It answers 200 only when everything of a
// known account is durable, and 503 when that failed, so that the network delivers again.
type Webhook struct {
	Secrets  []secret.String
	Verify   secret.String
	Networks []Deliveries
	Store    Storer
	Log      *slog.Logger
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
	frags, err := h.route(r.Context(), body)
	if errors.Is(err, ErrDelivery) {
		h.Log.WarnContext(r.Context(), "a signed delivery is not readable and is dropped", slog.Int("size", len(body)))
		return http.StatusOK
	}
	if err == nil {
		err = h.Store.Store(r.Context(), frags)
	}
	if err != nil {
		h.Log.ErrorContext(r.Context(), "a delivery could not be stored and is asked for again", slog.Int("count", len(frags)), slog.Any("err", err))
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// route asks every network; a body that none of them can read is ErrDelivery.
func (h *Webhook) route(ctx context.Context, body []byte) (frags []Fragment, err error) {
	unknown, readable := 0, false
	for _, n := range h.Networks {
		some, strange, err := n.Route(ctx, body)
		switch {
		case errors.Is(err, ErrDelivery):
			continue
		case err != nil:
			return nil, err
		}
		readable = true
		frags, unknown = append(frags, some...), unknown+strange
	}
	if !readable {
		return nil, ErrDelivery
	}
	if unknown > 0 {
		h.Store.Unknown(unknown)
	}
	return frags, nil
}
