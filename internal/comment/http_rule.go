package comment

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (h *operations) registerRules(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{ID: "list-comment-rules", Method: http.MethodGet, Path: "/instagram/rules", Summary: "List rules", Right: httpapi.Read}, h.rules)
	httpapi.Register(a, httpapi.Op{
		ID: "create-comment-rule", Method: http.MethodPost, Path: "/instagram/rules", Summary: "Make a draft of a rule", Right: httpapi.Edit,
		Status: http.StatusCreated,
	}, h.createRule)
	httpapi.Register(a, httpapi.Op{ID: "get-comment-rule", Method: http.MethodGet, Path: "/instagram/rules/{rule}", Summary: "Get a rule", Right: httpapi.Read}, h.rule)
	httpapi.Register(a, httpapi.Op{
		ID: "update-comment-rule", Method: http.MethodPut, Path: "/instagram/rules/{rule}", Summary: "Change a rule", Right: httpapi.Edit,
	}, h.updateRule)
	httpapi.Register(a, httpapi.Op{
		ID: "delete-comment-rule", Method: http.MethodDelete, Path: "/instagram/rules/{rule}", Summary: "Delete a rule", Right: httpapi.Edit,
		AllowReadOnly: true, Status: http.StatusNoContent,
	}, h.deleteRule)
	httpapi.Register(a, httpapi.Op{
		ID: "start-comment-rule", Method: http.MethodPost, Path: "/instagram/rules/{rule}/start", Summary: "Put a rule to work", Right: httpapi.Send,
	}, h.startRule)
	httpapi.Register(a, httpapi.Op{
		ID: "pause-comment-rule", Method: http.MethodPost, Path: "/instagram/rules/{rule}/pause", Summary: "Stop a rule", Right: httpapi.Send,
		AllowReadOnly: true,
	}, h.pauseRule)
	httpapi.Register(a, httpapi.Op{
		ID: "order-comment-rules", Method: http.MethodPost, Path: "/instagram/rules/order", Summary: "Say which rule is asked first", Right: httpapi.Edit,
	}, h.orderRules)
	httpapi.Register(a, httpapi.Op{
		ID: "list-comment-matches", Method: http.MethodGet, Path: "/instagram/matches", Summary: "List what rules did", Right: httpapi.Read,
	}, h.matches)
	httpapi.Register(a, httpapi.Op{
		ID: "try-comment-rule", Method: http.MethodPost, Path: "/instagram/lab", Summary: "Try a rule on comments that were written already",
		Description: "Nothing is sent.", Right: httpapi.Read, AllowReadOnly: true,
	}, h.try)
	httpapi.Register(a, httpapi.Op{
		ID: "try-comment-words", Method: http.MethodPost, Path: "/instagram/lab/words", Summary: "Try keywords on a text",
		Description: "Nothing is sent or kept.", Right: httpapi.Read, AllowReadOnly: true,
	}, h.tryWords)
}

// CommentRuleView is a rule as the API shows it.
type CommentRuleView struct { //nolint:revive // the name is that of the schema in the API document
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	State     RuleState  `json:"state" enum:"draft,active,paused"`
	Position  int        `json:"position"`
	StartedAt *time.Time `json:"started_at"`
	ArmedPost string     `json:"armed_post" doc:"The next post it found"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	Answered  int64      `json:"answered" doc:"Comments it has answered"`
	CommentRuleSpec
}

// CommentRuleSpec is what a person writes down about a rule.
type CommentRuleSpec struct { //nolint:revive // the name is that of the schema in the API document
	Spec
}

func ruleView(r Rule, answered map[RuleID]int64) CommentRuleView {
	return CommentRuleView{
		ID: r.ID.String(), Name: r.Name, State: r.State, Position: r.Position, StartedAt: httpapi.Stamp(r.StartedAt), ArmedPost: r.Armed,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Answered: answered[r.ID], CommentRuleSpec: CommentRuleSpec{r.Spec},
	}
}

func (h *operations) listed(ctx context.Context, ws id.Workspace) (*body[httpapi.List[CommentRuleView]], error) {
	out := &body[httpapi.List[CommentRuleView]]{}
	out.Body.Items = []CommentRuleView{}
	err := h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		all, err := h.s.ListRules(ctx, q)
		if err != nil {
			return err
		}
		answered, err := h.s.store.answered(ctx, q)
		for _, r := range all {
			out.Body.Items = append(out.Body.Items, ruleView(r, answered))
		}
		return err
	})
	return out, err
}

func (h *operations) rules(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*body[httpapi.List[CommentRuleView]], error) {
	return h.listed(ctx, ws)
}

// RulePath names a rule.
type RulePath struct {
	Rule string `path:"rule"`
}

func (p RulePath) id() (RuleID, error) {
	r, err := id.Parse[Rule](p.Rule)
	if err != nil {
		return r, ErrRuleNotFound
	}
	return r, nil
}

// show answers with a rule that was just changed.
func (h *operations) show(ctx context.Context, ws id.Workspace, r Rule, err error) (*body[CommentRuleView], error) {
	if err != nil {
		return nil, err
	}
	out := &body[CommentRuleView]{}
	err = h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		answered, err := h.s.store.answered(ctx, q)
		out.Body = ruleView(r, answered)
		return err
	})
	return out, err
}

// CommentRuleBody is a rule as it is sent. It is embedded too, so it must be exported.
type CommentRuleBody struct { //nolint:revive // the name is that of the schema in the API document
	Name string `json:"name" minLength:"1" maxLength:"120"`
	CommentRuleSpec
}

func (h *operations) createRule(ctx context.Context, p account.Principal, ws id.Workspace, in *body[CommentRuleBody]) (*body[CommentRuleView], error) {
	r, err := h.s.CreateRule(ctx, ws, in.Body.Name, in.Body.Spec, p.Actor())
	return h.show(ctx, ws, r, err)
}

func (h *operations) rule(ctx context.Context, _ account.Principal, ws id.Workspace, in *RulePath) (*body[CommentRuleView], error) {
	rule, err := in.id()
	if err != nil {
		return nil, err
	}
	var r Rule
	err = h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		r, err = h.s.Rule(ctx, q, rule)
		return err
	})
	return h.show(ctx, ws, r, err)
}

type updateRuleInput struct {
	RulePath
	Body CommentRuleBody
}

func (h *operations) updateRule(ctx context.Context, p account.Principal, ws id.Workspace, in *updateRuleInput) (*body[CommentRuleView], error) {
	rule, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.s.UpdateRule(ctx, ws, rule, in.Body.Name, in.Body.Spec, p.Actor(), p.May(httpapi.Send))
	return h.show(ctx, ws, r, err)
}

func (h *operations) deleteRule(ctx context.Context, p account.Principal, ws id.Workspace, in *RulePath) (*httpapi.None, error) {
	rule, err := in.id()
	if err != nil {
		return nil, err
	}
	return &httpapi.None{}, h.s.DeleteRule(ctx, ws, rule, p.Actor())
}

func (h *operations) startRule(ctx context.Context, p account.Principal, ws id.Workspace, in *RulePath) (*body[CommentRuleView], error) {
	rule, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.s.StartRule(ctx, ws, rule, p.Actor())
	return h.show(ctx, ws, r, err)
}

func (h *operations) pauseRule(ctx context.Context, p account.Principal, ws id.Workspace, in *RulePath) (*body[CommentRuleView], error) {
	rule, err := in.id()
	if err != nil {
		return nil, err
	}
	r, err := h.s.PauseRule(ctx, ws, rule, p.Actor())
	return h.show(ctx, ws, r, err)
}

type orderInput struct {
	Body struct {
		Rules []string `json:"rule_ids" maxItems:"100"`
	}
}

func (h *operations) orderRules(ctx context.Context, p account.Principal, ws id.Workspace, in *orderInput) (*body[httpapi.List[CommentRuleView]], error) {
	order := make([]RuleID, len(in.Body.Rules))
	for i, text := range in.Body.Rules {
		var err error
		if order[i], err = (RulePath{text}).id(); err != nil {
			return nil, err
		}
	}
	if _, err := h.s.OrderRules(ctx, ws, order, p.Actor()); err != nil {
		return nil, err
	}
	return h.listed(ctx, ws)
}

type matchesInput struct {
	httpapi.Paging
	ChannelQuery
	Rule    string `query:"rule"`
	Outcome string `query:"outcome" enum:"answered,skipped,lost"`
}

// LoggedMatchView is a match in the log, with its comment.
type LoggedMatchView struct {
	CommentMatchView
	CommentID string     `json:"comment_id"`
	Username  string     `json:"username"`
	Text      string     `json:"text" doc:"Of the comment; empty once it was forgotten"`
	WrittenAt *time.Time `json:"written_at"`
}

func (h *operations) matches(ctx context.Context, _ account.Principal, ws id.Workspace, in *matchesInput) (*body[httpapi.List[LoggedMatchView]], error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	f := MatchFilter{Channel: ch, Outcome: Outcome(in.Outcome), Page: in.Request()}
	if in.Rule != "" {
		if f.Rule, err = (RulePath{in.Rule}).id(); err != nil {
			return nil, err
		}
	}
	out := &body[httpapi.List[LoggedMatchView]]{}
	err = h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		found, err := h.s.Matches(ctx, q, f)
		out.Body = httpapi.ListOf(found, func(m MatchView) LoggedMatchView {
			return LoggedMatchView{
				CommentMatchView: matchView(m), CommentID: m.Match.Comment.String(), Username: m.Comment.Username, Text: m.Comment.Text,
				WrittenAt: httpapi.Stamp(m.Comment.At),
			}
		})
		return err
	})
	return out, err
}

type tryInput struct {
	Body struct {
		RuleID  string `json:"rule_id,omitempty" doc:"The rule that is changed; empty for a new one"`
		Channel string `json:"channel_id,omitempty"`
		Post    string `json:"post,omitempty" doc:"Instagram's id; empty is all posts"`
		Fresh   bool   `json:"fresh,omitempty" doc:"As if nobody had been answered before"`
		CommentRuleBody
	}
}

// TriedView is what would have come of one comment.
type TriedView struct {
	CommentID string    `json:"comment_id"`
	Username  string    `json:"username"`
	Text      string    `json:"text"`
	At        time.Time `json:"at"`
	Outcome   string    `json:"outcome" enum:",answered,skipped,lost"`
	Reason    string    `json:"reason"`
	WinnerID  *string   `json:"winner_id" doc:"The rule that answers instead"`
	Private   string    `json:"private"`
	Public    string    `json:"public"`
	Late      bool      `json:"late" doc:"Too old for a private reply today"`
	Known     bool      `json:"known" doc:"The person has written to the account"`
}

// TrialView is what the laboratory found.
type TrialView struct {
	Items    []TriedView `json:"items"`
	Answered int         `json:"answered"`
	Skipped  int         `json:"skipped"`
	Lost     int         `json:"lost"`
	Late     int         `json:"late"`
	Private  int         `json:"private"`
	Busiest  int         `json:"busiest_hour" doc:"Most private replies for the comments of one hour"`
	PerHour  int         `json:"per_hour"`
	Known    int         `json:"known"`
	Unknown  int         `json:"unknown"`
}

func (h *operations) try(ctx context.Context, _ account.Principal, ws id.Workspace, in *tryInput) (*body[TrialView], error) {
	t := Trial{Name: in.Body.Name, Spec: in.Body.Spec, Post: in.Body.Post, Fresh: in.Body.Fresh}
	var err error
	if in.Body.RuleID != "" {
		if t.Rule, err = (RulePath{in.Body.RuleID}).id(); err != nil {
			return nil, err
		}
	}
	if t.Channel, err = (ChannelQuery{in.Body.Channel}).id(); err != nil {
		return nil, err
	}
	r, err := h.s.Try(ctx, ws, t)
	if err != nil {
		return nil, err
	}
	out := &body[TrialView]{TrialView{
		Items: []TriedView{}, Answered: r.Answered, Skipped: r.Skipped, Lost: r.Lost, Late: r.Late, Private: r.Private, Busiest: r.Busiest,
		PerHour: r.PerHour, Known: r.Known, Unknown: r.Unknown,
	}}
	for _, x := range r.Tried {
		v := TriedView{
			CommentID: x.Comment.ID.String(), Username: x.Comment.Username, Text: x.Comment.Text, At: x.Comment.At, Outcome: string(x.Outcome),
			Reason: x.Reason, Private: x.Private, Public: x.Public, Late: x.Late, Known: x.Known,
		}
		if !x.Winner.IsZero() {
			v.WinnerID = new(x.Winner.String())
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, nil
}

type tryWordsInput struct {
	Body struct {
		Match Words  `json:"match"`
		Text  string `json:"text" maxLength:"2200"`
	}
}

type triedWordsView struct {
	Meets    bool   `json:"meets" doc:"The rule would answer this text"`
	Word     string `json:"word" doc:"The keyword that was found; empty when every comment is answered, or none"`
	Excluded string `json:"excluded" doc:"The excluded word that was found"`
}

func (h *operations) tryWords(_ context.Context, _ account.Principal, _ id.Workspace, in *tryWordsInput) (*body[triedWordsView], error) {
	rule, said := compile(Rule{Spec: Spec{Match: in.Body.Match}}), saidIn(in.Body.Text)
	out := triedWordsView{Meets: rule.meets(said)}
	for i, k := range rule.include {
		if k.in(said) {
			out.Word = in.Body.Match.Include[i].Text
			break
		}
	}
	for i, k := range rule.exclude {
		if k.in(said) {
			out.Excluded = in.Body.Match.Exclude[i].Text
			break
		}
	}
	return &body[triedWordsView]{out}, nil
}
