// Package canon owns the one byte form of a JSON document that is hashed or signed, and the strict reading of it.
//
// The form is that of RFC 8785 (JCS) with whole numbers only: members sorted by name, no whitespace, UTF-8, nothing escaped that
// need not be. docs/certificate.md writes it down for those who check with other tools.
package canon

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Faults of documents; callers wrap them in their own.
var (
	ErrNumber = errors.New("canon: a number is not whole, or larger than 2^53-1")
	ErrText   = errors.New("canon: a text is not UTF-8, or the name of a member is not ASCII")
	ErrForm   = errors.New("canon: not in canonical form")
)

// largest is what every reader of JSON can hold exactly.
const largest = 1<<53 - 1

// Marshal writes v in canonical form. It fails with ErrNumber or ErrText.
func Marshal(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := write(&b, tree); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Unmarshal reads data into v, which points to a zero value, and accepts nothing but the bytes Marshal makes of the result: no
// unknown, missing or repeated member, no other spelling. It fails with ErrForm.
func Unmarshal(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows the document", ErrForm)
	}
	again, err := Marshal(v)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	if !bytes.Equal(again, data) {
		return ErrForm
	}
	return nil
}

func write(b *bytes.Buffer, tree any) error {
	switch v := tree.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil || n > largest || n < -largest {
			return ErrNumber
		}
		b.WriteString(strconv.FormatInt(n, 10))
	case string:
		return writeText(b, v)
	case []any:
		return writeList(b, v)
	case map[string]any:
		return writeObject(b, v)
	}
	return nil
}

func writeList(b *bytes.Buffer, list []any) error {
	b.WriteByte('[')
	for i, v := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := write(b, v); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func writeObject(b *bytes.Buffer, object map[string]any) error {
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(object)) {
		if i > 0 {
			b.WriteByte(',')
		}
		if !ascii(name) { // else the order of bytes would not be that of UTF-16
			return ErrText
		}
		if err := writeText(b, name); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := write(b, object[name]); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func ascii(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(c byte) bool { return c >= utf8.RuneSelf })
}

// short are the control characters with an escape of two characters.
const short = "\b\t\n\f\r"

func writeText(b *bytes.Buffer, s string) error {
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == utf8.RuneError: // what encoding/json makes of bytes that are no UTF-8
			return ErrText
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r >= ' ':
			b.WriteRune(r)
		default:
			if i := bytes.IndexByte([]byte(short), byte(r)); i >= 0 {
				b.WriteByte('\\')
				b.WriteByte("btnfr"[i])
				continue
			}
			fmt.Fprintf(b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return nil
}
