package cloudapi

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
)

// Limits of content, in characters (Meta docs, messages, read 2026-11).
const (
	maxText          = 4096
	maxCaption       = 1024
	maxBody          = 1024
	maxListBody      = 4096
	maxHeader        = 60
	maxFooter        = 60
	maxButtons       = 3
	maxButtonTitle   = 20
	maxButtonID      = 256
	maxSections      = 10
	maxRows          = 10
	maxRowTitle      = 24
	maxRowID         = 200
	maxRowText       = 72
	maxTemplateText  = 1024
	maxSendID        = 512
	maxTemplateName  = 512
	maxTemplateParts = 10
)

var bsuid = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)

func invalid(code, detail string) error {
	return fault.New(fault.Invalid, "message."+code, detail)
}

// Validate implements channel.Connector.
func (c *Connector) Validate(content channel.Content) error {
	switch content.Type {
	case channel.TypeText:
		return validateText(content.Text)
	case channel.TypeImage, channel.TypeVideo, channel.TypeAudio, channel.TypeDocument, channel.TypeSticker:
		return validateMedia(content.Type, content.Media)
	case channel.TypeLocation:
		return validateLocation(content.Location)
	case channel.TypeReaction:
		if content.Reaction == nil || content.Reaction.MessageID == "" {
			return invalid("reaction_target_missing", "A reaction needs the message it is put on.")
		}
		return nil
	case channel.TypeInteractive:
		return validateInteractive(content.Interactive)
	case channel.TypeTemplate:
		return validateTemplate(content.Template)
	default:
		return invalid("type_unsupported", "This kind of message cannot be sent on this channel.")
	}
}

func validateText(t *channel.Text) error {
	if t == nil || strings.TrimSpace(t.Body) == "" {
		return invalid("text_empty", "The text is empty.")
	}
	if !utf8.ValidString(t.Body) {
		return invalid("text_invalid", "The text is not valid UTF-8.")
	}
	return within(t.Body, maxText, "text_too_long", "A text has at most 4,096 characters.")
}

func within(s string, limit int, code, detail string) error {
	if utf8.RuneCountInString(s) > limit {
		return invalid(code, detail)
	}
	return nil
}

func validateMedia(kind channel.Type, m *channel.Media) error {
	if m == nil || m.AttachmentID == "" && m.ExternalID == "" {
		return invalid("file_missing", "There is no file to send.")
	}
	if m.Caption != "" && (kind == channel.TypeAudio || kind == channel.TypeSticker) {
		return invalid("caption_not_allowed", "Audio and stickers have no caption.")
	}
	return within(m.Caption, maxCaption, "caption_too_long", "A caption has at most 1,024 characters.")
}

func validateLocation(l *channel.Location) error {
	if l == nil {
		return invalid("location_missing", "There is no location to send.")
	}
	if !(l.Latitude >= -90 && l.Latitude <= 90 && l.Longitude >= -180 && l.Longitude <= 180) {
		return invalid("location_invalid", "The coordinates are not on the earth.")
	}
	if l.Address != "" && l.Name == "" {
		return invalid("location_name_missing", "A location with an address needs a name.")
	}
	return nil
}

func validateInteractive(in *channel.Interactive) error {
	if in == nil || strings.TrimSpace(in.Body) == "" {
		return invalid("text_empty", "The text is empty.")
	}
	limit := maxBody
	if in.Kind == channel.KindList {
		limit = maxListBody
	}
	if err := within(in.Body, limit, "text_too_long", "The text is too long for this kind of message."); err != nil {
		return err
	}
	if err := within(in.Footer, maxFooter, "footer_too_long", "A footer has at most 60 characters."); err != nil {
		return err
	}
	if err := validateHeader(in.Kind, in.Header); err != nil {
		return err
	}
	switch in.Kind {
	case channel.KindButton:
		return validateButtons(in.Buttons)
	case channel.KindList:
		return validateList(in)
	case channel.KindLink:
		return validateLink(in)
	default:
		return invalid("type_unsupported", "This kind of interactive message cannot be sent.")
	}
}

func validateHeader(kind string, h *channel.Header) error {
	if h == nil {
		return nil
	}
	switch h.Type {
	case channel.TypeText:
		if h.Text == "" {
			return invalid("header_empty", "The header is empty.")
		}
		return within(h.Text, maxHeader, "header_too_long", "A header has at most 60 characters.")
	case channel.TypeImage, channel.TypeVideo, channel.TypeDocument:
		if kind == channel.KindList {
			return invalid("header_not_allowed", "The header of a list is a text.")
		}
		return validateMedia(h.Type, h.Media)
	default:
		return invalid("header_not_allowed", "A header is a text, an image, a video or a document.")
	}
}

func validateButtons(buttons []channel.Button) error {
	if len(buttons) < 1 || len(buttons) > maxButtons {
		return invalid("button_count", "A message has one to three buttons.")
	}
	ids, titles := map[string]bool{}, map[string]bool{}
	for _, b := range buttons {
		switch {
		case b.ID == "" || utf8.RuneCountInString(b.ID) > maxButtonID:
			return invalid("button_id_invalid", "A button needs an id of at most 256 characters.")
		case b.Title == "" || utf8.RuneCountInString(b.Title) > maxButtonTitle:
			return invalid("button_title_invalid", "A button needs a title of at most 20 characters.")
		case ids[b.ID] || titles[b.Title]:
			return invalid("button_not_unique", "The buttons of a message differ in id and title.")
		}
		ids[b.ID], titles[b.Title] = true, true
	}
	return nil
}

func validateList(in *channel.Interactive) error {
	if in.ListTitle == "" || utf8.RuneCountInString(in.ListTitle) > maxButtonTitle {
		return invalid("button_title_invalid", "The button of a list needs a title of at most 20 characters.")
	}
	if len(in.Sections) < 1 || len(in.Sections) > maxSections {
		return invalid("section_count", "A list has one to ten sections.")
	}
	rows, ids := 0, map[string]bool{}
	for _, s := range in.Sections {
		if len(in.Sections) > 1 && s.Title == "" || utf8.RuneCountInString(s.Title) > maxRowTitle {
			return invalid("section_title_invalid", "Each of several sections needs a title of at most 24 characters.")
		}
		for _, r := range s.Rows {
			rows++
			if r.ID == "" || utf8.RuneCountInString(r.ID) > maxRowID || ids[r.ID] ||
				r.Title == "" || utf8.RuneCountInString(r.Title) > maxRowTitle || utf8.RuneCountInString(r.Description) > maxRowText {
				return invalid("row_invalid", "A row needs an id of its own, a title of at most 24 and a description of at most 72 characters.")
			}
			ids[r.ID] = true
		}
	}
	if rows < 1 || rows > maxRows {
		return invalid("row_count", "A list has one to ten rows in total.")
	}
	return nil
}

func validateLink(in *channel.Interactive) error {
	if in.DisplayText == "" || utf8.RuneCountInString(in.DisplayText) > maxButtonTitle {
		return invalid("button_title_invalid", "The link needs a title of at most 20 characters.")
	}
	u, err := url.Parse(in.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return invalid("url_invalid", "The link must be a web address.")
	}
	return nil
}
