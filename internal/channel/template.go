package channel

import (
	"encoding/json"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/kelolapesan/kelola/internal/id"
)

// TemplateID identifies a message template.
type TemplateID = id.ID[MessageTemplate]

// StatusApproved is the only status in which a template may be sent. Every other word, known or not, means it may not.
const StatusApproved = "APPROVED"

// Statuses of ours beside the network's. The first two are committed before the network is called; what they turn into after a lost
// answer, the next reading of the list decides.
const (
	StatusSubmitting = "SUBMITTING"  // handed to the network, which has not answered or whose answer was lost
	StatusDeleting   = "DELETING"    // the same for a deletion
	StatusNotCreated = "NOT_CREATED" // it never arrived there, and may be submitted again
	StatusDeleted    = "DELETED"     // the network no longer lists it
)

// MessageTemplate is a template of a channel as the network last described it. Status is the network's own word.
type MessageTemplate struct {
	ID              TemplateID
	Channel         ID
	ExternalID      string
	Name            string
	Language        string
	Category        string
	Status          string
	Quality         string
	RejectedReason  string
	ParameterFormat string
	Components      json.RawMessage
	PausedUntil     time.Time // we stopped using it; zero with a reason is until the network approves it again
	PausedReason    string
	UpdatedAt       time.Time
	Attachment      string      // id of the file that the header was submitted with; "" when none or made elsewhere
	SubmittedAt     time.Time   // when it was last handed to the network from here; zero when never
	Edits           []time.Time // when an approved one was changed from here, within the last 30 days
}

// Sendable reports whether the template may be sent now; the reason is a code when not.
func (m MessageTemplate) Sendable(now time.Time) (ok bool, reason string) {
	switch {
	case m.Status != StatusApproved:
		return false, "template_not_approved"
	case m.Paused(now):
		return false, "template_paused"
	case !m.parts().supported:
		return false, "template_unsupported"
	default:
		return true, ""
	}
}

// Paused reports whether we stopped using the template.
func (m MessageTemplate) Paused(now time.Time) bool {
	return m.PausedReason != "" && (m.PausedUntil.IsZero() || m.PausedUntil.After(now))
}

// Variable is a place in a template that a value goes to. Its name in a mapping is Component + "." + Key: body.1, header.1,
// body.first_name, header.image (the id of an attachment), button.0.
type Variable struct {
	Component string `json:"component" enum:"header,body,button"`
	Key       string `json:"key"`
	Type      string `json:"type" doc:"text, image, video, document, location, url, quick_reply or copy_code"`
	Example   string `json:"example"`
	Optional  bool   `json:"optional"`
}

// Name is how the variable is called in a mapping.
func (v Variable) Name() string { return v.Component + "." + v.Key }

// Rendered is a template with its values, as a person sees it.
type Rendered struct {
	Header  string   `json:"header"`
	Body    string   `json:"body"`
	Footer  string   `json:"footer"`
	Buttons []string `json:"buttons"`
}

// component is one part of a template in the network's shape (Meta docs, templates, read 2026-11).
type component struct {
	Type    string           `json:"type"`
	Format  string           `json:"format"`
	Text    string           `json:"text"`
	Example json.RawMessage  `json:"example"`
	Buttons []templateButton `json:"buttons"`
}

type templateButton struct {
	Type    string          `json:"type"`
	Text    string          `json:"text"`
	URL     string          `json:"url"`
	Phone   string          `json:"phone_number"`
	Example json.RawMessage `json:"example"`
}

type templateParts struct {
	header, body, footer component
	buttons              []templateButton
	supported            bool
}

func (m MessageTemplate) parts() templateParts {
	var all []component
	out := templateParts{supported: true}
	if json.Unmarshal(m.Components, &all) != nil {
		return templateParts{}
	}
	for _, c := range all {
		switch strings.ToUpper(c.Type) {
		case "HEADER":
			out.header = c
		case "BODY":
			out.body = c
		case "FOOTER":
			out.footer = c
		case "BUTTONS":
			out.buttons = c.Buttons
		default:
			out.supported = false // carousel, limited time offer and what comes later
		}
	}
	for _, b := range out.buttons {
		switch strings.ToUpper(b.Type) {
		case "QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "OTP":
		default:
			out.supported = false
		}
	}
	return out
}

var place = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// placesOf lists the places of a text: numbered ones in their order, named ones as they appear; each once.
func placesOf(text string) []string {
	var keys []string
	numeric := true
	for _, m := range place.FindAllStringSubmatch(text, -1) {
		if slices.Contains(keys, m[1]) {
			continue
		}
		keys = append(keys, m[1])
		if _, err := strconv.Atoi(m[1]); err != nil {
			numeric = false
		}
	}
	if numeric {
		sort.SliceStable(keys, func(i, j int) bool {
			a, _ := strconv.Atoi(keys[i])
			b, _ := strconv.Atoi(keys[j])
			return a < b
		})
	}
	return keys
}

// Variables lists the places of the template in the order header, body, buttons.
func (m MessageTemplate) Variables() []Variable {
	p := m.parts()
	var out []Variable
	switch format := strings.ToUpper(p.header.Format); format {
	case "", "TEXT":
		out = append(out, textVariables("header", p.header)...)
	case "IMAGE", "VIDEO", "DOCUMENT", "LOCATION":
		kind := strings.ToLower(format)
		out = append(out, Variable{Component: "header", Key: kind, Type: kind})
	}
	out = append(out, textVariables("body", p.body)...)
	for i, b := range p.buttons {
		v := Variable{Component: "button", Key: strconv.Itoa(i), Example: firstText(b.Example)}
		switch strings.ToUpper(b.Type) {
		case "URL":
			if !place.MatchString(b.URL) {
				continue
			}
			v.Type = "url"
		case "OTP":
			v.Type, v.Optional = "url", true // the code of the body goes here too
		case "COPY_CODE":
			v.Type = "copy_code"
		case "QUICK_REPLY":
			v.Type, v.Optional = "quick_reply", true
		default:
			continue
		}
		out = append(out, v)
	}
	return out
}

func textVariables(name string, c component) []Variable {
	keys := placesOf(c.Text)
	examples := examplesOf(c.Example)
	out := make([]Variable, 0, len(keys))
	for i, key := range keys {
		v := Variable{Component: name, Key: key, Type: "text", Example: examples.named[key]}
		if v.Example == "" && i < len(examples.list) {
			v.Example = examples.list[i]
		}
		out = append(out, v)
	}
	return out
}

type templateExamples struct {
	list  []string
	named map[string]string
}

// examplesOf reads the examples of a text: a list, a list of lists, or named ones.
func examplesOf(raw json.RawMessage) templateExamples {
	type named struct {
		Name    string `json:"param_name"`
		Example string `json:"example"`
	}
	var in struct {
		Header      json.RawMessage `json:"header_text"`
		Body        json.RawMessage `json:"body_text"`
		HeaderNamed []named         `json:"header_text_named_params"`
		BodyNamed   []named         `json:"body_text_named_params"`
	}
	out := templateExamples{named: map[string]string{}}
	if json.Unmarshal(raw, &in) != nil {
		return out
	}
	var rows [][]string
	if json.Unmarshal(in.Body, &rows) == nil && len(rows) > 0 {
		out.list = rows[0]
	} else if json.Unmarshal(in.Body, &out.list) != nil {
		_ = json.Unmarshal(in.Header, &out.list)
	}
	for _, n := range slices.Concat(in.HeaderNamed, in.BodyNamed) {
		out.named[n.Name] = n.Example
	}
	return out
}

func firstText(raw json.RawMessage) string {
	var list []string
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		return list[0]
	}
	var one string
	_ = json.Unmarshal(raw, &one)
	return one
}
