package blast

import (
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
)

// renderer makes the message of one recipient after another. Everything that is the same for all is worked out once.
type renderer struct {
	policy Policy
	text   Text // kind text
	places []slot
	base   channel.Template // composed with marks where values go
	body   []string         // literal pieces and marks in turn
	marks  map[string]int   // mark to index of a place
	keyed  bool             // values of the contact are needed
}

// slot is a place of a template and the text that goes there.
type slot struct {
	name string
	text Text
}

// rendered is what one recipient gets.
type rendered struct {
	content channel.Content
	preview string
	missing []string // variables without a value
	skip    bool     // the policy says not to send
	wait    bool     // the policy says to wait for a value
}

// mark stands for the value of a place. The character is refused in messages, so no text contains a mark.
func mark(i int) string { return "\x01" + string(rune('A'+i)) + "\x01" }

// newRenderer reads a message. Without a template it checks the syntax only. It fails with ErrTemplateSyntax, with the field.
func newRenderer(m Message, p Policy, t *channel.MessageTemplate) (*renderer, error) {
	r := &renderer{policy: p, marks: map[string]int{}}
	var err error
	if m.Kind == KindText {
		if r.text, err = ParseText(clean(m.Text)); err != nil {
			return nil, ErrTemplateSyntax.WithField("message.text", ErrTemplateSyntax.Code, ErrTemplateSyntax.Detail)
		}
		r.keyed = len(r.text.Keys()) > 0
		return r, nil
	}
	texts := map[string]Text{}
	for name, s := range m.Variables {
		if texts[name], err = ParseText(clean(s)); err != nil {
			return nil, ErrTemplateSyntax.WithField("message.variables."+name, ErrTemplateSyntax.Code, ErrTemplateSyntax.Detail)
		}
	}
	if t != nil {
		r.compose(t, texts)
	}
	return r, nil
}

// clean takes away what no message may contain.
func clean(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == '\uFFFD' {
			return -1
		}
		return c
	}, s)
}

func (r *renderer) compose(t *channel.MessageTemplate, texts map[string]Text) {
	values := map[string]string{}
	for _, v := range t.Variables() {
		text, ok := texts[v.Name()]
		if !ok {
			continue
		}
		if len(text.Keys()) == 0 || !inText(v.Type) {
			values[v.Name()], _, _ = text.Expand(nil)
			if inText(v.Type) {
				values[v.Name()] = paramText(values[v.Name()])
			}
			continue
		}
		m := mark(len(r.places))
		r.marks[m] = len(r.places)
		r.places = append(r.places, slot{name: v.Name(), text: text})
		values[v.Name()] = m
	}
	r.base, _ = t.Compose(values)
	r.keyed = len(r.places) > 0
	r.body = split(t.Render(values).Body)
}

// inText says whether a value of this type is a text that may differ from person to person.
func inText(kind string) bool {
	return kind == "text" || kind == "url" || kind == "quick_reply" || kind == "copy_code"
}

// split cuts a text at its marks; marks are pieces of their own.
func split(s string) []string {
	var out []string
	for s != "" {
		i := strings.IndexByte(s, 1)
		if i < 0 || len(s) < i+3 {
			return append(out, s)
		}
		j := i + 1 + strings.IndexByte(s[i+1:], 1) + 1
		if j <= i+1 {
			return append(out, s)
		}
		if i > 0 {
			out = append(out, s[:i])
		}
		out = append(out, s[i:j])
		s = s[j:]
	}
	return out
}

// render makes the message of a contact with these values.
func (r *renderer) render(values map[string]string) rendered {
	if len(r.places) == 0 {
		return r.plain(values)
	}
	filled := make([]string, len(r.places))
	var out rendered
	usable := true
	for i, p := range r.places {
		s, missing, ok := p.text.Expand(values)
		filled[i] = paramText(clean(s))
		for _, k := range missing {
			if !slices.Contains(out.missing, k) {
				out.missing = append(out.missing, k)
			}
		}
		if !ok || filled[i] == "" { // the network refuses an empty value
			usable = false
		}
	}
	out.decide(r.policy, usable)
	t := r.base
	t.Header = r.params(t.Header, filled)
	t.Body = r.params(t.Body, filled)
	t.Buttons = r.buttons(t.Buttons, filled)
	out.content = channel.Content{Type: channel.TypeTemplate, Template: &t}
	var b strings.Builder
	for _, piece := range r.body {
		if i, ok := r.marks[piece]; ok {
			piece = filled[i]
		}
		b.WriteString(piece)
	}
	out.preview = b.String()
	return out
}

// plain renders a text, or a template that is the same for everyone.
func (r *renderer) plain(values map[string]string) rendered {
	var out rendered
	if r.base.Name != "" {
		t := r.base
		out.content = channel.Content{Type: channel.TypeTemplate, Template: &t}
		out.preview = strings.Join(r.body, "")
		return out
	}
	s, missing, usable := r.text.Expand(values)
	s = clean(s)
	out.missing = missing
	out.decide(r.policy, usable && strings.TrimSpace(s) != "")
	out.content = channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: s}}
	out.preview = s
	return out
}

// decide applies the policy to missing values.
func (o *rendered) decide(p Policy, usable bool) {
	lacking := len(o.missing) > 0 || !usable
	switch p {
	case PolicyHold:
		o.wait = lacking
	case PolicySkip:
		o.skip = lacking
	default:
		o.skip = !usable
	}
}

func (r *renderer) params(in []channel.Param, filled []string) []channel.Param {
	if len(in) == 0 {
		return nil
	}
	out := slices.Clone(in)
	for i := range out {
		if n, ok := r.marks[out[i].Text]; ok {
			out[i].Text = filled[n]
		}
	}
	return out
}

func (r *renderer) buttons(in []channel.ButtonParam, filled []string) []channel.ButtonParam {
	if len(in) == 0 {
		return nil
	}
	out := slices.Clone(in)
	for i := range out {
		if n, ok := r.marks[out[i].Value]; ok {
			out[i].Value = filled[n]
		}
	}
	return out
}

// values returns what goes to each place, for showing a template as a whole.
func (r *renderer) values(m Message, contact map[string]string) map[string]string {
	out := map[string]string{}
	for name, s := range m.Variables {
		if text, err := ParseText(clean(s)); err == nil {
			v, _, _ := text.Expand(contact)
			out[name] = paramText(v)
		}
	}
	return out
}
