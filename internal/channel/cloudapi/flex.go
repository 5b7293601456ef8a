package cloudapi

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// flexID is an id that comes as a string or as a number. It never goes through a float and never fails: anything else is "".
type flexID string

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexID) UnmarshalJSON(b []byte) error {
	*f = ""
	if len(b) == 0 {
		return nil
	}
	if b[0] == '"' {
		var s string
		if json.Unmarshal(b, &s) == nil {
			*f = flexID(s)
		}
		return nil
	}
	if b[0] == '-' || b[0] >= '0' && b[0] <= '9' {
		*f = flexID(b)
	}
	return nil
}

// flexString is a text where other types were seen; anything but a string is "".
type flexString string

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexString) UnmarshalJSON(b []byte) error {
	*f = ""
	if len(b) == 0 || b[0] != '"' {
		return nil
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		*f = flexString(s)
	}
	return nil
}

// flexInt is a whole number that comes as a number or as a string; anything else is 0.
type flexInt int64

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexInt) UnmarshalJSON(b []byte) error {
	*f = 0
	if n, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64); err == nil {
		*f = flexInt(n)
	}
	return nil
}

// flexFloat is a number that comes as a number or as a string; anything else is 0.
type flexFloat float64

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexFloat) UnmarshalJSON(b []byte) error {
	*f = 0
	if n, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
		*f = flexFloat(n)
	}
	return nil
}

// flexBool is a boolean that may come as a string; anything but true is false.
type flexBool bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexBool) UnmarshalJSON(b []byte) error {
	*f = flexBool(string(bytes.Trim(b, `"`)) == "true")
	return nil
}

const (
	milliseconds = 1_000_000_000_000 // from here on a timestamp is in milliseconds
	maxSeconds   = 253_402_300_799   // the end of the year 9999
)

// when reads a timestamp in seconds or milliseconds; the fallback is used for garbage.
func (f flexInt) when(fallback time.Time) time.Time {
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
