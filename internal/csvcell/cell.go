// Package csvcell guards texts on their way into files that spreadsheets open, and takes the guard off on their way back.
package csvcell

import (
	"regexp"
	"strings"
)

// Where a formula can begin: at the head of a cell, and behind what some spreadsheets take for the end of one. With Indonesian settings
// they cut a file at semicolons whatever it was written with, and then a quotation mark in the middle of a cell protects nothing.
var (
	opening = regexp.MustCompile(`(^|[;\t\r\n])([ "]*)([=+\-@])`)
	guarded = regexp.MustCompile(`(^|[;\t\r\n])([ "]*)'([=+\-@])`)
)

const (
	cutters = ";\t\r\n"
	openers = "=+-@"
)

// Safe makes a cell that no spreadsheet takes for a formula: wherever one could begin stands an apostrophe, which also keeps a phone
// number a text with all its digits. Plain takes it off again when such a file is imported. Every file with what people wrote goes
// through it.
func Safe(c string) string {
	if c == "" {
		return c
	}
	if strings.ContainsAny(c, cutters) || strings.IndexByte(openers+` "`, c[0]) >= 0 {
		c = opening.ReplaceAllString(c, "$1$2'$3")
	}
	if c[0] == '\t' || c[0] == '\r' || c[0] == '\n' {
		c = "'" + c
	}
	return c
}

// Plain takes off the apostrophes of Safe.
func Plain(c string) string {
	if strings.IndexByte(c, '\'') < 0 {
		return c
	}
	if len(c) > 1 && c[0] == '\'' && (c[1] == '\t' || c[1] == '\r' || c[1] == '\n') {
		c = c[1:]
	}
	return guarded.ReplaceAllString(c, "$1$2$3")
}
