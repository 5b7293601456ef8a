package comment

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/workspace"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ListRules returns the rules in the order in which they are asked.
func (s *Service) ListRules(ctx context.Context, q wsdb.Query) ([]Rule, error) {
	return s.store.rules(ctx, q, inOrder)
}

// Rule returns a rule or ErrRuleNotFound.
func (s *Service) Rule(ctx context.Context, q wsdb.Query, r RuleID) (Rule, error) {
	return s.store.rule(ctx, q, r)
}

// CreateRule makes a draft that stands behind the others.
func (s *Service) CreateRule(ctx context.Context, ws id.Workspace, name string, spec Spec, actor audit.Thing) (Rule, error) {
	r := Rule{ID: id.New[Rule](), Name: strings.TrimSpace(name), State: Draft, Spec: spec}
	if r.Name == "" || utf8.RuneCountInString(r.Name) > maxName {
		return Rule{}, ErrRule.WithField("name", "comment.name_invalid", "A name has 1 to 120 characters.")
	}
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		all, err := s.store.rules(ctx, tx, inOrder)
		if err != nil {
			return err
		}
		if len(all) >= MaxRules {
			return ErrRuleMany
		}
		if len(all) > 0 {
			r.Position = all[len(all)-1].Position + 1
		}
		r.CreatedAt, r.UpdatedAt = tx.Now(), tx.Now()
		return s.saveRule(ctx, tx, &r, audit.RuleChanged, actor)
	})
	return r, err
}

func (s *Service) saveRule(ctx context.Context, tx *wsdb.Tx, r *Rule, what audit.Action, actor audit.Thing) error {
	if err := s.store.putRule(ctx, tx, r); err != nil {
		return err
	}
	return s.record(ctx, tx, r.ID, what, actor)
}

// record notes who did what to a rule.
func (s *Service) record(ctx context.Context, tx *wsdb.Tx, r RuleID, what audit.Action, actor audit.Thing) error {
	if err := audit.RecordVia(ctx, tx, audit.Entry{Action: what, Actor: actor, Subject: audit.Ref(r)}); err != nil {
		return err
	}
	return s.d.Events.Append(ctx, tx, event.CommentChanged, r.String(), nil)
}

// edit changes a rule in one transaction.
func (s *Service) edit(ctx context.Context, ws id.Workspace, rule RuleID, what audit.Action, actor audit.Thing, change func(tx *wsdb.Tx, r *Rule) error) (Rule, error) {
	var r Rule
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		var err error
		if r, err = s.store.rule(ctx, tx, rule); err != nil {
			return err
		}
		if err := change(tx, &r); err != nil {
			return err
		}
		r.UpdatedAt = tx.Now()
		return s.saveRule(ctx, tx, &r, what, actor)
	})
	return r, err
}

// UpdateRule changes name and spec. A rule at work must stay complete, and what it says is changed only by who may send.
func (s *Service) UpdateRule(ctx context.Context, ws id.Workspace, rule RuleID, name string, spec Spec, actor audit.Thing, maySend bool) (Rule, error) {
	return s.edit(ctx, ws, rule, audit.RuleChanged, actor, func(tx *wsdb.Tx, r *Rule) error {
		if r.State == Active && !maySend {
			return workspace.ErrRightMissing
		}
		if spec.Scope.Kind != r.Scope.Kind {
			r.Armed = ""
			if r.State == Active && spec.Scope.Kind == ScopeNext {
				r.StartedAt = tx.Now() // the next post from now on
			}
		}
		r.Name, r.Spec = strings.TrimSpace(name), spec
		if r.State == Draft && r.Name != "" && utf8.RuneCountInString(r.Name) <= maxName {
			return nil
		}
		return s.check(r)
	})
}

// check says what is wrong with a rule that is to be at work, be it that the network would refuse one of its texts each time.
func (s *Service) check(r *Rule) error {
	if err := r.check(); err != nil {
		return err
	}
	p := &problems{}
	c := Comment{Username: strings.Repeat("x", longestName)}
	try := func(field string, content channel.Content) {
		p.need(s.d.Network.Validate(content) == nil, field, "comment.text_refused", "Instagram refuses this text.")
	}
	if r.Public != nil {
		for _, text := range r.Public.Texts {
			one := Rule{Spec: Spec{Public: &Public{Texts: []string{text}}}}
			try("public.texts", one.public(&c))
		}
	}
	if r.Private != nil {
		for _, text := range r.Private.Texts {
			one := Rule{Spec: Spec{Private: &Private{Texts: []string{text}, Buttons: r.Private.Buttons}}}
			try("private.texts", one.content(&c))
		}
	}
	if r.Opening != nil {
		try("opening.text", r.first(MatchID{}, &c))
	}
	return p.err()
}

// StartRule puts a rule to work: from now on it answers new comments. What was held when it was paused goes on.
func (s *Service) StartRule(ctx context.Context, ws id.Workspace, rule RuleID, actor audit.Thing) (Rule, error) {
	return s.edit(ctx, ws, rule, audit.RuleStarted, actor, func(tx *wsdb.Tx, r *Rule) error {
		if r.State == Active {
			return nil
		}
		if err := s.check(r); err != nil {
			return err
		}
		if r.State == Draft || r.StartedAt.IsZero() {
			r.Armed = ""
		}
		r.State, r.StartedAt = Active, tx.Now()
		_, err := s.d.Outbox.Release(ctx, tx, origin(r.ID), outbox.ReasonPaused)
		return err
	})
}

// PauseRule stops a rule: no comment is answered by it, and what it has queued waits.
func (s *Service) PauseRule(ctx context.Context, ws id.Workspace, rule RuleID, actor audit.Thing) (Rule, error) {
	return s.edit(ctx, ws, rule, audit.RulePaused, actor, func(tx *wsdb.Tx, r *Rule) error {
		if r.State != Active {
			return nil
		}
		r.State = Paused
		_, err := s.d.Outbox.Hold(ctx, tx, origin(r.ID), outbox.ReasonPaused)
		return err
	})
}

// DeleteRule deletes a rule. What it has queued is not sent; its matches stay in the log.
func (s *Service) DeleteRule(ctx context.Context, ws id.Workspace, rule RuleID, actor audit.Thing) error {
	return s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if _, err := s.store.rule(ctx, tx, rule); err != nil {
			return err
		}
		if _, err := s.d.Outbox.Skip(ctx, tx, origin(rule), ReasonRuleOff); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM comment_rule WHERE id = $1`, rule); err != nil {
			return err
		}
		return s.record(ctx, tx, rule, audit.RuleDeleted, actor)
	})
}

// OrderRules puts the rules into an order; those that are not named stand behind as they did.
func (s *Service) OrderRules(ctx context.Context, ws id.Workspace, order []RuleID, actor audit.Thing) ([]Rule, error) {
	var all []Rule
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		var err error
		if all, err = s.store.rules(ctx, tx, inOrder); err != nil {
			return err
		}
		place := func(r Rule) int {
			if i := slices.Index(order, r.ID); i >= 0 {
				return i
			}
			return len(order)
		}
		slices.SortStableFunc(all, func(a, b Rule) int { return place(a) - place(b) })
		for i := range all {
			if all[i].Position == i {
				continue
			}
			all[i].Position, all[i].UpdatedAt = i, tx.Now()
			if err := s.store.putRule(ctx, tx, &all[i]); err != nil {
				return err
			}
		}
		if len(all) == 0 {
			return nil
		}
		return s.record(ctx, tx, all[0].ID, audit.RuleChanged, actor)
	})
	return all, err
}
