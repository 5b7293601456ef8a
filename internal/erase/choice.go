package erase

import (
	"context"
	"database/sql"
	"errors"

	"github.com/kelolapesan/kelola/internal/account"
	"github.com/kelolapesan/kelola/internal/audit"
	"github.com/kelolapesan/kelola/internal/httpapi"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const (
	getChoice = `SELECT contact_auto FROM erasure_choice WHERE one = 1`
	setChoice = `INSERT INTO erasure_choice (one, contact_auto) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET contact_auto = excluded.contact_auto`
)

// automatic says whether people who prove their number have their data deleted without an owner who agrees.
func (s *Service) automatic(ctx context.Context, ws id.Workspace) (auto bool, err error) {
	err = s.d.DB.Read(ctx, ws, func(q wsdb.Query) error {
		err := q.QueryRow(ctx, getChoice).Scan(&auto)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return auto, err
}

type choiceBody struct {
	ContactAuto bool `json:"contact_auto" doc:"What belongs to a person goes when the person asks and has proven the number"`
}

type choiceInput struct{ Body choiceBody }

type choiceOutput struct{ Body choiceBody }

func (s *Service) handleChoice(ctx context.Context, _ account.Principal, ws id.Workspace, _ *httpapi.None) (*choiceOutput, error) {
	auto, err := s.automatic(ctx, ws)
	return &choiceOutput{Body: choiceBody{auto}}, err
}

func (s *Service) handleChoose(ctx context.Context, p account.Principal, ws id.Workspace, in *choiceInput) (*choiceOutput, error) {
	err := s.d.DB.Write(ctx, ws, func(tx *wsdb.Tx) error {
		if _, err := tx.Exec(ctx, setChoice, in.Body.ContactAuto); err != nil {
			return err
		}
		return audit.RecordVia(ctx, tx, audit.Entry{Action: audit.SettingsChanged, Actor: p.Actor(), Subject: audit.Ref(ws)})
	})
	return &choiceOutput{Body: in.Body}, err
}
