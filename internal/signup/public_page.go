package signup

import (
	"net/url"
	"slices"
	"strings"

	"github.com/kelolapesan/kelola/internal/contact"
	"github.com/kelolapesan/kelola/internal/fault"
	"github.com/kelolapesan/kelola/internal/phone"
)

// pageView is what the template sees. Step is form, done or note.
type pageView struct {
	Lang, Style, Self, Step string
	Words                   wording
	Business                string
	Title, Text             string
	OwnLang                 string // of what the business wrote

	Name, Phone, Email input
	AskEmail           bool
	Fields             []input
	Agree              []tick
	AgreeError         string
	Failed             []link // what is wrong, with where

	Code, Message, ChatURL, Number string
	QR                             string
	QRSize                         int

	from string
}

// Other is the language the reader can change to.
func (v *pageView) Other() string {
	if v.Lang == "en" {
		return "id"
	}
	return "en"
}

// Paragraphs splits a text where a line is empty.
func (v *pageView) Paragraphs() []string {
	return slices.DeleteFunc(strings.Split(v.Text, "\n\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
}

// input is one thing to fill in. Kind is the type of an input, or select.
type input struct {
	ID, Name, Label, Kind, Value, Error string
	Options                             []option
}

type option struct{ Value, Label string }

type tick struct {
	ID, Name, Purpose, Wording string
	On                         bool
}

type link struct{ To, Text string }

// opened puts a form on the page, empty and with nothing ticked.
func (v *pageView) opened(at *visit) {
	if at.form.ID.IsZero() {
		return
	}
	page := &at.form.Page
	v.Step, v.Business, v.Title, v.Text, v.OwnLang = "form", at.business, page.Title, page.Text, at.language
	v.Name = input{ID: "name", Name: "name", Label: v.Words.Name, Kind: "text"}
	v.Phone = input{ID: "phone", Name: "phone", Label: v.Words.Phone, Kind: "tel"}
	v.Email = input{ID: "email", Name: "email", Label: v.Words.Email, Kind: "email"}
	v.AskEmail = page.Email
	for _, f := range at.fields {
		v.Fields = append(v.Fields, v.field(f))
	}
	for _, a := range page.Asks {
		v.Agree = append(v.Agree, tick{
			ID: "agree-" + string(a.Purpose), Name: "agree." + string(a.Purpose), Purpose: v.Words.Purposes[a.Purpose], Wording: a.Wording,
		})
	}
}

func (v *pageView) field(f contact.Field) input {
	in := input{ID: "field-" + f.Key, Name: "field." + f.Key, Label: f.Label, Kind: "text"}
	switch f.Type {
	case contact.TypeDate:
		in.Kind = "date"
	case contact.TypeNumber:
		in.Kind = "number"
	case contact.TypeURL:
		in.Kind = "url"
	case contact.TypeYesNo:
		in.Kind, in.Options = "select", []option{{"true", v.Words.Yes}, {"false", v.Words.No}}
	case contact.TypeList:
		in.Kind = "select"
		for _, o := range f.Options {
			in.Options = append(in.Options, option{o, o})
		}
	}
	return in
}

// fill gives back what was sent.
func (v *pageView) fill(at *visit, sent url.Values) {
	for _, in := range v.inputs() {
		in.Value = sent.Get(in.Name)
	}
	for i := range v.Agree {
		v.Agree[i].On = sent.Get(v.Agree[i].Name) != ""
	}
	if n, err := phone.Parse(sent.Get("phone"), at.country); err == nil {
		v.Number = n.Display()
	}
}

func (v *pageView) inputs() []*input {
	list := []*input{&v.Name, &v.Phone, &v.Email}
	for i := range v.Fields {
		list = append(list, &v.Fields[i])
	}
	return list
}

// wrong says at each place what is wrong there, and lists it above the form.
func (v *pageView) wrong(f *fault.Error) {
	said := map[string]string{}
	for _, x := range f.Fields {
		said[strings.Replace(x.Name, "fields.", "field.", 1)] = v.Words.problem(x.Code)
	}
	for _, in := range v.inputs() {
		if in.Error = said[in.Name]; in.Error != "" {
			v.Failed = append(v.Failed, link{"#" + in.ID, in.Label + ": " + in.Error})
		}
	}
	if v.AgreeError = said["agree"]; v.AgreeError != "" && len(v.Agree) > 0 {
		v.Failed = append(v.Failed, link{"#" + v.Agree[0].ID, v.AgreeError})
	}
}

// done shows how to confirm.
func (v *pageView) done(at *visit, code string) error {
	v.Step, v.Text = "done", at.form.Page.Thanks
	v.Code, v.Message = code, keyword+" "+code
	v.ChatURL = chatLink(at.number, v.Message)
	m, err := newMatrix(v.ChatURL)
	if err != nil {
		return err
	}
	v.QR, v.QRSize = m.path(), m.size
	return nil
}

// wrapped is an input with what stands around it.
type wrapped struct {
	In                     input
	Auto                   string // what a browser may fill in by itself
	Required               bool
	Hint, Optional, Choose string
}

// Wrap puts an input together with what stands around it.
func (v *pageView) Wrap(in input, auto string, required bool, hint string) wrapped {
	return wrapped{In: in, Auto: auto, Required: required, Hint: hint, Optional: v.Words.Optional, Choose: v.Words.Choose}
}

// Described names the texts that describe an input.
func (w wrapped) Described() string {
	var ids []string
	if w.In.Error != "" {
		ids = append(ids, w.In.ID+"-error")
	}
	if w.Hint != "" {
		ids = append(ids, w.In.ID+"-hint")
	}
	return strings.Join(ids, " ")
}
