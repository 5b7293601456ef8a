package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/event"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Profile is what a network tells of the person behind a handle. Picture is the id of an attachment; "" leaves the one there is.
type Profile struct {
	Name     string
	Username string
	Picture  string
}

// Pictures removes attachments once the transaction has committed.
type Pictures interface {
	DeleteLater(ctx context.Context, tx *wsdb.Tx, attachment string) error
}

// How long a profile is good, and how long one is not asked for that was not given.
const (
	profileLife  = 7 * 24 * time.Hour
	profilePause = 24 * time.Hour
)

const dueProfilesText = `UPDATE contact_handle SET asked_at = $2 WHERE channel_id = $3 AND contact_id IN (%s)
	AND asked_at <= CASE WHEN username = '' AND picture_id IS NULL THEN CAST($4 AS BIGINT) ELSE CAST($5 AS BIGINT) END RETURNING handle`

var dueProfiles = uuidList(dueProfilesText)

// DueProfiles returns the handles of contacts on a channel whose profiles are to be asked for now, and notes that they are.
func (s *Service) DueProfiles(ctx context.Context, tx *wsdb.Tx, channel string, contacts []ID) ([]string, error) {
	now := tx.Now()
	var due []string
	take := func(scan func(...any) error) error {
		var handle string
		err := scan(&handle)
		due = append(due, handle)
		return err
	}
	err := eachRow(ctx, tx, s.sql(dueProfiles), jsonList(contacts), take, clock.Micros(now), channel,
		clock.Micros(now.Add(-profilePause)), clock.Micros(now.Add(-profileLife)))
	if err != nil {
		return nil, fmt.Errorf("find profiles: %w", err)
	}
	return due, nil
}

// Describe takes over a profile. The name follows unless a person typed it. It reports false, and keeps nothing, when the handle is nobody's
// any more.
func (s *Service) Describe(ctx context.Context, tx *wsdb.Tx, handle string, p Profile) (bool, error) {
	var whose ID
	var had id.ID[Pictures]
	err := tx.QueryRow(ctx, `SELECT contact_id, picture_id FROM contact_handle WHERE handle = $1`, handle).Scan(&whose, &had)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read a handle: %w", err)
	}
	picture := had
	if p.Picture != "" {
		if picture, err = id.Parse[Pictures](p.Picture); err != nil {
			return false, err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE contact_handle SET username = CASE WHEN $2 = '' THEN username ELSE $2 END, picture_id = $3 WHERE handle = $1`,
		handle, profileName(p.Username), picture); err != nil {
		return false, fmt.Errorf("describe a handle: %w", err)
	}
	if picture != had && !had.IsZero() {
		if err := s.deletePicture(ctx, tx, had.String()); err != nil {
			return false, err
		}
	}
	r, err := s.one(ctx, tx, whose)
	if err != nil {
		return false, err
	}
	if changed, _ := r.meet(Address{ProfileName: p.Name}); changed {
		r.UpdatedAt = clock.Micros(tx.Now())
		return true, s.save(ctx, tx, []record{r}, 0)
	}
	if err := s.reindex(ctx, tx, []record{r}); err != nil {
		return false, err
	}
	return true, s.deps.Events.Append(ctx, tx, event.ContactChanged, whose.String(), nil)
}

func (s *Service) deletePicture(ctx context.Context, tx *wsdb.Tx, attachment string) error {
	if s.deps.Pictures == nil {
		return nil
	}
	return s.deps.Pictures.DeleteLater(ctx, tx, attachment)
}

// dropHandles removes the handles of contacts with their pictures.
func (s *Service) dropHandles(ctx context.Context, tx *wsdb.Tx, ids []ID) error {
	all, err := s.Handles(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, list := range all {
		for _, h := range list {
			if h.Picture == "" {
				continue
			}
			if err := s.deletePicture(ctx, tx, h.Picture); err != nil {
				return err
			}
		}
	}
	if _, err := tx.Exec(ctx, s.sql(deleteHandles), jsonList(ids)); err != nil {
		return fmt.Errorf("delete handles: %w", err)
	}
	return nil
}

// reindex writes what a search finds contacts by: what they say of themselves, and the names they have on a network.
func (s *Service) reindex(ctx context.Context, tx *wsdb.Tx, list []record) error {
	ids := make([]ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	handles, err := s.Handles(ctx, tx, ids)
	if err != nil {
		return err
	}
	docs := make([]textindex.Doc, len(list))
	for i := range list {
		docs[i] = textindex.Doc{Ref: list[i].ID.String(), Text: list[i].text()}
		for _, h := range handles[list[i].ID] {
			docs[i].Text += " " + h.Username
		}
	}
	return s.deps.Texts.PutAll(ctx, tx, textindex.Contact, docs)
}

// reindexAll is reindex for contacts by their ids.
func (s *Service) reindexAll(ctx context.Context, tx *wsdb.Tx, ids []ID) error {
	if len(ids) == 0 {
		return nil
	}
	list, err := s.byIDs(ctx, tx, ids)
	if err != nil {
		return err
	}
	return s.reindex(ctx, tx, list)
}

// addHandles adds to contacts how the accounts of networks know them.
func (s *Service) addHandles(ctx context.Context, q wsdb.Query, ids []ID, add func(ID, []Handle)) error {
	all, err := s.Handles(ctx, q, ids)
	for c, list := range all {
		add(c, list)
	}
	return err
}
