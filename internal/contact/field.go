package contact

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
}

// Draft is what a person types about a contact. In a change, nil leaves a thing as it is.
type Draft struct {
	Name   *string
	Phone  *string
	UserID *string
	Email  *string
	Fields map[string]any // nil value removes the field
	Groups *[]GroupID
}
