package comment

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// maxTried is how many comments the laboratory looks at.
const maxTried = 500

// Trial is what the laboratory tries: a rule as it might be, on the newest comments of a post, of an account, or of all.
type Trial struct {
	Rule    RuleID // the rule that is changed; zero for a new one, which stands behind the others
	Name    string
	Spec    Spec
	Channel channel.ID
	Post    string
	Fresh   bool // as if nobody had been answered before
}

// Tried is what would have come of one comment.
type Tried struct {
	Comment Comment
	Outcome Outcome // "" when the rule does not meet it
	Reason  string
	Winner  RuleID // the other rule that answers, for one that is lost
	Private string // the text of the private reply
	Public  string
	Late    bool // too old for a private reply
	Known   bool // the person has written to the account, so that following can be known
}

// Report is what the laboratory found, the newest comment first.
type Report struct {
	Tried    []Tried
	Answered int
	Skipped  int
	Lost     int
	Late     int
	Private  int // private replies among the answered
	Busiest  int // most private replies within an hour of comments
	PerHour  int // how many the accounts may send in an hour
	Known    int
	Unknown  int
}

// Try judges the newest comments, the oldest of them first, as the live judge would: by the same function, with the same texts. The rule
// is taken to have been started before all of them. Nothing is sent.
func (s *Service) Try(ctx context.Context, ws id.Workspace, t Trial) (Report, error) {
	var out Report
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		list, err := s.newest(ctx, q, t)
		if err != nil {
			return err
		}
		rules, mine, err := s.tryRules(ctx, q, t)
		if err != nil {
			return err
		}
		past, err := s.pastOf(ctx, q, list, t.Fresh)
		if err != nil {
			return err
		}
		talked, err := s.talked(ctx, q, list)
		if err != nil {
			return err
		}
		out = s.try(rules, mine, list, past, talked)
		out.PerHour, err = s.pace(ctx, q, t)
		return err
	})
	return out, err
}

// newest reads the comments of a trial, the oldest first.
func (s *Service) newest(ctx context.Context, q wsdb.Query, t Trial) ([]Comment, error) {
	tail, args := s.store.listed(t.Channel, t.Post, position{At: math.MaxInt64, ID: lastID}, maxTried)
	list, err := s.store.comments(ctx, q, tail, args...)
	list = slices.DeleteFunc(list, func(c Comment) bool { return c.Own })
	slices.Reverse(list)
	return list, err
}

// tryRules are the rules at work with the tried one in its place.
func (s *Service) tryRules(ctx context.Context, q wsdb.Query, t Trial) ([]compiled, RuleID, error) {
	mine := Rule{ID: id.New[Rule](), Name: t.Name, State: Active, Spec: t.Spec}
	all, err := s.store.rules(ctx, q, inOrder)
	if err != nil {
		return nil, mine.ID, err
	}
	var rules []compiled
	placed := false
	for _, r := range all {
		if r.ID == t.Rule {
			mine.ID, mine.Armed, placed = r.ID, r.Armed, true
			r.Name, r.Spec, r.State = mine.Name, mine.Spec, Active
		}
		if r.State == Active {
			r.StartedAt = time.Time{}
			rules = append(rules, compile(r))
		}
	}
	if !placed {
		rules = append(rules, compile(mine))
	}
	for i := range rules {
		if rules[i].ID == mine.ID && rules[i].Scope.Kind == ScopeNext && t.Post != "" {
			rules[i].Armed = t.Post // as if it had waited for this one
		}
	}
	return rules, mine.ID, nil
}

func (s *Service) pastOf(ctx context.Context, q wsdb.Query, list []Comment, fresh bool) (*past, error) {
	if fresh {
		return newPast(), nil
	}
	ids := make([]ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return s.past(ctx, q, list, ids)
}

// talked says which people have written to the account.
func (s *Service) talked(ctx context.Context, q wsdb.Query, list []Comment) (map[string]bool, error) {
	var handles []string
	for i := range list {
		if list[i].Handle != "" {
			handles = append(handles, list[i].Handle)
		}
	}
	if len(handles) == 0 {
		return nil, nil
	}
	return s.d.Contacts.Talked(ctx, q, handles)
}

// try is the trial itself.
func (s *Service) try(rules []compiled, mine RuleID, list []Comment, past *past, talked map[string]bool) Report {
	now := s.d.Clock.Now()
	out := Report{Tried: make([]Tried, len(list))}
	var sent []time.Time
	for i := range list {
		c := &list[i]
		one := Tried{Comment: *c, Late: !c.until().After(now), Known: talked[c.Handle]}
		// A comment is judged as of the time it was written: else all of an old post would be too old.
		for _, v := range judge(rules, c, past, c.At) {
			if v.outcome == Answered {
				past.note(v.rule.ID, c.person(), wordsKey(fold(c.Text)), c.At)
				if v.rule.ID != mine {
					one.Winner = v.rule.ID
				}
			}
			if v.rule.ID != mine {
				continue
			}
			one.Outcome, one.Reason = v.outcome, v.reason
			if v.outcome == Answered {
				one.show(&v.rule.Rule)
			}
		}
		out.count(&one)
		if one.Private != "" {
			sent = append(sent, c.At)
		}
		out.Tried[len(list)-1-i] = one
	}
	out.Busiest = busiest(sent)
	return out
}

// privateAnHour is the limit of the network (Meta docs, Instagram Platform overview, rate limiting, read 2026-11), for an account that has
// none of ours.
const privateAnHour = 750

// pace is how many private replies the accounts of a trial may send in an hour.
func (s *Service) pace(ctx context.Context, q wsdb.Query, t Trial) (sum int, err error) {
	all, err := s.d.Channels.List(ctx, q)
	for _, ch := range all {
		switch {
		case ch.Kind != channel.Instagram || ch.State == channel.Disconnected, !t.Channel.IsZero() && ch.ID != t.Channel:
		case len(t.Spec.Scope.Channels) > 0 && !slices.Contains(t.Spec.Scope.Channels, ch.ID):
		case ch.Limits.PrivatePerHour > 0:
			sum += ch.Limits.PrivatePerHour
		default:
			sum += privateAnHour
		}
	}
	if sum == 0 {
		sum = privateAnHour
	}
	return sum, err
}

// show fills in what would be sent.
func (t *Tried) show(r *Rule) {
	if r.Private != nil {
		t.Private = r.first(MatchID{}, &t.Comment).Plain()
	}
	if r.Public != nil {
		t.Public = variant(r.Public.Texts, &t.Comment, "public")
	}
}

func (r *Report) count(t *Tried) {
	switch t.Outcome {
	case Answered:
		r.Answered++
		if t.Private != "" {
			r.Private++
		}
		if t.Known {
			r.Known++
		} else {
			r.Unknown++
		}
	case Skipped:
		r.Skipped++
	case Lost:
		r.Lost++
	}
	if t.Late {
		r.Late++
	}
}

// busiest is the largest number of moments within one hour; they come in order.
func busiest(at []time.Time) int {
	most, from := 0, 0
	for i := range at {
		for at[i].Sub(at[from]) >= time.Hour {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}
