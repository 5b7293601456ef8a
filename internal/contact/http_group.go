package contact

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/job"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (s *Service) registerGroups(a *httpapi.API) {
	get, post, patch, del := http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete
	read, edit := httpapi.Read, httpapi.Edit
	httpapi.Register(a, httpapi.Op{ID: "list-groups", Method: get, Path: "/groups", Summary: "Groups by name", Right: read}, s.handleGroups)
	httpapi.Register(a, httpapi.Op{ID: "create-group", Method: post, Path: "/groups", Summary: "Make a group", Right: edit, Status: http.StatusCreated}, s.handleCreateGroup)
	httpapi.Register(a, httpapi.Op{ID: "update-group", Method: patch, Path: "/groups/{group}", Summary: "Rename a group", Right: edit}, s.handleUpdateGroup)
	httpapi.Register(a, httpapi.Op{ID: "delete-group", Method: del, Path: "/groups/{group}", Summary: "Delete a group; its members stay", Right: edit, AllowReadOnly: true}, s.handleDeleteGroup)
	httpapi.Register(a, httpapi.Op{ID: "fill-group", Method: post, Path: "/groups/{group}/members", Summary: "Put everyone a filter lets through into a group",
		Description: "A job does it in the background.", Right: edit, Status: http.StatusAccepted}, s.handleFillGroup)
	httpapi.Register(a, httpapi.Op{ID: "list-fields", Method: get, Path: "/fields", Summary: "Custom fields", Right: read}, s.handleFields)
	httpapi.Register(a, httpapi.Op{ID: "create-field", Method: post, Path: "/fields", Summary: "Define a custom field", Right: edit, Status: http.StatusCreated}, s.handleCreateField)
	httpapi.Register(a, httpapi.Op{ID: "update-field", Method: patch, Path: "/fields/{field}", Summary: "Change the label or the options of a custom field", Right: edit}, s.handleUpdateField)
	httpapi.Register(a, httpapi.Op{ID: "delete-field", Method: del, Path: "/fields/{field}", Summary: "Delete a custom field with all its values", Right: edit, AllowReadOnly: true}, s.handleDeleteField)
}

type groupView struct {
	ID    GroupID `json:"id"`
	Name  string  `json:"name"`
	Count int64   `json:"count"`
}

func viewGroup(g Group) groupView { return groupView{ID: g.ID, Name: g.Name, Count: g.Count} }

type groupsOutput struct {
	Body httpapi.List[groupView]
}

func (s *Service) handleGroups(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*groupsOutput, error) {
	var list []Group
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		list, err = s.Groups(ctx, q)
		return err
	})
	return &groupsOutput{Body: httpapi.ListAll(list, viewGroup)}, err
}

type groupBody struct {
	Name string `json:"name" maxLength:"200"`
}

type createGroupInput struct{ Body groupBody }

type groupInput struct {
	Group GroupID `path:"group"`
}

type updateGroupInput struct {
	Group GroupID `path:"group"`
	Body  groupBody
}

type groupOutput struct{ Body groupView }

func (s *Service) handleCreateGroup(ctx context.Context, _ account.Principal, ws id.Workspace, in *createGroupInput) (*groupOutput, error) {
	var g Group
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		g, err = s.CreateGroup(ctx, tx, in.Body.Name)
		return err
	})
	return &groupOutput{Body: viewGroup(g)}, err
}

func (s *Service) handleUpdateGroup(ctx context.Context, _ account.Principal, ws id.Workspace, in *updateGroupInput) (*groupOutput, error) {
	var g Group
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		g, err = s.RenameGroup(ctx, tx, in.Group, in.Body.Name)
		return err
	})
	return &groupOutput{Body: viewGroup(g)}, err
}

func (s *Service) handleDeleteGroup(ctx context.Context, p account.Principal, ws id.Workspace, in *groupInput) (*httpapi.None, error) {
	return nil, s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.DeleteGroup(ctx, tx, in.Group); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.GroupDeleted, Subject: audit.Ref(in.Group)})
	})
}

type fillGroupInput struct {
	Group GroupID `path:"group"`
	Body  struct {
		Filter Filter `json:"filter" doc:"Empty is everybody."`
	}
}

type fillGroupOutput struct {
	Body struct {
		JobID job.ID `json:"job_id"`
		Total int64  `json:"total" doc:"How many people it is about."`
	}
}

func (s *Service) handleFillGroup(ctx context.Context, p account.Principal, ws id.Workspace, in *fillGroupInput) (*fillGroupOutput, error) {
	j, err := s.Fill(ctx, ws, in.Group, in.Body.Filter, owner(p))
	out := &fillGroupOutput{}
	out.Body.JobID, out.Body.Total = j.ID, j.Total
	return out, err
}

type fieldView struct {
	ID      FieldID   `json:"id"`
	Key     string    `json:"key"`
	Label   string    `json:"label"`
	Type    FieldType `json:"type" enum:"text,number,date,list,yes_no,url"`
	Options []string  `json:"options"`
}

func viewField(f Field) fieldView {
	if f.Options == nil {
		f.Options = []string{}
	}
	return fieldView{ID: f.ID, Key: f.Key, Label: f.Label, Type: f.Type, Options: f.Options}
}

type fieldsOutput struct {
	Body httpapi.List[fieldView]
}

func (s *Service) handleFields(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*fieldsOutput, error) {
	var list []Field
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		list, err = s.Fields(ctx, q)
		return err
	})
	return &fieldsOutput{Body: httpapi.ListAll(list, viewField)}, err
}

type createFieldInput struct {
	Body struct {
		Key     string    `json:"key,omitempty" maxLength:"40" doc:"How templates name it; made from the label if left out."`
		Label   string    `json:"label" maxLength:"200"`
		Type    FieldType `json:"type" enum:"text,number,date,list,yes_no,url"`
		Options []string  `json:"options,omitempty" maxItems:"200"`
	}
}

type fieldInput struct {
	Field FieldID `path:"field"`
}

type updateFieldInput struct {
	Field FieldID `path:"field"`
	Body  struct {
		Label   *string   `json:"label,omitempty" maxLength:"200"`
		Options *[]string `json:"options,omitempty" maxItems:"200"`
	}
}

type fieldOutput struct{ Body fieldView }

func (s *Service) handleCreateField(ctx context.Context, _ account.Principal, ws id.Workspace, in *createFieldInput) (*fieldOutput, error) {
	var f Field
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		f, err = s.CreateField(ctx, tx, Field{Key: in.Body.Key, Label: in.Body.Label, Type: in.Body.Type, Options: in.Body.Options})
		return err
	})
	return &fieldOutput{Body: viewField(f)}, err
}

func (s *Service) handleUpdateField(ctx context.Context, _ account.Principal, ws id.Workspace, in *updateFieldInput) (*fieldOutput, error) {
	var f Field
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) (err error) {
		f, err = s.UpdateField(ctx, tx, in.Field, in.Body.Label, in.Body.Options)
		return err
	})
	return &fieldOutput{Body: viewField(f)}, err
}

func (s *Service) handleDeleteField(ctx context.Context, p account.Principal, ws id.Workspace, in *fieldInput) (*httpapi.None, error) {
	return nil, s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if err := s.DeleteField(ctx, tx, in.Field); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.FieldDeleted, Subject: audit.Ref(in.Field)})
	})
}
