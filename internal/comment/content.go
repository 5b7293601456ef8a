package comment

import (
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
)

// tapPrefix begins what a button of ours answers with: the match and the step that the tap ends.
const tapPrefix = "kc:"

func tapOf(m MatchID, s Step) string { return tapPrefix + m.String() + ":" + string(s) }

// readTap reads what a button answered with.
func readTap(payload string) (m MatchID, s Step, ok bool) {
	rest, ok := strings.CutPrefix(payload, tapPrefix)
	if !ok {
		return m, "", false
	}
	match, step, ok := strings.Cut(rest, ":")
	if !ok || m.UnmarshalText([]byte(match)) != nil {
		return MatchID{}, "", false
	}
	return m, Step(step), true
}

func plainText(body string) channel.Content {
	return channel.Content{Type: channel.TypeText, Text: &channel.Text{Body: body}}
}

// tappable is a text with one button that answers.
func tappable(body, button, payload string) channel.Content {
	return channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{
		Kind: channel.KindButton, Body: body, Buttons: []channel.Button{{ID: payload, Title: button}},
	}}
}

// first is the private reply of a rule: the opening, or the content at once.
func (r *Rule) first(m MatchID, c *Comment) channel.Content {
	var content channel.Content
	switch o := r.Opening; {
	case o == nil:
		content = r.content(c)
	case o.Plain:
		content = plainText(fill(o.Text, c.Username))
	default:
		content = tappable(fill(o.Text, c.Username), o.Button, tapOf(m, StepOpening))
	}
	content.Comment = &channel.Comment{ID: c.ExternalID, Until: c.until(), Live: c.Live}
	return content
}

// content is what the rule is about.
func (r *Rule) content(c *Comment) channel.Content {
	text := variant(r.Private.Texts, c, "private")
	if len(r.Private.Buttons) == 0 {
		return plainText(text)
	}
	buttons := make([]channel.Button, len(r.Private.Buttons))
	for i, b := range r.Private.Buttons {
		buttons[i] = channel.Button{Title: b.Title, URL: b.URL}
	}
	return channel.Content{Type: channel.TypeInteractive, Interactive: &channel.Interactive{Kind: channel.KindButton, Body: text, Buttons: buttons}}
}

// public is the reply under the post. One that was held for long, as after a stop of everything, comes to nothing.
func (r *Rule) public(c *Comment) channel.Content {
	content := plainText(variant(r.Public.Texts, c, "public"))
	content.Comment = &channel.Comment{ID: c.ExternalID, Public: true, Until: c.until()}
	return content
}
