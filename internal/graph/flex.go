package graph

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// ID is an id that comes as a string or as a number. It never goes through a float and never fails: anything else is "", as is a text
// with a character that no database keeps.
type ID string

// UnmarshalJSON implements json.Unmarshaler.
func (f *ID) UnmarshalJSON(b []byte) error {
	*f = ""
	if len(b) == 0 {
		return nil
	}
	if b[0] == '"' {
		var s string
		if json.Unmarshal(b, &s) == nil && !strings.ContainsRune(s, 0) {
			*f = ID(s)
		}
		return nil
	}
	if b[0] == '-' || b[0] >= '0' && b[0] <= '9' {
		*f = ID(b)
	}
	return nil
}

// String is a text where other types were seen; anything but a string is "".
type String string

// UnmarshalJSON implements json.Unmarshaler.
func (f *String) UnmarshalJSON(b []byte) error {
	*f = ""
	if len(b) == 0 || b[0] != '"' {
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		*f = String(s)
	}
	return nil
}

// Int is a whole number that comes as a number or as a string; anything else is 0.
type Int int64

// UnmarshalJSON implements json.Unmarshaler.
func (f *Int) UnmarshalJSON(b []byte) error {
	*f = 0
	if n, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64); err == nil {
		*f = Int(n)
	}
	return nil
}

// Float is a number that comes as a number or as a string; anything else is 0.
type Float float64

// UnmarshalJSON implements json.Unmarshaler.
func (f *Float) UnmarshalJSON(b []byte) error {
	*f = 0
	if n, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
		*f = Float(n)
	}
	return nil
}

// Bool is a boolean that may come as a string; anything but true is false.
type Bool bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *Bool) UnmarshalJSON(b []byte) error {
	*f = Bool(string(bytes.Trim(b, `"`)) == "true")
	return nil
}

const (
	milliseconds = 1_000_000_000_000 // from here on a timestamp is in milliseconds
	maxSeconds   = 253_402_300_799   // the end of the year 9999
)

// When reads a timestamp in seconds or milliseconds; the fallback is used for garbage.
func (f Int) When(fallback time.Time) time.Time {
	n := int64(f)
	if n <= 0 {
		return fallback
	}
	at := time.Unix(n, 0)
	if n >= milliseconds {
		at = time.UnixMilli(n)
	}
	if at.Unix() > maxSeconds {
		return fallback
	}
	return at.UTC()
}
