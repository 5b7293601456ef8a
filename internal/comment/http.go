package comment

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/outbox"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// operations answers HTTP requests.
type operations struct{ s *Service }

type body[T any] struct{ Body T }

// Register adds the operations to the API.
func (s *Service) Register(a *httpapi.API) {
	h := &operations{s}
	httpapi.Register(a, httpapi.Op{
		ID: "list-comments", Method: http.MethodGet, Path: "/instagram/comments", Summary: "List comments with what became of them", Right: httpapi.Read,
	}, h.comments)
	httpapi.Register(a, httpapi.Op{
		ID: "reply-to-comment", Method: http.MethodPost, Path: "/instagram/comments/{comment}/reply", Summary: "Answer a comment by hand",
		Right: httpapi.Reply, Status: http.StatusCreated,
	}, h.reply)
	httpapi.Register(a, httpapi.Op{
		ID: "hide-comment", Method: http.MethodPost, Path: "/instagram/comments/{comment}/hide", Summary: "Hide a comment at Instagram, or show it again",
		Right: httpapi.Reply,
	}, h.hide)
	httpapi.Register(a, httpapi.Op{
		ID: "delete-comment", Method: http.MethodDelete, Path: "/instagram/comments/{comment}", Summary: "Delete a comment at Instagram for good",
		Right: httpapi.Edit, AllowReadOnly: true, Status: http.StatusNoContent,
	}, h.remove)
	httpapi.Register(a, httpapi.Op{ID: "list-posts", Method: http.MethodGet, Path: "/instagram/posts", Summary: "List posts", Right: httpapi.Read}, h.posts)
	httpapi.Register(a, httpapi.Op{
		ID: "sweep-account", Method: http.MethodPost, Path: "/instagram/accounts/{channel}/sweep",
		Summary: "Look for posts and comments that were never delivered", Description: "A job does it in the background.", Right: httpapi.Edit,
		Status: http.StatusAccepted,
	}, h.sweep)
	httpapi.Register(a, httpapi.Op{
		ID: "list-private-reply-lines", Method: http.MethodGet, Path: "/instagram/queue", Summary: "How many private replies wait", Right: httpapi.Read,
	}, h.lines)
	h.registerRules(a)
}

// SendView is how far a message of a match has come.
type SendView struct {
	ID     string     `json:"id"`
	State  string     `json:"state"`
	Reason string     `json:"reason"`
	Code   string     `json:"code"`
	Text   string     `json:"text"`
	Until  *time.Time `json:"held_until"`
}

func sendView(m outbox.Send) SendView {
	return SendView{ID: m.ID.String(), State: string(m.State), Reason: m.Reason, Code: m.Code, Text: m.Preview, Until: httpapi.Stamp(m.HeldUntil)}
}

// CommentView is a comment as the API shows it.
type CommentView struct { //nolint:revive // the name is that of the schema in the API document
	ID         string             `json:"id"`
	ChannelID  string             `json:"channel_id"`
	Post       string             `json:"post"`
	Original   string             `json:"original_post" doc:"The post an advertisement was made from"`
	Product    string             `json:"product"`
	Reply      bool               `json:"reply" doc:"Answers another comment"`
	Username   string             `json:"username"`
	Text       string             `json:"text"`
	At         time.Time          `json:"at"`
	Live       bool               `json:"live"`
	Own        bool               `json:"own"`
	Pending    bool               `json:"pending" doc:"Not judged yet"`
	Hidden     bool               `json:"hidden"`
	Deleted    bool               `json:"deleted"`
	MayReplyTo *time.Time         `json:"private_until" doc:"Until when it may be answered privately; null when it may not, or was"`
	Private    *SendView          `json:"private_reply" doc:"The private reply, by a rule or by hand"`
	Matches    []CommentMatchView `json:"matches"`
}

// CommentMatchView is what a rule did about a comment.
type CommentMatchView struct { //nolint:revive // the name is that of the schema in the API document
	ID        string              `json:"id"`
	RuleID    string              `json:"rule_id"`
	RuleName  string              `json:"rule_name"`
	ContactID *string             `json:"contact_id"`
	At        time.Time           `json:"at"`
	Outcome   Outcome             `json:"outcome" enum:"answered,skipped,lost"`
	Reason    string              `json:"reason"`
	Step      Step                `json:"step"`
	Follow    Follow              `json:"follow" enum:"unknown,yes,no"`
	PublicAt  *time.Time          `json:"public_at"`
	Sends     map[string]SendView `json:"sends" doc:"By private, public and content"`
}

func matchView(m MatchView) CommentMatchView {
	out := CommentMatchView{
		ID: m.ID.String(), RuleID: m.Rule.String(), RuleName: m.RuleName, At: m.At, Outcome: m.Outcome, Reason: m.Reason, Step: m.Step,
		Follow: m.Follow, PublicAt: httpapi.Stamp(m.PublicAt), Sends: map[string]SendView{},
	}
	if !m.Contact.IsZero() {
		out.ContactID = new(m.Contact.String())
	}
	for name, x := range m.Sends {
		out.Sends[name] = sendView(x)
	}
	return out
}

func (h *operations) view(c Listed) CommentView {
	out := CommentView{
		ID: c.ID.String(), ChannelID: c.Channel.String(), Post: c.Post, Original: c.Original, Product: c.Product, Reply: c.Parent != "",
		Username: c.Username, Text: c.Text, At: c.At, Live: c.Live, Own: c.Own, Pending: c.Pending, Hidden: !c.HiddenAt.IsZero(),
		Deleted: !c.DeletedAt.IsZero(), Matches: []CommentMatchView{},
	}
	if c.Private != nil {
		out.Private = new(sendView(*c.Private))
	} else if until := c.until(); !c.Own && c.DeletedAt.IsZero() && until.After(h.s.d.Clock.Now()) {
		out.MayReplyTo = &until
	}
	for _, m := range c.Matches {
		out.Matches = append(out.Matches, matchView(m))
	}
	return out
}

// ChannelQuery is embedded where a list can be of one account.
type ChannelQuery struct {
	Channel string `query:"channel" doc:"Id of the account's channel"`
}

func (p ChannelQuery) id() (channel.ID, error) {
	if p.Channel == "" {
		return channel.ID{}, nil
	}
	ch, err := id.Parse[channel.Channel](p.Channel)
	if err != nil {
		return ch, channel.ErrNotFound
	}
	return ch, nil
}

type commentsInput struct {
	httpapi.Paging
	ChannelQuery
	Post string `query:"post" doc:"Instagram's id of a post"`
}

func (h *operations) comments(ctx context.Context, _ account.Principal, ws id.Workspace, in *commentsInput) (*body[httpapi.List[CommentView]], error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	out := &body[httpapi.List[CommentView]]{}
	err = h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		found, err := h.s.Comments(ctx, q, Filter{Channel: ch, Post: in.Post, Page: in.Request()})
		out.Body = httpapi.ListOf(found, h.view)
		return err
	})
	return out, err
}

// CommentPath names a comment.
type CommentPath struct { //nolint:revive // an embedded field must be exported, and Path says too little
	Comment string `path:"comment"`
}

func (p CommentPath) id() (ID, error) {
	c, err := id.Parse[Comment](p.Comment)
	if err != nil {
		return c, ErrNotFound
	}
	return c, nil
}

type replyInput struct {
	CommentPath
	Body struct {
		Text   string `json:"text" minLength:"1" maxLength:"1000"`
		Public bool   `json:"public,omitempty" doc:"Under the post, for everybody to see"`
	}
}

func (h *operations) reply(ctx context.Context, p account.Principal, ws id.Workspace, in *replyInput) (*body[SendView], error) {
	c, err := in.id()
	if err != nil {
		return nil, err
	}
	m, err := h.s.Reply(ctx, ws, c, in.Body.Text, in.Body.Public, p.User.ID.String())
	return &body[SendView]{sendView(m)}, err
}

type hideInput struct {
	CommentPath
	Body struct {
		Hide bool `json:"hide"`
	}
}

func (h *operations) hide(ctx context.Context, p account.Principal, ws id.Workspace, in *hideInput) (*body[CommentView], error) {
	c, err := in.id()
	if err != nil {
		return nil, err
	}
	done, err := h.s.Hide(ctx, ws, c, in.Body.Hide, p.Actor())
	return &body[CommentView]{h.view(Listed{Comment: done})}, err
}

func (h *operations) remove(ctx context.Context, p account.Principal, ws id.Workspace, in *CommentPath) (*httpapi.None, error) {
	c, err := in.id()
	if err != nil {
		return nil, err
	}
	_, err = h.s.Delete(ctx, ws, c, p.Actor())
	return &httpapi.None{}, err
}

// PostView is a post as the API shows it.
type PostView struct {
	ID        string     `json:"id" doc:"Instagram's"`
	ChannelID string     `json:"channel_id"`
	Product   string     `json:"product"`
	Type      string     `json:"type"`
	Caption   string     `json:"caption"`
	Permalink string     `json:"permalink"`
	At        *time.Time `json:"at"`
	Comments  int64      `json:"comments" doc:"As Instagram counts them"`
	Known     int64      `json:"known" doc:"Of them known here"`
	Complete  *time.Time `json:"complete_at" doc:"Every comment up to here is known"`
}

func postView(p Post) PostView {
	return PostView{
		ID: p.ExternalID, ChannelID: p.Channel.String(), Product: p.Product, Type: p.Type, Caption: p.Caption, Permalink: p.Permalink,
		At: httpapi.Stamp(p.At), Comments: p.Comments, Known: p.Known, Complete: httpapi.Stamp(p.Complete),
	}
}

type postsInput struct {
	httpapi.Paging
	ChannelQuery
}

func (h *operations) posts(ctx context.Context, _ account.Principal, ws id.Workspace, in *postsInput) (*body[httpapi.List[PostView]], error) {
	ch, err := in.id()
	if err != nil {
		return nil, err
	}
	out := &body[httpapi.List[PostView]]{}
	err = h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		found, err := h.s.Posts(ctx, q, ch, in.Request())
		out.Body = httpapi.ListOf(found, postView)
		return err
	})
	return out, err
}

type sweepInput struct {
	Channel string `path:"channel"`
}

type sweepView struct {
	JobID job.ID `json:"job_id"`
}

func (h *operations) sweep(ctx context.Context, p account.Principal, ws id.Workspace, in *sweepInput) (*body[sweepView], error) {
	ch, err := id.Parse[channel.Channel](in.Channel)
	if err != nil {
		return nil, channel.ErrNotFound
	}
	j, err := h.s.StartSweep(ctx, ws, ch, id.From[any](p.User.ID.Bytes()))
	return &body[sweepView]{sweepView{j.ID}}, err
}

// LineView is how many private replies of an account wait.
type LineView struct {
	ChannelID string     `json:"channel_id"`
	Waiting   int        `json:"waiting"`
	PerHour   int        `json:"per_hour"`
	Last      *time.Time `json:"last_at" doc:"When the last of them may leave; null when none is held back"`
}

func (h *operations) lines(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*body[httpapi.List[LineView]], error) {
	out := &body[httpapi.List[LineView]]{}
	err := h.s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		found, err := h.s.Lines(ctx, q)
		out.Body.Items = []LineView{}
		for _, l := range found {
			out.Body.Items = append(out.Body.Items, LineView{l.Channel.String(), l.Waiting, l.PerHour, httpapi.Stamp(l.Last)})
		}
		return err
	})
	return out, err
}
