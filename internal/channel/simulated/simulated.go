// Package simulated owns the connector for dry runs: it answers from a seeded model and never reaches a network. The same message
// gets the same answer in every run.
package simulated

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Model says how the pretended network behaves.
type Model struct {
	Seed         uint64
	NotOnNetwork float64 // share of people who cannot be reached
	OptedOut     float64 // share of people who want no promotions
}

const maxText = 4096

// Connector is the pretended network. It is safe for concurrent use.
type Connector struct {
	model Model
	clock clock.Clock
	sent  atomic.Int64
	store func(context.Context, []channel.Fragment) error
}

var _ channel.Connector = (*Connector)(nil)

// New makes a connector with a model.
func New(m Model, c clock.Clock) *Connector { return &Connector{model: m, clock: c} }

// Report makes the connector report statuses of what it takes to store, as a network would by webhook. It is called before the
// first Send.
func (c *Connector) Report(store func(context.Context, []channel.Fragment) error) { c.store = store }

// Sent says how many messages were taken.
func (c *Connector) Sent() int { return int(c.sent.Load()) }

// Kind implements channel.Connector.
func (c *Connector) Kind() channel.Kind { return channel.Simulated }

// Capabilities implements channel.Connector.
func (c *Connector) Capabilities() channel.Capabilities {
	return channel.Capabilities{
		Types: []channel.Type{
			channel.TypeText, channel.TypeImage, channel.TypeVideo, channel.TypeAudio, channel.TypeDocument, channel.TypeLocation, channel.TypeTemplate,
		},
		Templates: true, DefaultLimits: channel.Limits{PerSecond: 100}, MaxTextLength: maxText,
	}
}

// Validate implements channel.Connector.
func (c *Connector) Validate(content channel.Content) error {
	ok := false
	switch {
	case content.Type == channel.TypeText:
		ok = content.Text != nil && strings.TrimSpace(content.Text.Body) != "" && utf8.RuneCountInString(content.Text.Body) <= maxText
	case content.Type == channel.TypeLocation:
		ok = content.Location != nil
	case content.Type == channel.TypeTemplate:
		ok = content.Template != nil && content.Template.Name != ""
	case content.Type.IsMedia() && content.Type != channel.TypeSticker:
		ok = content.Media != nil && (content.Media.AttachmentID != "" || content.Media.ExternalID != "")
	}
	if !ok {
		return fault.New(fault.Invalid, "message.content_invalid", "This message cannot be sent.")
	}
	return nil
}

// Send implements channel.Sender. The answer depends on the seed and the recipient, the id on the send and its attempt.
func (c *Connector) Send(ctx context.Context, s channel.Session, m channel.Outgoing) (channel.Accepted, error) {
	if err := c.Validate(m.Content); err != nil {
		return channel.Accepted{}, err
	}
	if m.To.IsZero() {
		return channel.Accepted{}, fault.New(fault.Invalid, "message.recipient_missing", "There is nobody to send to.")
	}
	if ctx.Err() != nil {
		return channel.Accepted{}, &channel.SendError{Class: channel.ClassRetry, Reason: "cancelled", Detail: "Nothing was sent."}
	}
	switch draw := c.draw(m.To.Phone, m.To.UserID); {
	case draw < c.model.NotOnNetwork:
		return channel.Accepted{}, &channel.SendError{Class: channel.ClassNotOnNetwork, Reason: "undeliverable", Detail: "Nobody has this number."}
	case draw < c.model.NotOnNetwork+c.model.OptedOut:
		return channel.Accepted{}, &channel.SendError{Class: channel.ClassOptOut, Reason: "opted_out", Detail: "The person wants no messages."}
	}
	c.sent.Add(1)
	got := channel.Accepted{ExternalID: "sim." + m.SendID + "." + strconv.Itoa(m.Attempt), To: m.To}
	if c.store != nil {
		// A status that is lost here only leaves the message at accepted, as on a real network.
		_ = c.store(context.WithoutCancel(ctx), c.statuses(s, m, got, c.clock.Now()))
	}
	return got, nil
}

// draw gives a number from 0 to 1 that is always the same for the same words.
func (c *Connector) draw(words ...string) float64 {
	h := fnv.New64a()
	_ = binary.Write(h, binary.LittleEndian, c.model.Seed)
	for _, w := range words {
		_, _ = h.Write([]byte(w))
		_, _ = h.Write([]byte{0})
	}
	x := h.Sum64() // spread the bits, because near inputs give near sums
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	return float64(x>>11) / (1 << 53)
}

// SelfTest implements channel.Connector: it always passes.
func (c *Connector) SelfTest(context.Context, channel.Session) ([]channel.Check, channel.Facts, error) {
	checks := []channel.Check{{ID: "simulated", OK: true, Severity: channel.SeverityInfo, DetailCode: "simulated.ok"}}
	return checks, channel.Facts{VerifiedName: "Simulation", Quality: "green"}, nil
}

// Templates implements channel.Connector: one template to try things with.
func (c *Connector) Templates(context.Context, channel.Session) ([]channel.RemoteTemplate, error) {
	return []channel.RemoteTemplate{{
		ExternalID: "1", Name: "dry_run", Language: "id", Category: "MARKETING", Status: channel.StatusApproved, Quality: "green", ParameterFormat: "POSITIONAL",
		Components: json.RawMessage(`[{"type":"BODY","text":"Halo {{1}}","example":{"body_text":[["Sari"]]}}]`),
	}}, nil
}

// MarkRead implements channel.Connector.
func (c *Connector) MarkRead(context.Context, channel.Session, channel.Address, string) error {
	return nil
}

// Typing implements channel.Connector.
func (c *Connector) Typing(context.Context, channel.Session, channel.Address, string) error {
	return nil
}

var errNoMedia = fault.New(fault.NotFound, "channel.media_gone", "The file is no longer available.")

// FetchMedia implements channel.Connector: nothing ever comes in.
func (c *Connector) FetchMedia(context.Context, channel.Session, string) (io.ReadCloser, channel.MediaInfo, error) {
	return nil, channel.MediaInfo{}, errNoMedia
}

// UploadMedia implements channel.Connector.
func (c *Connector) UploadMedia(_ context.Context, _ channel.Session, info channel.MediaInfo, body io.Reader) (string, error) {
	_, err := io.Copy(io.Discard, body)
	return "sim." + info.Name, err
}

// status is the stored form of a pretended delivery status.
type status struct {
	ExternalID string                 `json:"external_id"`
	SendID     string                 `json:"send_id"`
	Status     channel.DeliveryStatus `json:"status"`
	At         int64                  `json:"at"` // microseconds
}

// statuses are what the network would report for a message.
func (c *Connector) statuses(s channel.Session, m channel.Outgoing, got channel.Accepted, at time.Time) []channel.Fragment {
	var out []channel.Fragment
	steps := []channel.DeliveryStatus{channel.StatusSent, channel.StatusDelivered}
	if c.draw("read", m.SendID) < 0.7 {
		steps = append(steps, channel.StatusRead)
	}
	for n, step := range steps {
		raw, err := json.Marshal(status{ExternalID: got.ExternalID, SendID: m.SendID, Status: step, At: at.Add(time.Duration(n+1) * time.Second).UnixMicro()})
		if err != nil {
			continue
		}
		out = append(out, channel.Fragment{
			Workspace: s.Workspace, Channel: s.Channel.ID, Kind: "status", Key: "s:" + got.ExternalID + ":" + string(step), Raw: raw,
		})
	}
	return out
}

var errStatus = errors.New("simulated: a stored event cannot be read")

// Translate implements channel.Connector.
func (c *Connector) Translate(in channel.Inbound) ([]channel.Event, error) {
	var s status
	if in.Kind != "status" {
		return []channel.Event{channel.Ignored{Inbound: in.ID, Reason: "kind_unknown"}}, nil
	}
	if json.Unmarshal(in.Raw, &s) != nil || s.ExternalID == "" {
		return nil, errStatus
	}
	return []channel.Event{channel.StatusReceived{
		Inbound: in.ID, ExternalID: s.ExternalID, SendID: s.SendID, Status: s.Status, At: time.UnixMicro(s.At).UTC(),
	}}, nil
}
