// Package phone owns phone numbers: reading what people and spreadsheets write, and showing it again. It never guesses.
package phone

import (
	"log/slog"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Number is a valid phone number in E.164 form ("+628123456789"), or empty for none. Only Parse makes one from foreign text.
type Number string

// String returns the E.164 form.
func (n Number) String() string { return string(n) }

// Digits returns the number without its plus sign, as the WhatsApp networks write it.
func (n Number) Digits() string { return strings.TrimPrefix(string(n), "+") }

// Key returns the digits as one integer; E.164 allows fifteen, so different numbers have different keys. Empty is 0.
func (n Number) Key() uint64 {
	var k uint64
	for i := 0; i < len(n); i++ {
		if c := n[i]; c >= '0' && c <= '9' {
			k = k*10 + uint64(c-'0')
		}
	}
	return k
}

// Mask returns the number with its middle hidden, for places where it may be recognised but not learnt.
func (n Number) Mask() string {
	const head, tail = 5, 2
	if len(n) <= head+tail {
		return strings.Repeat("*", len(n))
	}
	return string(n[:head]) + strings.Repeat("*", len(n)-head-tail) + string(n[len(n)-tail:])
}

// LogValue hides the number in logs.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Mask()) }

// Display returns the number grouped for reading ("+62 812-3456-789").
func (n Number) Display() string {
	if nsn, ok := strings.CutPrefix(string(n), "+62"); ok && indonesianMobile(nsn) {
		return "+62 " + nsn[:3] + "-" + nsn[3:7] + "-" + nsn[7:]
	}
	if n == "" {
		return ""
	}
	parsed, err := phonenumbers.Parse(string(n), "ZZ")
	if err != nil {
		return string(n)
	}
	return phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
}
