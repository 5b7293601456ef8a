package blast

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseText_Expand(t *testing.T) {
	t.Parallel()
	values := map[string]string{"name": "Siti", "city": "  ", "note": "{{name}} & {{x"}
	for _, tc := range []struct {
		in, want string
		missing  []string
		usable   bool
	}{
		{"Halo", "Halo", nil, true},
		{"", "", nil, true},
		{"Halo {{name}}!", "Halo Siti!", nil, true},
		{"Halo {{ NAME | Kak }}!", "Halo Siti!", nil, true},
		{"di {{city|kota Anda}}.", "di kota Anda.", []string{"city"}, true},
		{"di {{city}}.", "di .", []string{"city"}, false},
		{"{{city|}}{{gone}}", "", []string{"city", "gone"}, false},
		{"{{note}}", "{{name}} & {{x", nil, true},
		{"a } b { c }} d", "a } b { c }} d", nil, true},
	} {
		text, err := ParseText(tc.in)
		if err != nil {
			t.Fatalf("ParseText(%q) = %v", tc.in, err)
		}
		out, missing, usable := text.Expand(values)
		if out != tc.want || usable != tc.usable || !cmp.Equal(missing, tc.missing) {
			t.Errorf("Expand(%q) = %q %v %v, want %q %v %v", tc.in, out, missing, usable, tc.want, tc.missing, tc.usable)
		}
	}
}

func TestParseText_refuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"{{", "{{name", "Halo {{}}", "{{ |x}}", "{{a{{b}}", "{{" + strings.Repeat("k", 65) + "}}", "{{a\nb}}"} {
		if _, err := ParseText(in); err == nil {
			t.Errorf("ParseText(%q) was accepted", in)
		}
	}
}

// Whatever the values are, the literal pieces stay, values appear verbatim, and nothing is expanded twice.
func TestText_Expand_property(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "pieces")
		values := map[string]string{}
		var src, want strings.Builder
		usable := true
		for i := range n {
			lit := strings.ReplaceAll(rapid.String().Draw(t, "literal"), "{", "(")
			src.WriteString(lit)
			want.WriteString(lit)
			key := string(rune('a' + i))
			src.WriteString("{{" + key)
			back := ""
			has := rapid.Bool().Draw(t, "has fallback")
			if has {
				back = rapid.StringMatching(`[a-z ]{0,8}`).Draw(t, "fallback")
				src.WriteString("|" + back)
			}
			src.WriteString("}}")
			v := strings.TrimSpace(rapid.String().Draw(t, "value"))
			values[key] = v
			if v == "" {
				v = strings.TrimSpace(back)
				usable = usable && has
			}
			want.WriteString(v)
		}
		text, err := ParseText(src.String())
		if err != nil {
			t.Fatalf("ParseText(%q) = %v", src.String(), err)
		}
		got, _, ok := text.Expand(values)
		if got != want.String() || ok != usable {
			t.Fatalf("Expand(%q) = %q %v, want %q %v", src.String(), got, ok, want.String(), usable)
		}
	})
}

func FuzzParseText(f *testing.F) {
	for _, s := range []string{"Halo {{name|Kak}}", "{{", "}}{{", "{{a|b|c}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := ParseText(s)
		if err != nil {
			return
		}
		if out, _, _ := text.Expand(nil); !strings.Contains(s, "{{") && out != s {
			t.Fatalf("a text without variables changed: %q to %q", s, out)
		}
		for _, k := range text.Keys() {
			if k == "" || k != strings.ToLower(strings.TrimSpace(k)) {
				t.Fatalf("key %q is not normal", k)
			}
		}
	})
}

func TestParamText(t *testing.T) {
	t.Parallel()
	if got := paramText(" a\n\tb     c "); got != "a b c" {
		t.Fatalf("paramText = %q", got)
	}
}
