package contact

import (
	"context"

	"github.com/kelolapesan/kelola/internal/clock"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// Answers is what a person says about themselves on a form. Fields holds texts by the key of a custom field.
type Answers struct {
	Name   string            `json:"name,omitempty"`
	Email  string            `json:"email,omitempty"`
	Fields map[string]string `json:"fields,omitempty"`
}

// CheckAnswers returns answers as they would be stored. It fails with ErrInvalid, which names everything that is wrong: name, email
// and fields.<key>.
func (s *Service) CheckAnswers(ctx context.Context, q wsdb.Query, a Answers) (Answers, error) {
	types, err := s.types(ctx, q)
	if err != nil {
		return Answers{}, err
	}
	bad := ErrInvalid
	note := func(field string, err error) {
		if f, ok := fault.Of(err); ok {
			bad = bad.WithField(field, f.Code, f.Detail)
		}
	}
	out := Answers{Fields: map[string]string{}}
	out.Name, err = cleanName(a.Name)
	note("name", err)
	out.Email, err = cleanEmail(a.Email)
	note("email", err)
	for key, raw := range a.Fields {
		f, ok := types[key]
		if !ok {
			continue
		}
		value, err := f.canonical(raw)
		note("fields."+key, err)
		if value != "" {
			out.Fields[key] = value
		}
	}
	if len(bad.Fields) > 0 {
		return Answers{}, bad
	}
	return out, nil
}

// Supplement writes answers where nothing is known of a contact. What somebody wrote before stays; only a name that a network reported
// gives way.
func (s *Service) Supplement(ctx context.Context, tx *wsdb.Tx, contact ID, a Answers) error {
	r, err := s.one(ctx, tx, contact)
	if err != nil {
		return err
	}
	types, err := s.types(ctx, tx)
	if err != nil {
		return err
	}
	if !r.supplement(a, types) {
		return nil
	}
	r.UpdatedAt = clock.Micros(tx.Now())
	return s.save(ctx, tx, []record{r}, 0)
}

func (r *record) supplement(a Answers, types fieldTypes) (changed bool) {
	if a.Name != "" && !r.NameTyped {
		r.setName(a.Name, true)
		changed = true
	}
	if a.Email != "" && r.Email == "" {
		r.Email, changed = a.Email, true
	}
	for key, said := range a.Fields {
		f, known := types[key]
		if !known || r.Values[key] != "" {
			continue
		}
		if value, err := f.canonicalJSON(said); err == nil && value != "" { // it may be another field by now
			r.Values[key], changed = value, true
		}
	}
	return changed
}
