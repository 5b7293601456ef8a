package phone

import (
	"strings"
	"unicode/utf8"
)

// written is a number as found: its digits, and whether a plus sign stood before them.
type written struct {
	digits string
	plus   bool
}

const (
	maxRaw    = 64 // bytes of text a single number can reasonably fill
	maxDigits = 20 // more than any number with prefixes has; the rest is too long anyway
)

// clean reduces a written number to digits. It fails with ErrEmpty, ErrCharacter, ErrSeveral, ErrDamaged or ErrTooLong.
func clean(raw string) (written, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return written{}, ErrEmpty
	}
	if len(raw) > maxRaw {
		return written{}, ErrTooLong
	}
	raw = withoutFraction(strings.TrimLeft(raw, "'’`"))
	var w written
	var buf [maxDigits + 1]byte
	n := 0
	for i, r := range raw {
		d, isDigit := digit(r)
		switch {
		case isDigit && n > maxDigits:
			return written{}, ErrTooLong
		case isDigit:
			buf[n] = d
			n++
		case (r == '+' || r == '＋') && n == 0 && !w.plus:
			w.plus = true
		case separator(r) || invisible(r):
		default:
			return written{}, unreadable(raw, i)
		}
	}
	if n == 0 {
		if w.plus {
			return written{}, ErrTooShort
		}
		return written{}, ErrEmpty
	}
	if n > maxDigits {
		return written{}, ErrTooLong
	}
	w.digits = string(buf[:n])
	return w, nil
}

// unreadable says what the character at byte i makes of the text.
func unreadable(raw string, i int) error {
	if scientific(raw) {
		return ErrDamaged
	}
	if strings.ContainsAny(raw[i:i+1], ",;/|&\n\r\t+") && countDigits(raw[:i]) >= 6 && countDigits(raw[i:]) >= 6 {
		return ErrSeveral
	}
	return ErrCharacter
}

// scientific recognises 6.28123E+12 and 6,28123e12.
func scientific(raw string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToLower(strings.TrimLeft(raw, "+ ")), "e")
	if !ok || mantissa == "" {
		return false
	}
	exponent = strings.TrimLeft(exponent, "+- ")
	return exponent != "" && strings.Trim(exponent, "0123456789 ") == "" && strings.Trim(mantissa, "0123456789., ") == ""
}

// withoutFraction drops the ".0" that programs add when they keep a number as a fraction: the number itself is unharmed.
// Only a run of digits with nothing else in it qualifies, so that a dot used as a separator stays one.
func withoutFraction(raw string) string {
	whole, ok := strings.CutSuffix(raw, ".0")
	if !ok {
		if whole, ok = strings.CutSuffix(raw, ",0"); !ok {
			return raw
		}
	}
	if len(whole) < 9 || strings.Trim(whole, "0123456789") != "" {
		return raw
	}
	return whole
}

// digit reads ASCII, full-width, Arabic-Indic and Persian digits and returns the ASCII one.
func digit(r rune) (byte, bool) {
	for _, zero := range [...]rune{'0', '０', '٠', '۰'} {
		if r >= zero && r <= zero+9 {
			return byte('0' + r - zero), true
		}
	}
	return 0, false
}

func separator(r rune) bool {
	switch r {
	case ' ', '-', '.', '(', ')', '[', ']', '\u00a0', '\u202f', '\u2007', '\u3000', '−', '－', '（', '）':
		return true
	}
	return r >= '\u2009' && r <= '\u200a' || r >= '\u2010' && r <= '\u2015'
}

// invisible reports marks that come along when a number is copied from an address book.
func invisible(r rune) bool {
	return r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2069' || r == '\ufeff' || r == '\u00ad'
}

func countDigits(s string) int {
	n := 0
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if _, ok := digit(r); ok {
			n++
		}
		s = s[size:]
	}
	return n
}
