package crypt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/kelolapesan/kelola/internal/secret"
)

func TestBox_sealedValuesOpenOnlyWhereTheyBelong(t *testing.T) {
	t.Parallel()
	b := New(secret.NewKey())
	sealed, err := b.Seal("token", []byte("words"), []byte("row 1"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.Open("token", sealed, []byte("row 1")); err != nil || string(got) != "words" {
		t.Fatalf("%q, %v", got, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another place":   func() ([]byte, error) { return b.Open("token", sealed, []byte("row 2")) },
		"another purpose": func() ([]byte, error) { return b.Open("raw", sealed, []byte("row 1")) },
		"another key":     func() ([]byte, error) { return New(secret.NewKey()).Open("token", sealed, []byte("row 1")) },
		"changed":         func() ([]byte, error) { return b.Open("token", changed, []byte("row 1")) },
		"empty":           func() ([]byte, error) { return b.Open("token", nil, []byte("row 1")) },
	} {
		if _, err := open(); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	again, err := b.Seal("token", []byte("words"), []byte("row 1"))
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("sealing twice gives the same bytes (%v)", err)
	}
}

func TestBox_keyedHash(t *testing.T) {
	t.Parallel()
	key := secret.NewKey()
	a := New(key).KeyedHash("suppression", []byte("+62812"))
	if !bytes.Equal(a, New(key).KeyedHash("suppression", []byte("+62812"))) {
		t.Error("not stable")
	}
	if bytes.Equal(a, New(key).KeyedHash("other", []byte("+62812"))) || bytes.Equal(a, New(secret.NewKey()).KeyedHash("suppression", []byte("+62812"))) {
		t.Error("the same for another purpose or key")
	}
}

func TestBox_streams(t *testing.T) {
	t.Parallel()
	b := New(secret.NewKey())
	plain := bytes.Repeat([]byte("0123456789"), 30_000)
	var sealed bytes.Buffer
	w, err := b.SealTo("attachment", &sealed, []byte("id"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	read := func(b *Box, from []byte, place string) ([]byte, error) {
		r, err := b.OpenFrom("attachment", bytes.NewReader(from), []byte(place))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
	if got, err := read(b, sealed.Bytes(), "id"); err != nil || !bytes.Equal(got, plain) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	for name, try := range map[string]func() ([]byte, error){
		"cut":           func() ([]byte, error) { return read(b, sealed.Bytes()[:sealed.Len()-70_000], "id") },
		"another place": func() ([]byte, error) { return read(b, sealed.Bytes(), "other") },
		"another key":   func() ([]byte, error) { return read(New(secret.NewKey()), sealed.Bytes(), "id") },
	} {
		if _, err := try(); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A disk or network that fails has not changed the stream.
	for _, n := range []int{0, 10, 100_000} {
		broken := io.MultiReader(bytes.NewReader(sealed.Bytes()[:n]), iotest.ErrReader(io.ErrUnexpectedEOF))
		r, err := b.OpenFrom("attachment", broken, []byte("id"))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrOpen) {
			t.Errorf("a source that fails after %d bytes: %v", n, err)
		}
	}
}

func TestRing_changeOfTheInstanceKey(t *testing.T) {
	t.Parallel()
	old, next, data := secret.NewKey(), secret.NewKey(), secret.NewKey()
	wrapped, err := NewRing(old).Wrap(data, "ws")
	if err != nil {
		t.Fatal(err)
	}
	got, stale, err := NewRing(next, old).Unwrap(wrapped, "ws")
	if err != nil || !stale || !got.Equal(data) {
		t.Errorf("stale %v, %v", stale, err)
	}
	if _, _, err := NewRing(next, old).Unwrap(wrapped, "another"); !errors.Is(err, ErrOpen) {
		t.Errorf("for another owner: %v", err)
	}
	if _, _, err := NewRing(next).Unwrap(wrapped, "ws"); !errors.Is(err, ErrOpen) {
		t.Errorf("without the old key: %v", err)
	}
}

func TestSecrets_areNotPrinted(t *testing.T) {
	t.Parallel()
	key := secret.NewKey()
	b := New(key)
	for _, s := range []string{fmt.Sprint(b), fmt.Sprintf("%+v %#v", b, b), fmt.Sprint(key), fmt.Sprintf("%+v %#v", key, key)} {
		if strings.Contains(s, key.Hex()[:8]) || strings.Contains(s, fmt.Sprint(key.Bytes()[0])+" "+fmt.Sprint(key.Bytes()[1])) {
			t.Errorf("printed: %s", s)
		}
	}
}

func TestFingerprint_namesAKeyAndIsNoPartOfIt(t *testing.T) {
	t.Parallel()
	key := secret.NewKey()
	got := Fingerprint(key)
	if len(got) != 16 || got != Fingerprint(key) || got == Fingerprint(secret.NewKey()) || strings.Contains(key.Hex(), got) {
		t.Errorf("fingerprint %s", got)
	}
}
