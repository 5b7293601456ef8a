package contact

import (
	"context"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/page"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (s *Service) registerTimeline(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{
		ID: "contact-timeline", Method: http.MethodGet, Path: "/contacts/{contact}/timeline",
		Summary: "What happened between a contact and the workspace, newest first",
		Description: "Messages by kind and state, without their texts, blasts the contact got, words on consent, the order not to write that " +
			"holds, and merges.",
		Right: httpapi.Read,
	}, s.handleTimeline)
}

type timelineInput struct {
	Contact ID `path:"contact"`
	httpapi.Paging
}

type momentView struct {
	ID             string     `json:"id" doc:"Of the moment, in this list."`
	Kind           MomentKind `json:"kind" enum:"message_in,message_out,blast,consent,suppressed,merged"`
	At             time.Time  `json:"at"`
	ConversationID *string    `json:"conversation_id" doc:"Of a message."`
	Type           string     `json:"type" doc:"Of a message: text, image and so on."`
	State          string     `json:"state" doc:"Of what went out as in the ledger, empty if that is gone; of a consent granted or denied."`
	Reason         string     `json:"reason" doc:"Why it did not go out, or why nobody writes to the contact."`
	BlastID        *string    `json:"blast_id"`
	Name           string     `json:"name" doc:"Of the blast, or of the contact that was merged into this one."`
	Purpose        Purpose    `json:"purpose" doc:"Of a consent."`
	Source         string     `json:"source" doc:"Of a consent, in words."`
	Actor          *string    `json:"actor" doc:"User id of who did it, null for the machine."`
}

type timelineOutput struct {
	Body httpapi.List[momentView]
}

func viewMoment(m Moment) momentView {
	return momentView{
		ID: m.From + ":" + m.ID + ":" + m.At.Format(time.RFC3339Nano), Kind: m.Kind, At: m.At, ConversationID: nullable(m.Conversation),
		Type: m.Type, State: m.State, Reason: m.Reason, BlastID: nullable(m.Blast), Name: m.Name, Purpose: m.Purpose, Source: m.Source,
		Actor: nullable(m.Actor),
	}
}

func (s *Service) handleTimeline(ctx context.Context, _ account.Principal, ws id.Workspace, in *timelineInput) (*timelineOutput, error) {
	var found page.Page[Moment]
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		found, err = s.Timeline(ctx, q, in.Contact, in.Request())
		return err
	})
	if err != nil {
		return nil, err
	}
	return &timelineOutput{Body: httpapi.ListOf(found, viewMoment)}, nil
}
