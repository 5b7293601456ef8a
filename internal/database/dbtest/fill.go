package dbtest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/database"
	"github.com/kelolapesan/kelola/internal/id"
)

// Fill puts three rows into each of some tables but those named, whatever was in them. Row i has the same UUID in all of its columns, so that
// what points to another table finds its row there; the first is that of ws.
func Fill(ctx context.Context, q database.Query, tables []database.Table, ws id.Workspace, except ...string) error {
	ids := []string{ws.String(), id.NewWorkspace().String(), id.NewWorkspace().String()}
	for _, t := range slices.Backward(tables) {
		if !slices.Contains(except, t.Name) {
			if _, err := q.Exec(ctx, t.DeleteRows()); err != nil {
				return err
			}
		}
	}
	for _, t := range tables {
		if slices.Contains(except, t.Name) {
			continue
		}
		rows := 3
		if slices.ContainsFunc(t.Fields, func(f database.Field) bool { return f.Name == "one" }) {
			rows = 1
		}
		for i := range rows {
			args := make([]any, len(t.Fields))
			for n, f := range t.Fields {
				args[n] = sampleValue(f, i, ids[i])
			}
			if _, err := q.Exec(ctx, t.InsertRows(t.Fields, 1), args...); err != nil {
				return fmt.Errorf("fill %s: %w", t.Name, err)
			}
		}
	}
	return nil
}

func sampleValue(f database.Field, i int, uuid string) any {
	switch f.Form {
	case database.FormUUID:
		return uuid
	case database.FormInt:
		if strings.HasSuffix(f.Name, "created_at") {
			return int64(1)<<52 + int64(i)
		}
		return int64(i + 1)
	case database.FormFloat:
		return float64(i) + 0.1
	case database.FormBool:
		return i%2 == 1
	case database.FormBytes:
		return []byte{0, 1, 2, byte(i), 255}
	case database.FormJSON:
		return fmt.Sprintf(`{"z": %d,"a":["<é>", 12345678901234567890]}`, i)
	default:
		return fmt.Sprintf("teks %d \"é\" <b>\n\t🙂 %s", i, f.Name)
	}
}
