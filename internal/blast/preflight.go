package blast

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Blockers: what refuses a start. They are part of the API.
const (
	blockName       = "name_missing"
	blockChannel    = "channel_missing"
	blockGone       = "channel_disconnected"
	blockAttention  = "channel_needs_attention"
	blockMessage    = "message_missing"
	blockTemplate   = "template_missing"
	blockUnsendable = "template_not_sendable"
	blockVariables  = "variables_missing"
	blockTooLong    = "text_too_long"
	blockAudience   = "audience_empty"
	blockFilter     = "audience_unreadable" // a field or group of it is gone
	blockNobody     = "nobody_reachable"
	blockLicence    = "licence_read_only"
	blockStarted    = "already_started"
)

// Warnings of a pre-flight.
const (
	warnStopAll    = "stop_all"
	warnPaused     = "channel_paused"
	warnWindow     = "text_needs_open_window"
	warnQuiet      = "starts_in_quiet_hours"
	warnDailyLimit = "more_than_daily_limit"
	warnQuality    = "channel_quality_low"
	warnNoEnd      = "end_not_foreseeable"
	warnPartly     = "audience_counted_partly"
)

// refuse turns blockers into a fault with one field each.
func refuse(blockers []string) error {
	f := ErrIncomplete
	for _, b := range blockers {
		f = f.WithField("blockers", "blast."+b, "This blocks the start.")
	}
	return f
}

// blockers lists what refuses a start without reading the audience.
func (s *Service) blockers(ctx context.Context, q wsdb.Query, b *Blast, gate licence.Verdict) ([]string, error) {
	var out []string
	if !gate.MaySend {
		out = append(out, blockLicence)
	}
	if strings.TrimSpace(b.Name) == "" {
		out = append(out, blockName)
	}
	more, err := s.messageBlockers(ctx, q, b)
	if err != nil {
		return nil, err
	}
	out = append(out, more...)
	anybody, err := s.anybody(ctx, q, b)
	switch {
	case fault.KindOf(err) == fault.Invalid && err != nil:
		return append(out, blockFilter), nil //nolint:nilerr // it is a finding
	case err != nil:
		return nil, err
	case !anybody:
		out = append(out, blockAudience)
	}
	return out, nil
}

func (s *Service) messageBlockers(ctx context.Context, q wsdb.Query, b *Blast) ([]string, error) {
	if b.Channel.IsZero() {
		return []string{blockChannel}, nil
	}
	ch, err := s.d.Channels.Get(ctx, q, b.Channel)
	if fault.KindOf(err) == fault.NotFound {
		return []string{blockChannel}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []string
	switch ch.State {
	case channel.Disconnected:
		out = append(out, blockGone)
	case channel.NeedsAttention:
		out = append(out, blockAttention)
	}
	if b.Message.Kind == KindText {
		if strings.TrimSpace(b.Message.Text) == "" {
			out = append(out, blockMessage)
		}
		if conn, ok := s.d.Connectors[ch.Kind]; ok {
			if most := conn.Capabilities().MaxTextLength; most > 0 && len([]rune(b.Message.Text)) > most {
				out = append(out, blockTooLong)
			}
		}
		return out, nil
	}
	t, ok, err := s.template(ctx, q, b)
	if err != nil {
		return nil, err
	}
	if !ok {
		return append(out, blockTemplate), nil
	}
	if sendable, _ := t.Sendable(s.d.Clock.Now()); !sendable {
		out = append(out, blockUnsendable)
	}
	for _, v := range t.Variables() {
		if !v.Optional && strings.TrimSpace(b.Message.Variables[v.Name()]) == "" {
			return append(out, blockVariables), nil
		}
	}
	return out, nil
}

// template finds the template of a blast; ok is false when none is chosen or it is gone.
func (s *Service) template(ctx context.Context, q wsdb.Query, b *Blast) (channel.MessageTemplate, bool, error) {
	ref := b.Message.Template
	if b.Message.Kind == KindText || ref == nil || ref.Name == "" || b.Channel.IsZero() {
		return channel.MessageTemplate{}, false, nil
	}
	t, err := s.d.Channels.Template(ctx, q, b.Channel, ref.Name, ref.Language)
	if fault.KindOf(err) == fault.NotFound {
		return channel.MessageTemplate{}, false, nil
	}
	return t, err == nil, err
}

// renderer reads the message of a blast together with its template.
func (s *Service) renderer(ctx context.Context, q wsdb.Query, b *Blast) (*renderer, error) {
	if b.Message.Kind == KindText {
		return newRenderer(b.Message, b.Policy, nil)
	}
	t, ok, err := s.template(ctx, q, b)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoTemplate
	}
	return newRenderer(b.Message, b.Policy, &t)
}

var errNoTemplate = fault.New(fault.Conflict, "blast.template_missing", "The template of this blast is not there.")

func (s *Service) audienceSize(ctx context.Context, q wsdb.Query, b *Blast) (int64, error) {
	if b.Parent.IsZero() {
		return s.d.Contacts.Count(ctx, q, b.Audience)
	}
	n, err := s.store.countRetryable(ctx, q, b.Parent)
	return int64(n), err
}

// Preflight is what would happen if a blast were started now.
type Preflight struct {
	Audience       int64
	Checked        int64 // how many of the audience were looked at one by one
	Sendable       int64
	Skipped        []Count
	TemplateState  string
	Template       bool // may be sent
	ChannelState   channel.State
	EstimatedStart time.Time
	EstimatedEnd   time.Time
	Blockers       []string
	Warnings       []string
}

// Count is how many recipients share a reason.
type Count struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

// checkLimit bounds how many contacts a pre-flight looks at one by one; the rest is assumed to be like them.
const (
	checkLimit = 100_000
	checkPage  = 2000
)

// Preflight looks at the audience, the template, the channel and the limits, and says what blocks a start.
func (s *Service) Preflight(ctx context.Context, ws id.Workspace, blast ID) (Preflight, error) {
	gate, err := s.d.Licences.Gate(ctx, ws)
	if err != nil {
		return Preflight{}, err
	}
	var out Preflight
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		b, err := s.store.get(ctx, q, blast)
		if err != nil {
			return err
		}
		if out.Blockers, err = s.blockers(ctx, q, &b, gate); err != nil {
			return err
		}
		if !b.StartedAt.IsZero() {
			out.Blockers = append(out.Blockers, blockStarted)
		}
		if slices.Contains(out.Blockers, blockFilter) {
			return nil
		}
		if out.Audience, err = s.audienceSize(ctx, q, &b); err != nil {
			return err
		}
		if err := s.checkAudience(ctx, q, &b, &out); err != nil {
			return err
		}
		return s.checkTerms(ctx, q, &b, &out)
	})
	return out, err
}

// checkAudience counts who would be skipped, and why.
func (s *Service) checkAudience(ctx context.Context, q wsdb.Query, b *Blast, out *Preflight) error {
	r, err := s.renderer(ctx, q, b)
	if errors.Is(err, errNoTemplate) {
		r, err = &renderer{policy: b.Policy, base: channel.Template{Name: "none"}}, nil
	}
	if err != nil {
		return err
	}
	skipped := map[string]int64{}
	var p progress
	p.freezeUntil = id.New[contact.Contact]()
	for out.Checked < checkLimit && !p.frozen {
		ids, err := s.nextOfAudience(ctx, q, b, &p, checkPage)
		if err != nil {
			return err
		}
		rows, err := s.foresee(ctx, q, b, r, ids)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.State == recipientOut {
				out.Sendable++
			} else {
				skipped[row.Reason]++
			}
		}
		out.Checked += int64(len(ids))
	}
	if out.Checked > 0 && !p.frozen {
		share := float64(out.Audience) / float64(out.Checked)
		out.Sendable = int64(float64(out.Sendable) * share)
		for reason, n := range skipped {
			skipped[reason] = int64(float64(n) * share)
		}
		out.Warnings = append(out.Warnings, warnPartly)
	}
	for reason, n := range skipped {
		out.Skipped = append(out.Skipped, Count{Reason: reason, Count: n})
	}
	slices.SortFunc(out.Skipped, func(a, b Count) int {
		if a.Count != b.Count {
			return int(b.Count - a.Count)
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	if out.Audience > 0 && out.Sendable == 0 {
		out.Blockers = append(out.Blockers, blockNobody)
	}
	return nil
}

// foresee decides about contacts as the pump does, and then as the gates of the outbox will.
func (s *Service) foresee(ctx context.Context, q wsdb.Query, b *Blast, r *renderer, ids []contact.ID) ([]recipient, error) {
	rows, reqs, err := s.judge(ctx, q, b, r, ids)
	if err != nil || len(reqs) == 0 || b.Channel.IsZero() {
		return rows, err
	}
	ch, err := s.d.Channels.Get(ctx, q, b.Channel)
	if fault.KindOf(err) == fault.NotFound {
		return rows, nil
	}
	if err != nil {
		return nil, err
	}
	never, err := s.d.Outbox.Foresee(ctx, q, ch, reqs)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if reason, ok := never[rows[i].Contact]; ok && rows[i].State == recipientOut {
			rows[i].State, rows[i].Reason = recipientSkipped, reason
		}
	}
	return rows, nil
}

// checkTerms looks at the channel, the template and the clock.
func (s *Service) checkTerms(ctx context.Context, q wsdb.Query, b *Blast, out *Preflight) error {
	settings, err := s.d.Workspaces.Settings(ctx, q)
	if err != nil {
		return err
	}
	stopped, err := s.d.Workspaces.Stopped(ctx, q)
	if err != nil {
		return err
	}
	if stopped.On {
		out.Warnings = append(out.Warnings, warnStopAll)
	}
	now := s.d.Clock.Now()
	if t, ok, err := s.template(ctx, q, b); err != nil {
		return err
	} else if ok {
		out.TemplateState = t.Status
		out.Template, _ = t.Sendable(now)
	}
	if b.Channel.IsZero() {
		return nil
	}
	ch, err := s.d.Channels.Get(ctx, q, b.Channel)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	out.ChannelState = ch.State
	out.warn(b, ch, now, s.window(ch))
	start := now
	if b.ScheduledAt.After(now) {
		start = b.ScheduledAt
	}
	if ch.PausedUntil.After(start) {
		start = ch.PausedUntil
	}
	p := pace{limits: ch.Limits, dailyLimit: ch.DailyLimit, zone: settings.Zone()}
	if slices.Contains(settings.QuietFor, string(b.Purpose)) {
		p.quietFrom, p.quietUntil = settings.QuietFrom, settings.QuietUntil
	}
	if quiet, _ := p.quiet(start); quiet {
		out.Warnings = append(out.Warnings, warnQuiet)
	}
	out.EstimatedStart, out.EstimatedEnd = p.end(start, int(out.Sendable))
	if out.EstimatedEnd.IsZero() {
		out.Warnings = append(out.Warnings, warnNoEnd)
	}
	return nil
}

// window says whether the network lets a text out only to those who wrote lately.
func (s *Service) window(ch channel.Channel) bool {
	conn, ok := s.d.Connectors[ch.Kind]
	return ok && conn.Capabilities().ReplyWindow > 0
}

func (out *Preflight) warn(b *Blast, ch channel.Channel, now time.Time, window bool) {
	if ch.PausedUntil.After(now) {
		out.Warnings = append(out.Warnings, warnPaused)
	}
	if ch.DailyLimit > 0 && out.Sendable > int64(ch.DailyLimit) {
		out.Warnings = append(out.Warnings, warnDailyLimit)
	}
	if strings.EqualFold(ch.Quality, "red") {
		out.Warnings = append(out.Warnings, warnQuality)
	}
	if b.Message.Kind == KindText && window {
		out.Warnings = append(out.Warnings, warnWindow)
	}
}
