package channel

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Category of a template that can be written here. Templates for codes (AUTHENTICATION) have a text of the network's own.
const (
	CategoryMarketing = "MARKETING"
	CategoryUtility   = "UTILITY"
)

// The kinds of headers of a template.
const (
	HeaderNone     = "none"
	HeaderText     = "text"
	HeaderImage    = "image"
	HeaderVideo    = "video"
	HeaderDocument = "document"
)

// The kinds of buttons of a template.
const (
	ButtonReply = "quick_reply"
	ButtonURL   = "url"
	ButtonPhone = "phone_number"
	ButtonCode  = "copy_code"
)

// TemplateForm is a template as a person writes it, before the network approves it.
type TemplateForm struct {
	Name     string
	Language string
	Category string
	Header   FormHeader
	Body     string
	Examples map[string]string // of the variables of the body, by key: 1 or first_name
	Footer   string
	Buttons  []FormButton
}

// FormHeader is the header of a template: nothing, a text with at most one variable, or a file.
type FormHeader struct {
	Format     string
	Text       string
	Example    string // of the variable of the text
	Attachment string // id of the file that is shown as the example
}

// FormButton is a button of a template. Text is what it says, except on a button that copies a code.
type FormButton struct {
	Type    string
	Text    string
	URL     string
	Example string // of the variable at the end of URL; the code of a copy_code
	Phone   string
}

// Clean takes away what means nothing: spaces around texts, spaces inside {{ 1 }}, examples of variables that are gone, and
// whatever the kind of a header or button does not have.
func (f TemplateForm) Clean() TemplateForm {
	f.Name, f.Language = strings.TrimSpace(f.Name), strings.TrimSpace(f.Language)
	f.Category = strings.ToUpper(strings.TrimSpace(f.Category))
	f.Body, f.Footer = tidy(f.Body), strings.TrimSpace(f.Footer)
	f.Header = f.Header.clean()
	kept := map[string]string{}
	for _, key := range placesOf(f.Body) {
		if example := strings.TrimSpace(f.Examples[key]); example != "" {
			kept[key] = example
		}
	}
	f.Examples = kept
	buttons := make([]FormButton, 0, len(f.Buttons))
	for _, b := range f.Buttons {
		buttons = append(buttons, b.clean())
	}
	f.Buttons = buttons
	return f
}

func tidy(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	return place.ReplaceAllString(text, "{{$1}}")
}

func (h FormHeader) clean() FormHeader {
	switch h.Format {
	case "", HeaderNone:
		return FormHeader{Format: HeaderNone}
	case HeaderText:
		out := FormHeader{Format: HeaderText, Text: tidy(h.Text)}
		if place.MatchString(out.Text) {
			out.Example = strings.TrimSpace(h.Example)
		}
		return out
	default:
		return FormHeader{Format: h.Format, Attachment: h.Attachment}
	}
}

func (b FormButton) clean() FormButton {
	out := FormButton{Type: b.Type, Text: strings.TrimSpace(b.Text)}
	switch b.Type {
	case ButtonURL:
		out.URL = tidy(b.URL)
		if place.MatchString(out.URL) {
			out.Example = strings.TrimSpace(b.Example)
		}
	case ButtonPhone:
		out.Phone = strings.TrimSpace(b.Phone)
	case ButtonCode:
		out.Text, out.Example = "", strings.TrimSpace(b.Example)
	}
	return out
}

// Places lists the variables of header and body, each in the order they appear.
func (f TemplateForm) Places() (header, body []string) {
	return appearing(f.Header.Text), appearing(f.Body)
}

// Named reports whether the variables have names instead of numbers.
func (f TemplateForm) Named() bool {
	header, body := f.Places()
	return slices.ContainsFunc(slices.Concat(header, body), func(key string) bool { return !isNumber(key) })
}

// ParameterFormat is the network's word for how variables are written.
func (f TemplateForm) ParameterFormat() string {
	if f.Named() {
		return "NAMED"
	}
	return "POSITIONAL"
}

func isNumber(key string) bool {
	_, err := strconv.Atoi(key)
	return err == nil
}

// appearing lists the places of a text in the order they appear, each once.
func appearing(text string) []string {
	var keys []string
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(keys, m[1]) {
			keys = append(keys, m[1])
		}
	}
	return keys
}

// Form reads a template back as a person would write it. The file of a header is the one it was made with here, if any.
func (m MessageTemplate) Form() TemplateForm {
	p := m.parts()
	f := TemplateForm{
		Name: m.Name, Language: m.Language, Category: m.Category, Body: p.body.Text, Footer: p.footer.Text,
		Header: FormHeader{Format: HeaderNone}, Examples: map[string]string{}, Buttons: []FormButton{},
	}
	switch format := strings.ToLower(p.header.Format); {
	case format == "" && p.header.Text == "":
	case format == "" || format == HeaderText:
		f.Header = FormHeader{Format: HeaderText, Text: p.header.Text}
	default:
		f.Header = FormHeader{Format: format, Attachment: m.Attachment}
	}
	for _, v := range m.Variables() {
		switch {
		case v.Component == "body":
			f.Examples[v.Key] = v.Example
		case v.Component == "header" && v.Type == "text":
			f.Header.Example = v.Example
		}
	}
	for _, b := range p.buttons {
		f.Buttons = append(f.Buttons, FormButton{
			Type: strings.ToLower(b.Type), Text: b.Text, URL: b.URL, Phone: b.Phone, Example: firstText(b.Example),
		}.clean())
	}
	maps.DeleteFunc(f.Examples, func(_, example string) bool { return example == "" })
	return f
}

// Writable reports whether a template consists only of parts that can be written here.
func (m MessageTemplate) Writable() bool {
	p := m.parts()
	if !p.supported || m.Category != CategoryMarketing && m.Category != CategoryUtility {
		return false
	}
	switch strings.ToLower(p.header.Format) {
	case "", HeaderText, HeaderImage, HeaderVideo, HeaderDocument:
	default:
		return false
	}
	return !slices.ContainsFunc(p.buttons, func(b templateButton) bool { return strings.EqualFold(b.Type, "OTP") })
}

// marshal is for values that always have a JSON form.
func marshal(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}
