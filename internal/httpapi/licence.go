package httpapi

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (a *API) registerLicence() {
	Register(a, Op{
		ID: "get-licence", Method: http.MethodGet, Path: "/licence", Summary: "The licence of the workspace, its limits and what is used", Right: Read,
	}, a.handleLicence)
}

type limitView struct {
	Used  int `json:"used"`
	Limit int `json:"limit" doc:"0 is no limit."`
}

type licenceDetails struct {
	Licence    licenceView `json:"licence"`
	MaySend    bool        `json:"may_send"`
	ReadOnly   bool        `json:"read_only" doc:"Only reading, exporting, deleting and what protects people still work."`
	Workspaces limitView   `json:"workspaces" doc:"Of the whole licence."`
	Members    limitView   `json:"members" doc:"Of this workspace; open invitations count."`
	Channels   limitView   `json:"channels" doc:"Of this workspace."`
}

type licenceOutput struct{ Body licenceDetails }

func (a *API) handleLicence(ctx context.Context, _ account.Principal, ws id.Workspace, _ *None) (*licenceOutput, error) {
	v, err := a.opt.Licences.Gate(ctx, ws)
	if err != nil {
		return nil, err
	}
	out := &licenceOutput{Body: licenceDetails{Licence: viewLicence(v), MaySend: v.MaySend, ReadOnly: v.ReadOnly}}
	b := &out.Body
	b.Workspaces.Limit, b.Members.Limit, b.Channels.Limit = v.Limits.Workspaces, v.Limits.Members, v.Limits.Channels
	if b.Workspaces.Used, err = a.opt.Licences.CountWorkspaces(ctx, ws); err != nil {
		return nil, err
	}
	if b.Members.Used, err = a.opt.Accounts.CountSeats(ctx, ws); err != nil {
		return nil, err
	}
	if a.opt.CountChannels != nil {
		err = a.opt.DB.Read(ctx, ws, func(q wsdb.Query) error {
			b.Channels.Used, err = a.opt.CountChannels(ctx, q)
			return err
		})
	}
	return out, err
}
