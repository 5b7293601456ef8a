package contact

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/kelolapesan/kelola/internal/fault"
)

// What can be wrong with the value of a custom field.
var (
	ErrNumber          = fault.New(fault.Invalid, "field.number_invalid", "This is not a number.")
	ErrNumberAmbiguous = fault.New(fault.Invalid, "field.number_ambiguous", "Is this a thousands or a decimal point? Write the number without separators of thousands.")
	ErrDate            = fault.New(fault.Invalid, "field.date_invalid", "This is not a date. Write it as 2026-12-31 or 31/12/2026.")
	ErrOption          = fault.New(fault.Invalid, "field.option_unknown", "This is not one of the options of the list.")
	ErrYesNo           = fault.New(fault.Invalid, "field.yes_no_invalid", "Write yes or no.")
	ErrURL             = fault.New(fault.Invalid, "field.url_invalid", "This is not a web address. It begins with https:// or http://.")
	ErrTextLong        = fault.New(fault.Invalid, "field.text_too_long", "The text is longer than 1,000 characters.")
	ErrNameLong        = fault.New(fault.Invalid, "contact.name_too_long", "The name is longer than 200 characters.")
	ErrEmail           = fault.New(fault.Invalid, "contact.email_invalid", "This is not an email address.")
)

const (
	maxName  = 200
	maxValue = 1000
)

// canonical checks a value as written and returns it as stored: one text per value, so that it can be compared.
// Empty stays empty: no value.
func (f Field) canonical(raw string) (string, error) {
	raw = cleanText(raw)
	if raw == "" {
		return "", nil
	}
	switch f.Type {
	case TypeNumber:
		return canonicalNumber(raw)
	case TypeDate:
		return canonicalDate(raw)
	case TypeList:
		for _, o := range f.Options {
			if strings.EqualFold(o, raw) {
				return o, nil
			}
		}
		return "", ErrOption
	case TypeYesNo:
		return canonicalYesNo(raw)
	case TypeURL:
		u, err := url.Parse(raw)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || len(raw) > maxValue {
			return "", ErrURL
		}
		return raw, nil
	default:
		if utf8.RuneCountInString(raw) > maxValue {
			return "", ErrTextLong
		}
		return raw, nil
	}
}

// canonicalAny is canonical for a value that came as JSON.
func (f Field) canonicalAny(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return f.canonical(v)
	case bool:
		if f.Type != TypeYesNo {
			return "", ErrInvalid
		}
		return strconv.FormatBool(v), nil
	case float64:
		return f.canonicalJSON(strconv.FormatFloat(v, 'f', -1, 64))
	case json.Number:
		return f.canonicalJSON(v.String())
	}
	return "", ErrInvalid
}

// canonicalJSON is canonical for what is canonical already and for a JSON number, whose point is never one of thousands.
func (f Field) canonicalJSON(v string) (string, error) {
	if f.Type == TypeNumber {
		v = unambiguous(v)
	}
	return f.canonical(v)
}

// unambiguous writes a canonical number so that nobody takes it for a larger one: 1.234 could be read as a thousand and more, 1.2340
// cannot.
func unambiguous(number string) string {
	if oneGroup.MatchString(number) {
		return number + "0"
	}
	return number
}

var (
	plainNumber   = regexp.MustCompile(`^-?\d{1,15}([.,]\d{1,6})?$`)
	groupedNumber = regexp.MustCompile(`^-?\d{1,3}(\.\d{3}){2,}(,\d{1,6})?$|^-?\d{1,3}(,\d{3}){2,}(\.\d{1,6})?$|^-?\d{1,3}\.\d{3},\d{1,6}$|^-?\d{1,3},\d{3}\.\d{1,6}$`)
	oneGroup      = regexp.MustCompile(`^-?[1-9]\d{0,2}[.,]\d{3}$`)
)

func canonicalNumber(raw string) (string, error) {
	raw = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(raw, "Rp."), "Rp"))
	switch {
	case oneGroup.MatchString(raw):
		return "", ErrNumberAmbiguous
	case groupedNumber.MatchString(raw):
		last := strings.LastIndexAny(raw, ".,")
		if strings.Count(raw, raw[last:last+1]) > 1 { // only separators of thousands
			raw = strings.ReplaceAll(raw, raw[last:last+1], "")
		} else {
			raw = strings.NewReplacer(".", "", ",", "").Replace(raw[:last]) + "." + raw[last+1:]
		}
	case plainNumber.MatchString(raw):
		raw = strings.Replace(raw, ",", ".", 1)
	default:
		return "", ErrNumber
	}
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return "", ErrNumber
	}
	return strconv.FormatFloat(n, 'f', -1, 64), nil
}

var dateForms = [...]string{"2006-01-02", "02/01/2006", "2/1/2006", "02-01-2006", "2-1-2006", "02.01.2006", "2006/01/02", "2006-01-02 15:04:05", time.RFC3339}

// canonicalDate reads a date; where the order could be doubted the day comes first, as everywhere in Indonesia.
func canonicalDate(raw string) (string, error) {
	for _, form := range dateForms {
		if t, err := time.Parse(form, raw); err == nil && t.Year() >= 1800 && t.Year() <= 2200 {
			return t.Format(time.DateOnly), nil
		}
	}
	return "", ErrDate
}

func canonicalYesNo(raw string) (string, error) {
	switch strings.ToLower(raw) {
	case "ya", "y", "yes", "true", "1", "benar", "iya":
		return "true", nil
	case "tidak", "tdk", "n", "no", "false", "0", "salah", "bukan":
		return "false", nil
	}
	return "", ErrYesNo
}

// cleanText takes out what nobody can see: control characters, and space at the ends and in rows. Letters and their accents become one.
func cleanText(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || r == '\ufeff':
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

func cleanName(raw string) (string, error) {
	name := cleanText(raw)
	if utf8.RuneCountInString(name) > maxName {
		return "", ErrNameLong
	}
	return name, nil
}

var emailForm = regexp.MustCompile(`^[^\s@<>"',;:()\[\]\\]+@[^\s@<>"',;:()\[\]\\]+\.[^\s@<>"',;:()\[\]\\]{2,}$`)

func cleanEmail(raw string) (string, error) {
	email := cleanText(raw)
	if email == "" {
		return "", nil
	}
	if len(email) > 254 || !emailForm.MatchString(email) {
		return "", ErrEmail
	}
	return strings.ToLower(email), nil
}

// nameKey is what names are sorted by.
func nameKey(name string) string { return strings.ToLower(name) }

// shown is the value as a template says it to a person.
func (f Field) shown(v string) string {
	switch f.Type {
	case TypeDate:
		if t, err := time.Parse(time.DateOnly, v); err == nil {
			return fmt.Sprintf("%02d/%02d/%04d", t.Day(), t.Month(), t.Year())
		}
	case TypeYesNo:
		if v == "true" {
			return "Ya"
		}
		return "Tidak"
	}
	return v
}
