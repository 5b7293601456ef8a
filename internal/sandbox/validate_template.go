package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

type templateSend struct {
	Name     string `json:"name"`
	Language *struct {
		Code   string `json:"code"`
		Policy string `json:"policy"`
	} `json:"language"`
	Components []sendComponent `json:"components"`
}

type sendComponent struct {
	Type       string            `json:"type"`
	SubType    string            `json:"sub_type"`
	Index      json.RawMessage   `json:"index"`
	Parameters []sendParameter   `json:"parameters"`
	Cards      []json.RawMessage `json:"cards"`
}

type sendParameter struct {
	Type          string          `json:"type"`
	ParameterName string          `json:"parameter_name"`
	Text          *string         `json:"text"`
	Payload       *string         `json:"payload"`
	CouponCode    *string         `json:"coupon_code"`
	Image         json.RawMessage `json:"image"`
	Video         json.RawMessage `json:"video"`
	Document      json.RawMessage `json:"document"`
	Location      json.RawMessage `json:"location"`
	Currency      *struct {
		Fallback string      `json:"fallback_value"`
		Code     string      `json:"code"`
		Amount   json.Number `json:"amount_1000"`
	} `json:"currency"`
	DateTime *struct {
		Fallback string `json:"fallback_value"`
	} `json:"date_time"`
	Action json.RawMessage `json:"action"`
	Offer  json.RawMessage `json:"limited_time_offer"`
}

func checkTemplate(s *Server, n *number, raw json.RawMessage) (content, *apiError) {
	var m templateSend
	if err := strict(raw, &m, "template"); err != nil {
		return content{}, err
	}
	if m.Name == "" {
		return content{}, missing("template.name")
	}
	if m.Language == nil || m.Language.Code == "" {
		return content{}, missing("template.language.code")
	}
	s.mu.RLock()
	var t *template
	var status, category string
	var sh shape
	for _, have := range n.waba.templates {
		if have.name == m.Name && have.language == m.Language.Code {
			t, status, category, sh = have, have.status, have.category, have.shape
			break
		}
	}
	s.mu.RUnlock()
	switch {
	case t == nil:
		return content{}, coded(132001, "template name (%s) does not exist in %s", m.Name, m.Language.Code)
	case status == "PAUSED":
		return content{}, coded(132015, "template %s is paused because of low quality", m.Name)
	case status == "DISABLED":
		return content{}, coded(132016, "template %s is disabled", m.Name)
	case status != "APPROVED":
		return content{}, coded(132001, "template name (%s) is not approved in %s", m.Name, m.Language.Code)
	}
	v := templateCheck{s: s, n: n, sh: sh, out: content{tmpl: t, category: category}, category: category, used: map[int]bool{}}
	return v.run(m.Components)
}

// templateCheck holds what a template wants against what was sent.
type templateCheck struct {
	s        *Server
	n        *number
	sh       shape
	out      content
	category string
	header   []string
	body     []string
	suffix   string // parameter of the first url button
	used     map[int]bool
	sawHead  bool
}

func (v *templateCheck) run(list []sendComponent) (content, *apiError) {
	cards := 0
	for i := range list {
		c := &list[i]
		var err *apiError
		switch strings.ToLower(c.Type) {
		case "header":
			err = v.checkHeader(c.Parameters)
		case "body":
			v.body, err = v.texts("body", v.sh.bodyVars, c.Parameters)
		case "button":
			err = v.checkButton(c)
		case "carousel":
			cards = len(c.Cards)
		case "limited_time_offer":
		case "":
			err = missing("template.components.type")
		default:
			err = badValue("template.components.type", "unknown: "+c.Type)
		}
		if err != nil {
			return content{}, err
		}
	}
	if err := v.complete(cards); err != nil {
		return content{}, err
	}
	text := fill(v.sh.body, v.sh.bodyVars, v.body)
	if runes(text) > 1024 {
		return content{}, coded(132005, "the body has %d characters after filling, at most 1024", runes(text))
	}
	if h := fill(v.sh.headerText, v.sh.headerVars, v.header); h != "" {
		text = h + "\n" + text
	}
	if v.sh.footer != "" {
		text += "\n" + v.sh.footer
	}
	v.out.text = text
	v.out.buttons = v.buttons(v.out.buttons)
	return v.out, nil
}

// complete finds what is missing.
func (v *templateCheck) complete(cards int) *apiError {
	if len(v.body) != len(v.sh.bodyVars) {
		return coded(132000, "body: number of localizable_params (%d) does not match the expected number of params (%d)", len(v.body), len(v.sh.bodyVars))
	}
	if !v.sawHead && (len(v.sh.headerVars) > 0 || (v.sh.headerFormat != "" && v.sh.headerFormat != "TEXT")) {
		return coded(132012, "header: format mismatch, expected %s, received nothing", v.sh.headerFormat)
	}
	if cards != v.sh.cards {
		return coded(132012, "carousel: %d cards expected, %d received", v.sh.cards, cards)
	}
	for i, b := range v.sh.buttons {
		if (b.vars > 0 || b.kind == "COPY_CODE" || b.kind == "OTP") && !v.used[i] {
			return coded(131008, "buttons: button at index %d of type %s requires a parameter", i, b.kind)
		}
	}
	if v.category == "AUTHENTICATION" && len(v.body) > 0 && (v.suffix != v.body[0] || len(v.suffix) > 15) {
		return coded(132018, "the code must be the same in body and button, at most 15 characters")
	}
	return nil
}

func (v *templateCheck) checkHeader(params []sendParameter) *apiError {
	v.sawHead = true
	f := v.sh.headerFormat
	if f == "" || f == "TEXT" {
		var err *apiError
		v.header, err = v.texts("header", v.sh.headerVars, params)
		return err
	}
	if len(params) != 1 {
		return coded(132000, "header: number of params (%d) does not match the expected number of params (1)", len(params))
	}
	p := params[0]
	if !strings.EqualFold(p.Type, f) {
		return coded(132012, "header: format mismatch, expected %s, received %s", f, strings.ToUpper(p.Type))
	}
	if f == "LOCATION" {
		_, err := checkLocation(v.s, v.n, p.Location)
		return err
	}
	raw := map[string]json.RawMessage{"IMAGE": p.Image, "VIDEO": p.Video, "DOCUMENT": p.Document}[f]
	if len(raw) == 0 {
		return missing("template.header." + strings.ToLower(f))
	}
	c, err := v.s.checkMedia(v.n, strings.ToLower(f), raw, false, true, false)
	v.out.media, v.out.link = c.media, c.link
	return err
}

// texts reads text parameters in the order of the template's variables.
func (v *templateCheck) texts(where string, names []string, params []sendParameter) ([]string, *apiError) {
	if len(params) != len(names) {
		return nil, coded(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", where, len(params), len(names))
	}
	out := make([]string, len(names))
	seen := make([]bool, len(names))
	for i := range params {
		p := &params[i]
		text, err := p.value(where)
		if err != nil {
			return nil, err
		}
		at := i
		if v.sh.named {
			if p.ParameterName == "" {
				return nil, invalid("Parameter name is missing or empty")
			}
			at = slices.Index(names, p.ParameterName)
			if at < 0 || seen[at] {
				return nil, coded(132000, "%s: parameter name %s is unknown or doubled", where, p.ParameterName)
			}
		} else if p.ParameterName != "" {
			return nil, invalid("Unexpected key \"parameter_name\": the template has positional parameters")
		}
		out[at], seen[at] = text, true
	}
	return out, nil
}

func (p *sendParameter) value(where string) (string, *apiError) {
	switch strings.ToLower(p.Type) {
	case "text":
		if p.Text == nil || *p.Text == "" {
			return "", missing(where + ".parameters.text")
		}
		if strings.ContainsAny(*p.Text, "\n\t\r") || strings.Contains(*p.Text, "     ") {
			return "", coded(132018, "%s: a parameter cannot have new-line or tab characters or more than 4 consecutive spaces", where)
		}
		return *p.Text, nil
	case "currency":
		if p.Currency == nil || p.Currency.Fallback == "" || len(p.Currency.Code) != 3 {
			return "", coded(132012, "%s: currency is not valid", where)
		}
		return p.Currency.Fallback, nil
	case "date_time":
		if p.DateTime == nil || p.DateTime.Fallback == "" {
			return "", coded(132012, "%s: date_time is not valid", where)
		}
		return p.DateTime.Fallback, nil
	}
	return "", coded(132012, "%s: format mismatch, expected text, received %q", where, p.Type)
}

func (v *templateCheck) checkButton(c *sendComponent) *apiError {
	i, err := strconv.Atoi(strings.Trim(string(c.Index), `"`))
	if err != nil || i < 0 || i >= len(v.sh.buttons) {
		return coded(132012, "button: there is no button at index %s", string(c.Index))
	}
	want := map[string][]string{
		"quick_reply": {"QUICK_REPLY"}, "url": {"URL", "OTP"}, "copy_code": {"COPY_CODE"}, "flow": {"FLOW"}, "catalog": {"CATALOG"},
	}[strings.ToLower(c.SubType)]
	if !slices.Contains(want, v.sh.buttons[i].kind) {
		return coded(132012, "button %d: sub_type %q does not fit a button of type %s", i, c.SubType, v.sh.buttons[i].kind)
	}
	if v.used[i] {
		return coded(132012, "button %d: given twice", i)
	}
	v.used[i] = true
	switch strings.ToLower(c.SubType) {
	case "quick_reply":
		if len(c.Parameters) != 1 || c.Parameters[0].Type != "payload" || c.Parameters[0].Payload == nil || len(*c.Parameters[0].Payload) > 256 {
			return coded(132012, "button %d: one parameter of type payload, at most 256 characters", i)
		}
		v.out.buttons = append(v.out.buttons, button{ID: *c.Parameters[0].Payload, Text: strconv.Itoa(i)})
	case "url":
		if len(c.Parameters) != 1 || c.Parameters[0].Type != "text" || c.Parameters[0].Text == nil || *c.Parameters[0].Text == "" {
			return coded(132012, "button %d: one parameter of type text", i)
		}
		if v.sh.buttons[i].vars == 0 && v.sh.buttons[i].kind == "URL" {
			return coded(132000, "button %d: number of params (1) does not match the expected number of params (0)", i)
		}
		v.suffix = *c.Parameters[0].Text
	case "copy_code":
		if len(c.Parameters) != 1 || c.Parameters[0].Type != "coupon_code" || c.Parameters[0].CouponCode == nil || len(*c.Parameters[0].CouponCode) > 20 {
			return coded(132012, "button %d: one parameter of type coupon_code, at most 20 characters", i)
		}
	}
	return nil
}

// buttons are those of the template as the phone shows them; given carries the payloads, by index in Text.
func (v *templateCheck) buttons(given []button) []button {
	if len(v.sh.buttons) == 0 {
		return nil
	}
	out := make([]button, 0, len(v.sh.buttons))
	for i, b := range v.sh.buttons {
		show := button{ID: b.text, Text: b.text, Kind: strings.ToLower(b.kind), URL: b.url}
		for _, g := range given {
			if g.Text == strconv.Itoa(i) {
				show.ID = g.ID
			}
		}
		if b.vars > 0 {
			show.URL = fill(b.url, variables(b.url), []string{v.suffix})
		}
		out = append(out, show)
	}
	return out
}
