package blast

import (
	"strings"
	"unicode/utf8"
)

// Text is a parsed message text: literal pieces and variables in order.
type Text struct{ parts []part }

type part struct {
	literal  string
	key      string // variable when not empty
	fallback string
	hasBack  bool
}

// maxKey bounds the name of a variable.
const maxKey = 64

// ParseText reads a text with {{field}} and {{field|fallback}}. Names are case-insensitive; spaces around a name and a
// fallback do not count. It fails with ErrTemplateSyntax for an unclosed or empty variable.
func ParseText(s string) (Text, error) {
	var t Text
	for {
		open := strings.Index(s, "{{")
		if open < 0 {
			t.lit(s)
			return t, nil
		}
		t.lit(s[:open])
		rest := s[open+2:]
		end := strings.Index(rest, "}}")
		if end < 0 {
			return Text{}, ErrTemplateSyntax
		}
		v, err := parseVariable(rest[:end])
		if err != nil {
			return Text{}, err
		}
		t.parts = append(t.parts, v)
		s = rest[end+2:]
	}
}

func (t *Text) lit(s string) {
	if s != "" {
		t.parts = append(t.parts, part{literal: s})
	}
}

func parseVariable(s string) (part, error) {
	key, fallback, has := strings.Cut(s, "|")
	key = strings.ToLower(strings.TrimSpace(key))
	if key == "" || len(key) > maxKey || !utf8.ValidString(key) || strings.ContainsAny(s, "{}\n") {
		return part{}, ErrTemplateSyntax
	}
	return part{key: key, fallback: strings.TrimSpace(fallback), hasBack: has}, nil
}

// Keys lists the names of the variables, each once, in order of appearance.
func (t Text) Keys() []string {
	var keys []string
	seen := map[string]bool{}
	for _, p := range t.parts {
		if p.key != "" && !seen[p.key] {
			seen[p.key] = true
			keys = append(keys, p.key)
		}
	}
	return keys
}

// Expand fills in the values. Values are inserted as they are and never read as a text again. missing lists variables without
// a value, whether or not a fallback stood in; usable is false when one of them has no fallback.
func (t Text) Expand(values map[string]string) (out string, missing []string, usable bool) {
	if len(t.parts) == 1 && t.parts[0].key == "" {
		return t.parts[0].literal, nil, true
	}
	var b strings.Builder
	usable = true
	for _, p := range t.parts {
		if p.key == "" {
			b.WriteString(p.literal)
			continue
		}
		if v := strings.TrimSpace(values[p.key]); v != "" {
			b.WriteString(v)
			continue
		}
		missing = append(missing, p.key)
		if !p.hasBack {
			usable = false
		}
		b.WriteString(p.fallback)
	}
	return b.String(), missing, usable
}

// paramText makes a value fit into a place of a template: one line, no tabs, no run of more than one space.
// Meta refuses line breaks, tabs and more than four spaces in a row in parameters (Meta docs, error 132018, read 2026-11).
func paramText(s string) string { return strings.Join(strings.Fields(s), " ") }
