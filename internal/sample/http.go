package sample

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/blast"
	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Register adds the operations about sample data.
func (s *Service) Register(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{ID: "get-sample", Method: http.MethodGet, Path: "/sample", Summary: "Whether there is sample data", Right: httpapi.Read}, s.handleGet)
	httpapi.Register(a, httpapi.Op{
		ID: "create-sample", Method: http.MethodPost, Path: "/sample", Summary: "Fill an empty workspace with sample data", Right: httpapi.Delete, Status: http.StatusCreated,
		Description: "For owners. Made-up contacts, a group, a channel whose network is only a model, and the draft of a blast. Nothing of it reaches a network.",
	}, s.handleCreate)
	httpapi.Register(a, httpapi.Op{
		ID: "delete-sample", Method: http.MethodDelete, Path: "/sample", Summary: "Remove the sample data with all that came of it", Right: httpapi.Delete,
		AllowReadOnly: true, Status: http.StatusNoContent, Description: "For owners. Contacts, groups and drafts of the workspace's own stay.",
	}, s.handleDelete)
}

type sampleView struct {
	Present   bool        `json:"present"`
	Contacts  int         `json:"contacts" doc:"How many were made."`
	ChannelID *channel.ID `json:"channel_id"`
	BlastID   *blast.ID   `json:"blast_id"`
	MadeAt    *time.Time  `json:"made_at"`
}

type sampleOutput struct{ Body sampleView }

func viewOf(set Set) *sampleOutput {
	return &sampleOutput{Body: sampleView{
		Present: true, Contacts: len(set.Contacts), ChannelID: &set.Channel, BlastID: &set.Blast, MadeAt: httpapi.Stamp(set.MadeAt),
	}}
}

func (s *Service) handleGet(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*sampleOutput, error) {
	out := &sampleOutput{}
	err := s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		set, err := find(ctx, q)
		switch {
		case errors.Is(err, ErrNone):
			return nil
		case err != nil:
			return err
		}
		out = viewOf(set)
		return nil
	})
	return out, err
}

func (s *Service) handleCreate(ctx context.Context, p account.Principal, ws id.Workspace, _ *httpapi.None) (*sampleOutput, error) {
	set, err := s.Create(ctx, ws, p.Actor())
	if err != nil {
		return nil, err
	}
	return viewOf(set), nil
}

func (s *Service) handleDelete(ctx context.Context, p account.Principal, ws id.Workspace, _ *httpapi.None) (*httpapi.None, error) {
	return nil, s.Remove(ctx, ws, p.Actor())
}
