package contact

import (
	"context"
	"net/http"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

func (s *Service) registerMerge(a *httpapi.API) {
	httpapi.Register(a, httpapi.Op{ID: "merge-contacts", Method: http.MethodPost, Path: "/contacts/{contact}/merge", Summary: "Make one contact of two",
		Description: "Everything of the other contact comes to this one; the other one is gone. This cannot be undone.",
		Right:       httpapi.Edit, Status: http.StatusOK}, s.handleMerge)
	httpapi.Register(a, httpapi.Op{ID: "list-contact-duplicates", Method: http.MethodGet, Path: "/contacts/{contact}/duplicates",
		Summary: "Contacts that may be the same person: of the same name", Right: httpapi.Read}, s.handleDuplicates)
}

type mergeInput struct {
	Contact ID `path:"contact"`
	Body    struct {
		Other  ID    `json:"other" format:"uuid" doc:"The contact that goes."`
		Winner Picks `json:"winner,omitempty" doc:"Whose value is kept, this or other, by name, phone, user_id, email and fields.<key>. Without a winner it is that of this contact, or of the other one if this has none."`
	}
}

func (s *Service) handleMerge(ctx context.Context, p account.Principal, ws id.Workspace, in *mergeInput) (*contactOutput, error) {
	return s.written(ctx, ws, in.Contact, func(tx *wsdb.Tx) error {
		if err := s.Merge(ctx, tx, in.Contact, in.Body.Other, in.Body.Winner, p.User.ID.String()); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Actor: p.Actor(), Action: audit.ContactsMerged, Subject: audit.Ref(in.Contact)})
	})
}

type duplicatesOutput struct {
	Body httpapi.List[contactView]
}

func (s *Service) handleDuplicates(ctx context.Context, _ account.Principal, ws id.Workspace, in *contactInput) (*duplicatesOutput, error) {
	var list []Contact
	err := s.deps.DB.Read(ctx, ws, func(q wsdb.Query) (err error) {
		list, err = s.Duplicates(ctx, q, in.Contact)
		return err
	})
	return &duplicatesOutput{Body: httpapi.ListAll(list, viewContact)}, err
}

// shownDuplicates is how many contacts are suggested; of a name that more have it says nothing.
const shownDuplicates = 5

// Duplicates returns a few contacts of the same name, which may be the same person.
func (s *Service) Duplicates(ctx context.Context, q wsdb.Query, contact ID) ([]Contact, error) {
	r, err := s.one(ctx, q, contact)
	if err != nil || r.Name == "" {
		return nil, err
	}
	found, err := s.records(ctx, q, `SELECT `+columns+` FROM contact WHERE name_key = $1 AND id <> $2 ORDER BY id LIMIT $3`,
		r.NameKey, contact, shownDuplicates)
	if err != nil {
		return nil, err
	}
	return s.complete(ctx, q, found)
}
