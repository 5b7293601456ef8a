package contact

import (
	"context"
	"time"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

type draftBody struct {
	Name     *string        `json:"name,omitempty" maxLength:"1000"`
	Phone    *string        `json:"phone,omitempty" maxLength:"100" doc:"As people write it; empty removes it."`
	UserID   *string        `json:"user_id,omitempty" maxLength:"200"`
	Email    *string        `json:"email,omitempty" maxLength:"400"`
	Fields   map[string]any `json:"fields,omitempty" maxProperties:"40" doc:"By key; null removes a value."`
	GroupIDs *[]GroupID     `json:"group_ids,omitempty" maxItems:"200"`
}

func (d *draftBody) draft() Draft {
	return Draft{Name: d.Name, Phone: d.Phone, UserID: d.UserID, Email: d.Email, Fields: d.Fields, Groups: d.GroupIDs}
}

type createInput struct{ Body draftBody }

type updateInput struct {
	Contact ID `path:"contact"`
	Body    draftBody
}

type contactInput struct {
	Contact ID `path:"contact"`
}

type contactOutput struct{ Body contactView }

func (s *Service) handleCreate(ctx context.Context, _ account.Principal, ws id.Workspace, in *createInput) (*contactOutput, error) {
	c, err := s.Create(ctx, ws, in.Body.draft())
	return &contactOutput{Body: viewContact(c)}, err
}

func (s *Service) handleUpdate(ctx context.Context, _ account.Principal, ws id.Workspace, in *updateInput) (*contactOutput, error) {
	c, err := s.Update(ctx, ws, in.Contact, in.Body.draft())
	return &contactOutput{Body: viewContact(c)}, err
}

func (s *Service) handleGet(ctx context.Context, _ account.Principal, ws id.Workspace, in *contactInput) (*contactOutput, error) {
	var c Contact
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		c, err = s.Get(ctx, q, in.Contact)
		return err
	})
	return &contactOutput{Body: viewContact(c)}, err
}

func (s *Service) handleDelete(ctx context.Context, p account.Principal, ws id.Workspace, in *contactInput) (*httpapi.None, error) {
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if _, err := s.Erase(ctx, tx, in.Contact); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{
			Actor: p.Actor(), Action: audit.ContactDeleted, Subject: audit.Ref(in.Contact),
		})
	})
	return nil, err
}

// written runs a change of one contact and answers with the contact as it is then.
func (s *Service) written(ctx context.Context, ws id.Workspace, contact ID, fn func(tx *wsdb.Tx) error) (*contactOutput, error) {
	var c Contact
	err := s.deps.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		err := fn(tx)
		if err == nil {
			c, err = s.Get(ctx, tx, contact)
		}
		return err
	})
	return &contactOutput{Body: viewContact(c)}, err
}

type setGroupsInput struct {
	Contact ID `path:"contact"`
	Body    struct {
		GroupIDs []GroupID `json:"group_ids" maxItems:"200"`
	}
}

func (s *Service) handleSetGroups(ctx context.Context, _ account.Principal, ws id.Workspace, in *setGroupsInput) (*contactOutput, error) {
	return s.written(ctx, ws, in.Contact, func(tx *wsdb.Tx) error {
		return s.SetGroups(ctx, tx, in.Contact, in.Body.GroupIDs)
	})
}

type consentInput struct {
	Contact ID      `path:"contact"`
	Purpose Purpose `path:"purpose" enum:"service,reminder,promo"`
	Body    struct {
		State  State  `json:"state" enum:"granted,denied"`
		Source string `json:"source" maxLength:"300" doc:"In words: where the contact said so."`
	}
}

func (s *Service) handleConsent(ctx context.Context, p account.Principal, ws id.Workspace, in *consentInput) (*contactOutput, error) {
	return s.written(ctx, ws, in.Contact, func(tx *wsdb.Tx) error {
		if err := s.SetConsent(ctx, tx, in.Contact, in.Purpose, in.Body.State == Granted, in.Body.Source, p.User.ID.String()); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.ContactConsented, Subject: audit.Ref(in.Contact)})
	})
}

type suppressInput struct {
	Contact ID `path:"contact"`
	Body    struct {
		Reason string `json:"reason,omitempty" enum:"opt_out,manual,network,not_on_network" default:"manual"`
	}
}

func (s *Service) handleSuppress(ctx context.Context, p account.Principal, ws id.Workspace, in *suppressInput) (*contactOutput, error) {
	reason := in.Body.Reason
	if reason == "" {
		reason = ReasonManual
	}
	return s.written(ctx, ws, in.Contact, func(tx *wsdb.Tx) error {
		if err := s.SuppressContact(ctx, tx, in.Contact, reason, p.User.ID.String()); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.ContactSuppressed, Subject: audit.Ref(in.Contact)})
	})
}

func (s *Service) handleUnsuppress(ctx context.Context, p account.Principal, ws id.Workspace, in *contactInput) (*contactOutput, error) {
	return s.written(ctx, ws, in.Contact, func(tx *wsdb.Tx) error {
		if err := s.UnsuppressContact(ctx, tx, in.Contact); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{
			Actor: p.Actor(), Action: audit.ContactUnsuppress, Subject: audit.Ref(in.Contact),
		})
	})
}

// shownConsents is how many changes of consents are shown; nobody changes their mind more often than that.
const shownConsents = 200

type consentChangeView struct {
	Purpose Purpose   `json:"purpose" enum:"service,reminder,promo"`
	State   State     `json:"state" enum:"granted,denied"`
	Source  string    `json:"source" doc:"In words: where the contact said so."`
	Actor   *string   `json:"actor" doc:"User id of who noted it, null for the machine."`
	At      time.Time `json:"at"`
}

type consentsOutput struct {
	Body httpapi.List[consentChangeView]
}

func (s *Service) handleConsents(ctx context.Context, _ account.Principal, ws id.Workspace, in *contactInput) (*consentsOutput, error) {
	var list []ConsentChange
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		if _, err = s.one(ctx, q, in.Contact); err == nil {
			list, err = s.ConsentHistory(ctx, q, in.Contact, shownConsents)
		}
		return err
	})
	return &consentsOutput{Body: httpapi.ListAll(list, func(c ConsentChange) consentChangeView {
		return consentChangeView{Purpose: c.Purpose, State: c.State, Source: c.Source, Actor: nullable(c.Actor), At: c.At}
	})}, err
}
