package certificate

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	unescape "html"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/kelolapesan/kelola/internal/canon"
)

// sampleDoc is the document that docs/certificate.md speaks of.
func sampleDoc(t *testing.T) []byte {
	t.Helper()
	doc, err := os.ReadFile("testdata/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestWords_bothLanguagesHaveTheSame(t *testing.T) {
	t.Parallel()
	if !slices.Equal(slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(indonesian))) {
		t.Error("the languages have other keys")
	}
	for key, words := range english {
		if strings.TrimSpace(words) == "" || strings.TrimSpace(indonesian[key]) == "" {
			t.Errorf("%s has no words", key)
		}
	}
	for _, c := range append(NotCovered(true), NotCovered(false)...) {
		if _, ok := english["uncovered."+string(c)]; !ok {
			t.Errorf("%s has no words", c)
		}
	}
	for _, postgres := range []bool{true, false} {
		if !slices.Contains(NotCovered(postgres), KeyCopies) {
			t.Error("that no backup is left would be said of copies of the keys too")
		}
	}
}

// TestHTML_showsEveryFact looks for each value of the document in the page.
func TestHTML_showsEveryFact(t *testing.T) {
	t.Parallel()
	doc := sampleDoc(t)
	for _, tag := range []string{"id", "en"} {
		var html, text bytes.Buffer
		if err := errors.Join(HTML(&html, doc, tag), Text(&text, doc, tag)); err != nil {
			t.Fatal(err)
		}
		l := languageOf(tag)
		var tree any
		if err := json.Unmarshal(doc, &tree); err != nil {
			t.Fatal(err)
		}
		page := unescape.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html.String(), "\n"))
		walk(tree, "", func(name, value string) {
			for _, shown := range []string{page, text.String()} {
				if !strings.Contains(shown, l.shown(name, value)) {
					t.Errorf("%s: %s %q is not shown", tag, name, value)
				}
			}
		})
	}
}

// shown is how a value of the document appears.
func (l language) shown(name, value string) string {
	families := map[string]string{
		"state": "state", "channel": "channel", "legal_basis": "basis", "what": "what", "result": "result", "place": "place", "reason": "reason",
		"not_covered": "uncovered",
	}
	if words := l.code(families[name], value); words != value {
		return words
	}
	var at canon.Time
	if value != "" && at.UnmarshalJSON([]byte(`"`+value+`"`)) == nil {
		return l.at(at, "none")
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return l.number(n)
	}
	return value
}

func walk(tree any, name string, visit func(name, value string)) {
	switch v := tree.(type) {
	case map[string]any:
		for k, child := range v {
			walk(child, k, visit)
		}
	case []any:
		for _, child := range v {
			walk(child, name, visit)
		}
	case string:
		visit(name, v)
	case float64:
		if name != "stage" {
			visit(name, strconv.FormatInt(int64(v), 10))
		}
	}
}

func TestHTML_isOnePageWithoutScripts(t *testing.T) {
	t.Parallel()
	var html bytes.Buffer
	if err := HTML(&html, sampleDoc(t), "id"); err != nil {
		t.Fatal(err)
	}
	page := html.String()
	for _, bad := range []string{"<script", "javascript:", "onload", "http://", "https://", "<link", "<img", "style=", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindStringSubmatch(page)
	if style == nil {
		t.Fatal("no style")
	}
	sum := sha256.Sum256([]byte(style[1]))
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; StyleHash() != want {
		t.Errorf("StyleHash = %s, want %s", StyleHash(), want)
	}
}

func TestHTML_showsNothingThatIsNotSigned(t *testing.T) {
	t.Parallel()
	doc := bytes.Replace(sampleDoc(t), []byte(`"stage":1`), []byte(`"stage":2`), 1)
	var out bytes.Buffer
	for _, err := range []error{HTML(&out, doc, "id"), Text(&out, doc, "en")} {
		if !errors.Is(err, ErrSignature) || out.Len() > 0 {
			t.Errorf("%v, %d bytes", err, out.Len())
		}
	}
}

func TestLanguage_numbersAndEmptySections(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1.000", 1_234_567: "1.234.567"} {
		if got := languageOf("id").number(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
	var c Certificate
	if err := json.Unmarshal(member(t, sampleDoc(t)), &c); err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))
	c.Stage, c.Scope = Complete, Scope{Whole: true, Cutoff: c.Scope.Cutoff}
	c.Tables, c.Keys, c.Revocations, c.Controls, c.Scans, c.Backups, c.Refusals, c.Operators = nil, nil, nil, nil, nil, nil, nil, nil
	s, err := Sign(c, key)
	if err != nil {
		t.Fatal(err)
	}
	var html, text bytes.Buffer
	if err := errors.Join(HTML(&html, s.Document, "en"), Text(&text, s.Document, "en")); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(html.String(), "<p>None.</p>"); n != 8 || strings.Count(text.String(), "  None.\n") != 8 {
		t.Errorf("%d empty sections are said", n)
	}
	if !strings.Contains(html.String(), "The whole workspace") || !strings.Contains(text.String(), "2 of 2") {
		t.Errorf("%s", text.String())
	}
}

func member(t *testing.T, doc []byte) json.RawMessage {
	t.Helper()
	var d struct {
		Certificate json.RawMessage `json:"certificate"`
	}
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatal(err)
	}
	return d.Certificate
}
