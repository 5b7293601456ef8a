package contact

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/id"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// ErrFieldsFull is returned when a workspace has as many custom fields as it may.
var ErrFieldsFull = fault.New(fault.Conflict, "contact.fields_full", "A workspace has at most 40 custom fields.")

// Fields returns the custom fields in the order they were made.
func (s *Service) Fields(ctx context.Context, q wsdb.Query) ([]Field, error) {
	rows, err := q.Query(ctx, `SELECT id, key, label, type, options, by_age FROM contact_field ORDER BY created_at, id`)
	if err != nil {
		return nil, fmt.Errorf("read fields: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var list []Field
	for rows.Next() {
		var (
			f       Field
			options string
		)
		if err := rows.Scan(&f.ID, &f.Key, &f.Label, &f.Type, &options, &f.byAge); err != nil {
			return nil, fmt.Errorf("read fields: %w", err)
		}
		if err := json.Unmarshal([]byte(options), &f.Options); err != nil {
			return nil, fmt.Errorf("read fields: %w", err)
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

func (s *Service) types(ctx context.Context, q wsdb.Query) (fieldTypes, error) {
	list, err := s.Fields(ctx, q)
	if err != nil {
		return nil, err
	}
	types := make(fieldTypes, len(list))
	for _, f := range list {
		types[f.Key] = f
	}
	return types, nil
}

// CreateField defines a custom field and makes it a fast filter.
func (s *Service) CreateField(ctx context.Context, tx *wsdb.Tx, f Field) (Field, error) {
	if err := f.check(); err != nil {
		return Field{}, err
	}
	all, err := s.Fields(ctx, tx)
	if err != nil {
		return Field{}, err
	}
	if len(all) >= MaxFields {
		return Field{}, ErrFieldsFull
	}
	for _, other := range all {
		if other.Key == f.Key {
			return Field{}, ErrFieldTaken
		}
	}
	f.ID = id.New[Field]()
	_, err = tx.Exec(ctx, `INSERT INTO contact_field (id, key, label, type, options, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		f.ID, f.Key, f.Label, string(f.Type), jsonList(f.Options), clock.Micros(tx.Now()))
	if err != nil {
		return Field{}, fmt.Errorf("create field: %w", err)
	}
	// An index per field, over the contacts that have it, in the order lists are shown in. Keys are a-z, 0-9 and _ only.
	_, err = tx.Exec(ctx, strings.ReplaceAll(`
	CREATE INDEX contact_field_KEY ON contact ((fields ->> 'KEY'), name_key, id) WHERE (fields ->> 'KEY') IS NOT NULL`, "KEY", f.Key))
	if err != nil {
		return Field{}, fmt.Errorf("create index of field: %w", err)
	}
	return f, nil
}

// UpdateField changes the label and the options; the key and the type stay as they are.
func (s *Service) UpdateField(ctx context.Context, tx *wsdb.Tx, field FieldID, label *string, options *[]string) (Field, error) {
	f, err := s.field(ctx, tx, field)
	if err != nil {
		return Field{}, err
	}
	if label != nil {
		f.Label = *label
	}
	if options != nil {
		f.Options = *options
	}
	if err := f.check(); err != nil {
		return Field{}, err
	}
	_, err = tx.Exec(ctx, `UPDATE contact_field SET label = $2, options = $3 WHERE id = $1`, field, f.Label, jsonList(f.Options))
	return f, err
}

// DeleteField removes a custom field and its values from all contacts.
func (s *Service) DeleteField(ctx context.Context, tx *wsdb.Tx, field FieldID) error {
	f, err := s.field(ctx, tx, field)
	if err != nil {
		return err
	}
	remove := statement{
		sqlite:   `UPDATE contact SET fields = json_remove(fields, '$.KEY') WHERE (fields ->> 'KEY') IS NOT NULL`,
		postgres: `UPDATE contact SET fields = fields - 'KEY' WHERE (fields ->> 'KEY') IS NOT NULL`,
	}
	for _, text := range []string{s.sql(remove), `DROP INDEX contact_field_KEY`, `DROP INDEX IF EXISTS contact_age_KEY`} {
		if _, err := tx.Exec(ctx, strings.ReplaceAll(text, "KEY", f.Key)); err != nil {
			return fmt.Errorf("delete field: %w", err)
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM contact_field WHERE id = $1`, field)
	return err
}

// ForgetFields removes what the schema says of custom fields, whose rows somebody else deletes with all contacts.
func (s *Service) ForgetFields(ctx context.Context, tx *wsdb.Tx) error {
	rows, err := tx.Query(ctx, `SELECT key FROM contact_field`)
	if err != nil {
		return fmt.Errorf("read fields: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var keys []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return err
		}
		if fieldKey.MatchString(key) { // others have no index
			keys = append(keys, key)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, key := range keys {
		for _, text := range []string{`DROP INDEX IF EXISTS contact_field_KEY`, `DROP INDEX IF EXISTS contact_age_KEY`} {
			if _, err := tx.Exec(ctx, strings.ReplaceAll(text, "KEY", key)); err != nil {
				return fmt.Errorf("forget field: %w", err)
			}
		}
	}
	return nil
}

func (s *Service) field(ctx context.Context, q wsdb.Query, field FieldID) (Field, error) {
	all, err := s.Fields(ctx, q)
	if err != nil {
		return Field{}, err
	}
	for _, f := range all {
		if f.ID == field {
			return f, nil
		}
	}
	return Field{}, ErrFieldNotFound
}
