package csvcell

import (
	"strings"
	"testing"
)

func TestCells(t *testing.T) {
	t.Parallel()
	for _, c := range []string{
		"=1+1", "+628123456789", "-5", "@x", "\tx", "\rx", "'=x", "biasa", "", "'", "Budi;=1+1;x", "a; @b", "a\t-1", "a\n=1", "x; =1", "x;\"=1",
		"Sari; VIP", "5-7", "a@b.id", ";;=1",
	} {
		safe := Safe(c)
		// In Indonesia spreadsheets cut a file at semicolons, and then a quotation mark in the middle protects nothing.
		for _, part := range strings.FieldsFunc(safe, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if part = strings.TrimLeft(part, ` "`); part != "" && strings.ContainsRune("=+-@", rune(part[0])) {
				t.Errorf("%q would be run", safe)
			}
		}
		if safe != "" && strings.ContainsRune("\t\r\n", rune(safe[0])) {
			t.Errorf("%q would be run", safe)
		}
		if c != "'=x" && Plain(safe) != c {
			t.Errorf("%q became %q", c, Plain(safe))
		}
	}
}
