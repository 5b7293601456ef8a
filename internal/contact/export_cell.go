package contact

import (
	"strings"
)

const maxKeptCell = 2000

// shortCell makes a cell of a refused row fit to be stored: valid text without NUL, not endlessly long.
func shortCell(c string) string {
	c = strings.ReplaceAll(strings.ToValidUTF8(c, "\ufffd"), "\x00", "")
	if len(c) > maxKeptCell {
		c = strings.ToValidUTF8(c[:maxKeptCell], "") + "…"
	}
	return c
}

// safeCell makes a cell that no spreadsheet takes for a formula: one that begins with = + - @, a tab or a line end gets an apostrophe
// before it, which also keeps a phone number a text with all its digits. plainCell takes it off again when such a file is imported.
func safeCell(c string) string {
	if c == "" {
		return c
	}
	switch c[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return "'" + c
	}
	return c
}

// plainCell takes off the apostrophe of safeCell.
func plainCell(c string) string {
	if len(c) > 1 && c[0] == '\'' && safeCell(c[1:]) != c[1:] {
		return c[1:]
	}
	return c
}
