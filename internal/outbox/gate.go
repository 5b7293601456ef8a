package outbox

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/licence"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// verdict is the answer of the gates for one send: pass, hold until a moment (zero: until somebody acts), or skip.
type verdict struct {
	skip   bool
	hold   bool
	reason string
	until  time.Time
	opens  bool // the send starts a new chat
}

func pass() verdict              { return verdict{} }
func skip(reason string) verdict { return verdict{skip: true, reason: reason} }
func hold(reason string, until time.Time) verdict {
	return verdict{hold: true, reason: reason, until: until}
}

// gateInput is everything the gates need to know about a page of sends, read in the transaction that claims them.
type gateInput struct {
	now      time.Time
	held     bool // the whole installation
	stopped  bool
	licence  licence.Verdict
	channel  channel.Channel
	window   bool          // the network has a reply window
	human    time.Duration // for how long after it a person may still answer
	settings workspace.Settings
	reach    map[contact.Purpose]map[contact.ID]contact.Reach
	promos   map[contact.ID]promoUse
	windows  map[contact.ID]time.Time

	privateWait int // private replies that stand in line before the next one
}

// promoUse is what a contact was sent lately for promotion.
type promoUse struct {
	count int
}

// decide asks every gate but the budget, in the fixed order: quarantine, stop-all, licence, channel, erasure, consent and suppression,
// frequency cap, quiet hours, reply window.
func (g *gateInput) decide(m *Send) verdict {
	for _, gate := range []func(*Send) verdict{
		g.quarantine, g.stopAll, g.licenceState, g.channelState, g.erasure, g.consent, g.frequency, g.quietHours, g.replyWindow,
	} {
		if v := gate(m); v.skip || v.hold {
			return v
		}
	}
	v := pass()
	v.opens = g.opens(m)
	return v
}

// never asks only the gates that skip.
func (g *gateInput) never(m *Send) (reason string, yes bool) {
	for _, gate := range []func(*Send) verdict{g.erasure, g.consent, g.frequency, g.replyWindow} {
		if v := gate(m); v.skip {
			return v.reason, true
		}
	}
	return "", false
}

// opens says that a send starts a new chat.
func (g *gateInput) opens(m *Send) bool { return !g.windows[m.Contact].After(g.now) }

// promoted counts a send that passed, so that two in one page cannot both use the last place under the frequency cap.
func (g *gateInput) promoted(m *Send) {
	if g.promos != nil && m.Purpose == contact.PurposePromo {
		use := g.promos[m.Contact]
		use.count++
		g.promos[m.Contact] = use
	}
}

func (g *gateInput) quarantine(*Send) verdict {
	if g.held {
		return hold(ReasonQuarantine, time.Time{})
	}
	return pass()
}

func (g *gateInput) stopAll(*Send) verdict {
	if g.stopped {
		return hold(ReasonStopAll, time.Time{})
	}
	return pass()
}

func (g *gateInput) licenceState(*Send) verdict {
	switch {
	case g.licence.MaySend:
		return pass()
	case g.licence.State == licence.Suspended:
		return hold(ReasonLicenceSuspended, time.Time{})
	default:
		return hold(ReasonLicenceReadOnly, time.Time{})
	}
}

func (g *gateInput) channelState(*Send) verdict {
	ok, _, until := g.channel.Usable(g.now)
	switch {
	case ok:
		return pass()
	case g.channel.State == channel.Disconnected:
		return hold(ReasonDisconnected, time.Time{})
	case g.channel.State == channel.NeedsAttention:
		return hold(ReasonNeedsAttention, time.Time{})
	default:
		return hold(ReasonChannelPaused, until)
	}
}

func (g *gateInput) erasure(m *Send) verdict {
	if m.Contact.IsZero() {
		return pass()
	}
	if !g.reach[m.Purpose][m.Contact].Exists {
		return skip(ReasonErased)
	}
	return pass()
}

// consent lets answers of a person pass: they speak inside a conversation that the contact opened.
func (g *gateInput) consent(m *Send) verdict {
	if m.To.IsZero() && m.Content.Comment == nil {
		return skip(ReasonNoAddress)
	}
	if m.Contact.IsZero() || m.Lane == Human || m.Origin.Kind == OriginOptOut || m.Origin.Kind == OriginTest {
		return pass()
	}
	if ok, reason := g.reach[m.Purpose][m.Contact].Allows(m.Purpose); !ok {
		return skip(reason)
	}
	return pass()
}

func (g *gateInput) frequency(m *Send) verdict {
	limit := g.settings.FrequencyCap
	if limit.Count <= 0 || limit.Days <= 0 || m.Purpose != contact.PurposePromo || m.Lane == Human || m.Origin.Kind == OriginTest {
		return pass()
	}
	if use := g.promos[m.Contact]; use.count >= limit.Count {
		return skip(ReasonFrequencyCap)
	}
	return pass()
}

func (g *gateInput) quietHours(m *Send) verdict {
	if m.Lane == Human || m.Origin.Kind == OriginTest || m.Origin.Kind == OriginOptOut {
		return pass()
	}
	if until, quiet := g.settings.Quiet(g.now, string(m.Purpose)); quiet {
		return hold(ReasonQuietHours, until)
	}
	return pass()
}

func (g *gateInput) replyWindow(m *Send) verdict {
	if c := m.Content.Comment; c != nil {
		if forever := c.Public && c.Until.IsZero(); !forever && !c.Until.After(g.now) {
			return skip(ReasonCommentExpired)
		}
		return pass()
	}
	if m.Content.HumanAgent && m.Lane == Human && g.windows[m.Contact].Add(g.human).After(g.now) {
		return pass()
	}
	if !g.window || m.Content.Type == channel.TypeTemplate || g.windows[m.Contact].After(g.now) {
		return pass()
	}
	return skip(ReasonWindowClosed)
}

// blocked says that nothing at all may leave, so that no budget needs to be asked.
func (g *gateInput) blocked() bool {
	ok, _, _ := g.channel.Usable(g.now)
	return g.held || g.stopped || !g.licence.MaySend || !ok
}

// readState collects what the gates need to know about workspace and channel.
func (s *Service) readState(ctx context.Context, q wsdb.Query, ws id.Workspace, ch channel.Channel, now time.Time) (*gateInput, error) {
	g := &gateInput{now: now, channel: ch, held: s.quarantined()}
	stopped, err := s.d.Workspaces.Stopped(ctx, q)
	if err != nil {
		return nil, err
	}
	g.stopped = stopped.On
	if g.licence, err = s.d.Licences.Gate(ctx, ws); err != nil {
		return nil, err
	}
	return g, s.readRules(ctx, q, g)
}

func (s *Service) quarantined() bool { return s.d.Quarantine != nil && s.d.Quarantine() }

// readRules collects what workspace and network have set once and for all.
func (s *Service) readRules(ctx context.Context, q wsdb.Query, g *gateInput) (err error) {
	if conn, ok := s.d.Connectors[g.channel.Kind]; ok {
		can := conn.Capabilities()
		g.window, g.human = can.ReplyWindow > 0, max(can.HumanWindow-can.ReplyWindow, 0)
	}
	g.settings, err = s.d.Workspaces.Settings(ctx, q)
	return err
}

// readRecipients collects what the gates need to know about the recipients of a page.
func (s *Service) readRecipients(ctx context.Context, q wsdb.Query, g *gateInput, page []Send) (err error) {
	ids := contactsOf(page)
	g.reach = map[contact.Purpose]map[contact.ID]contact.Reach{}
	for purpose, some := range contactsByPurpose(page) {
		if g.reach[purpose], err = s.d.Contacts.Reach(ctx, q, some, purpose); err != nil {
			return err
		}
	}
	if g.windows, err = s.store.windows(ctx, q, g.channel.ID, ids); err != nil {
		return err
	}
	if c := g.settings.FrequencyCap; c.Count > 0 && c.Days > 0 {
		g.promos, err = s.store.promos(ctx, q, ids, g.now.AddDate(0, 0, -c.Days))
	}
	return err
}

func contactsByPurpose(page []Send) map[contact.Purpose][]contact.ID {
	out := map[contact.Purpose][]contact.ID{}
	for i := range page {
		if c := page[i].Contact; !c.IsZero() {
			out[page[i].Purpose] = append(out[page[i].Purpose], c)
		}
	}
	return out
}

func contactsOf(page []Send) []contact.ID {
	out := make([]contact.ID, 0, len(page))
	for i := range page {
		if c := page[i].Contact; !c.IsZero() {
			out = append(out, c)
		}
	}
	return out
}
