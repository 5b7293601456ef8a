package contact

import (
	"encoding/json"
	"fmt"

	"github.com/kelolapesan/kelola/internal/database"
)

// statement is a text per engine, side by side where they truly differ: one JSON parameter that carries many rows.
type statement struct{ sqlite, postgres string }

func (s *Service) sql(st statement) string {
	if s.deps.DB.Engine() == database.Postgres {
		return st.postgres
	}
	return st.sqlite
}

// uuidList makes a statement whose $1 is a JSON list of UUIDs; text holds one %s for the sub-select.
func uuidList(text string) statement {
	return statement{
		sqlite:   fmt.Sprintf(text, `SELECT value FROM json_each($1)`),
		postgres: fmt.Sprintf(text, `SELECT CAST(value AS UUID) FROM jsonb_array_elements_text(CAST($1 AS jsonb))`),
	}
}

// textList is uuidList for texts.
func textList(text string) statement {
	return statement{
		sqlite:   fmt.Sprintf(text, `SELECT value FROM json_each($1)`),
		postgres: fmt.Sprintf(text, `SELECT value FROM jsonb_array_elements_text(CAST($1 AS jsonb))`),
	}
}

// jsonList makes the one parameter that carries many rows. What it gets marshals: ids, texts, and structs of these.
func jsonList[T any](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	b, err := json.Marshal(list)
	if err != nil {
		panic("contact: " + err.Error())
	}
	return string(b)
}

// nullable turns "" into NULL.
func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
