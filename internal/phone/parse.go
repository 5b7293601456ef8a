package phone

import (
	"errors"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

const indonesia = "62"

// Parse reads a phone number the way people in the country of countryPrefix ("62"; empty means Indonesia) write it: with
// + or 00 and a country code, with the national 0, with the country code alone, and (mobile numbers) without anything
// before it. It fails with one of the faults of this package; a text that could mean two numbers is ErrAmbiguous.
func Parse(raw, countryPrefix string) (Number, error) {
	if countryPrefix == "" {
		countryPrefix = indonesia
	}
	if n, ok := parsePlain(raw, countryPrefix); ok {
		return n, nil
	}
	w, err := clean(raw)
	if err != nil {
		return "", err
	}
	switch {
	case w.plus:
		return international(strings.TrimPrefix(w.digits, "00"), countryPrefix)
	case strings.HasPrefix(w.digits, "00"):
		return international(w.digits[2:], countryPrefix)
	case strings.HasPrefix(w.digits, "0"):
		return national(w.digits[1:], countryPrefix)
	default:
		return bare(w.digits, countryPrefix)
	}
}

// parsePlain is the fast way for the usual case, an Indonesian mobile number in plain ASCII digits. It answers exactly what the
// library would, which a test keeps true, and leaves everything doubtful to the long way.
func parsePlain(raw, countryPrefix string) (Number, bool) {
	if countryPrefix != indonesia || len(raw) < 9 || len(raw) > 18 {
		return "", false
	}
	var buf [18]byte
	n := 0
	plus := raw[0] == '+'
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c >= '0' && c <= '9':
			buf[n] = c
			n++
		case c == '-' || c == ' ' || c == '+' && i == 0:
		default:
			return "", false
		}
	}
	s := string(buf[:n])
	nsn, known := strings.CutPrefix(s, indonesia)
	if !known && !plus {
		nsn, known = strings.CutPrefix(s, "0")
	}
	if !known && !plus {
		nsn, known = s, len(s) < maxIndonesianMobile // the longest ones may be foreign numbers too
	}
	if !known || !indonesianMobile(nsn) {
		return "", false
	}
	return Number("+62" + nsn), true
}

const (
	minIndonesianMobile = 9
	maxIndonesianMobile = 12
)

// indonesianMobile knows the national part of Indonesian mobile numbers: 81-83 and 85-89, nine to twelve digits.
func indonesianMobile(nsn string) bool {
	return len(nsn) >= minIndonesianMobile && len(nsn) <= maxIndonesianMobile &&
		nsn[0] == '8' && nsn[1] != '0' && nsn[1] != '4'
}

// international reads digits that begin with a country code. The national 0 some people leave behind the code of
// their own country is dropped; of other countries it may belong to the number, which the library knows.
func international(digits, countryPrefix string) (Number, error) {
	if rest, ok := strings.CutPrefix(digits, countryPrefix+"0"); ok && countryPrefix == indonesia {
		digits = countryPrefix + rest
	}
	if rest, ok := strings.CutPrefix(digits, indonesia+indonesia); ok && indonesianMobile(rest) {
		return "", ErrAmbiguous // the country code twice, or a landline of area 62x
	}
	return valid("+"+digits, "ZZ")
}

func national(nsn, countryPrefix string) (Number, error) {
	if countryPrefix == indonesia {
		if strings.HasPrefix(nsn, indonesia) && indonesianMobile(strings.TrimPrefix(nsn, indonesia)) {
			return "", ErrAmbiguous // 062812…: a landline of area 62x or a slip of the pen
		}
		return valid("+"+indonesia+nsn, "ZZ")
	}
	return valid("0"+nsn, region(countryPrefix))
}

// bare reads digits with neither + nor 0 before them: the country code may be missing or may be there.
func bare(digits, countryPrefix string) (Number, error) {
	if countryPrefix == indonesia {
		return bareIndonesian(digits)
	}
	asLocal, localErr := valid(digits, region(countryPrefix))
	if rest, ok := strings.CutPrefix(digits, countryPrefix); ok && rest != "" {
		full, err := valid("+"+digits, "ZZ")
		switch {
		case err == nil && localErr == nil && full != asLocal:
			return "", ErrAmbiguous
		case err == nil:
			return full, nil
		}
	}
	if localErr == nil {
		return asLocal, nil
	}
	return "", foreign(digits, localErr)
}

func bareIndonesian(digits string) (Number, error) {
	if strings.HasPrefix(digits, indonesia) {
		return international(digits, indonesia)
	}
	if !indonesianMobile(digits) {
		if digits[0] == '8' {
			_, err := valid("+"+indonesia+digits, "ZZ")
			if err == nil {
				err = ErrAmbiguous
			}
			return "", foreign(digits, err)
		}
		return "", foreign(digits, ErrAmbiguous)
	}
	if len(digits) == maxIndonesianMobile && foreignMobile(digits) {
		return "", ErrAmbiguous
	}
	return Number("+" + indonesia + digits), nil
}

// foreign explains bare digits that are no number here: if they would be one abroad, only the + is missing.
func foreign(digits string, otherwise error) error {
	if len(digits) < 7 {
		return ErrTooShort
	}
	if len(digits) > 15 {
		return ErrTooLong
	}
	if _, err := valid("+"+digits, "ZZ"); err == nil {
		return ErrAmbiguous
	}
	return otherwise
}

// foreignMobile reports whether the digits, with a + before them, are a mobile number of another country.
func foreignMobile(digits string) bool {
	parsed, err := phonenumbers.Parse("+"+digits, "ZZ")
	return err == nil && phonenumbers.IsValidNumber(parsed) && phonenumbers.GetNumberType(parsed) == phonenumbers.MOBILE
}

func region(countryPrefix string) string {
	code, err := strconv.Atoi(countryPrefix)
	if err != nil {
		return "ZZ"
	}
	return phonenumbers.GetRegionCodeForCountryCode(code)
}

// valid asks the library whether there is such a number.
func valid(text, region string) (Number, error) {
	digits := len(strings.TrimPrefix(text, "+"))
	if digits < 5 {
		return "", ErrTooShort
	}
	if digits > 17 {
		return "", ErrTooLong
	}
	parsed, err := phonenumbers.Parse(text, region)
	switch {
	case err == nil:
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return "", ErrCountry
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return "", ErrTooShort
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return "", ErrTooLong
	default:
		return "", ErrNotANumber
	}
	if !phonenumbers.IsValidNumber(parsed) {
		if mobile, ok := strings.CutPrefix(text, "+62"); ok && mobile[0] == '8' && len(mobile) > maxIndonesianMobile {
			return "", ErrTooLong
		}
		switch phonenumbers.IsPossibleNumberWithReason(parsed) {
		case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
			return "", ErrTooShort
		case phonenumbers.TOO_LONG:
			return "", ErrTooLong
		default:
			return "", ErrNotANumber
		}
	}
	return Number(phonenumbers.Format(parsed, phonenumbers.E164)), nil
}
