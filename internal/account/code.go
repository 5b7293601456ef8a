package account

import (
	"crypto/rand"
	"strings"

	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/secret"
)

// A licence code is KP and 25 symbols in groups of five: 22 random ones (110 bits) and 3 that check the others, so that a slip
// of the hand is seen before anything is asked of the server. The symbols are those of Crockford's base 32: no I, L, O or U.
const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codePrefix   = "KP"
	codeRandom   = 22
	codeCheck    = 3
	codeSymbols  = codeRandom + codeCheck
	codeGroup    = 5
)

// ErrCode is returned by ParseCode.
var ErrCode = fault.New(fault.Invalid, "account.code_malformed", "This is not a complete licence code. Check it for slips of the hand.")

// NewCode makes a code, in the form people are given.
func NewCode() secret.String {
	random := make([]byte, codeRandom)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the program instead
	values := make([]byte, 0, codeSymbols)
	for _, b := range random {
		values = append(values, b&31)
	}
	values = append(values, checksum(values)...)
	var text strings.Builder
	text.WriteString(codePrefix)
	for i, v := range values {
		if i%codeGroup == 0 {
			text.WriteByte('-')
		}
		text.WriteByte(codeAlphabet[v])
	}
	return secret.New(text.String())
}

// ParseCode reads a code as people type it: any case, with or without KP, spaces and dashes, O for 0, I and L for 1, U for V.
// It returns the 25 symbols alone, or ErrCode.
func ParseCode(typed string) (secret.String, error) {
	values := make([]byte, 0, codeSymbols+len(codePrefix))
	for _, r := range typed {
		if separator(r) {
			continue
		}
		v := symbol(r)
		if v < 0 || len(values) == cap(values) {
			return secret.String{}, ErrCode
		}
		values = append(values, byte(v))
	}
	if len(values) == codeSymbols+len(codePrefix) {
		for i := range len(codePrefix) {
			if codeAlphabet[values[i]] != codePrefix[i] {
				return secret.String{}, ErrCode
			}
		}
		values = values[len(codePrefix):]
	}
	if len(values) != codeSymbols || string(checksum(values[:codeRandom])) != string(values[codeRandom:]) {
		return secret.String{}, ErrCode
	}
	text := make([]byte, codeSymbols)
	for i, v := range values {
		text[i] = codeAlphabet[v]
	}
	return secret.New(string(text)), nil
}

func separator(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\n', '\u00a0', '\u202f', '\u200b', '\ufeff', // spaces, also those that copying brings along
		'-', '_', '.', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212': // dashes
		return true
	}
	return false
}

// symbol is the value of a typed letter or digit, -1 for anything else.
func symbol(r rune) int {
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	switch r {
	case 'O':
		r = '0'
	case 'I', 'L':
		r = '1'
	case 'U':
		r = 'V'
	}
	if r > 'Z' {
		return -1
	}
	return strings.IndexRune(codeAlphabet, r)
}

// checksum is a CRC of 15 bits (generator 0x4599) over the symbols: it sees every single wrong symbol and every swap of
// two neighbours.
func checksum(values []byte) []byte {
	crc := uint16(0x7fff)
	for _, v := range values {
		for bit := 4; bit >= 0; bit-- {
			in := uint16(v>>bit) & 1
			out := crc >> 14 & 1
			crc = crc << 1 & 0x7fff
			if in != out {
				crc ^= 0x4599
			}
		}
	}
	return []byte{byte(crc >> 10 & 31), byte(crc >> 5 & 31), byte(crc & 31)}
}
