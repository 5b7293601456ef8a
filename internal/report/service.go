package report

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Settings reads the settings of a workspace.
type Settings interface {
	Settings(ctx context.Context, q wsdb.Query) (workspace.Settings, error)
}

// Channels reads channels; one that is gone fails with channel.ErrNotFound.
type Channels interface {
	Get(ctx context.Context, q wsdb.Query, ch channel.ID) (channel.Channel, error)
}

// Deps is what reports work with. Names says what the colleagues of a workspace are called.
type Deps struct {
	DB       *wsdb.DB
	Clock    clock.Clock
	Settings Settings
	Channels Channels
	Names    func(ctx context.Context, ws id.Workspace) (map[string]string, error)
}

// Service keeps the totals and makes reports of them.
type Service struct {
	d     Deps
	store store
}

// New makes the service.
func New(d Deps) *Service { return &Service{d: d, store: store{engine: d.DB.Engine()}} }

// Report adds up a period. Everything in it is of one moment. Stops are those of the whole workspace, whatever the channel: they hold
// for the business. The lane narrows messages only.
func (s *Service) Report(ctx context.Context, ws id.Workspace, p Period) (Report, error) {
	var out Report
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		settings, err := s.d.Settings.Settings(ctx, q)
		if err != nil {
			return err
		}
		days, spans, err := p.bounds(settings.Zone())
		if err != nil {
			return err
		}
		b := newBuilder(days)
		for _, part := range spans {
			if err := s.collect(ctx, q, b, part, p); err != nil {
				return err
			}
		}
		err = s.store.open(ctx, q, p.Channel.String(), func(actor string, n int64) { b.agent(actor).Open = n })
		if err != nil {
			return err
		}
		out = b.report()
		out.Zone = settings.Zone().String()
		return nil
	})
	return out, err
}

// Narrowed to a channel that is not there, a period is refused before.
func (s *Service) check(ctx context.Context, ws id.Workspace, ch channel.ID) error {
	return s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		_, err := s.d.Channels.Get(ctx, q, ch)
		return err
	})
}

func (s *Service) collect(ctx context.Context, q wsdb.Query, b *builder, part span, p Period) error {
	sums, err := s.store.sums(ctx, q, part)
	if err != nil {
		return err
	}
	for _, d := range sums {
		if (p.Channel.IsZero() || p.Channel == d.channel) && (p.Lane == nil || *p.Lane == d.lane) {
			b.messages(d)
		}
	}
	ch := p.Channel.String()
	answers, err := s.store.answers(ctx, q, part, ch)
	if err != nil {
		return err
	}
	for _, a := range answers {
		b.answer(a)
	}
	err = s.store.work(ctx, q, part, ch, func(actor string, messages, conversations int64) {
		a := b.agent(actor)
		a.Messages += messages
		a.Conversations += conversations
	})
	if err != nil {
		return err
	}
	return s.store.stops(ctx, q, part, func(day, stops int64) {
		if d := b.day(day); d != nil {
			d.Stops += stops
		}
		b.out.Total.Stops += stops
	})
}

// Replies are the waits for a first answer today and in the last seven days.
type Replies struct{ Today, Week Waits }

// Replies adds up how long people wait for an answer.
func (s *Service) Replies(ctx context.Context, ws id.Workspace) (Replies, error) {
	out := Replies{Today: Waits{}, Week: Waits{}}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		settings, err := s.d.Settings.Settings(ctx, q)
		if err != nil {
			return err
		}
		now := s.d.Clock.Now().In(settings.Zone())
		today := now.Format(time.DateOnly)
		_, spans, err := Period{From: noon(now, -6).Format(time.DateOnly), Until: today}.bounds(settings.Zone())
		if err != nil {
			return err
		}
		for _, part := range spans {
			answers, err := s.store.answers(ctx, q, part, "")
			if err != nil {
				return err
			}
			for _, a := range answers {
				out.Week.add(a.seconds, a.answers)
				if dateOf(a.day) == today {
					out.Today.add(a.seconds, a.answers)
				}
			}
		}
		return nil
	})
	return out, err
}

// dateOf names a day that is counted from 1970.
func dateOf(n int64) string {
	return time.Unix(n*int64(day/time.Second), 0).UTC().Format(time.DateOnly)
}

// builder gathers a report.
type builder struct {
	out      Report
	days     map[string]*Day
	channels map[channel.ID]*Share
	lanes    map[outbox.Lane]*Share
	agents   map[string]*Agent
}

func newBuilder(dates []string) *builder {
	b := &builder{days: map[string]*Day{}, channels: map[channel.ID]*Share{}, lanes: map[outbox.Lane]*Share{}, agents: map[string]*Agent{}}
	b.out.Total.Waits = Waits{}
	b.out.Days = make([]Day, len(dates))
	for i, date := range dates {
		b.out.Days[i] = Day{Date: date, Waits: Waits{}}
		b.days[date] = &b.out.Days[i]
	}
	return b
}

func (b *builder) day(n int64) *Day { return b.days[dateOf(n)] }

func (b *builder) agent(user string) *Agent {
	if b.agents[user] == nil {
		b.agents[user] = &Agent{User: user, Waits: Waits{}}
	}
	return b.agents[user]
}

func (b *builder) messages(d daily) {
	if at := b.day(d.day); at != nil {
		at.add(d.Figures)
	}
	b.out.Total.add(d.Figures)
	if b.channels[d.channel] == nil {
		b.channels[d.channel] = &Share{Channel: d.channel}
	}
	b.channels[d.channel].add(d.Figures)
	if b.lanes[d.lane] == nil {
		b.lanes[d.lane] = &Share{Lane: d.lane}
	}
	b.lanes[d.lane].add(d.Figures)
}

func (b *builder) answer(a answer) {
	if at := b.day(a.day); at != nil {
		at.Waits.add(a.seconds, a.answers)
	}
	b.out.Total.Waits.add(a.seconds, a.answers)
	b.agent(a.actor).Waits.add(a.seconds, a.answers)
}

// report puts everything in order: what is largest stands first, lanes by priority.
func (b *builder) report() Report {
	for _, s := range b.channels {
		b.out.Channels = append(b.out.Channels, *s)
	}
	for _, s := range b.lanes {
		b.out.Lanes = append(b.out.Lanes, *s)
	}
	for _, a := range b.agents {
		b.out.Agents = append(b.out.Agents, *a)
	}
	slices.SortFunc(b.out.Channels, func(x, y Share) int {
		return cmp.Or(cmp.Compare(y.Total(), x.Total()), cmp.Compare(x.Channel.String(), y.Channel.String()))
	})
	slices.SortFunc(b.out.Lanes, func(x, y Share) int { return cmp.Compare(x.Lane, y.Lane) })
	slices.SortFunc(b.out.Agents, func(x, y Agent) int {
		return cmp.Or(cmp.Compare(y.Conversations, x.Conversations), cmp.Compare(y.Messages, x.Messages), cmp.Compare(x.User, y.User))
	})
	return b.out
}
