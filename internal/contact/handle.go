package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// handlePrefix begins the user ids that are handles: ids by which one account of ours on Instagram knows a person. They are kept beside
// the contact, which may have several of them, and a number.
const handlePrefix = "ig:"

func isHandle(userID string) bool { return strings.HasPrefix(userID, handlePrefix) }

// Handle is an id by which one account of ours knows a contact.
type Handle struct {
	ID       string // with its prefix
	Contact  ID
	Channel  string // id of the channel that is the account
	Username string // "" when it is not known
	Picture  string // id of an attachment; "" when there is none
	Since    time.Time
}

const handleColumns = `handle, contact_id, channel_id, username, created_at, picture_id`

var (
	handlesByContact = uuidList(`SELECT ` + handleColumns + ` FROM contact_handle WHERE contact_id IN (%s) ORDER BY created_at, handle`)
	handlesByID      = textList(`SELECT ` + handleColumns + ` FROM contact_handle WHERE handle IN (%s)`)
	handlesByName    = textList(`SELECT ` + handleColumns + ` FROM contact_handle WHERE username <> '' AND username IN (%s)`)
	deleteHandles    = uuidList(`DELETE FROM contact_handle WHERE contact_id IN (%s)`)
)

// Handles returns the handles of contacts, the oldest first.
func (s *Service) Handles(ctx context.Context, q wsdb.Query, ids []ID) (map[ID][]Handle, error) {
	out := map[ID][]Handle{}
	if len(ids) == 0 {
		return out, nil
	}
	err := s.eachHandle(ctx, q, s.sql(handlesByContact), jsonList(ids), func(h Handle) { out[h.Contact] = append(out[h.Contact], h) })
	return out, err
}

// HandlesNamed returns the handles of the people with these usernames.
func (s *Service) HandlesNamed(ctx context.Context, q wsdb.Query, usernames []string) ([]Handle, error) {
	var out []Handle
	err := s.eachHandle(ctx, q, s.sql(handlesByName), jsonList(usernames), func(h Handle) { out = append(out, h) })
	return out, err
}

func (s *Service) eachHandle(ctx context.Context, q wsdb.Query, query, list string, take func(Handle)) error {
	err := eachRow(ctx, q, query, list, func(scan func(...any) error) error {
		var h Handle
		var since int64
		var picture id.ID[Pictures]
		err := scan(&h.ID, &h.Contact, &h.Channel, &h.Username, &since, &picture)
		h.Since = clock.Time(since)
		if !picture.IsZero() {
			h.Picture = picture.String()
		}
		take(h)
		return err
	})
	if err != nil {
		return fmt.Errorf("read handles: %w", err)
	}
	return nil
}

// HandleOn returns by which id a channel knows a contact; "" for none.
func (s *Service) HandleOn(ctx context.Context, q wsdb.Query, contact ID, channel string) (string, error) {
	all, err := s.Handles(ctx, q, []ID{contact})
	newest := ""
	for _, h := range all[contact] {
		if h.Channel == channel {
			newest = h.ID
		}
	}
	return newest, err
}

var talked = textList(`SELECT h.handle FROM contact_handle AS h JOIN contact_activity AS a ON a.contact_id = h.contact_id
	WHERE a.in_at > 0 AND h.handle IN (%s)`)

// Talked says which of the people behind handles have written to the workspace.
func (s *Service) Talked(ctx context.Context, q wsdb.Query, handles []string) (map[string]bool, error) {
	out := map[string]bool{}
	err := eachRow(ctx, q, s.sql(talked), jsonList(handles), func(scan func(...any) error) error {
		var h string
		err := scan(&h)
		out[h] = true
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read who has written: %w", err)
	}
	return out, nil
}

const putHandle = `
	INSERT INTO contact_handle (handle, contact_id, channel_id, username, created_at) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (handle) DO UPDATE SET username = CASE WHEN excluded.username = '' THEN contact_handle.username ELSE excluded.username END`

// Link says that a channel knows a contact by a handle too, and answers whose the handle is. One that is somebody's stays theirs; only its
// username follows. A contact that is gone gets none.
func (s *Service) Link(ctx context.Context, tx *wsdb.Tx, contact ID, a Address) (whose ID, err error) {
	if !isHandle(a.UserID) || a.Channel == "" {
		return ID{}, nil
	}
	var was string
	err = tx.QueryRow(ctx, `SELECT contact_id, username FROM contact_handle WHERE handle = $1`, a.UserID).Scan(&whose, &was)
	fresh := errors.Is(err, sql.ErrNoRows)
	if err != nil && !fresh {
		return ID{}, fmt.Errorf("link handle: %w", err)
	}
	name := profileName(a.Username)
	if !fresh && (name == "" || name == was) {
		return whose, nil
	}
	if fresh {
		if whose, err = s.existing(ctx, tx, contact); err != nil || whose.IsZero() {
			return ID{}, err
		}
	}
	if _, err := tx.Exec(ctx, putHandle, a.UserID, whose, a.Channel, name, clock.Micros(tx.Now())); err != nil {
		return ID{}, fmt.Errorf("link handle: %w", err)
	}
	if name == was {
		return whose, nil
	}
	return whose, s.reindexAll(ctx, tx, []ID{whose})
}

// existing is the id of a contact; zero when it is gone.
func (s *Service) existing(ctx context.Context, q wsdb.Query, contact ID) (found ID, err error) {
	err = q.QueryRow(ctx, `SELECT id FROM contact WHERE id = $1`, contact).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return ID{}, nil
	}
	return found, err
}

// byHandles reads the contacts that have handles.
func (s *Service) byHandles(ctx context.Context, q wsdb.Query, handles []string) (map[string]record, error) {
	out := map[string]record{}
	if len(handles) == 0 {
		return out, nil
	}
	var ids []ID
	of := map[string]ID{}
	err := s.eachHandle(ctx, q, s.sql(handlesByID), jsonList(handles), func(h Handle) { ids, of[h.ID] = append(ids, h.Contact), h.Contact })
	if err != nil || len(ids) == 0 {
		return out, err
	}
	found, err := s.byIDs(ctx, q, ids)
	for handle, c := range of {
		for i := range found {
			if found[i].ID == c {
				out[handle] = found[i]
			}
		}
	}
	return out, err
}

// addresses are the numbers and ids of each record, also those that are not written yet.
func (s *Service) addresses(ctx context.Context, q wsdb.Query, list []record) ([][]Address, error) {
	ids := make([]ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	handles, err := s.Handles(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := make([][]Address, len(list))
	for i := range list {
		if a := list[i].address(); a.Phone != "" || a.UserID != "" {
			out[i] = append(out[i], a)
		}
		if h := list[i].handle; h != "" {
			out[i] = append(out[i], Address{UserID: h})
		}
		for _, h := range handles[list[i].ID] {
			out[i] = append(out[i], Address{UserID: h.ID})
		}
	}
	return out, nil
}

// known is one address of a contact: its number and user id, else a handle; zero when it has none.
func (s *Service) known(ctx context.Context, q wsdb.Query, r *record) (Address, error) {
	all, err := s.addresses(ctx, q, []record{*r})
	if err != nil || len(all[0]) == 0 {
		return Address{}, err
	}
	return all[0][0], nil
}

func hashesOfAll(tx *wsdb.Tx, list []Address) []string {
	var out []string
	for _, a := range list {
		for _, h := range hashes(tx, a) {
			out = addOnce(out, h)
		}
	}
	return out
}
