package canon

import (
	"fmt"
	"time"
)

// layout is UTC with microseconds, all six digits, which is what the databases keep.
const layout = "2006-01-02T15:04:05.000000Z"

// Time is a moment in a document: "2026-11-02T10:00:00.123456Z", and "" for the zero time.
type Time struct{ time.Time }

// At makes a Time of t, in UTC and whole microseconds.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Microsecond).Round(0)}
}

// String is the text form.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	if year := t.UTC().Year(); year < 0 || year > 9999 {
		return nil, fmt.Errorf("%w: year %d", ErrForm, year)
	}
	return []byte(`"` + t.String() + `"`), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Time) UnmarshalJSON(b []byte) error {
	if string(b) == `""` {
		*t = Time{}
		return nil
	}
	v, err := time.Parse(`"`+layout+`"`, string(b))
	if err != nil {
		return fmt.Errorf("%w: a time", ErrForm)
	}
	*t = Time{v.UTC()}
	return nil
}
