package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
)

// shape is what a template wants from its sender, read from its components.
type shape struct {
	headerFormat string // "", TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION
	headerText   string
	headerVars   []string
	body         string
	bodyVars     []string
	footer       string
	buttons      []shapeButton
	cards        int
	named        bool
}

type shapeButton struct {
	kind string // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, OTP, FLOW, CATALOG
	text string
	url  string
	vars int
}

type component struct {
	Type    string          `json:"type"`
	Format  string          `json:"format"`
	Text    string          `json:"text"`
	Example json.RawMessage `json:"example"`
	Buttons []struct {
		Type    string          `json:"type"`
		Text    string          `json:"text"`
		URL     string          `json:"url"`
		Phone   string          `json:"phone_number"`
		Example json.RawMessage `json:"example"`
	} `json:"buttons"`
	Cards []json.RawMessage `json:"cards"`
}

func variables(text string) []string {
	re := regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)
	var out []string
	seen := map[string]bool{}
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			out = append(out, m[1])
		}
	}
	return out
}

func parseShape(components json.RawMessage, format string) (shape, *apiError) {
	sh := shape{named: strings.EqualFold(format, "NAMED")}
	var list []component
	if err := json.Unmarshal(components, &list); err != nil {
		return sh, invalid("Param components must be an array of components")
	}
	for _, c := range list {
		switch strings.ToUpper(c.Type) {
		case "HEADER":
			sh.headerFormat = strings.ToUpper(or(c.Format, "TEXT"))
			sh.headerText, sh.headerVars = c.Text, variables(c.Text)
		case "BODY":
			sh.body, sh.bodyVars = c.Text, variables(c.Text)
		case "FOOTER":
			sh.footer = c.Text
		case "BUTTONS":
			for _, b := range c.Buttons {
				sh.buttons = append(sh.buttons, shapeButton{kind: strings.ToUpper(b.Type), text: b.Text, url: b.URL, vars: len(variables(b.URL))})
			}
		case "CAROUSEL":
			sh.cards = len(c.Cards)
		}
	}
	return sh, nil
}

// fill puts values into a text; names are the variables in order of appearance.
func fill(text string, names, values []string) string {
	if len(names) == 0 {
		return text
	}
	pairs := make([]string, 0, len(names)*4)
	for i, n := range names {
		if i < len(values) {
			pairs = append(pairs, "{{"+n+"}}", values[i], "{{ "+n+" }}", values[i])
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
