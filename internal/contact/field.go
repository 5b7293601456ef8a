package contact

import (
	"encoding/json"
	"regexp"
	"strings"
)

// FieldType is what a custom field holds.
type FieldType string

// The types of custom fields.
const (
	TypeText   FieldType = "text"
	TypeNumber FieldType = "number"
	TypeDate   FieldType = "date"
	TypeList   FieldType = "list"
	TypeYesNo  FieldType = "yes_no"
	TypeURL    FieldType = "url"
)

// Field is a custom field of a workspace. Key never changes: templates, filters and API users name it.
type Field struct {
	ID      FieldID
	Key     string
	Label   string
	Type    FieldType
	Options []string // of a list

	byAge bool // has an index in which contacts are newest first
}

// Limits of custom fields.
const (
	MaxFields     = 40
	maxOptions    = 200
	maxLabel      = 60
	maxOptionText = 100
)

// fieldKey is what a key looks like. Statements carry keys in their text, so nothing else may ever become one.
var fieldKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// reservedKeys are what templates and imports call the fixed parts of a contact.
var reservedKeys = map[string]bool{"name": true, "phone": true, "email": true, "group": true, "ignore": true, "id": true}

// check says what is wrong with a field a person defined.
func (f *Field) check() error {
	f.Label = cleanText(f.Label)
	if f.Label == "" || len([]rune(f.Label)) > maxLabel {
		return ErrInvalid.WithField("label", "field.label_length", "The label has 1 to 60 characters.")
	}
	if f.Key == "" {
		f.Key = keyFrom(f.Label)
	}
	if !fieldKey.MatchString(f.Key) || reservedKeys[f.Key] {
		return ErrInvalid.WithField("key", "field.key_invalid", "The key begins with a letter and has only a-z, 0-9 and _.")
	}
	switch f.Type {
	case TypeText, TypeNumber, TypeDate, TypeYesNo, TypeURL:
		if len(f.Options) > 0 {
			return ErrInvalid.WithField("options", "field.options_unwanted", "Only a list has options.")
		}
		return nil
	case TypeList:
		return f.checkOptions()
	}
	return ErrInvalid.WithField("type", "field.type_unknown", "The type is text, number, date, list, yes_no or url.")
}

func (f *Field) checkOptions() error {
	seen := map[string]bool{}
	for i, o := range f.Options {
		o = cleanText(o)
		key := strings.ToLower(o)
		if o == "" || len([]rune(o)) > maxOptionText || seen[key] {
			return ErrInvalid.WithField("options", "field.option_invalid", "Options are different texts of 1 to 100 characters.")
		}
		seen[key] = true
		f.Options[i] = o
	}
	if len(f.Options) == 0 || len(f.Options) > maxOptions {
		return ErrInvalid.WithField("options", "field.options_count", "A list has 1 to 200 options.")
	}
	return nil
}

// keyFrom makes a key of a label: "Tanggal lahir" becomes tanggal_lahir.
func keyFrom(label string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(label) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	key := strings.Trim(b.String(), "_")
	if len(key) > 40 {
		key = strings.Trim(key[:40], "_")
	}
	return key
}

// fieldTypes is the custom fields of a workspace by key.
type fieldTypes map[string]Field

// typed turns stored texts into values of their types. Values of fields that no longer exist are left out.
func (t fieldTypes) typed(values map[string]string) map[string]any {
	out := make(map[string]any, len(values))
	for key, v := range values {
		f, ok := t[key]
		if !ok {
			continue
		}
		switch f.Type {
		case TypeNumber:
			out[key] = json.Number(v)
		case TypeYesNo:
			out[key] = v == "true"
		default:
			out[key] = v
		}
	}
	return out
}
