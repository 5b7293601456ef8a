package contact

import "strings"

const maxKeptCell = 2000

// shortCell makes a cell of a refused row fit to be stored: valid text without NUL, not endlessly long.
func shortCell(c string) string {
	c = strings.ReplaceAll(strings.ToValidUTF8(c, "\ufffd"), "\x00", "")
	if len(c) > maxKeptCell {
		c = strings.ToValidUTF8(c[:maxKeptCell], "") + "…"
	}
	return c
}
