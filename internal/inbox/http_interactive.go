package inbox

import (
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
)

// InteractiveReply is a message with reply buttons, a list, a link or quick replies. What a person taps comes back as a message of type reply; its
// id is that of the button or row, b1 or r1, in the order given here. The limits are those of the network (Meta docs, interactive
// messages, read 2026-11).
type InteractiveReply struct {
	Kind        string             `json:"kind" enum:"button,list,cta_url,quick_replies" doc:"Lists are for WhatsApp, quick replies for Instagram, which knows no header and no footer"`
	Header      string             `json:"header,omitempty" maxLength:"60"`
	Body        string             `json:"body" minLength:"1" maxLength:"4096" doc:"At most 1,024 characters unless it is a list"`
	Footer      string             `json:"footer,omitempty" maxLength:"60"`
	Buttons     []InteractiveTitle `json:"buttons,omitempty" maxItems:"13" doc:"kind button: what the buttons say, each another thing, at most three; kind quick_replies: at most thirteen"`
	ListTitle   string             `json:"list_title,omitempty" maxLength:"20" doc:"kind list: what opens it"`
	Sections    []ListSection      `json:"sections,omitempty" maxItems:"10" doc:"kind list: ten rows in all"`
	DisplayText string             `json:"display_text,omitempty" maxLength:"20" doc:"kind cta_url: what the link says"`
	URL         string             `json:"url,omitempty" maxLength:"2000" doc:"kind cta_url"`
}

// InteractiveTitle is a reply button.
type InteractiveTitle struct {
	Title string `json:"title" minLength:"1" maxLength:"20"`
}

// ListSection is a part of a list; with several of them each has a title.
type ListSection struct {
	Title string    `json:"title,omitempty" maxLength:"24"`
	Rows  []ListRow `json:"rows" minItems:"1" maxItems:"10"`
}

// ListRow is one choice of a list.
type ListRow struct {
	Title       string `json:"title" minLength:"1" maxLength:"24"`
	Description string `json:"description,omitempty" maxLength:"72"`
}

// interactive gives every choice its id and leaves out what the kind does not have.
func (r *InteractiveReply) interactive() *channel.Interactive {
	if r == nil {
		return nil
	}
	out := &channel.Interactive{Kind: r.Kind, Body: strings.TrimSpace(r.Body), Footer: strings.TrimSpace(r.Footer)}
	if header := strings.TrimSpace(r.Header); header != "" {
		out.Header = &channel.Header{Type: channel.TypeText, Text: header}
	}
	switch r.Kind {
	case channel.KindButton, channel.KindQuickReplies:
		for i, b := range r.Buttons {
			out.Buttons = append(out.Buttons, channel.Button{ID: "b" + strconv.Itoa(i+1), Title: strings.TrimSpace(b.Title)})
		}
	case channel.KindList:
		out.ListTitle = strings.TrimSpace(r.ListTitle)
		n := 0
		for _, s := range r.Sections {
			section := channel.Section{Title: strings.TrimSpace(s.Title)}
			for _, row := range s.Rows {
				n++
				section.Rows = append(section.Rows, channel.Row{
					ID: "r" + strconv.Itoa(n), Title: strings.TrimSpace(row.Title), Description: strings.TrimSpace(row.Description),
				})
			}
			out.Sections = append(out.Sections, section)
		}
	default:
		out.DisplayText, out.URL = strings.TrimSpace(r.DisplayText), strings.TrimSpace(r.URL)
	}
	return out
}
