package residue

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSearch_findsEveryForm writes a text and a number as programs write them, made by other means than the search, and looks for each.
func TestSearch_findsEveryForm(t *testing.T) {
	t.Parallel()
	text, number := newCanary("a text"), newNumber("a number")
	national := number.text[2:]
	sum := sha256.Sum256([]byte(text.text))
	var wide []byte
	for _, c := range []byte(text.text) {
		wide = append(wide, c, 0)
	}
	for name, written := range map[string]string{
		"as it is": text.text, "small": strings.ToLower(text.text), "large": strings.ToUpper(text.text),
		"UTF-16LE": string(wide), "UTF-16BE": "\x00" + string(wide[:len(wide)-1]),
		"base64": base64.StdEncoding.EncodeToString([]byte(text.text)), "base64, one further": base64.StdEncoding.EncodeToString([]byte("{" + text.text + "}")),
		"base64, two further": base64.URLEncoding.EncodeToString([]byte(`{"` + text.text + `"}`)),
		"hex":                 hex.EncodeToString([]byte(text.text)), "hash": string(sum[:]), "hash in hex": hex.EncodeToString(sum[:]),
		"URL": "name=" + strings.ReplaceAll(fmt.Sprintf("% X", text.text), " ", "%"), "end of a word": text.text[8:],
		"+62": "+62" + national, "62": "62" + national, "08": "0" + national, "+62 in a URL": url.QueryEscape("+62" + national),
		"grouped": "+62 " + national[:3] + "-" + national[3:7] + "-" + national[7:], "08 in base64": base64.StdEncoding.EncodeToString([]byte("0" + national)),
	} {
		if name == "URL" {
			written = "name=%" + strings.TrimPrefix(written, "name=")
		}
		found := hits{}
		newSearch(text, number).reader(t, found, "here", strings.NewReader("before "+written+" after"))
		if len(found) != 1 {
			t.Errorf("%s: %q is not found", name, written)
		}
	}
}

// TestSearch_findsWhatLiesOverABorder puts a text at every offset around the end of the first piece that is read, and into the name of a file.
func TestSearch_findsWhatLiesOverABorder(t *testing.T) {
	t.Parallel()
	c := newCanary("a text")
	s := newSearch(c)
	for at := 4<<20 - 25; at < 4<<20+5; at++ {
		found := hits{}
		s.reader(t, found, "here", bytes.NewReader(append(make([]byte, at), c.text+"and more"...)))
		if len(found) != 1 {
			t.Fatalf("it is not found at %d", at)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, c.text), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	found := hits{}
	if s.folder(t, found, dir); len(found) != 1 {
		t.Error("the name of a file is not looked at")
	}
}
