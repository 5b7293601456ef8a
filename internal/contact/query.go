package contact

import (
	"context"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/textindex"
	"github.com/kelolapesan/kelola/internal/wsdb"
)

// where collects conditions and their arguments. Conditions are texts of this package; what people typed is only ever an argument.
type where struct {
	conditions []string
	args       []any
}

// add takes a condition in which each ? stands for the next argument.
func (w *where) add(condition string, args ...any) {
	w.conditions = append(w.conditions, w.bind(condition, args...))
}

// bind takes the arguments of a condition and returns it with their names.
func (w *where) bind(condition string, args ...any) string {
	var b strings.Builder
	for i := 0; i < len(condition); i++ {
		if condition[i] != '?' {
			b.WriteByte(condition[i])
			continue
		}
		w.args = append(w.args, args[0])
		args = args[1:]
		b.WriteString("$" + strconv.Itoa(len(w.args)))
	}
	return b.String()
}

// param takes an argument and returns its name.
func (w *where) param(arg any) string {
	w.args = append(w.args, arg)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) text() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

const (
	inGroup = `EXISTS (SELECT 1 FROM contact_group_member AS m WHERE m.group_id = ? AND m.contact_id = c.id)`
	// lookedUp is the same for a few contacts: with the OFFSET, PostgreSQL does not read the whole group first.
	lookedUp = `EXISTS (SELECT 1 FROM contact_group_member AS m WHERE m.group_id = ? AND m.contact_id = c.id LIMIT 1 OFFSET 0)`
)

// narrow adds the conditions of a filter, except the search and the group, on contacts called c.
func (s *Service) narrow(ctx context.Context, q wsdb.Query, w *where, f Filter) error {
	if f.Consent != "" {
		condition, err := consentCondition(f.Consent)
		if err != nil {
			return err
		}
		w.add(condition)
	}
	if f.Suppressed != nil {
		w.add(either(*f.Suppressed, `c.suppressed_at > 0`, `c.suppressed_at = 0`))
	}
	if f.HasPhone != nil {
		w.add(either(*f.HasPhone, `c.phone IS NOT NULL`, `c.phone IS NULL`))
	}
	if !f.Segment.IsZero() {
		condition, err := s.inSegment(ctx, q, w, f.Segment, f.frozen)
		if err != nil {
			return err
		}
		w.conditions = append(w.conditions, condition)
	}
	return s.narrowFields(ctx, q, w, f)
}

// narrowFields adds the conditions on custom fields.
func (s *Service) narrowFields(ctx context.Context, q wsdb.Query, w *where, f Filter) error {
	if len(f.Fields) == 0 {
		return nil
	}
	types, err := s.types(ctx, q)
	if err != nil {
		return err
	}
	for _, key := range f.fieldKeys() {
		expression, value, err := types.asked(key, f.Fields[key])
		if err != nil {
			return err
		}
		w.add(hasValue(expression), value)
	}
	return nil
}

// asked is a custom field in SQL and the value it is to have. It fails with ErrFilter.
func (t fieldTypes) asked(key, text string) (expression, value string, err error) {
	field, ok := t[key]
	if !ok {
		return "", "", ErrFilter.WithField("field."+key, ErrFieldNotFound.Code, ErrFieldNotFound.Detail)
	}
	value, err = field.canonical(text)
	if err != nil || value == "" {
		return "", "", ErrFilter.WithField("field."+key, "contact.filter_value", "The field cannot have this value.")
	}
	return `(c.fields ->> '` + field.Key + `')`, value, nil
}

// hasValue is the condition under which the index of a field is used.
func hasValue(expression string) string {
	return expression + ` IS NOT NULL AND ` + expression + ` = ?`
}

// narrowAll is narrow with the search and the group.
func (s *Service) narrowAll(ctx context.Context, q wsdb.Query, w *where, f Filter) error {
	if !f.Group.IsZero() {
		w.add(inGroup, f.Group)
	}
	if f.Search != "" {
		if condition, arg, ok := s.deps.Texts.Matching(textindex.Contact, "c.id", f.Search); ok {
			w.add(condition, arg)
		} else {
			w.add("1 = 0")
		}
	}
	return s.narrow(ctx, q, w, f)
}

// consentCondition reads purpose:state. The numbers stand in the text so that the small indexes fit.
func consentCondition(text string) (string, error) {
	purpose, state, _ := strings.Cut(text, ":")
	p, st := Purpose(purpose), State(state)
	if !p.Valid() || (st != Granted && st != Denied && st != Unknown) {
		return "", ErrFilter.WithField("consent", "contact.filter_consent", "Write purpose:state, as in promo:granted.")
	}
	return `c.consent_` + purpose + ` = ` + strconv.Itoa(st.stored()), nil
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
