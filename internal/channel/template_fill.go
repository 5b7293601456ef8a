package channel

import (
	"strconv"
	"strings"
)

// Compose makes a send of the template from values by variable name (body.1). missing lists the variables that have no value;
// the send is complete only when there are none.
func (m MessageTemplate) Compose(values map[string]string) (out Template, missing []string) {
	out = Template{Name: m.Name, Language: m.Language}
	named := strings.EqualFold(m.ParameterFormat, "NAMED")
	for _, v := range m.Variables() {
		value := values[v.Name()]
		if value == "" && v.Type == "url" && v.Optional {
			value = values["body.1"]
		}
		if value == "" {
			if !v.Optional {
				missing = append(missing, v.Name())
			}
			continue
		}
		if v.Component == "button" {
			index, _ := strconv.Atoi(v.Key)
			out.Buttons = append(out.Buttons, ButtonParam{Index: index, SubType: v.Type, Value: value})
			continue
		}
		p, ok := v.param(value, named)
		if !ok {
			missing = append(missing, v.Name())
			continue
		}
		if v.Component == "header" {
			out.Header = append(out.Header, p)
		} else {
			out.Body = append(out.Body, p)
		}
	}
	return out, missing
}

func (v Variable) param(value string, named bool) (Param, bool) {
	p := Param{Type: v.Type}
	if named && v.Type == "text" {
		p.Name = v.Key
	}
	switch v.Type {
	case "text":
		p.Text = value
	case "location":
		l, ok := parseLocation(value)
		if !ok {
			return Param{}, false
		}
		p.Location = &l
	default:
		p.Media = &Media{AttachmentID: value}
	}
	return p, true
}

// parseLocation reads "latitude,longitude" or "latitude,longitude,name".
func parseLocation(s string) (Location, bool) {
	fields := strings.SplitN(s, ",", 3)
	if len(fields) < 2 {
		return Location{}, false
	}
	lat, err := strconv.ParseFloat(strings.TrimSpace(fields[0]), 64)
	if err != nil {
		return Location{}, false
	}
	long, err := strconv.ParseFloat(strings.TrimSpace(fields[1]), 64)
	if err != nil {
		return Location{}, false
	}
	out := Location{Latitude: lat, Longitude: long}
	if len(fields) == 3 {
		out.Name = strings.TrimSpace(fields[2])
	}
	return out, true
}

// Render shows the template with values by variable name; places without a value stay as they are written.
func (m MessageTemplate) Render(values map[string]string) Rendered {
	p := m.parts()
	out := Rendered{
		Header: fill(p.header.Text, "header", values), Body: fill(p.body.Text, "body", values), Footer: p.footer.Text, Buttons: []string{},
	}
	for _, b := range p.buttons {
		out.Buttons = append(out.Buttons, b.Text)
	}
	return out
}

func fill(text, component string, values map[string]string) string {
	return place.ReplaceAllStringFunc(text, func(found string) string {
		key := place.FindStringSubmatch(found)[1]
		if value := values[component+"."+key]; value != "" {
			return value
		}
		return found
	})
}

// RenderSend shows the template with the values of a send that was composed before.
func (m MessageTemplate) RenderSend(t Template) Rendered {
	values := map[string]string{}
	put := func(name string, text string, params []Param) {
		keys := placesOf(text)
		for i, p := range params {
			switch {
			case p.Name != "":
				values[name+"."+p.Name] = p.Text
			case i < len(keys):
				values[name+"."+keys[i]] = p.Text
			}
		}
	}
	parts := m.parts()
	put("header", parts.header.Text, t.Header)
	put("body", parts.body.Text, t.Body)
	return m.Render(values)
}
