package secret

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecrets_areNeverPrinted(t *testing.T) {
	t.Parallel()
	type holder struct {
		Token String
		Key   Key
	}
	key, err := KeyFrom([]byte("hunter2-hunter2-hunter2-hunter2-"))
	if err != nil {
		t.Fatal(err)
	}
	h := holder{Token: New("hunter2"), Key: key}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", h.Token, "key", h.Key, "both", h)
	js, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		fmt.Sprint(h.Token, h.Key), fmt.Sprintf("%s %v %+v %#v", h, h, h, h), fmt.Sprintf("%q %x", h.Token, h.Token), log.String(), string(js),
	} {
		for _, leak := range []string{"hunter2", "68756e746572", "104 117 110"} {
			if strings.Contains(s, leak) {
				t.Errorf("%s holds the secret", s)
			}
		}
	}
	if h.Token.Reveal() != "hunter2" || !h.Token.Equal(New("hunter2")) || h.Token.Equal(New("x")) {
		t.Error("Reveal or Equal")
	}
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	k := NewKey()
	for _, s := range []string{k.Hex(), " " + k.Hex() + "\n", base64.StdEncoding.EncodeToString(k.Bytes()), base64.RawURLEncoding.EncodeToString(k.Bytes())} {
		if got, err := ParseKey(s); err != nil || !got.Equal(k) {
			t.Errorf("%d characters: %v", len(s), err)
		}
	}
	for _, s := range []string{"", "abc", k.Hex()[:62], strings.Repeat("z", 64)} {
		if _, err := ParseKey(s); err == nil {
			t.Errorf("%q was accepted", s)
		}
	}
}
