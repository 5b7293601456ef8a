// Package secret owns values that must never be printed: tokens, passwords, keys.
package secret

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
)

const hidden = "***"

// String is a text that prints, logs and marshals as ***; only Reveal gives it away.
type String struct{ s string }

// New wraps a text.
func New(s string) String { return String{s: s} }

// Reveal returns the text.
func (s String) Reveal() string { return s.s }

// IsZero reports whether there is no text.
func (s String) IsZero() bool { return s.s == "" }

// Equal compares in constant time.
func (s String) Equal(other String) bool {
	return subtle.ConstantTimeCompare([]byte(s.s), []byte(other.s)) == 1
}

// String implements fmt.Stringer.
func (s String) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (s String) GoString() string { return hidden }

// LogValue implements slog.LogValuer.
func (s String) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON never gives the text away.
func (s String) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// MarshalText never gives the text away.
func (s String) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// UnmarshalText takes the text.
func (s *String) UnmarshalText(b []byte) error {
	s.s = string(b)
	return nil
}

// Key is 32 random bytes that encrypt something. Like String it never prints itself.
type Key struct{ b [32]byte }

// ErrKey is returned by ParseKey.
var ErrKey = errors.New("secret: a key is 32 bytes written as 64 hexadecimal digits or as base64")

// NewKey makes a random key.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k.b[:]) // never fails: crypto/rand ends the program instead
	return k
}

// KeyFrom takes the 32 bytes of a key.
func KeyFrom(b []byte) (Key, error) {
	var k Key
	if len(b) != len(k.b) {
		return Key{}, ErrKey
	}
	copy(k.b[:], b)
	return k, nil
}

// ParseKey reads a key written in hexadecimal or base64.
func ParseKey(s string) (Key, error) {
	s = strings.TrimSpace(s)
	if len(s) == 64 {
		if b, err := hex.DecodeString(s); err == nil {
			return KeyFrom(b)
		}
	}
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if b, err := enc.DecodeString(s); err == nil && len(b) == 32 {
			return KeyFrom(b)
		}
	}
	return Key{}, ErrKey
}

// Bytes returns a copy of the 32 bytes.
func (k Key) Bytes() []byte { return append([]byte(nil), k.b[:]...) }

// Hex returns the key as 64 hexadecimal digits, for the place where it is kept.
func (k Key) Hex() string { return hex.EncodeToString(k.b[:]) }

// IsZero reports whether this is no key.
func (k Key) IsZero() bool { return k.b == [32]byte{} }

// Equal compares in constant time.
func (k Key) Equal(other Key) bool { return subtle.ConstantTimeCompare(k.b[:], other.b[:]) == 1 }

// String implements fmt.Stringer.
func (k Key) String() string { return hidden }

// GoString implements fmt.GoStringer.
func (k Key) GoString() string { return hidden }

// LogValue implements slog.LogValuer.
func (k Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText never gives the key away.
func (k Key) MarshalText() ([]byte, error) { return []byte(hidden), nil }
