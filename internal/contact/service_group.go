package contact

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

const maxGroupName = 100

// Groups returns all groups by name.
func (s *Service) Groups(ctx context.Context, q wsdb.Query) ([]Group, error) {
	return groups(ctx, q, `SELECT id, name, members, created_at FROM contact_group ORDER BY name_key`)
}

// Group returns a group or ErrGroupNotFound.
func (s *Service) Group(ctx context.Context, q wsdb.Query, group GroupID) (Group, error) {
	list, err := groups(ctx, q, `SELECT id, name, members, created_at FROM contact_group WHERE id = $1`, group)
	if err == nil && len(list) == 0 {
		err = ErrGroupNotFound
	}
	if err != nil {
		return Group{}, err
	}
	return list[0], nil
}

func groups(ctx context.Context, q wsdb.Query, query string, args ...any) ([]Group, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Group
	for rows.Next() {
		var (
			g  Group
			at int64
		)
		if err := rows.Scan(&g.ID, &g.Name, &g.Count, &at); err != nil {
			return nil, fmt.Errorf("read groups: %w", err)
		}
		g.CreatedAt = clock.Time(at)
		list = append(list, g)
	}
	return list, rows.Err()
}

// CreateGroup makes an empty group. Names differ by more than their case.
func (s *Service) CreateGroup(ctx context.Context, tx *wsdb.Tx, name string) (Group, error) {
	name, err := groupName(name)
	if err != nil {
		return Group{}, err
	}
	if err := groupNameFree(ctx, tx, name, GroupID{}); err != nil {
		return Group{}, err
	}
	g := Group{ID: id.New[Group](), Name: name, CreatedAt: tx.Now()}
	_, err = tx.Exec(ctx, `INSERT INTO contact_group (id, name, name_key, members, created_at) VALUES ($1, $2, $3, 0, $4)`,
		g.ID, g.Name, nameKey(g.Name), clock.Micros(g.CreatedAt))
	return g, err
}

// RenameGroup gives a group another name.
func (s *Service) RenameGroup(ctx context.Context, tx *wsdb.Tx, group GroupID, name string) (Group, error) {
	name, err := groupName(name)
	if err != nil {
		return Group{}, err
	}
	g, err := s.Group(ctx, tx, group)
	if err != nil {
		return Group{}, err
	}
	if err := groupNameFree(ctx, tx, name, group); err != nil {
		return Group{}, err
	}
	g.Name = name
	_, err = tx.Exec(ctx, `UPDATE contact_group SET name = $2, name_key = $3 WHERE id = $1`, group, name, nameKey(name))
	return g, err
}

// DeleteGroup removes a group; its members stay contacts.
func (s *Service) DeleteGroup(ctx context.Context, tx *wsdb.Tx, group GroupID) error {
	if _, err := s.Group(ctx, tx, group); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM contact_group_member WHERE group_id = $1`, group); err != nil {
		return fmt.Errorf("delete group: %w", err)
	}
	_, err := tx.Exec(ctx, `DELETE FROM contact_group WHERE id = $1`, group)
	return err
}

func groupName(raw string) (string, error) {
	name := cleanText(raw)
	if name == "" || len([]rune(name)) > maxGroupName {
		return "", ErrInvalid.WithField("name", "contact.group_name_length", "The name has 1 to 100 characters.")
	}
	return name, nil
}

func groupNameFree(ctx context.Context, q wsdb.Query, name string, except GroupID) error {
	var other GroupID
	err := q.QueryRow(ctx, `SELECT id FROM contact_group WHERE name_key = $1`, nameKey(name)).Scan(&other)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err == nil && other != except:
		return ErrGroupTaken
	}
	return err
}

// groupsByName returns the groups of the names, making those that are not there. The keys of the answer are in lower case.
func (s *Service) groupsByName(ctx context.Context, tx *wsdb.Tx, names map[string]string) (map[string]GroupID, error) {
	if len(names) == 0 {
		return nil, nil
	}
	all, err := s.Groups(ctx, tx)
	if err != nil {
		return nil, err
	}
	found := make(map[string]GroupID, len(names))
	for _, g := range all {
		found[nameKey(g.Name)] = g.ID
	}
	for key, name := range names {
		if _, ok := found[key]; ok {
			continue
		}
		g, err := s.CreateGroup(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		found[key] = g.ID
	}
	return found, nil
}

const oncePerGroup = `
	ON CONFLICT (group_id, contact_id) DO NOTHING`

var (
	joinGroup = statement{
		sqlite: `
	INSERT INTO contact_group_member (group_id, contact_id, name_key)
	SELECT $2, c.id, c.name_key FROM json_each($1) AS j CROSS JOIN contact AS c WHERE c.id = j.value` + oncePerGroup,
		postgres: `
	INSERT INTO contact_group_member (group_id, contact_id, name_key)
	SELECT CAST($2 AS UUID), c.id, c.name_key FROM jsonb_array_elements_text(CAST($1 AS jsonb)) AS j(value)
	JOIN contact AS c ON c.id = CAST(j.value AS UUID)` + oncePerGroup,
	}
	joinNamed = statement{
		sqlite: `
	INSERT INTO contact_group_member (group_id, contact_id, name_key)
	SELECT $2, value ->> 0, value ->> 1 FROM jsonb_each($1) WHERE TRUE` + oncePerGroup,
		postgres: `
	INSERT INTO contact_group_member (group_id, contact_id, name_key)
	SELECT CAST($2 AS UUID), CAST(value ->> 0 AS UUID), value ->> 1 FROM jsonb_array_elements(CAST($1 AS jsonb))` + oncePerGroup,
	}
)

// Join adds contacts to a group; those who are in it already stay. It says how many came.
func (s *Service) Join(ctx context.Context, tx *wsdb.Tx, group GroupID, ids []ID) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	return s.enter(ctx, tx, group, joinGroup, jsonList(ids))
}

// member is the id of a contact and its name as lists are in the order of.
type member [2]string

// joinNamed is Join for contacts whose names are at hand and who are there.
func (s *Service) joinNamed(ctx context.Context, tx *wsdb.Tx, group GroupID, list []member) error {
	if len(list) == 0 {
		return nil
	}
	_, err := s.enter(ctx, tx, group, joinNamed, jsonList(list))
	return err
}

func (s *Service) enter(ctx context.Context, tx *wsdb.Tx, group GroupID, how statement, list string) (int64, error) {
	res, err := tx.Exec(ctx, s.sql(how), list, group)
	if err != nil {
		return 0, fmt.Errorf("join group: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil || n == 0 {
		return n, err
	}
	_, err = tx.Exec(ctx, `UPDATE contact_group SET members = members + $2 WHERE id = $1`, group, n)
	return n, err
}

var renameMembers = uuidList(`
	UPDATE contact_group_member SET name_key = (SELECT c.name_key FROM contact AS c WHERE c.id = contact_group_member.contact_id)
	WHERE contact_id IN (%s)
		AND name_key <> (SELECT c.name_key FROM contact AS c WHERE c.id = contact_group_member.contact_id)`)

// renameMembers gives the members of groups the names their contacts have now.
func (s *Service) renameMembers(ctx context.Context, tx *wsdb.Tx, list string) error {
	if _, err := tx.Exec(ctx, s.sql(renameMembers), list); err != nil {
		return fmt.Errorf("rename members: %w", err)
	}
	return nil
}

// SetGroups makes a contact a member of exactly the groups.
func (s *Service) SetGroups(ctx context.Context, tx *wsdb.Tx, contact ID, wanted []GroupID) error {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	if err := s.setGroups(ctx, tx, contact, wanted); err != nil {
		return err
	}
	return s.changed(ctx, tx, []record{r})
}

func (s *Service) setGroups(ctx context.Context, tx *wsdb.Tx, contact ID, wanted []GroupID) error {
	for _, g := range wanted {
		if _, err := s.Group(ctx, tx, g); err != nil {
			return err
		}
	}
	if err := s.leaveGroups(ctx, tx, jsonList([]ID{contact})); err != nil {
		return err
	}
	for _, g := range wanted {
		if _, err := s.Join(ctx, tx, g, []ID{contact}); err != nil {
			return err
		}
	}
	return nil
}

var (
	countLeaving = uuidList(`
	UPDATE contact_group SET members = members - (
		SELECT COUNT(*) FROM contact_group_member AS m WHERE m.group_id = contact_group.id AND m.contact_id IN (%[1]s))
	WHERE id IN (SELECT group_id FROM contact_group_member WHERE contact_id IN (%[1]s))`)
	leaveAll = uuidList(`DELETE FROM contact_group_member WHERE contact_id IN (%s)`)
)

// leaveGroups takes the contacts of a list out of all groups.
func (s *Service) leaveGroups(ctx context.Context, tx *wsdb.Tx, list string) error {
	if _, err := tx.Exec(ctx, s.sql(countLeaving), list); err != nil {
		return fmt.Errorf("leave groups: %w", err)
	}
	if _, err := tx.Exec(ctx, s.sql(leaveAll), list); err != nil {
		return fmt.Errorf("leave groups: %w", err)
	}
	return nil
}

var groupsOf = uuidList(`
	SELECT m.contact_id, g.id, g.name FROM contact_group_member AS m JOIN contact_group AS g ON g.id = m.group_id
	WHERE m.contact_id IN (%s) ORDER BY g.name_key`)

func (s *Service) addGroups(ctx context.Context, q wsdb.Query, ids []ID, at map[ID]int, full []Contact) error {
	rows, err := q.Query(ctx, s.sql(groupsOf), jsonList(ids))
	if err != nil {
		return fmt.Errorf("read groups: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var (
			contact ID
			g       GroupRef
		)
		if err := rows.Scan(&contact, &g.ID, &g.Name); err != nil {
			return fmt.Errorf("read groups: %w", err)
		}
		c := &full[at[contact]]
		c.Groups = append(c.Groups, g)
	}
	return rows.Err()
}

// splitGroups reads the group names of one cell: "VIP; Bandung".
func splitGroups(cell string) []string {
	var names []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return r == ';' || r == ',' || r == '|' }) {
		if name := cleanText(part); name != "" {
			names = append(names, name)
		}
	}
	return names
}
