package channel

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/fault"
)

// Limits of a template, in characters and pieces (Meta docs, message templates and template components, read 2026-11).
const (
	maxTemplateName   = 512
	maxTemplateHeader = 60
	maxTemplateBody   = 1024
	maxTemplateFooter = 60
	maxTemplateButton = 25
	maxTemplateURL    = 2000
	maxTemplatePhone  = 20
	maxTemplateCode   = 15
	maxButtons        = 10
	maxURLButtons     = 2
	maxExample        = 200
)

var (
	templateName     = regexp.MustCompile(`^[a-z0-9_]+$`)
	templateLanguage = regexp.MustCompile(`^[a-z]{2,3}(_[A-Z]{2,3})?$`)
	templateKey      = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	templatePhone    = regexp.MustCompile(`^\+?[0-9][0-9 ()-]{4,}$`)
)

// ErrTemplateInvalid is returned with a field for everything that is wrong with a form.
var ErrTemplateInvalid = fault.New(fault.Invalid, "template.invalid", "Some details of the template are missing or wrong.")

// findings collects what is wrong with a form.
type findings struct{ err *fault.Error }

func (l *findings) add(field, code, detail string) {
	if l.err == nil {
		l.err = ErrTemplateInvalid
	}
	l.err = l.err.WithField(field, code, detail)
}

func (l *findings) error() error {
	if l.err == nil {
		return nil
	}
	return l.err
}

// text checks a text that must be there and is not longer than most characters.
func (l *findings) text(field, text string, most int) bool {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		l.add(field, "template.required", "This is needed.")
	case n > most || !utf8.ValidString(text):
		l.add(field, "template.too_long", "This is longer than the network allows.")
	default:
		return true
	}
	return false
}

// Check mirrors the rules under which the network takes a template, and names every field that breaks one. The form must be clean.
func (f TemplateForm) Check() error {
	var l findings
	if l.text("name", f.Name, maxTemplateName) && !templateName.MatchString(f.Name) {
		l.add("name", "template.name_invalid", "A name consists of small letters, digits and underscores.")
	}
	if !templateLanguage.MatchString(f.Language) {
		l.add("language", "template.language_invalid", "This is not the code of a language.")
	}
	if f.Category != CategoryMarketing && f.Category != CategoryUtility {
		l.add("category", "template.category_invalid", "The category is marketing or utility.")
	}
	f.checkHeader(&l)
	f.checkBody(&l)
	if f.Footer != "" && l.text("footer", f.Footer, maxTemplateFooter) && strings.Contains(f.Footer, "{{") {
		l.add("footer", "template.variable_not_allowed", "A footer has no variables.")
	}
	f.checkButtons(&l)
	return l.error()
}

func (f TemplateForm) checkHeader(l *findings) {
	h := f.Header
	switch h.Format {
	case HeaderNone:
	case HeaderText:
		if !l.text("header.text", h.Text, maxTemplateHeader) {
			return
		}
		if strings.Contains(h.Text, "\n") {
			l.add("header.text", "template.header_lines", "A header has one line.")
		}
		keys := appearing(h.Text)
		if len(keys) > 1 {
			l.add("header.text", "template.header_variables", "A header has at most one variable.")
			return
		}
		if f.checkPlaces(l, "header.text", h.Text) && len(keys) == 1 {
			checkExample(l, "header.example", h.Example)
		}
	case HeaderImage, HeaderVideo, HeaderDocument:
		if h.Attachment == "" {
			l.add("header.attachment_id", "template.example_missing", "A header with a file needs an example.")
		}
	default:
		l.add("header.format", "template.header_invalid", "There is no such kind of header.")
	}
}

// checkBody also counts words: the network refuses a body that is hardly more than its variables (code 2388293; that it wants
// more than two words for each is general knowledge, 2026-11).
func (f TemplateForm) checkBody(l *findings) {
	if !l.text("body", f.Body, maxTemplateBody) {
		return
	}
	keys := appearing(f.Body)
	if !f.checkPlaces(l, "body", f.Body) {
		return
	}
	if strings.HasPrefix(f.Body, "{{") || strings.HasSuffix(f.Body, "}}") {
		l.add("body", "template.variable_at_edge", "The text does not begin or end with a variable.")
	}
	if len(strings.Fields(f.Body)) < len(keys)*2+1 {
		l.add("body", "template.too_many_variables", "There are too many variables for so short a text.")
	}
	for _, key := range keys {
		checkExample(l, "examples."+key, f.Examples[key])
	}
}

// checkPlaces checks how variables are written: numbers in their order from 1, or names, and not both in one template.
func (f TemplateForm) checkPlaces(l *findings, field, text string) bool {
	if rest := place.ReplaceAllString(text, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
		l.add(field, "template.variable_syntax", "A variable is written {{1}} or {{name}}.")
		return false
	}
	named := f.Named()
	for i, key := range appearing(text) {
		switch {
		case isNumber(key) && named:
			l.add(field, "template.variables_mixed", "Variables are all numbers or all names.")
		case isNumber(key) && key != strconv.Itoa(i+1):
			l.add(field, "template.variable_order", "Numbered variables are 1, 2, 3 in this order.")
		case !isNumber(key) && !templateKey.MatchString(key):
			l.add(field, "template.variable_name", "The name of a variable consists of small letters, digits and underscores.")
		default:
			continue
		}
		return false
	}
	return true
}

// checkExample checks the value that stands in for a variable while the network reviews the template.
func checkExample(l *findings, field, example string) {
	switch {
	case example == "":
		l.add(field, "template.example_missing", "Every variable needs an example.")
	case utf8.RuneCountInString(example) > maxExample || strings.ContainsAny(example, "\n\t") || strings.Contains(example, "{{"):
		l.add(field, "template.example_invalid", "An example is one short line without variables.")
	}
}

// checkButtons: ten in all, two addresses, one number and one code at most, replies not between others (Meta docs, template
// components, read 2026-11).
func (f TemplateForm) checkButtons(l *findings) {
	if len(f.Buttons) > maxButtons {
		l.add("buttons", "template.button_count", "A template has at most ten buttons.")
	}
	count, texts := map[string]int{}, []string{}
	groups, last := 0, ""
	for i, b := range f.Buttons {
		at := "buttons[" + strconv.Itoa(i) + "]."
		b.check(l, at)
		count[b.Type]++
		if b.Text != "" && slices.Contains(texts, b.Text) {
			l.add(at+"text", "template.button_repeated", "Two buttons have the same text.")
		}
		texts = append(texts, b.Text)
		if group := map[bool]string{true: "reply", false: "other"}[b.Type == ButtonReply]; group != last {
			groups, last = groups+1, group
		}
	}
	if count[ButtonURL] > maxURLButtons || count[ButtonPhone] > 1 || count[ButtonCode] > 1 {
		l.add("buttons", "template.button_kinds", "A template has at most two links, one phone number and one code.")
	}
	if groups > 2 {
		l.add("buttons", "template.button_order", "Quick replies stand together, before or after the other buttons.")
	}
}

func (b FormButton) check(l *findings, at string) {
	if b.Type != ButtonCode && l.text(at+"text", b.Text, maxTemplateButton) && strings.Contains(b.Text, "{{") {
		l.add(at+"text", "template.variable_not_allowed", "The text of a button has no variables.")
	}
	switch b.Type {
	case ButtonReply:
	case ButtonURL:
		b.checkURL(l, at)
	case ButtonPhone:
		if len(b.Phone) > maxTemplatePhone || !templatePhone.MatchString(b.Phone) {
			l.add(at+"phone", "template.phone_invalid", "This is not a phone number of at most 20 characters.")
		}
	case ButtonCode:
		if l.text(at+"example", b.Example, maxTemplateCode) && strings.ContainsAny(b.Example, " \n\t{}") {
			l.add(at+"example", "template.code_invalid", "A code has no spaces.")
		}
	default:
		l.add(at+"type", "template.button_type", "There is no such kind of button.")
	}
}

// checkURL: the variable of an address is {{1}} and stands at its end (Meta docs, template components, read 2026-11).
func (b FormButton) checkURL(l *findings, at string) {
	if !l.text(at+"url", b.URL, maxTemplateURL) {
		return
	}
	fixed, hasVariable := strings.CutSuffix(b.URL, "{{1}}")
	if strings.Contains(fixed, "{{") || strings.Contains(fixed, "}}") {
		l.add(at+"url", "template.url_variable", "An address has one variable, {{1}}, at its end.")
		return
	}
	u, err := url.Parse(fixed)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(fixed, " \n\t") {
		l.add(at+"url", "template.url_invalid", "This is not a web address.")
		return
	}
	if hasVariable {
		checkExample(l, at+"example", b.Example)
	}
}
